#include "app/command_version.hpp"

#include <boost/version.hpp>
#include <curl/curl.h>
#include <iostream>
#include <openssl/crypto.h>
#include <sodium/version.h>
#include <sqlite3.h>

#include "app/build_info.hpp"
#include "app/run.hpp"
#include "core/json.hpp"

namespace app {
namespace {

std::string boost_version() {
    return std::to_string(BOOST_VERSION / 100000) + "." +
           std::to_string(BOOST_VERSION / 100 % 1000) + "." + std::to_string(BOOST_VERSION % 100);
}

core::json::object libraries() {
    return {{"boost", boost_version()},
            {"curl", ::curl_version_info(CURLVERSION_NOW)->version},
            {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)},
            {"sodium", SODIUM_VERSION_STRING},
            {"sqlite", sqlite3_libversion()}};
}

}  // namespace

int run_version(const VersionCommand& command) {
    const auto build = build_info();
    if (command.json) {
        std::cout << core::to_json(core::json::object{{"version", build.version},
                                                      {"commit", build.commit},
                                                      {"compiler", build.compiler},
                                                      {"build", build.build_type},
                                                      {"io", "epoll"},
                                                      {"libraries", libraries()}})
                  << "\n";
        return static_cast<int>(Exit::done);
    }
    std::cout << "chasqui " << build.version << " (" << build.commit << ", " << build.compiler
              << ", " << build.build_type << ")\nio: epoll\n";
    for (const auto& [name, value] : libraries())
        std::cout << std::string(name) << ": " << std::string(value.as_string()) << "\n";
    return static_cast<int>(Exit::done);
}

}  // namespace app

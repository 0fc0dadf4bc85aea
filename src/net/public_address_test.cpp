#include "net/public_address.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <string>

namespace {

bool is_public_text(const std::string& text) {
    sockaddr_storage storage{};
    if (text.find(':') == std::string::npos) {
        auto& four = reinterpret_cast<sockaddr_in&>(storage);
        four.sin_family = AF_INET;
        REQUIRE(::inet_pton(AF_INET, text.c_str(), &four.sin_addr) == 1);
    } else {
        auto& six = reinterpret_cast<sockaddr_in6&>(storage);
        six.sin6_family = AF_INET6;
        REQUIRE(::inet_pton(AF_INET6, text.c_str(), &six.sin6_addr) == 1);
    }
    return net::is_public(reinterpret_cast<const sockaddr&>(storage));
}

}  // namespace

TEST_CASE("addresses inside, of this machine and of a cloud's metadata are not public") {
    for (const auto* inside :
         {"127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
          "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
          "fd00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1",
          "::127.0.0.1"}) {
        CAPTURE(inside);
        CHECK_FALSE(is_public_text(inside));
    }
}

TEST_CASE("addresses of the internet are public, one step outside each private range") {
    for (const auto* outside :
         {"157.240.22.19", "11.0.0.1", "172.15.255.255", "172.32.0.0", "192.167.255.255",
          "100.128.0.0", "169.253.255.255", "2a03:2880:f12f:83:face:b00c:0:25de",
          "::ffff:157.240.22.19", "64:ff9b::9df0:1613"}) {
        CAPTURE(outside);
        CHECK(is_public_text(outside));
    }
}

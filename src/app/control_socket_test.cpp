#include "app/control_socket.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <stdexcept>
#include <sys/stat.h>

namespace {

struct ControlFixture {
    ControlFixture() {
        char name[] = "/tmp/chasqui-control-XXXXXX";
        folder = std::string(::mkdtemp(name)) + "/" + std::string(120, 'd');
        std::filesystem::create_directory(folder);
    }
    ~ControlFixture() { std::filesystem::remove_all(std::filesystem::path(folder).parent_path()); }
    std::string folder;
};

core::json::object echo(const core::json::object& request) {
    if (request.contains("break")) throw std::runtime_error("broken on purpose");
    return {{"got", request}};
}

}  // namespace

TEST_CASE_FIXTURE(ControlFixture,
                  "a command is answered by the server of its folder, however long its path") {
    CHECK_FALSE(app::ask_server(folder, {{"command", "ping"}}).has_value());
    {
        const app::ControlServer server(folder, echo, core::Log{});
        const auto answer = app::ask_server(folder, {{"command", "ping"}});
        REQUIRE(answer.has_value());
        CHECK(core::to_json(*answer) == R"({"got":{"command":"ping"}})");
        CHECK(core::to_json(*app::ask_server(folder, {{"break", true}})) ==
              R"({"error":"broken on purpose"})");
        struct stat status{};
        CHECK(::stat((folder + "/control.sock").c_str(), &status) == 0);
        CHECK((status.st_mode & 0777) == 0600);
    }
    CHECK_FALSE(app::ask_server(folder, {{"command", "ping"}}).has_value());
}

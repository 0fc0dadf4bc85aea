#include "app/settings.hpp"

#include <doctest/doctest.h>

namespace {

// The settings with these options of the command line, and no files.
struct SettingsFixture {
    std::vector<core::ConfigFault> load(std::map<std::string, std::string> options) {
        return settings.load(
            {.config_file = "/dev/null", .env_file = "/dev/null", .settings = std::move(options)});
    }
    app::Settings settings{app::Settings::For::serve};
};

}  // namespace

TEST_CASE_FIXTURE(SettingsFixture, "without a word the server listens on loopback at 8080") {
    CHECK(load({}).empty());
    CHECK(settings.endpoint().address == "127.0.0.1");
    CHECK(settings.endpoint().port == 8080);
}

TEST_CASE_FIXTURE(SettingsFixture, "--listen wins over PORT") {
    CHECK(load({{"PORT", "9000"}, {"CHASQUI_LISTEN", "[::1]:7000"}}).empty());
    CHECK(settings.endpoint().address == "::1");
    CHECK(settings.endpoint().port == 7000);
}

TEST_CASE_FIXTURE(SettingsFixture, "PORT alone moves the port") {
    CHECK(load({{"PORT", "9000"}}).empty());
    CHECK(settings.endpoint().port == 9000);
}

TEST_CASE_FIXTURE(SettingsFixture,
                  "an address, a proxy or a base URL of the wrong form is one fault with its key") {
    for (const auto& [key, value] :
         std::map<std::string, std::string>{{"CHASQUI_LISTEN", "nowhere"},
                                            {"TRUSTED_PROXIES", "10.0.0.0/99"},
                                            {"WHATSAPP_BASE_URL", "ftp://x"}}) {
        app::Settings fresh{app::Settings::For::serve};
        const auto faults = fresh.load(
            {.config_file = "/dev/null", .env_file = "/dev/null", .settings = {{key, value}}});
        REQUIRE(faults.size() == 1);
        CHECK(faults[0].key == key);
        CHECK(faults[0].value == value);
    }
}

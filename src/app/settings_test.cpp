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
                  "a value of the wrong form is one fault with its key and remedy") {
    const std::map<std::string, std::vector<std::string>> wrong{
        {"CHASQUI_LISTEN", {"nowhere", "127.0.0.1:65536"}},
        {"TRUSTED_PROXIES", {"10.0.0.0/99"}},
        {"CORS_ORIGINS", {"chat.example.com", "https://chat.example.com/inbox"}},
        {"CHASQUI_PUBLIC_URL", {"not a url", "https://", "chat.example.com"}},
        {"CHASQUI_TIMEZONE", {"Mars/Base", "../etc/passwd"}},
        {"CHASQUI_COUNTRY", {"zz", "PER"}},
        {"WHATSAPP_BASE_URL", {"ftp://x"}},
        {"WHATSAPP_API_VERSION", {"99", "v", "v26", "v26.x"}},
        {"WHATSAPP_PHONE_NUMBER_ID", {"+34 600 000 000", "abc"}},
        {"WHATSAPP_BUSINESS_ACCOUNT_ID", {"abc"}}};
    for (const auto& [key, values] : wrong)
        for (const auto& value : values) {
            CAPTURE(key);
            CAPTURE(value);
            const auto faults = SettingsFixture().load({{key, value}});
            REQUIRE(faults.size() == 1);
            CHECK(faults[0].key == key);
            CHECK(faults[0].value == "\"" + value + "\"");
            CHECK_FALSE(faults[0].remedy.empty());
        }
}

TEST_CASE_FIXTURE(SettingsFixture, "values of the right form pass") {
    CHECK(load({{"TRUSTED_PROXIES", "10.0.0.0/8, ::1"},
                {"CORS_ORIGINS", "https://chat.example.com,http://localhost:5173"},
                {"CHASQUI_PUBLIC_URL", "https://chat.example.com"},
                {"CHASQUI_TIMEZONE", "UTC"},
                {"CHASQUI_COUNTRY", "PE"},
                {"WHATSAPP_API_VERSION", "v26.0"},
                {"WHATSAPP_PHONE_NUMBER_ID", "106540352242922"},
                {"JWT_SECRET", std::string(32, 'k')}})
              .empty());
}

TEST_CASE_FIXTURE(SettingsFixture, "a secret of the wrong form is never shown") {
    for (const auto& [key, value] : std::map<std::string, std::string>{
             {"JWT_SECRET", "short"}, {"DATABASE_URL", "postgres://eva:s3cret@db/chasqui"}}) {
        const auto faults = SettingsFixture().load({{key, value}});
        REQUIRE(faults.size() == 1);
        CHECK(faults[0].to_line().find(value) == std::string::npos);
    }
}

TEST_CASE_FIXTURE(SettingsFixture,
                  "a memory warning above the critical mark is told with both names") {
    const auto faults = load({{"MAX_MEMORY_USAGE", "96"}, {"CRITICAL_MEMORY_USAGE", "95"}});
    REQUIRE(faults.size() == 1);
    const auto line = faults[0].to_line();
    CHECK(line.find("MAX_MEMORY_USAGE") != std::string::npos);
    CHECK(line.find("CRITICAL_MEMORY_USAGE") != std::string::npos);
    CHECK(SettingsFixture().load({{"MAX_MEMORY_USAGE", "95"}}).empty());
}

TEST_CASE_FIXTURE(SettingsFixture, "memory's marks and interval reach the monitor") {
    CHECK(load({{"MAX_MEMORY_USAGE", "50"},
                {"CRITICAL_MEMORY_USAGE", "60"},
                {"MEMORY_CHECK_INTERVAL", "5000"}})
              .empty());
    CHECK(settings.memory.warning_percent == 50);
    CHECK(settings.memory.critical_percent == 60);
    CHECK(settings.memory.check_interval == std::chrono::seconds{5});
}

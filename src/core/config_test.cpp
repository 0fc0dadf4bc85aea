#include "core/config.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

#include "core/config_sources.hpp"
#include "core/random.hpp"

using namespace core;

namespace {

// A registry with a setting of each kind, and a folder for its files.
struct ConfigFixture {
    std::int64_t port = 8080;
    Milliseconds ping{25'000};
    std::string language = "es";
    std::string secret;
    bool open = false;
    std::vector<std::string> origins;
    Config config;
    ConfigSources sources;
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("chasqui-config-" + SystemRandom().token(8));

    ConfigFixture() {
        std::filesystem::create_directories(folder);
        config.integer(
            {.name = "PORT", .description = "Where it listens.", .minimum = 1, .maximum = 65535},
            port);
        config.milliseconds(
            {.name = "SOCKET_PING_INTERVAL", .description = "Between pings.", .minimum = 1'000},
            ping);
        config.text(
            {.name = "CHASQUI_LANG", .description = "Language.", .choices = {"es", "en", "pt"}},
            language);
        config.text({.name = "JWT_SECRET", .description = "Signs tokens.", .secret = true}, secret);
        config.boolean({.name = "OPEN", .description = "A truth."}, open);
        config.list({.name = "CORS_ORIGINS", .description = "Origins."}, origins);
        config.refused({.name = "REDIS_URL", .description = "Redis."}, "Leave it out for now.");
    }
    ~ConfigFixture() { std::filesystem::remove_all(folder); }

    std::string file(const char* name, std::string_view text) const {
        std::ofstream(folder / name) << text;
        return (folder / name).string();
    }
    std::vector<ConfigFault> load() { return config.load(sources); }
    ConfigFault only_fault() {
        auto faults = load();
        REQUIRE(faults.size() == 1);
        return faults[0];
    }
    std::string source_of(std::string_view name) const {
        for (const auto& one : config.explain())
            if (one.info.name == name) return one.source;
        return "";
    }
};

std::string env_value(std::string_view text, const char* name = "A") {
    const auto layer = parse_env(text, ".env");
    REQUIRE(layer.faults.empty());
    return layer.values.at(name).value;
}

}  // namespace

TEST_CASE_FIXTURE(ConfigFixture, "each layer wins over the one before, and says so") {
    CHECK(load().empty());
    CHECK(port == 8080);
    CHECK(source_of("PORT") == "default");

    sources.toml_path = file("chasqui.toml", "\nport = 1\nsocket_ping_interval = 1001\n");
    CHECK(load().empty());
    CHECK(port == 1);
    CHECK(source_of("PORT") == "chasqui.toml:2");

    sources.env_file_path = file(".env", "PORT=2\n");
    CHECK(load().empty());
    CHECK(source_of("PORT") == ".env:1");

    sources.environment = {{"PORT", "3"}};
    CHECK(load().empty());
    CHECK(port == 3);

    sources.command_line = {{"PORT", "4"}};
    CHECK(load().empty());
    CHECK(port == 4);
    CHECK(source_of("PORT") == "command line");
    CHECK(ping == Milliseconds{1001});
}

TEST_CASE_FIXTURE(ConfigFixture,
                  "a value out of range is told with file, line, key, value, range") {
    sources.toml_path = file("chasqui.toml", "# first\nport = 70000\n");
    const auto fault = only_fault();
    CHECK(fault.source == "chasqui.toml:2");
    CHECK(fault.to_line() ==
          "chasqui.toml:2: PORT = \"70000\": expected a whole number from 1 to 65535. Where it "
          "listens. Without it: 8080.");
}

TEST_CASE_FIXTURE(ConfigFixture, "all faults of all layers come at once, and nothing is changed") {
    sources.toml_path = file("chasqui.toml", "port = \"x\"\nopen = true\n");
    sources.environment = {{"CHASQUI_LANG", "fr"}, {"REDIS_URL", "redis://x"}};
    const auto faults = load();
    CHECK(faults.size() == 3);
    CHECK_FALSE(open);
    CHECK(faults[1].expected == "one of es, en, pt");
    CHECK(faults[2].remedy == "Leave it out for now.");
}

TEST_CASE_FIXTURE(ConfigFixture, "an unknown key in the file is a fault with the nearest name") {
    sources.toml_path = file("chasqui.toml", "socket_ping_intervall = 3\n");
    CHECK(only_fault().remedy == "Did you mean SOCKET_PING_INTERVAL?");
}

TEST_CASE_FIXTURE(ConfigFixture, "unknown names of ours stop the start, foreign ones never do") {
    sources.environment = {{"HOME", "/root"}, {"LC_ALL", "C"}, {"CHASQUI_FIXTURES", "1"}};
    sources.env_file_path = file(".env", "VITE_OTHER=1\n");
    CHECK(load().empty());
    sources.environment["CHASQUI_LANGUAGE"] = "es";
    CHECK(only_fault().key == "CHASQUI_LANGUAGE");
    sources.environment.erase("CHASQUI_LANGUAGE");
    sources.environment["WHATSAPP_TOKEN"] = "secret-value";
    CHECK(only_fault().to_line().find("secret-value") == std::string::npos);
}

TEST_CASE_FIXTURE(ConfigFixture, "a secret may stand in a file, and is never shown") {
    sources.environment = {{"JWT_SECRET_FILE", file("secret", "  s3cret-value\n")}};
    CHECK(load().empty());
    CHECK(secret == "s3cret-value");
    for (const auto& one : config.explain()) CHECK(one.value != "s3cret-value");

    sources.environment["JWT_SECRET"] = "other";
    CHECK(only_fault().expected == "JWT_SECRET or JWT_SECRET_FILE, not both");
    sources.environment = {{"JWT_SECRET_FILE", "/nowhere/secret"}};
    CHECK(only_fault().key == "JWT_SECRET_FILE");
    sources.environment = {{"CHASQUI_LANG_FILE", "/nowhere"}};
    CHECK(only_fault().expected == "a name that Chasqui knows");
}

TEST_CASE_FIXTURE(ConfigFixture, "an empty value is as good as none") {
    sources.environment = {{"PORT", ""}, {"REDIS_URL", ""}, {"CHASQUI_LANG", ""}};
    CHECK(load().empty());
    CHECK(port == 8080);
}

TEST_CASE_FIXTURE(ConfigFixture, "truths and lists are read as people write them") {
    sources.environment = {{"OPEN", "Yes"}, {"CORS_ORIGINS", " https://a.test , https://b.test,"}};
    CHECK(load().empty());
    CHECK(open);
    CHECK(origins == std::vector<std::string>{"https://a.test", "https://b.test"});
    sources.environment = {{"OPEN", "maybe"}};
    CHECK(only_fault().expected == "true or false");
}

TEST_CASE_FIXTURE(ConfigFixture, "a file that is no TOML is told with its line") {
    sources.toml_path = file("chasqui.toml", "port = 1\nlang = = 2\n");
    CHECK(only_fault().source == "chasqui.toml:2");
    sources.toml_path = (folder / "absent.toml").string();
    CHECK(only_fault().value == "unreadable");
}

TEST_CASE("TOML takes arrays of texts, and neither sections nor keys in upper case") {
    auto layer = parse_toml("cors_origins = ['a', 'b']\n", "chasqui.toml");
    CHECK(layer.values.at("CORS_ORIGINS").value == "a,b");
    CHECK(parse_toml("[port]\na = 1\n", "x").faults.size() == 1);
    CHECK(parse_toml("PORT = 1\n", "x").faults.size() == 1);
    CHECK(parse_toml("port = 1.5\n", "x").faults.size() == 1);
}

TEST_CASE("a .env value is bare, quoted, commented and exported as people write it") {
    CHECK(env_value("A=1") == "1");
    CHECK(env_value("  export A = b c  # note\r\n") == "b c");
    CHECK(env_value("A=pass#word") == "pass#word");
    CHECK(env_value("A='a # \\n $X' # note") == "a # \\n $X");
    CHECK(env_value("A=\"a\\n\\\"b\\\" \\\\ \\$X\"") == "a\n\"b\" \\ $X");
    CHECK(env_value("A=\"one\ntwo\"\nB=2", "B") == "2");
    CHECK(env_value("A=1\nA=2") == "2");
    CHECK(env_value("A=") == "");
    CHECK(env_value("\xEF\xBB\xBF"
                    "A=1") == "1");
    CHECK(env_value("export=1", "export") == "1");
}

TEST_CASE("a line after a quoted value of two lines has the right number") {
    CHECK(parse_env("A=\"1\n2\"\n# c\n\nB=3", ".env").values.at("B").source == ".env:5");
}

TEST_CASE("after a quote that is never closed, the next line is read with its own number") {
    const auto layer = parse_env("A=\"open\nB=2\n", ".env");
    CHECK(layer.faults.size() == 1);
    CHECK(layer.values.at("B").source == ".env:2");
}

TEST_CASE("a broken .env line is a fault that does not show what may be a secret") {
    for (const auto* text : {"just words", "=x", "A", "A='open", "A='x' y", "1A=secret"}) {
        const auto layer = parse_env(std::string("\n") + text + "\n", ".env");
        REQUIRE_MESSAGE(layer.faults.size() == 1, text);
        CHECK(layer.faults[0].source == ".env:2");
        CHECK(layer.faults[0].to_line().find("secret") == std::string::npos);
    }
}

#include "webhook_fixtures.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/json.hpp"

namespace {

namespace json = boost::json;

std::filesystem::path updates_folder() {
    const char* given = std::getenv("CHASQUI_FIXTURES");
    return std::filesystem::path(given != nullptr ? given : "../shared/fixtures") / "pywa/updates";
}

// A file is an object of cases; one of them holds its case a level deeper.
void collect(const std::string& name, const json::object& found, std::vector<WebhookCase>& cases) {
    if (found.contains("entry")) {
        cases.push_back({name, found});
        return;
    }
    for (const auto& [key, value] : found)
        if (value.is_object()) collect(name + "/" + std::string(key), value.as_object(), cases);
}

}  // namespace

std::vector<WebhookCase> webhook_cases() {
    std::vector<WebhookCase> cases;
    if (!std::filesystem::is_directory(updates_folder())) return cases;
    for (const auto& file : std::filesystem::directory_iterator(updates_folder())) {
        std::ostringstream text;
        text << std::ifstream(file.path()).rdbuf();
        const auto whole = core::parse_json(text.str());
        REQUIRE_MESSAGE(whole.has_value(), file.path().string());
        collect(file.path().stem().string(), whole->as_object(), cases);
    }
    return cases;
}

#include "app/settings_plan.hpp"

namespace app {
namespace {

constexpr const char* with_the_bot = "comes with the bot";

core::SettingInfo number(std::string name, std::string unit, std::string description,
                         std::int64_t maximum, std::string unused) {
    return {.name = std::move(name),
            .unit = std::move(unit),
            .description = std::move(description),
            .minimum = 1,
            .maximum = maximum,
            .unused = std::move(unused)};
}

core::SettingInfo word(std::string name, std::string description, std::string unused,
                       bool secret = false) {
    return {.name = std::move(name),
            .description = std::move(description),
            .secret = secret,
            .unused = std::move(unused)};
}

constexpr std::int64_t day_ms = 86'400'000;

}  // namespace

void PlannedSettings::declare(core::Config& config) {
    config.milliseconds(number("CHATBOT_SESSION_TIMEOUT", "ms", "Life of a silent bot session",
                               30 * day_ms, with_the_bot),
                        session_timeout);
    config.text(word("CHASQUI_TIMEZONE", "Time zone of the business", "comes with business hours"),
                timezone);
    config.text(word("CHASQUI_COUNTRY", "Country of numbers without a code", "comes with imports"),
                country);
    config.text(word("LLM_BASE_URL", "Language model's address", with_the_bot), llm_base_url);
    config.text(word("LLM_API_KEY", "Language model's key", with_the_bot, true), llm_api_key);
    config.text(word("LLM_MODEL", "Language model's name", with_the_bot), llm_model);
}

}  // namespace app

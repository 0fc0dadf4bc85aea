#include "app/limit_settings.hpp"

namespace app {
namespace {

core::SettingInfo window(const char* name, const char* description) {
    constexpr std::int64_t day_ms = 86'400'000;
    return {
        .name = name, .unit = "ms", .description = description, .minimum = 1, .maximum = day_ms};
}

core::SettingInfo maximum(const char* name, const char* description) {
    return {.name = name,
            .description = description,
            .minimum = 1,
            .maximum = core::RateWindow::max_max};
}

core::RateLimit limit_of(std::int64_t max, core::Milliseconds window) {
    return {static_cast<std::uint32_t>(max), window};
}

}  // namespace

void LimitSettings::declare(core::Config& config) {
    config.milliseconds(window("AUTH_RATE_LIMIT_WINDOW", "Window of the limit on sign-in attempts"),
                        sign_in_window);
    config.integer(
        maximum(
            sign_in_max_name,
            "Sign-in attempts of a client network in any window; 100 in development where unset"),
        sign_in_max);
    config.milliseconds(
        window("WHATSAPP_RATE_LIMIT_WINDOW", "Window of the limit on calls that ask Meta"),
        graph_window);
    config.integer(maximum("WHATSAPP_RATE_LIMIT_MAX",
                           "A person's calls that ask Meta in any window; replies do not count"),
                   graph_max);
}

core::RateLimit LimitSettings::sign_in() const {
    return limit_of(sign_in_max, sign_in_window);
}

core::RateLimit LimitSettings::graph() const {
    return limit_of(graph_max, graph_window);
}

}  // namespace app

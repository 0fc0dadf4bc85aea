#include "app/settings_form.hpp"

#include <algorithm>
#include <filesystem>

#include "app/settings.hpp"
#include "core/text.hpp"

namespace app {
namespace {

// HMAC-SHA-256 wants a key as long as its digest (RFC 7518 §3.2).
constexpr std::size_t key_bytes_min = 32;
constexpr std::size_t id_digits_max = 32;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The part behind "http://" or "https://"; "" where it is neither.
std::string_view behind_scheme(std::string_view url) {
    for (const std::string_view scheme : {"https://", "http://"})
        if (url.starts_with(scheme)) return url.substr(scheme.size());
    return {};
}

bool is_url(const std::string& text) {
    const auto rest = behind_scheme(text);
    return !rest.empty() && rest.front() != '/' &&
           std::all_of(rest.begin(), rest.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

// RFC 6454 §6.2: scheme, host and port alone.
bool is_origin(const std::string& text) {
    return is_url(text) && behind_scheme(text).find('/') == std::string_view::npos;
}

bool is_meta_id(const std::string& text) {
    return text.size() <= id_digits_max && std::all_of(text.begin(), text.end(), is_digit);
}

// "v26.0"
bool is_api_version(const std::string& text) {
    const auto dot = text.find('.');
    return text.starts_with('v') && dot != std::string::npos && dot > 1 && dot + 1 < text.size() &&
           core::parse_integer(std::string_view(text).substr(1, dot - 1)) &&
           core::parse_integer(std::string_view(text).substr(dot + 1));
}

// A name of the time zone database, where this machine has one.
bool is_timezone(const std::string& text) {
    const std::filesystem::path zones("/usr/share/zoneinfo");
    const bool spelled = std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '/' || c == '_' || c == '-' || c == '+';
    });
    if (!spelled || text.starts_with('/')) return false;
    return text == "UTC" || !std::filesystem::is_directory(zones) ||
           std::filesystem::is_regular_file(zones / text);
}

// ISO 3166-1 alpha-2
bool is_country(const std::string& text) {
    return text.size() == 2 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_mail_url(const std::string& text) {
    return text.starts_with("smtp://") || text.starts_with("smtps://");
}

bool is_mail_address(const std::string& text) {
    const auto at = text.find('@');
    return at != std::string::npos && at > 0 && at + 1 < text.size() &&
           text.find_first_of(" <>,\r\n") == std::string::npos;
}

class Look {
public:
    void one(const char* key, const std::string& value, bool (*fits)(const std::string&),
             const char* expected, const char* remedy) {
        if (!value.empty() && !fits(value))
            faults.push_back({key, "\"" + value + "\"", expected, remedy});
    }
    void each(const char* key, const std::vector<std::string>& values,
              bool (*fits)(const std::string&), const char* expected, const char* remedy) {
        for (const auto& value : values) one(key, value, fits, expected, remedy);
    }
    std::vector<FormFault> faults;
};

void look_at_server(Look& look, const ServerSettings& server) {
    look.one(
        "CHASQUI_LISTEN", server.listen,
        [](const std::string& text) { return parse_endpoint(text).has_value(); },
        "ADDRESS:PORT, such as 127.0.0.1:8080",
        "Write an address of this machine, a colon and a port from 0 to 65535.");
    look.one("CHASQUI_PUBLIC_URL", server.public_url, is_url, "an http or https URL",
             "Write the address that people open, such as https://chat.example.com");
    look.each(
        "TRUSTED_PROXIES", server.trusted_proxies,
        [](const std::string& text) { return net::AddressRange::parse(text).has_value(); },
        "an address or a range, such as 10.0.0.0/8",
        "Write the proxies' addresses with commas between them.");
    look.each("CORS_ORIGINS", server.cors_origins, is_origin,
              "origins, such as https://chat.example.com",
              "Write scheme and host alone, with commas between them.");
}

void look_at_whatsapp(Look& look, const whatsapp::Settings& whatsapp) {
    look.one("WHATSAPP_BASE_URL", whatsapp.base_url, is_url, "an http or https URL",
             "Leave it out for Meta's own, https://graph.facebook.com");
    look.one("WHATSAPP_API_VERSION", whatsapp.api_version, is_api_version,
             "a version of the Graph API, such as v26.0", "Leave it out for the tried one.");
    constexpr const char* id = "digits alone";
    look.one("WHATSAPP_PHONE_NUMBER_ID", whatsapp.phone_number_id, is_meta_id, id,
             "Copy it from the app's page at Meta: it is not the phone number.");
    look.one("WHATSAPP_BUSINESS_ACCOUNT_ID", whatsapp.business_account_id, is_meta_id, id,
             "Copy it from the app's page at Meta.");
}

// Of two that contradict each other both are named.
void look_at_memory(Look& look, const monitor::PressureSettings& memory) {
    if (memory.warning_percent <= memory.critical_percent) return;
    look.faults.push_back(
        {"MAX_MEMORY_USAGE", std::to_string(memory.warning_percent),
         "at most CRITICAL_MEMORY_USAGE, which is " + std::to_string(memory.critical_percent),
         "The warning comes before the critical mark: lower MAX_MEMORY_USAGE, or raise "
         "CRITICAL_MEMORY_USAGE."});
}

}  // namespace

std::vector<FormFault> faults_of_form(const Settings& settings) {
    Look look;
    look_at_server(look, settings.server);
    look_at_whatsapp(look, settings.whatsapp);
    look.one("SMTP_FROM", settings.alerts.smtp_from, is_mail_address,
             "a mail address, such as alerts@example.com", "Write the address alone.");
    // The value may hold a password, and is not shown.
    if (!settings.alerts.smtp_url.empty() && !is_mail_url(settings.alerts.smtp_url))
        look.faults.push_back({"SMTP_URL", "(hidden)", "an smtp:// or smtps:// URL",
                               "Write smtp://USER:PASSWORD@HOST:587"});
    if (!settings.alerts.deadman_url.empty() && !is_url(settings.alerts.deadman_url))
        look.faults.push_back({"CHASQUI_DEADMAN_URL", "(hidden)", "an http or https URL",
                               "Copy it from the service that watches for the call."});
    look_at_memory(look, settings.memory);
    look.one("CHASQUI_TIMEZONE", settings.planned.timezone, is_timezone,
             "a time zone, such as America/Lima", "Leave it out for UTC.");
    look.one("CHASQUI_COUNTRY", settings.planned.country, is_country,
             "two capital letters of ISO 3166, such as PE",
             "Leave it out where numbers are whole.");
    if (!settings.jwt_secret.empty() && settings.jwt_secret.size() < key_bytes_min)
        look.faults.push_back({"JWT_SECRET", "(hidden)", "at least 32 characters",
                               "Leave it out: one is made and kept in the data folder."});
    return std::move(look.faults);
}

}  // namespace app

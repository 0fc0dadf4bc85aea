#include "monitor/channels.hpp"

#include <algorithm>
#include <array>

#include "core/json_text.hpp"
#include "core/text.hpp"
#include "net/curl_client.hpp"

namespace monitor {
namespace {

constexpr std::array<std::string_view, 4> kind_names{"webhook", "slack", "email", "whatsapp"};
constexpr std::size_t recipients_max = 20;
constexpr std::size_t name_bytes_max = 100;
constexpr std::size_t address_bytes_max = 254;  // RFC 5321 §4.5.3.1.3, without the brackets
constexpr std::size_t url_bytes_max = 2048;

std::string time_json(const std::optional<core::WallTime>& time) {
    return time ? "\"" + core::to_iso8601(*time) + "\"" : "null";
}

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

// Nothing that could end a header or an SMTP command goes through.
bool is_mail_address(std::string_view text) {
    const auto at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.size() <= address_bytes_max && is_printable(text) &&
           text.find_first_of("<>,;:\\\"()[]") == std::string_view::npos;
}

bool is_phone(std::string_view text) {
    return text.size() >= 8 && text.size() <= 16 && text.front() == '+' &&
           std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_http_url(std::string_view url) {
    return url.size() <= url_bytes_max && is_printable(url) &&
           (url.starts_with("https://") || url.starts_with("http://")) &&
           !net::authority_of(std::string(url)).empty();
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

std::optional<core::Error> fault_in_config(ChannelKind kind, const ChannelConfig& config) {
    using core::Error;
    constexpr auto invalid = core::Kind::invalid;
    if (kind == ChannelKind::webhook || kind == ChannelKind::slack) {
        if (!is_http_url(config.url)) return Error{invalid, "channel.bad_url"};
        return std::nullopt;
    }
    const auto good = kind == ChannelKind::email ? is_mail_address : is_phone;
    if (config.recipients.empty() || config.recipients.size() > recipients_max ||
        !std::ranges::all_of(config.recipients, good))
        return Error{invalid, "channel.bad_recipients", {{"max", recipients_max}}};
    if (kind == ChannelKind::whatsapp &&
        (config.template_name.empty() || !is_printable(config.template_name)))
        return Error{invalid, "channel.bad_template"};
    return std::nullopt;
}

// The address of a webhook is a secret itself (Slack's are): only its host is shown.
std::string target_of(ChannelKind kind, const ChannelConfig& config) {
    const bool by_url = kind == ChannelKind::webhook || kind == ChannelKind::slack;
    return by_url ? net::authority_of(config.url) : joined(config.recipients);
}

}  // namespace

std::string_view to_string(ChannelKind kind) {
    return kind_names[static_cast<std::size_t>(kind)];
}

std::optional<ChannelKind> parse_channel_kind(std::string_view name) {
    for (std::size_t i = 0; i < kind_names.size(); ++i)
        if (kind_names[i] == name) return static_cast<ChannelKind>(i);
    return std::nullopt;
}

std::string to_json(const ChannelConfig& config) {
    const auto quoted = [](const std::string& word) {
        std::string out;
        core::append_json_text(out, word);
        return out;
    };
    return core::JsonObject()
        .text("url", config.url)
        .text("secret", config.secret)
        .text("template", config.template_name)
        .raw("recipients", core::json_array(config.recipients, quoted))
        .take();
}

ChannelConfig channel_config_of(std::string_view json) {
    const auto parsed = core::parse_json(json);
    if (!parsed) return {};
    core::JsonReader reader(*parsed);
    return {.url = reader.text_or("url", ""),
            .secret = reader.text_or("secret", ""),
            .recipients = reader.texts_or_empty("recipients"),
            .template_name = reader.text_or("template", "")};
}

std::string to_json(const Channel& channel) {
    return core::JsonObject()
        .text("id", channel.id)
        .text("kind", to_string(channel.kind))
        .text("name", channel.name)
        .text("target", channel.target)
        .text("minimumSeverity", to_string(channel.minimum))
        .boolean("escalation", channel.escalation)
        .boolean("enabled", channel.enabled)
        .boolean("fed", channel.fed())
        .integer("failures", channel.failures)
        .text_or_null("lastError", std::string_view(channel.last_error))
        .raw("lastSentAt", time_json(channel.last_sent_at))
        .raw("nextTryAt", time_json(channel.next_try_at))
        .text("createdAt", core::to_iso8601(channel.created_at))
        .text("updatedAt", core::to_iso8601(channel.updated_at))
        .take();
}

core::Result<WantedChannel> read_channel(const core::json::value& body, WantedChannel wanted) {
    using core::Error;
    constexpr auto invalid = core::Kind::invalid;
    core::JsonReader reader(body);
    auto& channel = wanted.channel;
    auto& config = wanted.config;
    const auto kind =
        channel.id.empty() ? reader.text("kind") : std::string(to_string(channel.kind));
    channel.name = reader.text_or("name", channel.name);
    channel.escalation = reader.boolean_or("escalation", channel.escalation);
    channel.enabled = reader.boolean_or("enabled", channel.enabled);
    const auto minimum = reader.text_or("minimumSeverity", to_string(channel.minimum));
    config.url = reader.text_or("url", config.url);
    config.secret = reader.text_or("secret", config.secret);
    config.template_name = reader.text_or("template", config.template_name);
    if (reader.find("recipients")) config.recipients = reader.texts_or_empty("recipients");
    if (reader.fault()) return *reader.fault();

    const auto known = parse_channel_kind(kind);
    if (!known) return Error{invalid, "channel.bad_kind"};
    channel.kind = *known;
    if (core::trim(channel.name).empty() || channel.name.size() > name_bytes_max)
        return Error{invalid, "channel.bad_name", {{"max", name_bytes_max}}};
    if (minimum != "warning" && minimum != "critical")
        return Error{invalid, "channel.bad_severity"};
    channel.minimum = minimum == "critical" ? Level::critical : Level::warning;
    if (auto fault = fault_in_config(channel.kind, config)) return *std::move(fault);
    channel.target = target_of(channel.kind, config);
    return wanted;
}

}  // namespace monitor

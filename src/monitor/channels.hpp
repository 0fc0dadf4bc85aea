#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "core/result.hpp"
#include "monitor/threshold.hpp"

// Where alerts go: what a channel is, and the checks on what somebody wants it to be.
namespace monitor {

enum class ChannelKind : std::uint8_t { webhook, slack, email, whatsapp };
std::string_view to_string(ChannelKind kind);
std::optional<ChannelKind> parse_channel_kind(std::string_view name);

// What a channel needs to reach its other side. Sealed at rest, write-only in the API.
struct ChannelConfig {
    std::string url;                      // webhook, slack
    std::string secret;                   // webhook: signs each call
    std::vector<std::string> recipients;  // email: addresses; whatsapp: phone numbers
    std::string template_name;            // whatsapp
};
std::string to_json(const ChannelConfig& config);
ChannelConfig channel_config_of(std::string_view json);

struct Channel {
    std::string id;
    ChannelKind kind = ChannelKind::webhook;
    std::string name;
    std::string target;  // what may be shown: the host, or the recipients
    std::string sealed_config;
    Level minimum = Level::warning;
    bool escalation = false;  // told only what is critical and nobody has acknowledged in time
    bool enabled = true;
    std::int64_t failures = 0;  // since the last success
    std::string last_error;
    std::optional<core::WallTime> last_sent_at;
    std::optional<core::WallTime> next_try_at;
    core::WallTime created_at;
    core::WallTime updated_at;

    // WhatsApp's outbox takes texts alone: a template goes out with template management.
    bool fed() const { return kind != ChannelKind::whatsapp; }
};
std::string to_json(const Channel& channel);

// A channel as somebody wants it: of a body's fields over what it was.
// Fails with json.*, channel.bad_kind, channel.bad_name, channel.bad_url, channel.bad_recipients
// {max}, channel.bad_template or channel.bad_severity.
struct WantedChannel {
    Channel channel;
    ChannelConfig config;
};
core::Result<WantedChannel> read_channel(const core::json::value& body, WantedChannel before);

}  // namespace monitor

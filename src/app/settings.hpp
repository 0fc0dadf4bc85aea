#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cache_settings.hpp"
#include "app/command_line.hpp"
#include "app/limit_settings.hpp"
#include "app/settings_plan.hpp"
#include "core/catalogue.hpp"
#include "core/clock.hpp"
#include "core/config.hpp"
#include "monitor/alert_settings.hpp"
#include "monitor/monitor_settings.hpp"
#include "monitor/pressure_settings.hpp"
#include "net/address.hpp"
#include "net/loop.hpp"
#include "whatsapp/settings.hpp"

namespace app {

// What the composition root itself reads; the rooms' own settings stand beside it in Settings.
struct ServerSettings {
    std::string data = "data";
    std::string listen;  // "" : 127.0.0.1 and `port`
    std::int64_t port = 8080;
    std::string io = "auto";
    std::int64_t loops = 0;  // 0: one a core, at most 8
    std::string language = "es";
    std::string public_url;
    std::string node_env;
    std::string log_level;
    std::string page_log_level = "warn";
    std::string metrics_token;
    std::vector<std::string> trusted_proxies;
    std::vector<std::string> cors_origins;
};

// The plan's Socket.IO settings.
struct SocketSettings {
    core::Milliseconds ping_timeout{30'000};
    core::Milliseconds ping_interval{25'000};
    core::Milliseconds connect_timeout{45'000};
    std::int64_t connections_max = 1000;
    std::int64_t message_bytes_max = 500'000;
};

// Every setting of the process, as it is in force. The registry points into the fields, so a
// Settings stays where it was made.
class Settings {
public:
    enum class For { serve, demo };
    explicit Settings(For purpose);
    Settings(const Settings&) = delete;
    Settings& operator=(const Settings&) = delete;

    // Reads all layers; what is wrong, empty when all is well.
    std::vector<core::ConfigFault> load(const ConfigOptions& options);

    bool production() const { return server.node_env == "production"; }
    core::Language language() const;
    net::Endpoint endpoint() const;  // where to listen
    std::size_t loop_count() const;
    net::AddressRanges trusted_proxies() const;

    ServerSettings server;
    SocketSettings sockets;
    whatsapp::Settings whatsapp;
    std::string jwt_secret;
    monitor::AlertSettings alerts;
    LimitSettings limits;
    CacheSettings cache;
    monitor::PressureSettings memory;
    monitor::MonitorSettings monitoring;
    PlannedSettings planned;
    core::Config registry;

private:
    void declare_server();
    void declare_sockets();
    std::string source_of(const std::string& key) const;
};

// "127.0.0.1:8080" or "[::1]:8080"; absent when it is none.
std::optional<net::Endpoint> parse_endpoint(const std::string& text);

}  // namespace app

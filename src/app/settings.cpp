#include "app/settings.hpp"

#include <algorithm>
#include <filesystem>
#include <thread>

#include "app/settings_form.hpp"
#include "core/text.hpp"

namespace app {
namespace {

constexpr std::size_t loops_max = 8;

// A file that is read where it exists, unless another was named.
std::optional<std::string> file_or_default(const std::optional<std::string>& named,
                                           const char* usual) {
    if (named) return named;
    if (std::filesystem::exists(usual)) return usual;
    return std::nullopt;
}

}  // namespace

std::optional<net::Endpoint> parse_endpoint(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    const auto port = core::parse_integer(std::string_view(text).substr(colon + 1));
    if (!port || *port > 65535) return std::nullopt;
    auto address = text.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']'))
        address = address.substr(1, address.size() - 2);
    else if (address.find(':') != std::string::npos)
        return std::nullopt;
    if (address == "localhost") address = "127.0.0.1";
    if (address.empty() || address == "*") address = "0.0.0.0";
    return net::Endpoint{address, static_cast<std::uint16_t>(*port)};
}

Settings::Settings(For purpose) {
    server.node_env = purpose == For::serve ? "production" : "development";
    server.data = purpose == For::serve ? "data" : "data-demo";
    declare_server();
    declare_sockets();
    whatsapp.declare(registry);
    registry.text(
        {.name = "JWT_SECRET",
         .description = "Signs access tokens; made and kept in the data folder where unset",
         .secret = true},
        jwt_secret);
    alerts.declare(registry);
    limits.declare(registry);
    cache.declare(registry);
    memory.declare(registry);
    monitoring.declare(registry);
    planned.declare(registry);
}

void Settings::declare_sockets() {
    auto& s = sockets;
    const auto milliseconds = [&](const char* name, const char* what, core::Milliseconds& field) {
        registry.milliseconds(
            {.name = name, .unit = "ms", .description = what, .minimum = 100, .maximum = 3'600'000},
            field);
    };
    milliseconds("SOCKET_PING_TIMEOUT", "A socket that answers no ping for this long is closed",
                 s.ping_timeout);
    milliseconds("SOCKET_PING_INTERVAL", "Time between two pings", s.ping_interval);
    milliseconds("SOCKET_CONNECT_TIMEOUT", "A connection without a namespace is closed after this",
                 s.connect_timeout);
    registry.integer({.name = "SOCKET_MAX_CONNECTIONS",
                      .description = "Sockets; more are refused",
                      .minimum = 1,
                      .maximum = 1'000'000},
                     s.connections_max);
    registry.integer({.name = "SOCKET_MAX_HTTP_BUFFER_SIZE",
                      .unit = "bytes",
                      .description = "Largest message of a client",
                      .minimum = 1000,
                      .maximum = 100'000'000},
                     s.message_bytes_max);
}

void Settings::declare_server() {
    auto& s = server;
    registry.text({.name = "CHASQUI_DATA", .description = "Data folder: database, logs, secrets"},
                  s.data);
    registry.text({.name = "CHASQUI_LISTEN",
                   .description = "Address and port to listen on; 127.0.0.1 and PORT where unset"},
                  s.listen);
    registry.integer(
        {.name = "PORT",
         .description = "Port to listen on at 127.0.0.1, where CHASQUI_LISTEN names none",
         .minimum = 0,
         .maximum = 65535},
        s.port);
    registry.text({.name = "CHASQUI_IO",
                   .description = "How the loops wait for sockets",
                   .choices = {"auto", "epoll"}},
                  s.io);
    registry.integer({.name = "CHASQUI_LOOPS",
                      .description = "Network threads; 0 for one a core, at most 8",
                      .minimum = 0,
                      .maximum = loops_max},
                     s.loops);
    registry.text({.name = "CHASQUI_LANG",
                   .description = "Language where a request names none",
                   .choices = {"es", "en", "pt"}},
                  s.language);
    registry.text(
        {.name = "CHASQUI_PUBLIC_URL", .description = "Address by which people reach this server"},
        s.public_url);
    registry.text(
        {.name = "NODE_ENV",
         .description =
             "Sets the defaults of the log level and the auth limit, and where the page logs",
         .choices = {"production", "development"}},
        s.node_env);
    registry.text({.name = "LOG_LEVEL",
                   .description = "Least level that is logged; by NODE_ENV where unset",
                   .choices = {"error", "warn", "info", "http", "verbose", "debug", "silly"}},
                  s.log_level);
    registry.text({.name = "VITE_LOG_LEVEL",
                   .description = "The page's log level",
                   .choices = {"error", "warn", "info", "debug"}},
                  s.page_log_level);
    registry.text({.name = "METRICS_TOKEN",
                   .description = "Bearer token for GET /metrics from elsewhere",
                   .secret = true},
                  s.metrics_token);
    registry.list(
        {.name = "TRUSTED_PROXIES", .description = "Addresses whose X-Forwarded-For is believed"},
        s.trusted_proxies);
    registry.list({.name = "CORS_ORIGINS",
                   .description = "Further origins whose pages may call the API and open a socket"},
                  s.cors_origins);
    registry.refused(
        {.name = "DATABASE_URL", .description = "PostgreSQL, not in this version", .secret = true},
        "Remove it: this version keeps its data in CHASQUI_DATA");
    registry.refused(
        {.name = "REDIS_URL", .description = "Redis, not in this version", .secret = true},
        "Remove it: this version needs no Redis");
}

std::vector<core::ConfigFault> Settings::load(const ConfigOptions& options) {
    core::ConfigSources sources;
    sources.toml_path = file_or_default(options.config_file, "chasqui.toml");
    sources.env_file_path = file_or_default(options.env_file, ".env");
    sources.environment = core::ConfigSources::process_environment();
    sources.command_line = options.settings;
    auto faults = registry.load(sources);
    if (!faults.empty()) return faults;
    if (!production() && source_of(LimitSettings::sign_in_max_name) == "default")
        limits.sign_in_max = LimitSettings::sign_in_max_in_development;
    for (auto& fault : faults_of_form(*this))
        faults.push_back({source_of(fault.key), fault.key, std::move(fault.value),
                          std::move(fault.expected), std::move(fault.remedy)});
    return faults;
}

std::string Settings::source_of(const std::string& key) const {
    for (const auto& explained : registry.explain())
        if (explained.info.name == key) return explained.source;
    return "default";
}

net::AddressRanges Settings::trusted_proxies() const {
    net::AddressRanges ranges;
    for (const auto& proxy : server.trusted_proxies)
        if (const auto range = net::AddressRange::parse(proxy)) ranges.push_back(*range);
    return ranges;
}

core::Language Settings::language() const {
    return core::parse_language(server.language).value_or(core::Language::es);
}

net::Endpoint Settings::endpoint() const {
    if (const auto named = parse_endpoint(server.listen)) return *named;
    return {"127.0.0.1", static_cast<std::uint16_t>(server.port)};
}

std::size_t Settings::loop_count() const {
    if (server.loops > 0) return static_cast<std::size_t>(server.loops);
    return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, loops_max);
}

}  // namespace app

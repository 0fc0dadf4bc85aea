#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/task_scope.hpp"
#include "net/http/router.hpp"
#include "net/http/server.hpp"

// What the server's connections share. Private to the HTTP server.
namespace net::http {

class ServerConnection;

// The server's counters.
class ServerMetrics {
public:
    explicit ServerMetrics(core::Metrics& metrics, std::function<double()> connections);
    // An answer went out. Unknown methods count as one.
    void answered(std::string_view method, int status, std::chrono::microseconds took);
    void refused(std::string_view reason);

    core::Counter& idle_closed;
    core::Counter& received_bytes;
    core::Counter& sent_bytes;

private:
    static constexpr std::size_t class_count = 5;  // 1xx to 5xx
    core::Metrics& metrics_;
    std::vector<std::array<core::Counter*, class_count>> requests_;  // by method
    core::Histogram& duration_;
};

// A share of the bytes that are held in memory, taken out when it ends.
class HeldBytes {
public:
    HeldBytes() = default;
    explicit HeldBytes(std::shared_ptr<std::atomic<std::size_t>> all) : all_(std::move(all)) {}
    HeldBytes(HeldBytes&& other) noexcept
        : all_(std::move(other.all_)), bytes_(std::exchange(other.bytes_, 0)) {}
    HeldBytes& operator=(HeldBytes&& other) noexcept {
        set(0);
        all_ = std::move(other.all_);
        bytes_ = std::exchange(other.bytes_, 0);
        return *this;
    }
    ~HeldBytes() { set(0); }

    void set(std::size_t bytes) {
        if (bytes == bytes_ || !all_) return;
        all_->fetch_add(bytes - bytes_, std::memory_order_relaxed);  // may wrap: it is a difference
        bytes_ = bytes;
    }

private:
    std::shared_ptr<std::atomic<std::size_t>> all_;
    std::size_t bytes_ = 0;
};

// One of it, for all loops.
class ServerState {
public:
    ServerState(std::vector<Route> routes, ServerParts parts, ServerOptions options);

    // Whether a path is taken over, and by whom; nullptr: nobody.
    const UpgradeHandler* upgrade_of(std::string_view path) const;
    bool takes_origin(std::string_view origin) const;

    const std::vector<Route> routes;
    const Router router;
    ServerParts parts;
    const ServerOptions options;
    // Shared with its gauge, since the registry may outlive us.
    const std::shared_ptr<std::atomic<std::size_t>> open =
        std::make_shared<std::atomic<std::size_t>>(0);
    // Likewise.
    const std::shared_ptr<std::atomic<std::size_t>> held =
        std::make_shared<std::atomic<std::size_t>>(0);
    ServerMetrics metrics;
    std::atomic<std::size_t> busy{0};
    std::atomic<bool> draining{false};
    std::mutex sides_mutex;
    std::vector<std::weak_ptr<class ServerLoop>> sides;
};

// One of it for each loop; on the loop's thread alone. Whoever runs on it holds it: a handler that
// never ends keeps it alive.
class ServerLoop : public std::enable_shared_from_this<ServerLoop> {
public:
    ServerLoop(std::shared_ptr<ServerState> state, Loop& loop);

    std::shared_ptr<ConnectionHandler> accept(Connection& connection);
    // Closes what is idle, on this loop's thread.
    void drain();
    std::string next_request_id();
    std::string_view date();  // of this second

    const std::shared_ptr<ServerState> state;
    Loop& loop;
    core::TaskScope tasks;
    std::unordered_set<ServerConnection*> connections;

private:
    std::string id_prefix_;
    std::uint64_t last_id_ = 0;
    std::chrono::sys_seconds date_of_{};
    std::string date_;
};

}  // namespace net::http

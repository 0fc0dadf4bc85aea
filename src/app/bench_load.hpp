#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/metrics.hpp"
#include "net/loop.hpp"

namespace app {

// What a load met. Latencies in microseconds, from when a request was due (so that a stalled
// server cannot hide behind a client that waits: coordinated omission) to its whole answer.
struct LoadResult {
    core::Histogram latency;
    std::uint64_t answered = 0;
    std::uint64_t refused = 0;  // answers other than 2xx
    std::uint64_t broken = 0;   // connections that ended
    double seconds = 0;
};

struct LoadOptions {
    net::Endpoint server;
    std::size_t connections = 32;
    double seconds = 5;
    double rate = 0;  // requests a second; 0: each connection sends when it has its answer
    // The n-th request, whole: request line, headers and body.
    std::function<std::string(std::uint64_t)> request;
};

// Sends HTTP/1.1 requests over kept connections; runs its own loop on this thread until done.
// Bounded in count by its connections and in time by `seconds` plus 10.
void run_load(const LoadOptions& options, LoadResult& result);

// A request with a body, as run_load takes it.
std::string http_request(std::string_view method, std::string_view path, std::string_view headers,
                         std::string_view body);

// Sends one request on a connection of its own and returns the answer's body.
// Throws std::runtime_error where none comes within 10 s.
std::string exchange(const net::Endpoint& server, const std::string& request);

}  // namespace app

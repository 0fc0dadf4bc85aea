#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/result.hpp"
#include "net/openapi.hpp"
#include "net/route.hpp"

namespace app {

// What a batch of the page's log may hold; one that breaks a bound is refused whole.
inline constexpr std::size_t page_entries_max = 100;
inline constexpr std::size_t page_batch_bytes_max = 64 * 1024;
inline constexpr std::size_t page_fields_max = 16;
inline constexpr std::size_t page_name_bytes_max = 64;  // of a component, an event and a field
// A longer text is cut: a stack's first lines say most.
inline constexpr std::size_t page_text_characters_max = 2000;

// Lets each session send so many batches a minute, counted in the minute of its first. A session
// beyond sessions_max takes the place of the one that was seen longest ago. Any thread.
class PageLogLimit {
public:
    static constexpr int batches_max = 60;
    static constexpr core::Milliseconds window{60'000};
    static constexpr std::size_t sessions_max = 4096;

    bool allow(const model::SessionId& session, core::SteadyTime now);

private:
    struct Window {
        core::SteadyTime begin;
        int batches = 0;
    };
    std::mutex mutex_;
    std::map<model::SessionId, Window> windows_;
};

// POST /api/logs: what the page has to say, under module `page`, with who said it. Numbers,
// addresses and tokens are taken out again here: a page is not to be trusted with that.
class PageLog {
public:
    struct Parts {
        core::LogSink& sink;
        core::Metrics& metrics;
        const core::Clock& clock;
    };
    explicit PageLog(Parts parts);

    std::vector<net::Route> routes();
    static std::vector<net::NamedSchema> schemas();

private:
    net::http::Response take(const net::http::Request& request, const model::Principal& principal);

    Parts parts_;
    core::Log log_;
    PageLogLimit limit_;
    core::Counter& entries_;
    core::Counter& dropped_;
    core::Counter& refused_;
};

}  // namespace app

#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"
#include "net/route.hpp"
#include "store/database.hpp"
#include "whatsapp/connection_book.hpp"
#include "whatsapp/intake.hpp"
#include "whatsapp/intake_metrics.hpp"
#include "whatsapp/settings.hpp"
#include "whatsapp/signature.hpp"
#include "whatsapp/sinks.hpp"

namespace whatsapp {

// Cloud API: a webhook's body has at most 3 MB; more is 413.
inline constexpr std::size_t webhook_bytes_max = 3'145'728;

// Meta's door: the verification of the address, and the webhooks themselves. A 200 means that the
// body and everything in it are durable (I-1).
class Webhooks {
public:
    struct Seams {
        store::Database& database;
        const core::Clock& clock;
        core::Metrics& metrics;
        core::Log log;
        ConnectionBook* connections = nullptr;  // told what came
    };
    // `version` is ours. Logs an error where no app secret is configured: then every webhook is
    // refused.
    Webhooks(Seams seams, const Settings& settings, InboundSinks sinks, std::string version);

    std::vector<net::Route> routes();

    // Tries again what a former version found dead. Before the loops run, after the migrations.
    void retry_dead();

private:
    core::Task<net::http::Response> verify(const net::http::Request& request);
    core::Task<net::http::Response> take(const net::http::Request& request);
    void note_bad_signature(std::string_view body);
    net::http::Response refuse(const net::http::Request& request);

    Seams seams_;
    std::string verify_token_;
    SignatureCheck signature_;
    Intake intake_;
    IntakeMetrics items_;
    core::Counter& stored_;
    core::Counter& refused_;
    core::Counter& failed_;
    core::Histogram& microseconds_;
    std::atomic<std::int64_t> warned_at_ms_{0};
};

}  // namespace whatsapp

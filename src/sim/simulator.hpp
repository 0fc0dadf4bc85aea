#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/log.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "core/scheduler.hpp"
#include "core/task.hpp"
#include "net/http_client.hpp"
#include "net/route.hpp"
#include "sim/advanced_clock.hpp"
#include "sim/agenda.hpp"
#include "sim/crowd.hpp"
#include "sim/graph_api.hpp"

namespace sim {

struct Options {
    std::uint64_t seed = 1;
    WebhookOptions webhooks;
    GraphApi::Account account{
        .id = "102290129340398",
        .access_token = "",
        .numbers = {{"106540352242922", "15550001111", "Chasqui Demo"}},
    };
    std::size_t customers = 40;
    CrowdOptions crowd;
    SendLimits limits;
    // Customers count as having written at the start: an agent may answer what a former run of the
    // simulator, which remembers nothing, had them write.
    bool windows_open_at_start = false;
};

// Meta's side of the Cloud API in one object: the Graph API, the webhooks, and people with phones.
// The same seed on the same clock gives the same people and the same dialogues. It lives on one
// scheduler's thread; the handlers of its routes may be called on any loop and go there by
// themselves.
class Simulator {
public:
    struct Parts {
        AdvancedClock& clock;
        core::Scheduler& scheduler;
        net::HttpClient& client;  // for webhooks
        core::Log log;
    };
    Simulator(Options options, Parts parts);

    // Rules of `--faults`: one object or an array, as POST /_sim/faults takes them. Before start().
    // Fails with sim.bad_fault {reason}, sim.bad_faults_file {file, line, column} or json.too_deep.
    struct FaultsFile {
        std::string name;
        std::string text;
    };
    core::Result<void> add_faults(const FaultsFile& file);

    // On the scheduler's thread (or before its loop runs).
    void start();
    core::Task<> stop();

    // Graph, below `prefix` ("" for a server of its own); everything under it is Graph's.
    std::vector<net::Route> graph_routes(const std::string& prefix = "");
    // /_sim/ and its page. Served to this machine alone, whoever listens.
    std::vector<net::Route> own_routes();

    // The same without HTTP, on the scheduler's thread.
    GraphAnswer graph(const GraphRequest& request) { return graph_.answer(request); }
    void advance(core::Milliseconds by) { agenda_.advance(by); }
    core::Milliseconds ahead() const { return parts_.clock.offset(); }

    struct WriteRequest {
        std::string from;    // "" : one of the customers; unknown digits: a new one
        std::string name;    // of a new one
        std::string number;  // phone number id; "" : the one they write to
        Writing writing;
        std::string invent;  // a type to invent instead of `writing`; "" : none
        std::string text;    // its words
        std::string target;  // and what it is about
    };
    struct Written {
        std::string wamid;
        std::string from;
    };
    // Fails with sim.unknown_customer, sim.unknown_number, sim.bad_message or sim.backlog_full.
    core::Result<Written> write(WriteRequest request);

    Customers& customers() { return customers_; }
    Conversations& conversations() { return conversations_; }
    Ledger& ledger() { return ledger_; }
    Faults& faults() { return faults_; }
    Crowd& crowd() { return crowd_; }
    Phones& phones() { return phones_; }
    WebhookSender& webhooks() { return webhooks_; }
    const AdvancedClock& clock() const { return parts_.clock; }
    core::Scheduler& scheduler() { return parts_.scheduler; }
    const Options& options() const { return options_; }

private:
    Customer* sender_of(const WriteRequest& request);

    const Options options_;
    Parts parts_;
    // Chance comes in separate streams, so that more webhooks do not change who says what.
    core::SeededRandom people_random_;
    core::SeededRandom crowd_random_;
    core::SeededRandom phone_random_;
    core::SeededRandom id_random_;
    core::SeededRandom fault_random_;
    Agenda agenda_;
    IdSource ids_;
    IdSource people_ids_;
    Customers customers_;
    Conversations conversations_;
    Ledger ledger_;
    Faults faults_;
    WebhookSender webhooks_;
    Phones phones_;
    Crowd crowd_;
    GraphApi graph_;
};

}  // namespace sim

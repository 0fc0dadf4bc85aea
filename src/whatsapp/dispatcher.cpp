#include "whatsapp/dispatcher.hpp"

#include <algorithm>
#include <mutex>
#include <span>
#include <utility>

#include "core/exception.hpp"
#include "core/redact.hpp"
#include "core/trace.hpp"
#include "whatsapp/backoff.hpp"
#include "whatsapp/channel_numbers.hpp"
#include "whatsapp/graph_client.hpp"
#include "whatsapp/intake_metrics.hpp"
#include "whatsapp/outbox_store.hpp"

namespace whatsapp {
namespace {

constexpr std::int64_t queued_per_read = 256;
// The bus is a hint: what it did not tell is found so much later.
constexpr std::chrono::seconds poll_every{5};
// Where the store refuses, it is asked again after these.
constexpr std::chrono::seconds claim_again_after{1};
constexpr core::Milliseconds record_again_after_min{100};
constexpr core::Milliseconds record_again_after_max{5'000};

// For the estimate of memory. A lane is a node of a hash map and one of a tree, with two ids of 36
// bytes beyond their strings' own room in each; a call is the frames of its coroutines, libcurl's
// handle and its buffers.
constexpr std::uint64_t lane_bytes = 500;
constexpr std::uint64_t call_bytes = 48 * 1024;

// Counts a message's text for as long as it is held.
class Counted {
public:
    Counted(std::uint64_t& all, std::uint64_t bytes) : all_(all), bytes_(bytes) { all_ += bytes_; }
    ~Counted() { all_ -= bytes_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    std::uint64_t& all_;
    std::uint64_t bytes_;
};

AttemptOutcome outcome_of(const SendAnswer& answer, core::WallTime retry_at) {
    if (!answer.wamid.empty()) return Accepted{answer.wamid};
    switch (answer.verdict) {
        case Verdict::retry:
        case Verdict::pair_limit:
        case Verdict::token: return NotSent{retry_at};
        case Verdict::refuse: return Refused{answer.error.value()};
        case Verdict::ambiguous: break;
    }
    return Unconfirmed{};
}

std::string name_of(const AttemptOutcome& outcome) {
    if (std::holds_alternative<Accepted>(outcome)) return "accepted";
    if (std::holds_alternative<NotSent>(outcome)) return "not_sent";
    if (std::holds_alternative<Refused>(outcome)) return "refused";
    return "unconfirmed";
}

bool may_queue(const model::Event& event) {
    return event.name != "metrics" && event.name != "alert";
}

}  // namespace

// What commits tell, on the writer's thread, to a dispatcher that may be gone.
struct Dispatcher::Hints {
    std::mutex mutex;
    Dispatcher* dispatcher = nullptr;  // while it runs
    bool posted = false;
    bool numbers_changed = false;

    static void tell(const std::shared_ptr<Hints>& self, core::Scheduler& loop,
                     std::span<const model::Event> events) {
        const std::lock_guard lock(self->mutex);
        if (self->dispatcher == nullptr || std::ranges::none_of(events, may_queue)) return;
        for (const auto& event : events)
            if (concerns_queue(event)) self->numbers_changed = true;
        if (std::exchange(self->posted, true)) return;
        loop.post([self] { self->pass_on(); });
    }
    void pass_on() {
        Dispatcher* told = nullptr;
        bool numbers = false;
        {
            const std::lock_guard lock(mutex);
            posted = false;
            numbers = std::exchange(numbers_changed, false);
            told = dispatcher;
        }
        if (told != nullptr) told->on_hint(numbers);
    }
    void set(Dispatcher* running) {
        const std::lock_guard lock(mutex);
        dispatcher = running;
    }
};

// Numbers that whoever reads the metrics may ask for after the dispatcher is gone.
struct Dispatcher::Gauges {
    std::atomic<std::int64_t> oldest_queued_ms{0};  // 0 while nothing is queued
    std::atomic<std::size_t> lanes{0};
    std::atomic<std::size_t> in_flight{0};
};

Dispatcher::Dispatcher(Seams seams, const Settings& settings, DispatchGuards guards,
                       InboundSinks sinks)
    : seams_(std::move(seams)),
      settings_(settings),
      guards_(std::move(guards)),
      sinks_(std::move(sinks)),
      book_(book_limits()),
      scope_(std::in_place, seams_.log),
      hints_(std::make_shared<Hints>()),
      gauges_(std::make_shared<Gauges>()),
      call_microseconds_(seams_.metrics.histogram("chasqui_graph_send_seconds",
                                                  "Time of one call that sends a message.")),
      graph_calls_(seams_.metrics) {
    seams_.database.subscribe(
        [hints = hints_, &loop = seams_.loop](std::span<const model::Event> events) {
            Hints::tell(hints, loop, events);
        });
    seams_.metrics.gauge("chasqui_outbox_oldest_queued_seconds",
                         "How long the message at the front of the queue has waited.",
                         [gauges = gauges_, &clock = seams_.clock] {
                             const auto since = gauges->oldest_queued_ms.load();
                             if (since == 0) return 0.0;
                             const auto age = core::to_epoch_ms(clock.wall()) - since;
                             return static_cast<double>(age) / 1000;
                         });
    seams_.metrics.gauge("chasqui_outbox_lanes", "Conversations with messages to send.",
                         [gauges = gauges_] { return static_cast<double>(gauges->lanes.load()); });
    seams_.metrics.gauge(
        "chasqui_outbox_in_flight", "Lanes that are sending now.",
        [gauges = gauges_] { return static_cast<double>(gauges->in_flight.load()); });
}

Dispatcher::~Dispatcher() {
    hints_->set(nullptr);
}

LaneBook::Limits Dispatcher::book_limits() const {
    return {.in_flight_max = static_cast<std::size_t>(settings_.in_flight_max),
            .messages_per_second = settings_.messages_per_second};
}

std::uint64_t Dispatcher::bytes() const {
    return book_.lanes() * lane_bytes + book_.in_flight() * call_bytes + envelope_bytes_;
}

core::Task<> Dispatcher::start() {
    scope_.emplace(seams_.log);
    book_ = LaneBook(book_limits());
    looked_up_to_ = 0;
    look_from_start_ = looking_ = look_again_ = more_queued_ = false;
    auto settle = [this](store::Transaction& tx) {
        Deliveries deliveries(tx, sinks_);
        unconfirm_dispatching(deliveries);
        clear_number_faults(tx);
        return deliveries.take_changes();
    };
    const auto changes = co_await seams_.database.write(std::move(settle));
    count(changes);
    if (!changes.empty())
        seams_.log.warn("messages_unconfirmed_at_start", {{"messages", changes.size()}});
    hints_->set(this);
    look();
    arm_poll();
}

core::Task<> Dispatcher::stop() {
    hints_->set(nullptr);
    scope_->stop();
    seams_.loop.cancel(std::exchange(timer_, core::TimerId::none));
    seams_.loop.cancel(std::exchange(poll_, core::TimerId::none));
    co_await scope_->join();
}

void Dispatcher::on_hint(bool numbers_changed) {
    if (numbers_changed) {
        book_.wake_all(now());
        look_from_start_ = true;
    }
    look();
}

void Dispatcher::arm_poll() {
    poll_ = seams_.loop.after(poll_every, [this] {
        look();
        arm_poll();
    });
}

void Dispatcher::look() {
    look_again_ = true;
    if (!looking_) scope_->spawn("look_for_queued", look_for_queued());
}

core::Task<> Dispatcher::look_for_queued() {
    // What ends this early, by an exception too, must not end looking for ever.
    struct Looking {
        explicit Looking(bool& looking) : flag(looking) { looking = true; }
        ~Looking() { flag = false; }
        bool& flag;
    };
    {
        const Looking looking(looking_);
        while (std::exchange(look_again_, false) && !scope_->stopping()) {
            const auto oldest = co_await add_queued();
            gauges_->oldest_queued_ms = oldest ? core::to_epoch_ms(*oldest) : 0;
        }
    }
    pump();
}

// Reads on from where the last look ended; says since when the oldest message waits.
core::Task<std::optional<core::WallTime>> Dispatcher::add_queued() {
    struct Found {
        std::vector<QueuedMessage> messages;
        std::vector<QueuedMessage> expired;  // of stopped numbers too
        std::optional<core::WallTime> oldest;
    };
    more_queued_ = false;
    if (std::exchange(look_from_start_, false)) looked_up_to_ = 0;
    for (;;) {
        auto read = [after = looked_up_to_,
                     expiry = settings_.message_expiry](store::Transaction& tx) {
            return Found{queued_after(tx, after, queued_per_read),
                         queued_until(tx, tx.now() - expiry, queued_per_read),
                         oldest_queued_at(tx)};
        };
        const auto found = co_await seams_.database.read(std::move(read));
        for (const auto& message : found.expired)
            if (book_.has_room()) book_.add({message.conversation, message.number}, now());
        for (const auto& message : found.messages) {
            if (!book_.has_room()) {
                more_queued_ = true;
                co_return found.oldest;
            }
            book_.add({message.conversation, message.number}, now());
            looked_up_to_ = message.position;
        }
        if (found.messages.size() < queued_per_read || scope_->stopping()) co_return found.oldest;
        pump();
    }
}

void Dispatcher::pump() {
    if (!scope_->stopping())
        while (const auto conversation = book_.take(now()))
            scope_->spawn("run_lane", run_lane(*conversation));
    if (more_queued_ && book_.has_room()) look();
    gauges_->lanes = book_.lanes();
    gauges_->in_flight = book_.in_flight();
    arm_timer();
}

void Dispatcher::arm_timer() {
    seams_.loop.cancel(std::exchange(timer_, core::TimerId::none));
    const auto due = book_.next_due();
    if (!due || scope_->stopping()) return;
    const auto wait = std::chrono::ceil<core::Milliseconds>(*due - now());
    timer_ = seams_.loop.after(std::max(wait, core::Milliseconds{0}), [this] {
        timer_ = core::TimerId::none;
        pump();
    });
}

core::Task<> Dispatcher::run_lane(model::ConversationId conversation) {
    auto claimed = co_await claim(conversation);
    if (!claimed) {
        book_.rest(conversation, now() + claim_again_after);
    } else if (const auto* wait = std::get_if<Claim::Wait>(&claimed->next)) {
        book_.rest(conversation, steady_of(wait->until));
    } else if (auto* envelope = std::get_if<Envelope>(&claimed->next)) {
        if (co_await send(std::move(*envelope))) {
            book_.rest(conversation, now());
        } else {
            book_.drop(conversation, now());
        }
    } else {
        book_.drop(conversation, now());
    }
    pump();
}

// Absent where the store would not; the lane is tried again.
core::Task<std::optional<Claim>> Dispatcher::claim(model::ConversationId conversation) {
    auto job = [this, conversation](store::Transaction& tx) {
        return claim_next(tx, conversation,
                          {sinks_, guards_, settings_.message_expiry, settings_.unconfirmed_hold});
    };
    try {
        auto claimed = co_await seams_.database.write(std::move(job));
        count(claimed.changes);
        co_return claimed;
    } catch (const std::exception& fault) {
        const core::FaultText text(fault);
        seams_.log.warn("outbox_claim_failed",
                        {{"error", text.error}, {"stack", text.stack}, {"causes", text.causes}});
    }
    co_return std::nullopt;
}

core::Task<bool> Dispatcher::send(Envelope envelope) {
    core::Trace trace(envelope.request_id);
    const core::Trace::Entered entered(envelope.request_id.empty() ? nullptr : &trace);
    const Counted counted(envelope_bytes_, 2 * envelope.text.size());  // and the request's body
    const auto wall = [this] { return seams_.clock.wall(); };
    if (scope_->stopping())
        co_return co_await record(std::move(envelope), {NotSent{wall()}, false});
    SendAnswer answer;
    if (const auto token = token_of(envelope.number, seams_.box)) {
        const auto begun = now();
        const auto outcome = co_await call(send_request(envelope, *token, settings_.send_time_max));
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(now() - begun);
        call_microseconds_.record(static_cast<std::uint64_t>(took.count()));
        graph_calls_.count(outcome);
        answer = read_answer(outcome);
    } else {
        answer.verdict = Verdict::token;
        answer.reason = "the token does not open under the master key";
    }
    if (seams_.connections != nullptr) note(envelope.number.id, answer);
    const auto retry_at = wall() + back_off(answer.verdict, envelope.tries, seams_.random);
    const auto outcome = outcome_of(answer, retry_at);
    const bool stops_number = answer.wamid.empty() && answer.verdict == Verdict::token;
    if (stops_number)
        seams_.log.error("number_stopped", {{"number", envelope.number.id.text()},
                                            {"reason", core::redacted(answer.reason)}});
    else if (!std::holds_alternative<Accepted>(outcome))
        seams_.log.warn("message_not_accepted", {{"message", envelope.message.text()},
                                                 {"attempt", envelope.attempt.text()},
                                                 {"outcome", name_of(outcome)},
                                                 {"reason", core::redacted(answer.reason)}});
    else
        seams_.log.debug("message_accepted", {{"message", envelope.message.text()},
                                              {"attempt", envelope.attempt.text()}});
    co_return co_await record(std::move(envelope), {outcome, stops_number});
}

// What the answer tells of the connection.
void Dispatcher::note(const model::NumberId& number, const SendAnswer& answer) {
    auto& book = *seams_.connections;
    const auto wall = seams_.clock.wall();
    if (!answer.wamid.empty()) {
        book.send_answered(number, wall, true);
    } else if (answer.error && answer.error->meta_code) {
        auto fault = fault_of_send(*answer.error->meta_code);
        if (fault)
            book.send_refused(number, *std::move(fault), wall);
        else
            book.send_answered(number, wall, false);
    } else {
        book.send_unanswered(number);
    }
}

// A client that throws has not told whether anything was sent.
core::Task<net::ClientOutcome> Dispatcher::call(net::ClientRequest request) {
    try {
        co_return co_await seams_.http.send(std::move(request));
    } catch (const std::exception& fault) {
        const core::FaultText text(fault);
        seams_.log.error("graph_call_failed",
                         {{"error", text.error}, {"stack", text.stack}, {"causes", text.causes}});
    }
    co_return net::ClientFailure{net::ClientFailure::Sent::maybe, "the client failed"};
}

// The end of an attempt must be kept: it is tried until the store takes it. Where the process ends
// before, the message is unconfirmed at the next start, and nothing is sent twice.
core::Task<bool> Dispatcher::record(Envelope envelope, Ending ending) {
    struct Recorded {
        std::vector<model::MessageStatus> changes;
        bool more = false;
    };
    count_attempt(name_of(ending.outcome));
    auto wait = record_again_after_min;
    for (;;) {
        auto job = [this, attempt = envelope.attempt, number = envelope.number.id,
                    conversation = envelope.conversation, ending](store::Transaction& tx) {
            Deliveries deliveries(tx, sinks_);
            take_outcome(deliveries, attempt, ending.outcome);
            if (ending.stops_number) stop_number(tx, number, "token", sinks_);
            return Recorded{deliveries.take_changes(),
                            view_lane(tx, conversation).head.has_value()};
        };
        try {
            const auto recorded = co_await seams_.database.write(std::move(job));
            count(recorded.changes);
            if (ending.stops_number) {
                // Its lanes must not fill the book. Was it renewed meanwhile, they are found again.
                book_.forget(envelope.number.id);
                look_from_start_ = true;
                look();
            }
            co_return recorded.more;
        } catch (const std::exception& fault) {
            seams_.log.warn("outbox_record_failed",
                            {{"attempt", envelope.attempt.text()}, {"error", fault.what()}});
        }
        if (scope_->stopping()) co_return false;
        co_await core::sleep_for(wait);
        wait = std::min(2 * wait, record_again_after_max);
    }
}

core::SteadyTime Dispatcher::steady_of(core::WallTime wall) const {
    return now() + (wall - seams_.clock.wall());
}

void Dispatcher::count(const std::vector<model::MessageStatus>& changes) {
    for (const auto state : changes) transition_counter(seams_.metrics, state).add();
}

void Dispatcher::count_attempt(const std::string& outcome) {
    seams_.metrics
        .counter("chasqui_outbox_attempts_total", "Attempts to send by how they ended.",
                 {{"outcome", outcome}})
        .add();
}

}  // namespace whatsapp

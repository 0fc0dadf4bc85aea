#include "whatsapp/connection_check.hpp"

#include <algorithm>
#include <mutex>
#include <span>
#include <utility>

#include "whatsapp/channel_numbers.hpp"
#include "whatsapp/connection_store.hpp"
#include "whatsapp/graph_client.hpp"

namespace whatsapp {
namespace {

constexpr std::chrono::seconds look_every{1};
// Changes that follow each other are told together: a burst of refusals is one event.
constexpr std::chrono::seconds announce_gap{1};
constexpr std::chrono::seconds announce_again_after{5};

bool outbound_is_good(const Connection& connection) {
    return connection.state == ConnectionState::connected ||
           (connection.fault && is_about_webhooks(*connection.fault));
}

std::string label_of(const ProbeAnswer& answer) {
    if (!answer.fault) return "ok";
    return answer.fault->code.substr(answer.fault->code.find('.') + 1);
}

}  // namespace

// What commits and other threads tell, to a check that may be gone.
struct ConnectionCheck::Hints {
    std::mutex mutex;
    ConnectionCheck* check = nullptr;  // while it runs

    static void tell(const std::shared_ptr<Hints>& self, core::Scheduler& loop,
                     void (*what)(ConnectionCheck&)) {
        const std::lock_guard lock(self->mutex);
        if (self->check == nullptr) return;
        loop.post([self, what] {
            ConnectionCheck* told = nullptr;
            {
                const std::lock_guard posted(self->mutex);
                told = self->check;
            }
            if (told != nullptr) what(*told);
        });
    }
    void set(ConnectionCheck* running) {
        const std::lock_guard lock(mutex);
        check = running;
    }
};

ConnectionCheck::ConnectionCheck(Seams seams, const Settings& settings)
    : seams_(std::move(seams)),
      cooldown_(settings.check_cooldown),
      cache_(settings.check_cache),
      delay_(settings.check_delay),
      interval_(settings.check_interval),
      time_max_(settings.send_time_max),
      retries_(settings.check_retries),
      graph_calls_(seams_.metrics),
      scope_(seams_.log),
      hints_(std::make_shared<Hints>()) {
    seams_.database.subscribe(
        [hints = hints_, &loop = seams_.loop](std::span<const model::Event> events) {
            if (std::ranges::any_of(events, concerns_queue))
                Hints::tell(hints, loop, [](ConnectionCheck& check) {
                    check.scope_.spawn("read_numbers", check.read_numbers());
                });
        });
    seams_.book.on_change([hints = hints_, &loop = seams_.loop] {
        Hints::tell(hints, loop, [](ConnectionCheck& check) { check.changed(); });
    });
    seams_.metrics.gauge("chasqui_webhook_age_seconds",
                         "Time since the last webhook of a claimed number; 0 while none came.",
                         [&book = seams_.book, &clock = seams_.clock] {
                             const auto last = book.last_webhook_at();
                             if (!last) return 0.0;
                             const auto age = std::max(clock.wall() - *last, core::Milliseconds{0});
                             return static_cast<double>(age.count()) / 1000;
                         });
    seams_.metrics.gauge("chasqui_numbers_failing", "Channel numbers whose connection fails.",
                         [&book = seams_.book] {
                             const auto all = book.all();
                             return static_cast<double>(std::ranges::count(
                                 all, ConnectionState::failing, &Connection::state));
                         });
}

ConnectionCheck::~ConnectionCheck() {
    hints_->set(nullptr);
    seams_.book.on_change({});
}

core::Task<> ConnectionCheck::start() {
    hints_->set(this);
    co_await read_numbers();
    arm();
}

core::Task<> ConnectionCheck::stop() {
    hints_->set(nullptr);
    scope_.stop();
    seams_.loop.cancel(std::exchange(timer_, core::TimerId::none));
    seams_.loop.cancel(std::exchange(announce_timer_, core::TimerId::none));
    co_await scope_.join();
    release_waiters();
}

// Spread, so that many installations do not ask in one instant.
core::SteadyTime ConnectionCheck::next_due() {
    const double spread = 0.9 + 0.2 * seams_.random.unit();
    return now() + std::chrono::duration_cast<core::Milliseconds>(interval_ * spread);
}

void ConnectionCheck::arm() {
    timer_ = seams_.loop.after(look_every, [this] {
        tick();
        arm();
    });
}

void ConnectionCheck::tick() {
    seams_.book.look_at(seams_.clock.wall());
    for (auto& [number, line] : lines_) {
        if (is_fresh(number)) line.due = std::max(line.due, now());
        if (wants_probe(number, line) && may_probe(line)) begin_probe(number);
    }
}

core::Task<> ConnectionCheck::read_numbers() {
    auto read = [](store::Transaction& tx) {
        return std::pair{list_numbers(tx), last_traffic(tx)};
    };
    const auto [numbers, traffic] = co_await seams_.database.read(std::move(read));
    std::map<model::NumberId, Line> lines;
    std::vector<ConnectionBook::Known> known;
    for (const auto& number : numbers) {
        if (!number.claimed) continue;
        const auto found = lines_.find(number.id);
        auto& line = lines[number.id];
        if (found != lines_.end()) line = found->second;
        auto credentials = graph_url(number) + " " + number.sealed_token;
        if (line.credentials != credentials) {
            // Others than were tried: neither the last answer nor its cooldown counts.
            line.credentials = std::move(credentials);
            line.probed_at.reset();
            line.due = now();
        }
        const auto last = traffic.find(number.id);
        known.push_back(
            last == traffic.end()
                ? ConnectionBook::Known{number.id, {}, {}}
                : ConnectionBook::Known{number.id, last->second.webhook_at, last->second.sent_at});
    }
    lines_ = std::move(lines);
    seams_.book.set_numbers(known, seams_.clock.wall());
}

// Whether what is known is good, and no older than the cache may be.
bool ConnectionCheck::is_fresh(const model::NumberId& number) const {
    const auto known = seams_.book.find(number);
    return known && outbound_is_good(*known) && known->checked_at &&
           seams_.clock.wall() - *known->checked_at < cache_;
}

bool ConnectionCheck::may_probe(const Line& line) const {
    return !line.probing && !scope_.stopping() &&
           (!line.probed_at || now() - *line.probed_at >= cooldown_);
}

bool ConnectionCheck::wants_probe(const model::NumberId& number, const Line& line) const {
    if (seams_.book.is_suspect(number)) return true;
    if (!line.probed_at) return line.due <= now();
    const auto known = seams_.book.find(number);
    if (!known || !known->checked_at) return true;
    const auto age = seams_.clock.wall() - *known->checked_at;
    // What fails is looked at as often as an answer may be old; what works when nothing else tells.
    if (!outbound_is_good(*known)) return age >= cache_;
    return line.due <= now() && age >= interval_ * 9 / 10;
}

core::Task<> ConnectionCheck::check() {
    struct Asked {
        ConnectionCheck& check;
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> handle) const {
            const Waiter waiter{core::Scheduler::current(), handle};
            auto& self = check;
            self.seams_.loop.post([&self, waiter] { self.take(waiter); });
        }
        void await_resume() const noexcept {}
    };
    co_await Asked{*this};
}

void ConnectionCheck::take(Waiter waiter) {
    waiters_.push_back(waiter);
    if (scope_.stopping())
        release_waiters();
    else
        scope_.spawn("connection_check", begin_check());
}

// Reads the numbers first: one that was claimed a moment ago is asked for too.
core::Task<> ConnectionCheck::begin_check() {
    struct Reading {
        ConnectionCheck& check;
        explicit Reading(ConnectionCheck& self) : check(self) { ++check.reading_; }
        ~Reading() {
            --check.reading_;
            check.release_waiters();
        }
        Reading(const Reading&) = delete;
        Reading& operator=(const Reading&) = delete;
    };
    const Reading reading(*this);
    co_await read_numbers();
    for (auto& [number, line] : lines_)
        if (!is_fresh(number) && may_probe(line)) begin_probe(number);
}

// Once nothing is under way that they wait for.
void ConnectionCheck::release_waiters() {
    const auto probing = [](const auto& line) { return line.second.probing; };
    if (reading_ > 0 || std::ranges::any_of(lines_, probing)) return;
    for (const auto& waiter : std::exchange(waiters_, {}))
        waiter.home->post([handle = waiter.handle] { handle.resume(); });
}

void ConnectionCheck::begin_probe(const model::NumberId& number) {
    lines_[number].probing = true;
    scope_.spawn("connection_probe", probe(number));
}

core::Task<> ConnectionCheck::probe(model::NumberId number) {
    // However this ends, an exception too, somebody may probe again, and nobody waits for ever.
    struct Probing {
        ConnectionCheck& check;
        const model::NumberId& number;
        ~Probing() {
            const auto line = check.lines_.find(number);
            if (line != check.lines_.end()) {
                line->second.probing = false;
                line->second.probed_at = check.now();
                line->second.due = check.next_due();
            }
            check.release_waiters();
        }
    };
    const Probing probing{*this, number};
    const auto answer = co_await ask(number);
    // While it stops, a call is cut by ourselves.
    if (scope_.stopping()) co_return;
    count(answer);
    seams_.book.probed(number, answer, seams_.clock.wall());
    if (!answer.fault) co_await restart_queue(number);
}

// Answers that may be other a moment later are asked for again.
core::Task<ProbeAnswer> ConnectionCheck::ask(model::NumberId number) {
    for (std::int64_t retries = 0;; ++retries) {
        auto read = [number](store::Transaction& tx) { return find_number(tx, number); };
        const auto row = co_await seams_.database.read(std::move(read));
        if (!row) co_return ProbeAnswer{};
        auto answer = co_await ask_once(*row);
        const bool again = answer.fault && is_temporary(*answer.fault) && retries < retries_;
        if (!again || scope_.stopping()) co_return answer;
        co_await core::sleep_for(delay_);
    }
}

core::Task<ProbeAnswer> ConnectionCheck::ask_once(ChannelNumber number) {
    const auto token = token_of(number, seams_.box);
    if (!token) co_return ProbeAnswer{ConnectionFault{"connection.master_key", ""}, ""};
    const auto outcome =
        co_await seams_.http.send(probe_request(graph_url(number), *token, time_max_));
    graph_calls_.count(outcome);
    co_return read_probe(outcome);
}

// The token is good after all, or again: what stood still for it goes on.
core::Task<> ConnectionCheck::restart_queue(model::NumberId number) {
    const auto stands = [number](store::Transaction& tx) {
        const auto row = find_number(tx, number);
        return row && !row->fault.empty();
    };
    if (!co_await seams_.database.read(stands)) co_return;
    auto write = [number, sinks = seams_.sinks](store::Transaction& tx) {
        restart_number(tx, number, sinks);
    };
    co_await seams_.database.write(std::move(write));
    seams_.log.info("number_restarted", {{"number", number.text()}});
}

void ConnectionCheck::changed() {
    if (announcing_ || announce_timer_ != core::TimerId::none || scope_.stopping()) return;
    const auto since = announced_at_ ? now() - *announced_at_ : announce_gap;
    if (since >= announce_gap) {
        scope_.spawn("announce_connection", announce());
        return;
    }
    announce_timer_ =
        seams_.loop.after(std::chrono::ceil<core::Milliseconds>(announce_gap - since), [this] {
            announce_timer_ = core::TimerId::none;
            changed();
        });
}

core::Task<> ConnectionCheck::announce() {
    announcing_ = true;
    auto changes = seams_.book.take_changed();
    for (const auto& change : changes)
        seams_.log.info("connection_changed",
                        {{"number", change.number.text()},
                         {"state", to_string(change.state)},
                         {"fault", change.fault ? change.fault->code : std::string()},
                         {"detail", change.fault ? change.fault->detail : std::string()}});
    bool told = changes.empty();
    try {
        auto write = [changes](store::Transaction& tx) {
            for (const auto& change : changes) announce_connection(tx, change);
        };
        if (!told) co_await seams_.database.write(std::move(write));
        told = true;
    } catch (const std::exception& fault) {
        seams_.log.warn("connection_not_announced", {{"error", fault.what()}});
    }
    announcing_ = false;
    announced_at_ = now();
    if (!told) {
        seams_.book.keep_changed(changes);
        announce_timer_ = seams_.loop.after(announce_again_after, [this] {
            announce_timer_ = core::TimerId::none;
            changed();
        });
    } else if (!changes.empty()) {
        changed();  // what came meanwhile; nothing more makes the last round an empty one
    }
}

void ConnectionCheck::count(const ProbeAnswer& answer) {
    seams_.metrics
        .counter("chasqui_connection_probes_total", "Probes of Graph by what they found.",
                 {{"outcome", label_of(answer)}})
        .add();
}

}  // namespace whatsapp

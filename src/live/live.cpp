#include "live/live.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/json.hpp"
#include "live/presence.hpp"
#include "live/rights_history.hpp"
#include "live/shard.hpp"
#include "live/viewer.hpp"

namespace live {
namespace {

using namespace net::socketio;

// The position in {token, epoch?, sequence?}, where both are there.
std::optional<model::LogPosition> cursor_in(core::JsonReader& reader) {
    auto epoch = reader.text_or("epoch", "");
    const auto sequence = reader.integer_or("sequence", -1);
    if (epoch.empty() || sequence < 0) return std::nullopt;
    return model::LogPosition{std::move(epoch), sequence};
}

void admit_viewer(const LiveDoors& doors, const SocketPtr& socket, const json::value& auth,
                  Admission& admission) {
    const auto refuse = [&](const core::Error& error) {
        auto data = failure(error, socket->language());
        const std::string message(data["error"].as_string());
        admission.refuse(message, data);
    };
    core::JsonReader reader(auth);
    const auto token = reader.text_or("token", "");
    auto cursor = cursor_in(reader);
    if (const auto& fault = reader.fault()) return refuse(*fault);
    auto principal = doors.authenticate(token);
    if (!principal) return refuse(principal.error());
    if (principal->anonymous()) return refuse({core::Kind::unauthenticated, "auth.token_invalid"});
    auto viewer = std::make_shared<Viewer>();
    viewer->principal = std::move(*principal);
    viewer->cursor = std::move(cursor);
    socket->attach(std::move(viewer));
    admission.accept();
}

}  // namespace

LiveMetrics::LiveMetrics(core::Metrics& metrics)
    : events_out(metrics.counter("chasqui_live_events_out_total",
                                 "Log events handed to connections, live")),
      bytes_out(metrics.counter("chasqui_live_out_bytes_total",
                                "Bytes of log events handed to connections, live")),
      replays(
          metrics.counter("chasqui_live_catch_ups_total", "Replays of the log that were begun")),
      replayed(metrics.counter("chasqui_live_replayed_events_total", "Log events replayed")),
      resyncs(
          metrics.counter("chasqui_live_resyncs_total", "Connections told to read the API anew")),
      held_drops(metrics.counter("chasqui_live_held_dropped_total",
                                 "Log events dropped because too many were held back")),
      waiting_drops(metrics.counter("chasqui_live_waiting_dropped_total",
                                    "Log events dropped because too many waited for a loop")),
      delay(metrics.histogram("chasqui_live_delay_seconds",
                              "From a commit to the hand-over of its events")) {}

Live::Live(store::Database& database, net::socketio::Server& server, LiveDoors doors, Seams seams,
           LiveOptions options)
    : database_(database),
      server_(server),
      doors_(std::move(doors)),
      seams_(std::move(seams)),
      options_(options),
      metrics_(std::make_unique<LiveMetrics>(seams_.metrics)),
      presence_(std::make_unique<Presence>()),
      rights_(std::make_unique<RightsHistory>()) {
    set_up(server_.of("/"));
    database_.subscribe([this](std::span<const model::Event> events) { distribute(events); });
}

Live::~Live() = default;

void Live::set_up(Namespace& root) {
    root.admit([this](const SocketPtr& socket, const json::value& auth, Admission admission) {
        admit_viewer(doors_, socket, auth, admission);
    });
    root.on_connect([this](Socket& socket) { shard(socket.loop()).welcome(socket); });
    root.on_disconnect(
        [this](Socket& socket, EndReason) { shard(socket.loop()).farewell(socket); });
    root.on_slow([this](Socket& socket) { shard(socket.loop()).tell_resync(socket); });
    using Handler = void (LiveShard::*)(Socket&, const Arguments&, Ack);
    const auto on = [&](std::string name, Handler handler) {
        root.on(std::move(name), [this, handler](Socket& socket, Arguments arguments, Ack ack) {
            (shard(socket.loop()).*handler)(socket, arguments, std::move(ack));
        });
    };
    on("catch_up", &LiveShard::catch_up);
    on("join_conversation", &LiveShard::join_conversation);
    on("leave_conversation", &LiveShard::leave_conversation);
    on("typing", &LiveShard::typing);
    on("subscribe_metrics", &LiveShard::subscribe_metrics);
    // Every event of a client is acknowledged, so that none waits for ever.
    root.on_other([](Socket& socket, const Arguments&, Ack ack) {
        const core::Error unknown{core::Kind::not_found, "live.unknown_event"};
        ack(json::array{failure(unknown, socket.language())});
    });
}

void Live::start() {
    const auto position = database_.position();
    for (auto* loop : server_.loops()) {
        shards_.push_back(std::make_unique<LiveShard>(
            LiveShard::Parts{database_, doors_, options_, *metrics_, *presence_, sample_readers_,
                             *rights_, server_.hub(*loop, "/"), seams_.log},
            position));
        loop->post([shard = shards_.back().get()] { shard->start_ticks(); });
    }
}

// The writer's thread: one copy of the events for all loops.
void Live::distribute(std::span<const model::Event> events) {
    if (shards_.empty() || events.empty()) return;
    const auto batch =
        std::make_shared<const Batch>(Batch{database_.position().epoch,
                                            {events.begin(), events.end()},
                                            shards_.front()->loop().clock().steady()});
    for (const auto& shard : shards_) shard->post(batch);
}

LiveShard& Live::shard(const net::Loop& loop) {
    const auto found =
        std::ranges::find_if(shards_, [&loop](const auto& each) { return &each->loop() == &loop; });
    core::check(found != shards_.end(), "live was started after the loops were attached");
    return **found;
}

void Live::on_each(std::function<void(LiveShard&)> work) {
    for (const auto& shard : shards_)
        shard->loop().post([work, each = shard.get()] { work(*each); });
}

void Live::send_sample(std::string data) {
    if (shards_.empty() || !samples_are_read()) return;
    auto* first = shards_.front().get();
    first->loop().post([first, data = std::move(data)] { first->send_sample(data); });
}

void Live::close_sessions(const model::SessionId& session) {
    on_each([session](LiveShard& each) {
        each.close_where([&](const model::Principal& who) { return who.session == session; });
    });
}

void Live::close_user(const model::UserId& user) {
    on_each([user](LiveShard& each) {
        each.close_where([&](const model::Principal& who) { return who.user == user; });
    });
}

void Live::close_what_is_over() {
    auto& closed = seams_.metrics.counter("chasqui_cleanup_removed_total",
                                          "What clean-up has removed: rows, files, connections.",
                                          {{"what", "sockets_without_session"}});
    on_each([this, &closed](LiveShard& each) {
        each.close_where([this, &closed](const model::Principal& principal) {
            const bool over = doors_.renew(principal).has_error();
            if (over) closed.add();
            return over;
        });
    });
}

void Live::rights_changed(const model::UserId& user) {
    rights_->note(user, database_.position().sequence);
    on_each([user](LiveShard& each) { each.renew_rights(user); });
}

void Live::numbers_or_teams_changed() {
    rights_->note_agents(database_.position().sequence);
    on_each([](LiveShard& each) { each.renew_rooms(); });
}

core::Task<void> Live::finished(net::Loop& loop) {
    co_await shard(loop).tasks().join();
}

}  // namespace live

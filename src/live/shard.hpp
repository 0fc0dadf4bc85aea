#pragma once

#include <atomic>
#include <coroutine>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/task_scope.hpp"
#include "live/live.hpp"
#include "live/presence.hpp"
#include "live/rights_history.hpp"
#include "live/viewer.hpp"

namespace live {

struct LiveMetrics {
    explicit LiveMetrics(core::Metrics& metrics);
    core::Counter& events_out;
    core::Counter& bytes_out;
    core::Counter& replays;
    core::Counter& replayed;
    core::Counter& resyncs;
    core::Counter& held_drops;
    core::Counter& waiting_drops;
    core::Histogram& delay;  // from the commit to the hand-over, microseconds
};

// The events of one commit, on their way to the loops.
struct Batch {
    std::string epoch;
    std::vector<model::Event> events;
    core::SteadyTime committed_at{};
};

// One loop's part of live: its sockets' places in the log.
class LiveShard {
public:
    struct Parts {
        store::Database& database;
        const LiveDoors& doors;
        const LiveOptions& options;
        LiveMetrics& metrics;
        Presence& presence;
        std::atomic<std::int64_t>& sample_readers;
        RightsHistory& rights;
        net::socketio::Hub& hub;
        core::Log log;
    };
    LiveShard(Parts parts, model::LogPosition start);

    net::Loop& loop() { return parts_.hub.engine().loop(); }
    void start_ticks();

    // The writer's thread: hands a batch over; where too many wait it is dropped, and everybody is
    // told to resync.
    void post(std::shared_ptr<const Batch> batch);

    // A socket that was admitted, with its Viewer.
    void welcome(net::socketio::Socket& socket);
    void farewell(net::socketio::Socket& socket);
    void tell_resync(net::socketio::Socket& socket);

    void catch_up(net::socketio::Socket& socket, const net::socketio::Arguments& arguments,
                  net::socketio::Ack ack);
    void join_conversation(net::socketio::Socket& socket, const net::socketio::Arguments& arguments,
                           net::socketio::Ack ack);
    void leave_conversation(net::socketio::Socket& socket,
                            const net::socketio::Arguments& arguments, net::socketio::Ack ack);
    void typing(net::socketio::Socket& socket, const net::socketio::Arguments& arguments,
                net::socketio::Ack ack);

    // {on?}: begins to send metrics_sample, or ends it. Those who may not see the monitoring are
    // refused.
    void subscribe_metrics(net::socketio::Socket& socket, const net::socketio::Arguments& arguments,
                           net::socketio::Ack ack);
    // To every loop's subscribers.
    void send_sample(const std::string& data);

    void close_where(const std::function<bool(const model::Principal&)>& matches);
    void renew_rights(const model::UserId& user);
    void renew_rooms();

    core::TaskScope& tasks() { return tasks_; }
    const model::LogPosition& position() const { return position_; }

private:
    class ReplayTurn;
    enum class Replay { opening, asked };

    void take(const Batch& batch);
    void distribute(const model::Event& event);
    void hold(Viewer& viewer, const net::Frame& frame);
    void count_sent(std::uint64_t events, std::uint64_t bytes);
    void leave_removed(const model::Event& event);
    void tick();
    void resync_everybody();
    bool change_rooms(net::socketio::Socket& socket, const model::Principal& principal);

    void begin_replay(net::socketio::Socket& socket, model::LogPosition cursor, Replay kind,
                      net::socketio::Ack ack);
    core::Task<void> replay(net::socketio::SocketPtr socket, model::LogPosition cursor, Replay kind,
                            net::socketio::Ack ack);
    core::Task<bool> send_replay(net::socketio::SocketPtr socket, std::vector<model::Event> events);
    void release(net::socketio::Socket& socket);

    core::Task<void> enter_conversation(net::socketio::SocketPtr socket,
                                        model::ConversationId conversation, net::socketio::Ack ack);
    core::Task<void> check_conversations(net::socketio::SocketPtr socket);
    void leave(net::socketio::Socket& socket, const model::ConversationId& conversation);
    net::socketio::json::object viewing_json(const model::ConversationId& conversation) const;
    void tell_viewing(const model::ConversationId& conversation);
    void tell_typing(net::socketio::Socket& socket, Joined& joined, bool types);
    void read_samples(net::socketio::Socket& socket, bool on);
    void typing_timer(net::socketio::SocketPtr socket, model::ConversationId conversation);

    Parts parts_;
    model::LogPosition position_;              // the last event that went out here
    std::atomic<std::int64_t> waiting_{0};     // events that were posted to us
    std::atomic<std::int64_t> lost_up_to_{0};  // the last of those that were not; 0: none was
    std::size_t replaying_ = 0;
    std::deque<std::coroutine_handle<>> replays_waiting_;
    core::TaskScope tasks_;
};

}  // namespace live

#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/result.hpp"
#include "core/task.hpp"
#include "model/principal.hpp"
#include "net/socketio/server.hpp"
#include "store/database.hpp"

namespace live {

struct LiveOptions {
    core::Milliseconds tick_interval{5000};
    // Live frames held back for a connection that catches up; more: it is told to resync.
    std::size_t held_events_max = 2000;
    // Replays that read the database at once, a loop; others wait their turn.
    std::size_t replays_at_once_max = 8;
    // Committed events that wait for one loop; more: its connections are told to resync.
    std::int64_t waiting_events_max = 50'000;
    // Conversations that one connection looks at.
    std::size_t joined_max = 8;
    core::Milliseconds typing_interval{1000};  // at least so long between two notes of one typist
};

// What live asks of rooms of its rank or above; the composition root passes it. Any loop's thread.
struct LiveDoors {
    // Whose token it is; fails with Kind::unauthenticated.
    std::function<core::Result<model::Principal>(const std::string& token)> authenticate;
    // The same person with the rights of now; fails when the session or the user is no more.
    std::function<core::Result<model::Principal>(const model::Principal& before)> renew;
    std::function<std::vector<model::NumberId>()> numbers;
    std::function<std::vector<model::TeamId>()> teams;
    // Runs in a read transaction; fails with inbox.not_found.
    std::function<core::Result<model::Scope>(store::Transaction&, const model::ConversationId&)>
        conversation_scope;
};

class LiveShard;
class Presence;

// Distributes the event log to the sockets that may see it (ARCHITECTURE.md, the event log), and
// carries typing and viewing, which are not logged.
//   Live live(database, server, doors, seams);   // before the server's loops are attached
//   live.start();                                // after, and before the loops run
// Outlives the loops' run.
class Live {
public:
    struct Seams {
        core::Metrics& metrics;
        core::Log log;
    };
    Live(store::Database& database, net::socketio::Server& server, LiveDoors doors, Seams seams,
         LiveOptions options = {});
    ~Live();
    Live(const Live&) = delete;
    Live& operator=(const Live&) = delete;

    void start();

    // A session was revoked, or a user disabled: their sockets are closed. Any thread.
    void close_sessions(const model::SessionId& session);
    void close_user(const model::UserId& user);
    // A person's role, numbers or teams are others now: their sockets change rooms and get
    // `resync`, and so does a screen that comes back with an older cursor. Any thread.
    void rights_changed(const model::UserId& user);
    // A channel number or team is new or gone: sockets whose rooms change by it get `resync`. Any
    // thread.
    void numbers_or_teams_changed();
    // Whether any socket has subscribed to metrics_sample. Any thread.
    bool samples_are_read() const { return sample_readers_.load() > 0; }
    // The figures of this second, a JSON object, for those that have; not logged, and readers that
    // are behind do without. Any thread.
    void send_sample(std::string data);
    // Closes sockets whose session or user is no more, where the note of it was lost; a socket that
    // is merely silent stays. Any thread.
    void close_what_is_over();
    // Resumes when the loop's tasks have ended; after Server::close(). That loop's thread.
    core::Task<void> finished(net::Loop& loop);

private:
    void set_up(net::socketio::Namespace& root);
    void distribute(std::span<const model::Event> events);
    LiveShard& shard(const net::Loop& loop);
    void on_each(std::function<void(LiveShard&)> work);

    store::Database& database_;
    net::socketio::Server& server_;
    const LiveDoors doors_;
    const Seams seams_;
    const LiveOptions options_;
    std::unique_ptr<struct LiveMetrics> metrics_;
    std::unique_ptr<Presence> presence_;
    std::atomic<std::int64_t> sample_readers_{0};
    std::unique_ptr<class RightsHistory> rights_;
    std::vector<std::unique_ptr<LiveShard>> shards_;
};

}  // namespace live

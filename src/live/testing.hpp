#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "live/live.hpp"
#include "net/socketio/testing.hpp"
#include "store/testing.hpp"

namespace live {

// Live on manual loops over an empty database. A token is a user's id; conversations are what the
// test says.
struct LiveFixture {
    explicit LiveFixture(LiveOptions live_options = {}, net::socketio::ServerOptions options = {});
    ~LiveFixture();

    model::Principal& user(std::string id, model::Role role = model::Role::agent);
    std::int64_t append(std::string name, std::vector<std::string> rooms,
                        std::vector<std::string> except = {}, std::string data = "{}");
    // Runs both loops until neither has anything left to do.
    void run();
    void advance(core::Milliseconds by);

    // A peer of `user` in "/": with what it was told so far still to be taken.
    std::unique_ptr<net::socketio::TestPeer> connect(std::string_view user,
                                                     std::string_view cursor = "",
                                                     net::ManualLoop* on = nullptr);
    std::string epoch() { return database.database.position().epoch; }
    // {"epoch","sequence"} as a client sends it.
    std::string cursor(std::int64_t sequence);

    store::TestDatabase database;
    net::ManualLoop loop{database.clock}, other_loop{database.clock};
    core::SeededRandom random{20261124};
    core::ListLogSink log;
    std::map<std::string, model::Principal> users;
    std::vector<model::NumberId> numbers;
    std::vector<model::TeamId> teams;
    std::map<std::string, model::Scope> conversations;
    bool reads_fail = false;  // of conversations
    net::socketio::Server server;
    Live live;
};

// A screen that follows the rules of the event log (ARCHITECTURE.md): it counts, compares with each
// tick, catches up, drops what it has applied.
class TestScreen {
public:
    TestScreen(LiveFixture& fixture, std::string user)
        : fixture_(fixture), user_(std::move(user)) {}

    bool connected() const { return peer_ != nullptr; }
    // With its cursor, on one of the two loops.
    void connect(net::ManualLoop& loop);
    // The line breaks; what was on its way is lost.
    void lose();
    // Takes what came, and answers ticks that do not agree.
    void read();
    // The next live event that comes is dropped, as if it had never come.
    void lose_next_event() { losing_ = true; }
    net::socketio::TestPeer& peer() { return *peer_; }

    // What it has applied: sequence and name. A resync reads the log by the screen's rights, as the
    // API would.
    const std::map<std::int64_t, std::string>& applied() const { return applied_; }
    std::vector<std::string> faults;  // a repeat, a step back in order
    int resyncs = 0;
    int catch_ups = 0;

private:
    void take(std::string_view text);
    void take_event(const std::string& name, std::int64_t sequence);
    void take_tick(std::int64_t sequence, std::int64_t sent);
    void take_resync(std::int64_t sequence);
    void take_all();

    LiveFixture& fixture_;
    std::string user_;
    std::unique_ptr<net::socketio::TestPeer> peer_;
    std::string epoch_;
    std::int64_t cursor_ = 0;
    std::int64_t counted_ = 0;
    std::int64_t last_live_ = 0;
    bool opening_ = false;
    bool catching_up_ = false;
    bool losing_ = false;
    std::map<std::int64_t, std::string> applied_;
};

// What the log holds for a person with the rights of now.
std::map<std::int64_t, std::string> visible(LiveFixture& fixture, const std::string& user);

}  // namespace live

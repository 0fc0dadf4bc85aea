#include "live/testing.hpp"

#include <algorithm>

#include "core/json.hpp"

namespace live {
namespace {

using net::socketio::TestPeer;

LiveDoors doors_of(LiveFixture& fixture) {
    LiveDoors doors;
    doors.authenticate = [&fixture](const std::string& token) -> core::Result<model::Principal> {
        const auto found = fixture.users.find(token);
        if (found == fixture.users.end())
            return core::Error{core::Kind::unauthenticated, "auth.token_invalid"};
        return found->second;
    };
    doors.renew = [&fixture](const model::Principal& before) -> core::Result<model::Principal> {
        const auto found = fixture.users.find(before.user.text());
        if (found == fixture.users.end())
            return core::Error{core::Kind::unauthenticated, "auth.token_invalid"};
        return found->second;
    };
    doors.numbers = [&fixture] { return fixture.numbers; };
    doors.teams = [&fixture] { return fixture.teams; };
    doors.conversation_scope = [&fixture](
                                   store::Transaction&,
                                   const model::ConversationId& id) -> core::Result<model::Scope> {
        if (fixture.reads_fail) throw store::Unavailable("the store is stopping");
        const auto found = fixture.conversations.find(id.text());
        if (found == fixture.conversations.end())
            return core::Error{core::Kind::not_found, "inbox.not_found"};
        return found->second;
    };
    return doors;
}

}  // namespace

LiveFixture::LiveFixture(LiveOptions live_options, net::socketio::ServerOptions options)
    : server(std::move(options), {random, database.metrics, core::Log(log, "socketio")}),
      live(database.database, server, doors_of(*this), {database.metrics, core::Log(log, "live")},
           live_options) {
    server.attach(loop);
    server.attach(other_loop);
    live.start();
    run();
}

LiveFixture::~LiveFixture() {
    database.executor.release();
    server.close();
    run();
    // Those that wait for a slow reader look once more.
    advance(std::chrono::seconds{1});
}

model::Principal& LiveFixture::user(std::string id, model::Role role) {
    auto& principal = users[id];
    principal = {.user = model::UserId{id},
                 .session = model::SessionId{"session-" + id},
                 .name = "Name of " + id,
                 .role = role};
    return principal;
}

std::int64_t LiveFixture::append(std::string name, std::vector<std::string> rooms,
                                 std::vector<std::string> except, std::string data) {
    const auto sequence = database.write([&](store::Transaction& tx) {
        return tx.append({.name = name, .data = data, .rooms = rooms, .except = except});
    });
    return sequence;
}

void LiveFixture::run() {
    // What one loop does may be posted to the other.
    for (int round = 0; round < 3; ++round) {
        loop.run_now();
        other_loop.run_now();
    }
}

// The loops share a clock: time goes on in small steps, in each of which both run.
void LiveFixture::advance(core::Milliseconds by) {
    constexpr core::Milliseconds step{5};
    for (core::Milliseconds passed{0}; passed < by; passed += step) {
        loop.advance(std::min(step, by - passed));
        other_loop.advance(core::Milliseconds{0});
    }
    run();
}

std::unique_ptr<TestPeer> LiveFixture::connect(std::string_view user, std::string_view cursor,
                                               net::ManualLoop* on) {
    auto peer = std::make_unique<TestPeer>(server, on ? *on : loop);
    core::json::object auth{{"token", core::json::string_view(user.data(), user.size())}};
    if (!cursor.empty()) {
        const auto position = core::parse_json(cursor).value().as_object();
        for (const auto& member : position) auth[member.key()] = member.value();
    }
    peer->enter(core::to_json(auth));
    run();
    return peer;
}

std::string LiveFixture::cursor(std::int64_t sequence) {
    return R"({"epoch":")" + epoch() + R"(","sequence":)" + std::to_string(sequence) + "}";
}

std::map<std::int64_t, std::string> visible(LiveFixture& fixture, const std::string& user) {
    const auto rooms = model::rooms_of(fixture.users.at(user), fixture.numbers, fixture.teams);
    const auto among = [&rooms](const std::string& room) {
        return std::ranges::find(rooms, room) != rooms.end();
    };
    std::map<std::int64_t, std::string> events;
    for (const auto& event : fixture.database.events())
        if (std::ranges::any_of(event.rooms, among) && std::ranges::none_of(event.except, among))
            events.emplace(event.sequence, event.name);
    return events;
}

void TestScreen::connect(net::ManualLoop& loop) {
    peer_ = std::make_unique<TestPeer>(fixture_.server, loop);
    core::json::object auth{{"token", user_}};
    if (!epoch_.empty()) auth.emplace("epoch", epoch_), auth.emplace("sequence", cursor_);
    counted_ = last_live_ = 0;
    opening_ = true;
    catching_up_ = losing_ = false;
    peer_->enter(core::to_json(auth));
}

void TestScreen::lose() {
    if (!peer_) return;
    peer_->connection().peer_closes();
    peer_.reset();
}

void TestScreen::read() {
    if (!peer_) return;
    for (const auto& text : peer_->take()) {
        if (text.starts_with("close")) return peer_.reset();
        take(text);
    }
}

void TestScreen::take(std::string_view text) {
    if (text == "2") return peer_->send("3");
    if (text.starts_with("43")) {
        catching_up_ = false;
        counted_ = last_live_ = 0;
        return;
    }
    if (!text.starts_with("42")) return;
    const auto packet = core::parse_json(text.substr(2)).value().as_array();
    const std::string name(packet.at(0).as_string());
    const auto& data = packet.at(1).as_object();
    if (name == "tick") {
        const bool first = epoch_.empty();
        epoch_ = data.at("epoch").as_string();
        if (first) take_all();
        return take_tick(data.at("sequence").as_int64(), data.at("sent").as_int64());
    }
    if (name == "resync") return take_resync(data.at("sequence").as_int64());
    take_event(name, packet.at(2).at("sequence").as_int64());
}

void TestScreen::take_event(const std::string& name, std::int64_t sequence) {
    const bool live = !catching_up_ && !opening_;
    if (live && std::exchange(losing_, false)) return;
    ++counted_;
    if (live) {
        if (sequence <= last_live_) faults.push_back("out of order: " + std::to_string(sequence));
        last_live_ = sequence;
    }
    if (sequence <= cursor_ || applied_.contains(sequence)) return;
    applied_.emplace(sequence, name);
}

void TestScreen::take_tick(std::int64_t sequence, std::int64_t sent) {
    if (catching_up_) return faults.emplace_back("a tick while catching up"), void();
    const bool opening = std::exchange(opening_, false);
    if (opening ? counted_ >= sent : counted_ == sent) {
        counted_ = sent;
        cursor_ = std::max(cursor_, sequence);
        return;
    }
    catching_up_ = true;
    ++catch_ups;
    peer_->send("421[\"catch_up\"," +
                core::to_json(core::json::object{{"epoch", epoch_}, {"sequence", cursor_}}) + "]");
}

void TestScreen::take_resync(std::int64_t sequence) {
    ++resyncs;
    cursor_ = sequence;
    take_all();
}

// As the API would answer: everything that its rights show now.
void TestScreen::take_all() {
    applied_ = visible(fixture_, user_);
}

}  // namespace live

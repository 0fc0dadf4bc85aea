#include "live/live.hpp"

#include <doctest/doctest.h>

#include "live/testing.hpp"
#include "store/event_log.hpp"

using namespace std::chrono_literals;

namespace live {
namespace {

using Texts = std::vector<std::string>;

struct RightsFixture : LiveFixture {
    using LiveFixture::LiveFixture;
    RightsFixture() {
        numbers = {model::NumberId{"100"}, model::NumberId{"200"}};
        teams = {model::TeamId{"sales"}};
        user("boss", model::Role::admin);
        user("ana").numbers = {model::NumberId{"100"}};
        user("bea").numbers = {model::NumberId{"200"}};
    }
    // Names and sequences of the log events among what came; ticks and resyncs with theirs.
    static Texts told(net::socketio::TestPeer& peer) {
        Texts texts;
        for (const auto& text : peer.take_packets()) {
            if (!text.starts_with("42")) continue;
            const auto packet = core::parse_json(text.substr(2)).value().as_array();
            std::string line(packet[0].as_string());
            const auto& place = packet.size() > 2 ? packet[2].as_object() : packet[1].as_object();
            if (const auto* sequence = place.if_contains("sequence"))
                line += " " + std::to_string(sequence->as_int64());
            if (const auto* sent = place.if_contains("sent"))
                line += " sent " + std::to_string(sent->as_int64());
            texts.push_back(line);
        }
        return texts;
    }
    bool metric(std::string_view line) const {
        return database.metrics.to_prometheus().find(line) != std::string::npos;
    }
    static std::string event(std::string_view name, std::string_view data, int ack = 7) {
        return "42" + std::to_string(ack) + "[\"" + std::string(name) + "\"," + std::string(data) +
               "]";
    }
};

const auto scope_100 = model::audience({model::NumberId{"100"}, model::TeamId{}, model::UserId{}});

TEST_CASE_FIXTURE(RightsFixture, "a token that is not good is refused with its code and words") {
    auto peer = connect("stranger");
    const auto packets = peer->take_packets();
    REQUIRE(packets.size() == 1);
    CHECK(packets[0].starts_with("44{"));
    CHECK(packets[0].find(R"("code":"auth.token_invalid")") != std::string::npos);
    CHECK(packets[0].find(R"("success":false)") != std::string::npos);
}

TEST_CASE_FIXTURE(RightsFixture, "the first thing after CONNECT is a tick") {
    const auto sequence = append("alert", {"staff"});
    run();
    auto peer = connect("ana");
    const auto packets = peer->take_packets();
    REQUIRE(packets.size() == 2);
    CHECK(packets[0].starts_with("40{"));
    CHECK(packets[1] == R"(42["tick",{"epoch":")" + epoch() + R"(","sequence":)" +
                            std::to_string(sequence) + R"(,"sent":0}])");
}

TEST_CASE_FIXTURE(RightsFixture,
                  "an event goes to the rooms that may see it, whole and with its place") {
    auto boss = connect("boss"), ana = connect("ana"), bea = connect("bea", "", &other_loop);
    boss->take(), ana->take(), bea->take();
    const auto sequence = append("new_message", scope_100, {}, R"({"message":{"id":"m"}})");
    run();
    const auto got = ana->take();
    REQUIRE(got.size() == 1);
    CHECK(got[0] == R"(42["new_message",{"message":{"id":"m"}},{"epoch":")" + epoch() +
                        R"(","sequence":)" + std::to_string(sequence) + R"(,"at":")" +
                        core::to_iso8601(database.clock.wall()) + R"(","v":1}])");
    CHECK(boss->take() == got);
    CHECK(bea->take().empty());
}

TEST_CASE_FIXTURE(RightsFixture, "who is in several rooms of an audience gets the event once") {
    auto boss = connect("boss");
    told(*boss);
    append("alert", {"admin", "staff", "user:boss"});
    append("conversation_removed", {"staff"}, {"user:boss"});
    append("note", {});
    run();
    CHECK(told(*boss).size() == 1);
}

TEST_CASE_FIXTURE(RightsFixture, "an event that we do not know is acknowledged as a failure") {
    auto peer = connect("ana");
    peer->take_packets();
    peer->send(event("subscribe_weather", "{}"));
    const auto packets = peer->take_packets();
    REQUIRE(packets.size() == 1);
    CHECK(packets[0].starts_with(R"(437[{"success":false)"));
    CHECK(packets[0].find("live.unknown_event") != std::string::npos);
}

TEST_CASE_FIXTURE(RightsFixture, "a tick every five seconds says how many were sent live") {
    auto ana = connect("ana");
    told(*ana);
    const auto first = append("new_message", scope_100);
    append("new_message", {"staff"});
    run();
    CHECK(told(*ana) == Texts{"new_message " + std::to_string(first)});
    advance(5s);
    CHECK(told(*ana) == Texts{"tick " + std::to_string(first + 1) + " sent 1"});
    advance(5s);
    CHECK(told(*ana) == Texts{"tick " + std::to_string(first + 1) + " sent 1"});
}

TEST_CASE_FIXTURE(RightsFixture,
                  "who comes with a cursor is replayed what it may see, then ticked") {
    const auto start = append("seen", scope_100);
    append("foreign", {"staff"});
    const auto missed = append("missed", scope_100);
    run();
    auto ana = connect("ana", cursor(start));
    CHECK(told(*ana) ==
          Texts{"missed " + std::to_string(missed), "tick " + std::to_string(missed) + " sent 0"});
    advance(5s);
    CHECK(told(*ana) == Texts{"tick " + std::to_string(missed) + " sent 0"});
}

TEST_CASE_FIXTURE(RightsFixture, "live frames are held back until the replay is acknowledged") {
    const auto missed = append("missed", scope_100);
    run();
    auto ana = connect("ana");
    told(*ana);
    append("counted", scope_100);
    run();
    told(*ana);
    database.executor.hold_readers();  // the read takes its time
    ana->send(event("catch_up", cursor(missed - 1)));
    const auto live_one = append("live", scope_100);
    run();
    CHECK(told(*ana).empty());
    database.executor.release();
    const auto packets = ana->take_packets();
    REQUIRE(packets.size() == 4);
    CHECK(packets[0].find("missed") != std::string::npos);
    CHECK(packets[1].find("counted") != std::string::npos);
    CHECK(packets[2] == R"(437[{"success":true,"epoch":")" + epoch() + R"(","sequence":)" +
                            std::to_string(missed + 1) + "}]");
    CHECK(packets[3].find("live") != std::string::npos);
    advance(5s);
    CHECK(told(*ana) == Texts{"tick " + std::to_string(live_one) + " sent 1"});
    CHECK(metric("chasqui_live_replayed_events_total 2"));
}

TEST_CASE_FIXTURE(RightsFixture, "no tick is sent while a connection catches up") {
    auto ana = connect("ana");
    told(*ana);
    database.executor.hold_readers();
    ana->send(event("catch_up", cursor(0)));
    loop.advance(5s);
    CHECK(told(*ana).empty());
    ana->send(event("catch_up", cursor(0), 8));
    CHECK(ana->take_packets().at(0).find("live.catching_up") != std::string::npos);
    database.executor.release();
    run();
    CHECK(ana->take_packets().at(0).starts_with("437[{\"success\":true"));
}

TEST_CASE_FIXTURE(RightsFixture, "another epoch, or a cursor ahead of the log, is told to resync") {
    const auto last = append("new_message", scope_100);
    run();
    const auto resynced =
        Texts{"resync " + std::to_string(last), "tick " + std::to_string(last) + " sent 0"};
    CHECK(told(*connect("ana", R"({"epoch":"other","sequence":0})")) == resynced);
    CHECK(told(*connect("ana", cursor(last + 1000))) == resynced);
    CHECK(metric("chasqui_live_resyncs_total 2"));
}

TEST_CASE_FIXTURE(RightsFixture,
                  "over 2 000 entries a cursor is told to resync, at 2 000 it is replayed") {
    const auto start = append("first", {"staff"});
    database.write([](store::Transaction& tx) {
        for (int i = 0; i < 2001; ++i) tx.append({.name = "e", .data = "{}", .rooms = {"staff"}});
    });
    run();
    CHECK(told(*connect("boss", cursor(start))).at(0) == "resync " + std::to_string(start + 2001));
    auto replayed = connect("boss", cursor(start + 1));
    advance(1s);
    CHECK(told(*replayed).size() == 2001);
}

TEST_CASE_FIXTURE(RightsFixture, "a cursor older than the log is told to resync") {
    const auto first = append("first", {"staff"});
    append("second", {"staff"});
    database.clock.advance(8 * 24h);
    database.write([](store::Transaction& tx) {
        tx.append({.name = "third", .data = "{}", .rooms = {"staff"}});
        return store::trim_event_log(tx);
    });
    run();
    CHECK(told(*connect("boss", cursor(first))).at(0).starts_with("resync"));
}

TEST_CASE("too many live frames during a replay are dropped, and end in a resync") {
    LiveFixture fixture({.held_events_max = 3});
    fixture.user("boss", model::Role::admin);
    auto boss = fixture.connect("boss");
    boss->take();
    fixture.database.executor.hold_readers();
    boss->send(RightsFixture::event("catch_up", fixture.cursor(0)));
    for (int i = 0; i < 4; ++i) fixture.append("e", {"staff"});
    fixture.run();
    fixture.database.executor.release();
    const auto last = fixture.database.database.position().sequence;
    CHECK(RightsFixture::told(*boss) == Texts{"resync " + std::to_string(last)});
    const auto next = fixture.append("e", {"staff"});
    fixture.run();
    CHECK(RightsFixture::told(*boss) == Texts{"e " + std::to_string(next)});
}

TEST_CASE("too many events for a loop that does not run end in a resync of its sockets") {
    LiveFixture fixture({.waiting_events_max = 3});
    fixture.user("boss", model::Role::admin);
    auto boss = fixture.connect("boss");
    boss->take();
    for (int i = 0; i < 6; ++i) fixture.append("e", {"staff"});
    const auto last = fixture.database.database.position().sequence;
    const auto got = RightsFixture::told(*boss);
    REQUIRE(got.size() == 4);
    CHECK(got[3] == "resync " + std::to_string(last));
    const auto next = fixture.append("e", {"staff"});
    fixture.run();
    CHECK(RightsFixture::told(*boss) == Texts{"e " + std::to_string(next)});
}

TEST_CASE_FIXTURE(RightsFixture,
                  "a change of rights moves a person's sockets and says resync to them alone") {
    auto ana = connect("ana"), bea = connect("bea");
    told(*ana), told(*bea);
    users["ana"].numbers = {model::NumberId{"200"}};
    live.rights_changed(model::UserId{"ana"});
    run();
    CHECK(told(*ana) == Texts{"resync 0"});
    append("new_message", scope_100);
    const auto second = append("new_message", {"scope:200:none"});
    run();
    CHECK(told(*ana) == Texts{"new_message " + std::to_string(second)});
    CHECK(told(*bea).size() == 1);
}

TEST_CASE_FIXTURE(RightsFixture, "a new number says resync to those who get it, not to others") {
    user("free");  // an agent without named numbers sees all of them
    auto ana = connect("ana"), free_agent = connect("free"), boss = connect("boss");
    told(*ana), told(*free_agent), told(*boss);
    numbers.emplace_back("300");
    live.numbers_or_teams_changed();
    run();
    CHECK(told(*free_agent) == Texts{"resync 0"});
    CHECK(told(*ana).empty());
    CHECK(told(*boss).empty());
    append("new_message", {"scope:300:none"});
    run();
    CHECK(told(*free_agent).size() == 1);
}

TEST_CASE_FIXTURE(RightsFixture,
                  "a revoked session's and a disabled user's sockets are closed, others stay") {
    auto ana = connect("ana"), there = connect("ana", "", &other_loop), bea = connect("bea");
    users["ana"].session = model::SessionId{"second"};
    auto second = connect("ana");
    live.close_sessions(model::SessionId{"session-ana"});
    run();
    CHECK(ana->connection().closed());
    CHECK(there->connection().closed());
    CHECK_FALSE(second->connection().closed());
    live.close_user(model::UserId{"ana"});
    run();
    CHECK(second->connection().closed());
    const auto last_words = second->take_packets();
    REQUIRE(last_words.size() >= 2);
    CHECK(last_words[last_words.size() - 2] == "41");
    CHECK(last_words.back() == "close 1000");
    CHECK_FALSE(bea->connection().closed());
}

TEST_CASE_FIXTURE(RightsFixture, "somebody who is no more is closed when rights are renewed") {
    auto ana = connect("ana");
    users.erase("ana");
    live.rights_changed(model::UserId{"ana"});
    run();
    CHECK(ana->connection().closed());
}

TEST_CASE_FIXTURE(RightsFixture, "who enters a conversation is seen there by those who are in it") {
    conversations["c"] = {model::NumberId{"100"}, {}, {}};
    auto ana = connect("ana"), boss = connect("boss", "", &other_loop), bea = connect("bea");
    ana->take(), boss->take(), bea->take();
    ana->send(event("join_conversation", R"({"conversationId":"c"})"));
    const Texts alone{
        R"(42["user_viewing",{"conversationId":"c","users":[{"id":"ana","name":"Name of ana"}]}])",
        R"(437[{"success":true}])"};
    CHECK(ana->take() == alone);
    boss->send(event("join_conversation", R"({"conversationId":"c"})"));
    run();
    const std::string both =
        R"(42["user_viewing",{"conversationId":"c","users":[{"id":"ana","name":"Name of ana"},{"id":"boss","name":"Name of boss"}]}])";
    CHECK(ana->take() == Texts{both});
    CHECK(boss->take().at(0) == both);
    CHECK(bea->take().empty());
    boss->connection().peer_closes();
    run();
    CHECK(ana->take() == Texts{alone[0]});
}

TEST_CASE_FIXTURE(RightsFixture, "a conversation that one may not see does not exist") {
    conversations["c"] = {model::NumberId{"100"}, {}, {}};
    auto bea = connect("bea");
    bea->take();
    bea->send(event("join_conversation", R"({"conversationId":"c"})"));
    const auto foreign = bea->take().at(0);
    bea->send(event("join_conversation", R"({"conversationId":"none"})"));
    CHECK(bea->take().at(0) == foreign);
    CHECK(foreign.find(R"("code":"inbox.not_found")") != std::string::npos);
    bea->send(event("join_conversation", "{}"));
    CHECK(bea->take().at(0).find("json.missing") != std::string::npos);
    reads_fail = true;
    bea->send(event("join_conversation", R"({"conversationId":"c"})"));
    CHECK(bea->take().at(0).find("live.join_failed") != std::string::npos);
}

TEST_CASE_FIXTURE(RightsFixture,
                  "after a change of rights that cannot be checked, every conversation is left") {
    conversations["c"] = {model::NumberId{"100"}, {}, {}};
    auto ana = connect("ana");
    ana->send(event("join_conversation", R"({"conversationId":"c"})"));
    run();
    REQUIRE(server.hub(loop, "/").room_size("conversation:c") == 1);
    users["ana"].numbers = {model::NumberId{"200"}};
    reads_fail = true;
    live.rights_changed(model::UserId{"ana"});
    run();
    CHECK(server.hub(loop, "/").room_size("conversation:c") == 0);
    CHECK_FALSE(ana->connection().closed());
    CHECK(log.contains("rights_not_checked"));
}

TEST_CASE_FIXTURE(RightsFixture,
                  "typing is told to the others in the conversation, at most once an interval") {
    conversations["c"] = {model::NumberId{"100"}, {}, {}};
    auto ana = connect("ana"), second_tab = connect("ana"), boss = connect("boss");
    for (auto* peer : {&ana, &second_tab, &boss}) {
        (*peer)->send(event("join_conversation", R"({"conversationId":"c"})"));
        run();
    }
    ana->take(), second_tab->take(), boss->take();
    const auto types = [&](bool now) {
        ana->send(event("typing", std::string(R"({"conversationId":"c","typing":)") +
                                      (now ? "true}" : "false}")));
        CHECK(ana->take() == Texts{R"(437[{"success":true}])"});
    };
    const auto note = [](bool now) {
        return R"(42["user_typing",{"conversationId":"c","user":{"id":"ana","name":"Name of ana"},"typing":)" +
               std::string(now ? "true" : "false") + "}]";
    };
    types(true);
    CHECK(boss->take() == Texts{note(true)});
    for (int i = 0; i < 5; ++i) types(true), types(false);
    CHECK(boss->take().empty());
    advance(1s);
    CHECK(boss->take() == Texts{note(false)});
    types(false);
    advance(2s);
    types(true);
    ana->send(event("leave_conversation", R"({"conversationId":"c"})"));
    CHECK(boss->take() == Texts{note(true), note(false)});
    CHECK(second_tab->take_packets().empty());
    ana->send(event("typing", R"({"conversationId":"c"})"));
    CHECK(ana->take().back().find("live.not_joined") != std::string::npos);
}

TEST_CASE_FIXTURE(RightsFixture, "a conversation that is removed from a person's sight is left") {
    conversations["c"] = {model::NumberId{"100"}, {}, {}};
    auto ana = connect("ana"), boss = connect("boss");
    ana->send(event("join_conversation", R"({"conversationId":"c"})"));
    boss->send(event("join_conversation", R"({"conversationId":"c"})"));
    run();
    ana->take(), boss->take();
    append("conversation_removed", {"scope:100:none"}, {"scope:200:none"}, R"({"id":"c"})");
    run();
    boss->send(event("typing", R"({"conversationId":"c"})"));
    const auto got = ana->take();
    CHECK(got.size() == 1);  // the event, and neither viewing nor typing
    conversations["c"].number = model::NumberId{"200"};
    users["boss"].role = model::Role::agent;
    users["boss"].numbers = {model::NumberId{"100"}};
    live.rights_changed(model::UserId{"boss"});
    run();
    CHECK(server.hub(loop, "/").room_size("conversation:c") == 0);
}

TEST_CASE_FIXTURE(RightsFixture,
                  "a conversation that is removed while it is entered is not entered") {
    conversations["c"] = {model::NumberId{"100"}, {}, {}};
    auto ana = connect("ana");
    database.executor.hold_readers();
    ana->send(event("join_conversation", R"({"conversationId":"c"})"));
    ana->take();
    append("conversation_removed", {"scope:100:none"}, {}, R"({"id":"c"})");
    run();
    database.executor.release();  // what it reads is from before
    run();
    CHECK(ana->take().back().find(R"("code":"inbox.not_found")") != std::string::npos);
    CHECK(server.hub(loop, "/").room_size("conversation:c") == 0);
    ana->send(event("join_conversation", R"({"conversationId":"c"})"));
    CHECK(ana->take().back() == R"(437[{"success":true}])");
}

TEST_CASE_FIXTURE(RightsFixture, "a conversation may be entered twice at once") {
    conversations["c"] = {model::NumberId{"100"}, {}, {}};
    auto ana = connect("ana");
    database.executor.hold_readers();
    for (const int ack : {1, 2})
        ana->send(event("join_conversation", R"({"conversationId":"c"})", ack));
    ana->take();
    database.executor.release();
    run();
    const auto got = ana->take();
    CHECK(std::ranges::count(got, R"(431[{"success":true}])") == 1);
    CHECK(std::ranges::count(got, R"(432[{"success":true}])") == 1);
}

TEST_CASE("a connection looks at so many conversations and no more") {
    LiveFixture fixture({.joined_max = 2});
    fixture.user("boss", model::Role::admin);
    auto boss = fixture.connect("boss");
    boss->take();
    for (const auto* id : {"a", "b", "c"}) {
        fixture.conversations[id] = {};
        boss->send(RightsFixture::event("join_conversation",
                                        R"({"conversationId":")" + std::string(id) + R"("})"));
    }
    CHECK(boss->take().back().find("live.too_many_joined") != std::string::npos);
    boss->send(RightsFixture::event("join_conversation", R"({"conversationId":"a"})"));
    CHECK(boss->take().back() == R"(437[{"success":true}])");
}

TEST_CASE("of a burst of joins those beyond the limit are refused, none is lost in silence") {
    LiveFixture fixture({.joined_max = 2});
    fixture.user("boss", model::Role::admin);
    auto boss = fixture.connect("boss");
    boss->take();
    fixture.database.executor.hold();
    for (const auto* id : {"a", "b", "c"}) {
        fixture.conversations[id] = {};
        boss->send(RightsFixture::event("join_conversation",
                                        R"({"conversationId":")" + std::string(id) + R"("})"));
    }
    fixture.database.executor.release();
    fixture.run();
    const auto answers = boss->take();
    const auto told = [&](std::string_view part) {
        return std::ranges::count_if(answers, [part](const std::string& answer) {
            return answer.find(part) != std::string::npos;
        });
    };
    CHECK(told("live.too_many_joined") == 1);
    CHECK(told(R"({"success":true})") == 2);
    CHECK(fixture.server.hub(fixture.loop, "/").room_size("conversation:c") == 0);
}

TEST_CASE("a long replay goes out in slices, as the reader takes them") {
    LiveFixture fixture({}, {.engine = {.queued_bytes_max = 300'000}});
    fixture.user("boss", model::Role::admin);
    const std::string big = "\"" + std::string(100'000, 'x') + "\"";
    for (int i = 0; i < 10; ++i) fixture.append("big", {"staff"}, {}, big);
    fixture.run();
    SUBCASE("a slow line gets all of it") {
        auto boss = fixture.connect("boss", fixture.cursor(0));
        fixture.advance(200ms);
        CHECK(RightsFixture::told(*boss).size() == 11);
        CHECK_FALSE(boss->connection().closed());
    }
    SUBCASE("a line that takes nothing is closed") {
        auto boss = fixture.connect("boss");
        boss->take();
        boss->connection().stall(true);
        boss->send(RightsFixture::event("catch_up", fixture.cursor(0)));
        fixture.advance(19s);
        CHECK(boss->connection().queued_bytes() < 300'000);
        CHECK_FALSE(boss->connection().closed());
        fixture.advance(2s);
        CHECK(boss->connection().closed() == net::CloseReason::slow_reader);
        boss->connection().stall(false);
    }
}

TEST_CASE("when the log cannot be read, the client is told, closed, and comes again") {
    LiveFixture fixture;
    fixture.user("boss", model::Role::admin);
    auto boss = fixture.connect("boss");
    boss->take();
    fixture.database.database.close();  // reads are refused from now on
    boss->send(RightsFixture::event("catch_up", fixture.cursor(0)));
    const auto got = boss->take();
    REQUIRE(got.size() == 2);
    CHECK(got[0].find("live.replay_failed") != std::string::npos);
    CHECK(got[1] == "close 1000");
    CHECK(fixture.log.contains("replay_failed"));
}

}  // namespace
}  // namespace live

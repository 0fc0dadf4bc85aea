#include "net/socketio/namespace.hpp"

#include <algorithm>
#include <doctest/doctest.h>

#include "net/socketio/testing.hpp"

using namespace std::chrono_literals;

namespace net::socketio {
namespace {

using Texts = std::vector<std::string>;

// A server on two loops, of which a test may use the second.
struct RoomsFixture {
    core::FakeClock clock;
    ManualLoop loop{clock}, other_loop{clock};
    core::SeededRandom random{12};
    core::Metrics metrics;
    ServerOptions options{.engine = {.queued_bytes_max = 2000}};
    std::unique_ptr<Server> server =
        std::make_unique<Server>(options, Server::Seams{random, metrics, {}});
    Texts ends;
    Socket* last = nullptr;

    RoomsFixture() {
        space()
            .on_connect([this](Socket& socket) { last = &socket; })
            .on_disconnect(
                [this](Socket&, EndReason reason) { ends.emplace_back(to_string(reason)); });
        server->attach(loop);
        server->attach(other_loop);
    }
    ~RoomsFixture() {
        server->close();
        loop.run_now();
        other_loop.run_now();
    }
    Namespace& space() { return server->of("/"); }
    Hub& hub() { return server->hub(loop, "/"); }

    struct Member {
        std::unique_ptr<TestPeer> peer;
        Socket* socket;
    };
    Member member(std::vector<std::string> rooms, ManualLoop* on = nullptr) {
        Member member{std::make_unique<TestPeer>(*server, on ? *on : loop), nullptr};
        member.peer->enter();
        member.peer->take();
        member.socket = last;
        for (const auto& room : rooms) member.socket->join(room);
        return member;
    }
    template <class F>
    void on_loop(F&& work) {
        const core::Scheduler::Entered entered(loop);
        work();
    }
};

TEST_CASE_FIXTURE(RoomsFixture,
                  "a broadcast reaches each member of the rooms once, without the excepted") {
    auto both = member({"a", "b"}), only_a = member({"a"}), excepted = member({"b", "c"}),
         outside = member({"d"});
    on_loop([&] { space().to({"a", "b"}).except({"c"}).emit("hi", json::array{1}); });
    CHECK(both.peer->take() == Texts{R"(42["hi",1])"});
    CHECK(only_a.peer->take() == Texts{R"(42["hi",1])"});
    CHECK(excepted.peer->take().empty());
    CHECK(outside.peer->take().empty());
}

TEST_CASE_FIXTURE(RoomsFixture, "all readers of a broadcast share one frame") {
    auto one = member({"a"}), two = member({"a"});
    on_loop([&] { space().to({"a"}).emit("hi"); });
    one.peer->take();
    two.peer->take();
    CHECK(one.peer->connection().frames().back() == two.peer->connection().frames().back());
}

TEST_CASE_FIXTURE(RoomsFixture, "a broadcast reaches the sockets of every loop") {
    auto here = member({"a"}), there = member({"a"}, &other_loop);
    on_loop([&] { space().to({"a"}).emit("hi"); });
    CHECK(here.peer->take() == Texts{R"(42["hi"])"});
    CHECK(there.peer->take() == Texts{R"(42["hi"])"});
    space().emit("all");  // from no loop's thread
    CHECK(here.peer->take() == Texts{R"(42["all"])"});
    CHECK(there.peer->take() == Texts{R"(42["all"])"});
}

TEST_CASE_FIXTURE(RoomsFixture, "a socket's own broadcast leaves it out") {
    auto speaker = member({"a"}), listener = member({"a"}), there = member({"a"}, &other_loop);
    on_loop([&] { speaker.socket->to({"a"}).emit("said"); });
    CHECK(speaker.peer->take().empty());
    CHECK(listener.peer->take().size() == 1);
    CHECK(there.peer->take().size() == 1);
}

TEST_CASE_FIXTURE(RoomsFixture, "members leave in any order, and no empty room is kept") {
    std::vector<Member> members;
    for (int i = 0; i < 6; ++i) members.push_back(member({"x", "y"}));
    for (const int i : {2, 5, 0, 3}) {
        members[static_cast<std::size_t>(i)].socket->leave("x");
        CHECK_FALSE(members[static_cast<std::size_t>(i)].socket->is_in("x"));
    }
    CHECK(hub().room_size("x") == 2);
    on_loop([&] { space().to({"x"}).emit("hi"); });
    CHECK(std::ranges::count_if(members, [](auto& each) { return !each.peer->take().empty(); }) ==
          2);
    members[1].peer->connection().peer_closes();
    members[4].socket->leave_all();
    CHECK(hub().room_size("x") == 0);
    CHECK(hub().room_size("y") == 4);
    CHECK(members[2].socket->rooms() == Texts{"y"});
}

TEST_CASE_FIXTURE(RoomsFixture, "joining twice is being in it once") {
    auto one = member({"a", "a"});
    on_loop([&] { space().to({"a"}).emit("hi"); });
    CHECK(one.peer->take().size() == 1);
    one.socket->leave("a");
    CHECK(hub().room_size("a") == 0);
}

TEST_CASE_FIXTURE(RoomsFixture, "a volatile broadcast is dropped for who is behind") {
    auto quick = member({"a"}), behind = member({"a"});
    behind.peer->connection().stall(true);
    behind.socket->emit("waits");
    on_loop([&] { space().to({"a"}).drop_when_behind().emit("sample"); });
    CHECK(quick.peer->take() == Texts{R"(42["sample"])"});
    behind.peer->connection().stall(false);
    CHECK(behind.peer->take() == Texts{R"(42["waits"])"});
}

TEST_CASE_FIXTURE(RoomsFixture,
                  "a slow reader has a last word and is closed; others are not delayed") {
    space().on_slow([](Socket& socket) { socket.emit("resync"); });
    auto quick = member({"a"}), slow = member({"a"});
    slow.peer->connection().stall(true);
    const Arguments big{json::array{std::string(1500, 'x')}};
    const auto burst = [&](int count) {
        on_loop([&] {
            for (int i = 0; i < count; ++i) space().to({"a"}).emit("big", big);
        });
    };
    burst(3);
    CHECK(quick.peer->take().size() == 3);
    loop.advance(99ms);
    burst(4);  // the sixth crosses four times the cap, the seventh is dropped
    CHECK(ends.empty());
    loop.advance(1ms);
    CHECK(ends == Texts{"slow reader"});
    CHECK(slow.peer->connection().closed() == CloseReason::slow_reader);
    CHECK(quick.peer->take().size() == 4);
    slow.peer->connection().stall(false);
    const auto got = slow.peer->take();
    REQUIRE(got.size() == 8);
    CHECK(got[6] == R"(42["resync"])");
    CHECK(got[7] == "close 1008");
    CHECK(metrics.to_prometheus().find("chasqui_socket_slow_readers_total 1") != std::string::npos);
}

TEST_CASE_FIXTURE(RoomsFixture, "a burst that the reader takes is no sign of slowness") {
    auto one = member({"a"});
    const Arguments big{json::array{std::string(1500, 'x')}};
    on_loop([&] {
        for (int i = 0; i < 5; ++i) space().to({"a"}).emit("big", big);
    });
    CHECK(one.peer->take().size() == 5);
    loop.advance(1s);
    on_loop([&] { space().to({"a"}).emit("small"); });
    CHECK(one.peer->take() == Texts{R"(42["small"])"});
}

TEST_CASE_FIXTURE(RoomsFixture,
                  "the server takes sockets out of the namespace, or ends their connections") {
    auto one = member({"a"}), two = member({"b"});
    on_loop([&] { space().to({"a"}).disconnect(); });
    CHECK(one.peer->take() == Texts{"41"});
    CHECK_FALSE(one.peer->connection().closed());
    on_loop([&] { space().to({"b"}).close(); });
    CHECK(two.peer->take() == Texts{"close 1000"});
    CHECK(ends == Texts{"server namespace disconnect", "forced close"});
}

TEST_CASE_FIXTURE(RoomsFixture, "the metrics count what a broadcast hands over") {
    auto one = member({"a"}), two = member({"a"});
    const auto before = metrics.counter("chasqui_socket_out_frames_total", "").value();
    on_loop([&] { space().to({"a"}).emit("hi"); });
    CHECK(metrics.counter("chasqui_socket_out_frames_total", "").value() == before + 2);
}

}  // namespace
}  // namespace net::socketio

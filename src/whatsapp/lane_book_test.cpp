#include "whatsapp/lane_book.hpp"

#include <doctest/doctest.h>

using whatsapp::LaneBook;
using namespace std::chrono_literals;

namespace {

const core::SteadyTime start{};
const model::NumberId one{"1"};
const model::NumberId two{"2"};

model::ConversationId lane(int i) {
    return model::ConversationId{"c" + std::to_string(i)};
}

}  // namespace

TEST_CASE("a lane is in flight once, and known until it is dropped") {
    LaneBook book({});
    book.add({lane(1), one}, start);
    book.add({lane(1), one}, start);
    CHECK(book.lanes() == 1);
    CHECK(book.take(start) == lane(1));
    CHECK(book.take(start) == std::nullopt);
    book.drop(lane(1), start);
    CHECK(book.lanes() == 0);
    CHECK(book.next_due() == std::nullopt);
}

TEST_CASE("what is queued while its lane is in flight is not forgotten with it") {
    LaneBook book({});
    book.add({lane(1), one}, start);
    REQUIRE(book.take(start) == lane(1));
    book.add({lane(1), one}, start);
    book.drop(lane(1), start + 1s);
    CHECK(book.take(start + 1s) == lane(1));
    book.drop(lane(1), start + 1s);
    CHECK(book.lanes() == 0);
}

TEST_CASE("a lane that rests is not woken by a further message, since its head has not moved") {
    LaneBook book({});
    book.add({lane(1), one}, start);
    REQUIRE(book.take(start) == lane(1));
    book.rest(lane(1), start + 30s);
    book.add({lane(1), one}, start + 1s);
    CHECK(book.take(start + 29s) == std::nullopt);
    CHECK(book.next_due() == start + 30s);
    CHECK(book.take(start + 30s) == lane(1));
}

TEST_CASE("no more lanes are in flight than the limit says") {
    LaneBook book({.in_flight_max = 2});
    for (int i = 0; i < 3; ++i)
        book.add({lane(i), model::NumberId{std::to_string(i)}}, start + i * 1ms);
    CHECK(book.take(start + 1s) == lane(0));
    CHECK(book.take(start + 1s) == lane(1));
    CHECK(book.take(start + 1s) == std::nullopt);
    CHECK(book.next_due() == std::nullopt);
    book.drop(lane(0), start + 1s);
    CHECK(book.take(start + 1s) == lane(2));
}

TEST_CASE("a number sends at its pace however many lanes it has, others beside it") {
    LaneBook book({.in_flight_max = 1000, .messages_per_second = 80});
    for (int i = 0; i < 400; ++i) book.add({lane(i), one}, start);
    book.add({lane(400), two}, start);
    int of_one = 0;
    bool of_two = false;
    for (auto now = start; now < start + 1s; now += 1ms)
        while (const auto taken = book.take(now)) {
            if (*taken == lane(400)) {
                of_two = true;
            } else {
                ++of_one;
            }
        }
    CHECK(of_one == 80);
    CHECK(of_two);
}

TEST_CASE("the book says when it is full, and has room again") {
    LaneBook book({.lanes_max = 1});
    CHECK(book.has_room());
    book.add({lane(1), one}, start);
    CHECK_FALSE(book.has_room());
    REQUIRE(book.take(start).has_value());
    book.drop(lane(1), start);
    CHECK(book.has_room());
}

TEST_CASE("waking all brings what rests forward, and what is paced keeps its pace") {
    LaneBook book({.in_flight_max = 100, .messages_per_second = 1});
    book.add({lane(1), one}, start);
    book.add({lane(2), one}, start);
    REQUIRE(book.take(start) == lane(1));
    CHECK(book.take(start) == std::nullopt);  // the second lane has its turn a second later
    book.rest(lane(1), start + 1h);
    book.wake_all(start + 500ms);
    CHECK(book.take(start + 500ms) == std::nullopt);
    CHECK(book.take(start + 1s) == lane(2));
    CHECK(book.take(start + 2s) == lane(1));
}

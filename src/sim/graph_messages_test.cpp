#include <doctest/doctest.h>

#include "sim/testing.hpp"

using namespace sim;
using namespace std::chrono_literals;

namespace {

constexpr auto ana = "34412345678";

// A world in which Ana may be written to, and a fault that strikes the next message.
struct FaultyFixture : World {
    FaultyFixture() { write(ana); }
    GraphAnswer send_under(const std::string& effect) {
        add_fault(R"({"target":"messages","mode":"next","effect":)" + effect + "}");
        return send_text(ana, "Hola", "job-1");
    }
    std::size_t accepted() { return simulator.ledger().accepted().size(); }
};

}  // namespace

TEST_CASE_FIXTURE(FaultyFixture,
                  "a code answers in Meta's shape with the code's status, and accepts nothing") {
    const auto answer = send_under(R"({"code":131016})");
    CHECK(answer.status == 500);
    CHECK(code_of(answer) == 131016);
    CHECK(accepted() == 0);
    const auto other = send_under(R"({"code":130429,"httpStatus":400})");
    CHECK(other.status == 400);
    CHECK(code_of(other) == 130429);
}

TEST_CASE_FIXTURE(FaultyFixture, "a status and a body go out as they stand, and accept nothing") {
    const auto answer = send_under(R"({"httpStatus":502,"body":"<html>Bad gateway</html>"})");
    CHECK(answer.status == 502);
    CHECK(answer.body == "<html>Bad gateway</html>");
    CHECK(accepted() == 0);
}

TEST_CASE_FIXTURE(FaultyFixture, "a garbled answer may hide a message that was accepted") {
    const auto answer = send_under(R"({"httpStatus":200,"body":"<html>","accept":true})");
    CHECK(answer.body == "<html>");
    REQUIRE(accepted() == 1);
    CHECK_FALSE(simulator.ledger().accepted()[0].answered);
}

TEST_CASE_FIXTURE(FaultyFixture,
                  "cut after accept: the message counts and its statuses come, no answer does") {
    const auto answer = send_under(R"({"cutAfterAccept":true})");
    CHECK(answer.cut);
    REQUIRE(accepted() == 1);
    const auto& record = simulator.ledger().accepted()[0];
    CHECK(record.opaque == "job-1");
    CHECK_FALSE(record.answered);
    simulator.advance(1min);
    CHECK(business.statuses_of(record.wamid).front() == "sent");
}

TEST_CASE_FIXTURE(FaultyFixture, "cut before accept: nothing was sent, no answer comes") {
    CHECK(send_under(R"({"cutBeforeAccept":true})").cut);
    CHECK(accepted() == 0);
    simulator.advance(1min);
    CHECK(business.statuses().empty());
}

TEST_CASE_FIXTURE(FaultyFixture, "a delayed answer is of a message that was accepted at once") {
    const auto answer = send_under(R"({"delayMs":1500})");
    CHECK(answer.status == 200);
    CHECK(answer.delay == 1500ms);
    CHECK(accepted() == 1);
}

TEST_CASE_FIXTURE(FaultyFixture,
                  "asyncFailed is accepted, and comes back as failed with its code") {
    const auto answer = send_under(R"({"asyncFailed":131049})");
    CHECK(answer.status == 200);
    simulator.advance(1h);
    const auto wamid = simulator.ledger().accepted().at(0).wamid;
    CHECK(business.statuses_of(wamid) == std::vector<std::string>{"failed"});
    CHECK(business.statuses().at(0).at("errors").at(0).at("code") == 131049);
}

TEST_CASE_FIXTURE(FaultyFixture, "a fault for one recipient leaves the others alone") {
    write("34499999999");
    add_fault(R"({"target":"recipient:34499999999","mode":"always","effect":{"code":131000}})");
    CHECK(send_text(ana).status == 200);
    CHECK(code_of(send_text("34499999999")) == 131000);
}

TEST_CASE_FIXTURE(FaultyFixture, "a message that is refused anyway is refused for its own reason") {
    const auto answer = send_under(R"({"cutAfterAccept":true})");
    CHECK(answer.cut);
    add_fault(R"({"target":"messages","mode":"next","effect":{"cutAfterAccept":true}})");
    simulator.advance(25h);
    const auto late = send_text(ana);
    CHECK_FALSE(late.cut);
    CHECK(code_of(late) == 131047);
}

#include "sim/faults.hpp"

#include <doctest/doctest.h>

#include "core/json.hpp"

using namespace sim;

namespace {

struct FaultsFixture {
    core::SeededRandom random{3};
    Faults faults{random};

    core::Result<std::string> add(std::string_view json) {
        return faults.add(core::parse_json(json).value());
    }
    std::optional<FaultEffect> message(std::string_view number = "1", std::string_view to = "34") {
        return faults.take({FaultSubject::Kind::message, number, to});
    }
    // "x" for each of the next n messages that a fault struck, "." for each other one.
    std::string next(int n) {
        std::string struck;
        for (int i = 0; i < n; ++i) struck += message() ? 'x' : '.';
        return struck;
    }
};

}  // namespace

TEST_CASE_FIXTURE(FaultsFixture, "next strikes the next n, and then nothing more") {
    REQUIRE(
        add(R"({"target":"messages","mode":"next","n":2,"effect":{"code":131000}})").has_value());
    CHECK(next(4) == "xx..");
}

TEST_CASE_FIXTURE(FaultsFixture, "next without n strikes one") {
    REQUIRE(add(R"({"target":"messages","mode":"next","effect":{"code":131000}})").has_value());
    CHECK(next(3) == "x..");
}

TEST_CASE_FIXTURE(FaultsFixture, "every strikes each n-th") {
    REQUIRE(add(R"({"target":"messages","mode":"every","n":3,"effect":{"code":4}})").has_value());
    CHECK(next(7) == "..x..x.");
}

TEST_CASE_FIXTURE(FaultsFixture, "always strikes until it is cleared") {
    REQUIRE(add(R"({"target":"messages","mode":"always","effect":{"delayMs":10}})").has_value());
    CHECK(next(3) == "xxx");
    faults.clear();
    CHECK(next(1) == ".");
}

TEST_CASE_FIXTURE(FaultsFixture,
                  "probability strikes that share, the same ones for the same seed") {
    const auto rule = R"({"target":"messages","mode":"probability","n":0.25,"effect":{"code":2}})";
    REQUIRE(add(rule).has_value());
    const auto struck = next(4'000);
    CHECK(std::ranges::count(struck, 'x') == doctest::Approx(1'000).epsilon(0.1));
    FaultsFixture again;
    REQUIRE(again.add(rule).has_value());
    CHECK(again.next(4'000) == struck);
}

TEST_CASE_FIXTURE(FaultsFixture, "a rule for one number or one recipient leaves the others alone") {
    REQUIRE(add(R"({"target":"number:1","mode":"always","effect":{"code":4}})").has_value());
    REQUIRE(
        add(R"({"target":"recipient:55","mode":"always","effect":{"code":131026}})").has_value());
    CHECK(message("1", "34")->code == 4);
    CHECK_FALSE(message("2", "34"));
    CHECK(message("2", "55")->code == 131026);
}

TEST_CASE_FIXTURE(FaultsFixture,
                  "webhook effects concern webhooks, read marks have a target of their own") {
    REQUIRE(add(R"({"target":"recipient:34","mode":"always","effect":{"dropWebhook":true}})")
                .has_value());
    REQUIRE(add(R"({"target":"reads","mode":"always","effect":{"code":4}})").has_value());
    CHECK_FALSE(message());
    CHECK(faults.take({FaultSubject::Kind::webhook, "1", "34"})->drop_webhook);
    CHECK(faults.take({FaultSubject::Kind::read_mark, "1", ""})->code == 4);
}

TEST_CASE_FIXTURE(FaultsFixture, "a body may be JSON or text, alone it comes with 200") {
    REQUIRE(add(R"({"target":"messages","mode":"next","effect":{"body":{"a":1}}})").has_value());
    REQUIRE(
        add(R"({"target":"messages","mode":"next","effect":{"httpStatus":502,"body":"<html>"}})")
            .has_value());
    const auto first = message();
    CHECK(first->http_status == 200);
    CHECK(first->body == R"({"a":1})");
    const auto second = message();
    CHECK(second->http_status == 502);
    CHECK(second->body == "<html>");
}

TEST_CASE_FIXTURE(FaultsFixture, "a rule that means nothing is refused with the reason") {
    for (const auto* rule :
         {R"([])", R"({"target":"all","mode":"next","effect":{"code":1}})",
          R"({"target":"messages","mode":"often","effect":{"code":1}})",
          R"({"target":"messages","mode":"next","n":0,"effect":{"code":1}})",
          R"({"target":"messages","mode":"next","n":1.5,"effect":{"code":1}})",
          R"({"target":"messages","mode":"every","n":1e300,"effect":{"code":1}})",
          R"({"target":"messages","mode":"every","n":18446744073709551616,"effect":{"code":1}})",
          R"({"target":"messages","mode":"next","n":1000000001,"effect":{"code":1}})",
          R"({"target":"messages","mode":"probability","effect":{"code":1}})",
          R"({"target":"messages","mode":"probability","n":2,"effect":{"code":1}})",
          R"({"target":"messages","mode":"next","effect":{}})",
          R"({"target":"messages","mode":"next","effect":{"explode":true}})",
          R"({"target":"messages","mode":"next","effect":{"dropWebhook":true}})",
          R"({"target":"webhook","mode":"next","effect":{"code":1}})",
          R"({"target":"messages","mode":"next","effect":{"httpStatus":99}})",
          R"({"target":"messages","mode":"next","effect":{"delayMs":-5}})"}) {
        CAPTURE(rule);
        const auto added = add(rule);
        REQUIRE(added.has_error());
        CHECK(added.error().code == "sim.bad_fault");
        CHECK_FALSE(core::parameter_text(added.error(), "reason").empty());
    }
    CHECK(next(2) == "..");
}

TEST_CASE_FIXTURE(FaultsFixture, "of several rules in a file one bad one keeps all out") {
    const auto rules = core::parse_json(
        R"([{"target":"messages","mode":"always","effect":{"code":1}},{"target":"?"}])");
    CHECK(faults.add_all(*rules).has_error());
    CHECK(next(1) == ".");
}

TEST_CASE_FIXTURE(FaultsFixture, "the list shows each rule and how often it struck") {
    const auto id = add(R"({"target":"messages","mode":"every","n":2,"effect":{"code":4}})");
    REQUIRE(id.has_value());
    next(5);
    const auto list = faults.to_json();
    CHECK(list.at(0).at("id").as_string() == *id);
    CHECK(list.at(0).at("asked") == 5);
    CHECK(list.at(0).at("taken") == 2);
    CHECK(faults.remove(*id));
    CHECK_FALSE(faults.remove(*id));
}

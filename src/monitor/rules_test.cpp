#include "monitor/rules.hpp"

#include <doctest/doctest.h>
#include <set>
#include <string>

#include "core/catalogue.hpp"
#include "monitor/metric_table.hpp"

using monitor::Feed;

TEST_CASE("a rule on a metric is named after one that is measured, and watches its bad side") {
    for (const auto& rule : monitor::rules()) {
        if (rule.feed != Feed::metric) continue;
        INFO(std::string(rule.name));
        const auto* metric = monitor::find_metric(rule.name);
        REQUIRE(metric != nullptr);
        CHECK(metric->bad == rule.usual.direction);
    }
}

TEST_CASE("every rule has words, a threshold without contradiction, and a name of its own") {
    std::set<std::string> names;
    for (const auto& rule : monitor::rules()) {
        INFO(std::string(rule.name));
        CHECK(core::has_words("alert_rule." + std::string(rule.name)));
        CHECK(!fault_in(rule.usual, rule.range));
        CHECK(names.emplace(rule.name).second);
        CHECK((rule.feed == Feed::none) == !rule.comes_with.empty());
    }
}

TEST_CASE("memory's lines are the settings', and what crosses gives way to the critical one") {
    const auto* memory = monitor::find_rule("memory_usage");
    CHECK(usual_threshold(*memory, {70, 90}).warning == 70);
    CHECK(usual_threshold(*memory, {70, 90}).critical == 90);
    CHECK(!fault_in(usual_threshold(*memory, {99, 50}), memory->range));
}

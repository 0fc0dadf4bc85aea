#include <cmath>

#include "monitor/alert_routes.hpp"
#include "monitor/goals_store.hpp"

namespace monitor {
namespace {

using net::http::Request;
using net::http::Response;

constexpr std::chrono::hours day{24};
constexpr std::chrono::hours month{30 * 24};

std::string goal_json(store::Transaction& tx, const Goal& goal) {
    const auto counts = goal_counts_since(tx, goal.name, tx.now() - month);
    const auto burns = burns_of(tx, goal);
    return core::JsonObject()
        .text("goal", goal.name)
        .raw("target", number_json(goal.target))
        .integer("good", counts.good)
        .integer("total", counts.total)
        .raw("budgetLeft", number_json(budget_left(counts, goal.target)))
        .raw("burnRates", core::JsonObject()
                              .raw("5m", number_json(burns.over_5m))
                              .raw("30m", number_json(burns.over_30m))
                              .raw("1h", number_json(burns.over_1h))
                              .raw("6h", number_json(burns.over_6h))
                              .take())
        .take();
}

// A share with five digits behind the point: 99.9 % is told from 99.999 %.
std::string share_json(const std::optional<Uptime>& uptime) {
    return uptime ? number_json(std::floor(uptime->share * 1e5) / 1e3) : "null";
}

core::Task<Response> read_goals(AlertDoors& doors) {
    const auto data = co_await doors.database.read([](store::Transaction& tx) {
        const auto whole = uptime_since(tx, tx.now() - month);
        const auto since = whole ? core::to_iso8601(whole->since) : std::string();
        auto uptime = core::JsonObject()
                          .raw("target", number_json(uptime_target * 100))
                          .raw("lastDay", share_json(uptime_since(tx, tx.now() - day)))
                          .raw("last30Days", share_json(whole))
                          .text_or_null("since", std::string_view(since))
                          .take();
        const auto of_goal = [&](const Goal& goal) { return goal_json(tx, goal); };
        return core::JsonObject()
            .raw("goals", core::json_array(goals, of_goal))
            .raw("uptime", uptime)
            .take();
    });
    co_return net::http::ok(data);
}

}  // namespace

std::vector<net::Route> goal_routes(AlertDoors& doors) {
    std::vector<net::Route> all;
    all.emplace_back(
        net::Method::get, "/api/monitoring/goals", model::Permission::monitor,
        [&doors](const Request&, const model::Principal&) { return read_goals(doors); },
        net::RouteDoc{"The goals, their error budgets of 30 days and burn rates, and uptime.",
                      {},
                      "",
                      "Goals"});
    return all;
}

}  // namespace monitor

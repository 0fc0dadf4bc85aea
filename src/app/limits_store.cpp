#include "app/limits_store.hpp"

#include <algorithm>

namespace app {
namespace {

constexpr std::int64_t forget_slice = 500;

}  // namespace

void count_call(store::Transaction& tx, const std::string& policy, const std::string& key,
                const core::RateLimit& limit) {
    const auto part = std::max<std::int64_t>(
        1, std::chrono::ceil<core::Milliseconds>(core::RateWindow::part_of(limit)).count());
    const auto at = (core::to_epoch_ms(tx.now()) / part + 1) * part;
    tx.run(
        "INSERT INTO rate_limits (policy, key, at, calls, until) VALUES ($1, $2, $3, 1, $4) "
        "ON CONFLICT (policy, key, at) DO UPDATE SET calls = rate_limits.calls + 1",
        {policy, key, at, at + limit.window.count() + part});
}

void each_counted(store::Transaction& tx, const std::function<void(const CountedCalls&)>& take) {
    auto rows =
        tx.rows("SELECT policy, key, at, calls FROM rate_limits WHERE until >= $1", {tx.now()});
    while (rows.next())
        take({rows.text(0), rows.text(1), rows.time(2),
              static_cast<std::uint32_t>(rows.integer(3))});
}

std::int64_t count_limit_rows(store::Transaction& tx) {
    auto rows = tx.rows("SELECT count(*) FROM rate_limits");
    rows.next();
    return rows.integer(0);
}

store::Swept sweep_limits(store::Transaction& tx) {
    const auto gone = tx.run(
        "DELETE FROM rate_limits WHERE (policy, key, at) IN "
        "(SELECT policy, key, at FROM rate_limits WHERE until < $1 LIMIT $2)",
        {tx.now(), forget_slice});
    return {gone, gone == forget_slice};
}

}  // namespace app

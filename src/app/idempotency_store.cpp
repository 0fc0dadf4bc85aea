#include "app/idempotency_store.hpp"

namespace app {
namespace {

constexpr std::int64_t forget_slice = 500;

}  // namespace

std::optional<KeptAnswer> find_answer(store::Transaction& tx, const IdempotencyScope& scope) {
    auto rows = tx.rows(
        "SELECT digest, status, answer, at FROM idempotency_keys "
        "WHERE principal = $1 AND route = $2 AND key = $3",
        {scope.principal, scope.route, scope.key});
    if (!rows.next()) return std::nullopt;
    return KeptAnswer{rows.text(0), static_cast<int>(rows.integer(1)), rows.text(2), rows.time(3)};
}

void put_answer(store::Transaction& tx, const IdempotencyScope& scope, const KeptAnswer& kept) {
    tx.run(
        "INSERT INTO idempotency_keys (principal, route, key, digest, status, answer, at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (principal, route, key) DO UPDATE SET "
        "digest = excluded.digest, status = excluded.status, answer = excluded.answer, "
        "at = excluded.at",
        {scope.principal, scope.route, scope.key, kept.digest, kept.status, kept.answer, kept.at});
}

void forget_answer(store::Transaction& tx, const IdempotencyScope& scope) {
    tx.run("DELETE FROM idempotency_keys WHERE principal = $1 AND route = $2 AND key = $3",
           {scope.principal, scope.route, scope.key});
}

store::Swept forget_answers(store::Transaction& tx, core::WallTime before) {
    const auto gone = tx.run(
        "DELETE FROM idempotency_keys WHERE (principal, route, key) IN "
        "(SELECT principal, route, key FROM idempotency_keys WHERE at < $1 LIMIT $2)",
        {before, forget_slice});
    return {gone, gone == forget_slice};
}

}  // namespace app

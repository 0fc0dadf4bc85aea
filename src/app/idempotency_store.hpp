#pragma once

#include <optional>
#include <string>

#include "store/swept.hpp"
#include "store/transaction.hpp"

// The SQL of Idempotency-Key.
namespace app {

// One key as one person used it on one address.
struct IdempotencyScope {
    std::string principal;
    std::string route;  // method and path: "POST /api/teams"
    std::string key;
};

struct KeptAnswer {
    std::string digest;  // of the body that came first, keyed
    int status = 0;      // 0: under way
    std::string answer;
    core::WallTime at;
};

std::optional<KeptAnswer> find_answer(store::Transaction& tx, const IdempotencyScope& scope);
void put_answer(store::Transaction& tx, const IdempotencyScope& scope, const KeptAnswer& kept);
void forget_answer(store::Transaction& tx, const IdempotencyScope& scope);
// Drops what is older than `before`, a slice at a time. True where more may be left.
store::Swept forget_answers(store::Transaction& tx, core::WallTime before);

}  // namespace app

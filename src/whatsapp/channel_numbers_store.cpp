#include "whatsapp/channel_numbers_store.hpp"

namespace whatsapp {
namespace {

ChannelNumber number_at(const store::Rows& rows) {
    return {.id = rows.id<model::NumberId>(0),
            .account = rows.text(1),
            .display = rows.text(2),
            .claimed = rows.view(3) == "claimed",
            .base_url = rows.text(4),
            .api_version = rows.text(5),
            .sealed_token = rows.text(6),
            .fault = rows.text(7),
            .created_at = rows.time(8),
            .updated_at = rows.time(9)};
}

}  // namespace

std::optional<ChannelNumber> find_number(store::Transaction& tx, const model::NumberId& id) {
    auto rows = tx.rows(
        "SELECT id, account, display, state, base_url, api_version, token, fault, created_at, "
        "updated_at FROM channel_numbers WHERE id = $1",
        {id});
    if (!rows.next()) return std::nullopt;
    return number_at(rows);
}

bool number_is_known(store::Transaction& tx, const model::NumberId& id) {
    return tx.rows("SELECT 1 FROM channel_numbers WHERE id = $1", {id}).next();
}

bool any_number_is_claimed(store::Transaction& tx) {
    return tx.rows("SELECT 1 FROM channel_numbers WHERE state = 'claimed' LIMIT 1").next();
}

std::vector<ChannelNumber> list_numbers(store::Transaction& tx) {
    auto rows = tx.rows(
        "SELECT id, account, display, state, base_url, api_version, token, fault, created_at, "
        "updated_at FROM channel_numbers ORDER BY created_at, id");
    std::vector<ChannelNumber> numbers;
    while (rows.next()) numbers.push_back(number_at(rows));
    return numbers;
}

void put_number(store::Transaction& tx, const ChannelNumber& number) {
    const auto token =
        number.sealed_token.empty() ? store::Value(nullptr) : store::Value(number.sealed_token);
    tx.run(
        "INSERT INTO channel_numbers (id, account, display, state, base_url, api_version, token, "
        "fault, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) "
        "ON CONFLICT (id) DO UPDATE SET account = excluded.account, display = excluded.display, "
        "state = excluded.state, base_url = excluded.base_url, api_version = "
        "excluded.api_version, token = excluded.token, fault = excluded.fault, updated_at = "
        "excluded.updated_at",
        {number.id, number.account, number.display, number.claimed ? "claimed" : "unclaimed",
         number.base_url, number.api_version, token, number.fault, tx.now()});
}

void set_number_fault(store::Transaction& tx, const model::NumberId& id, std::string_view fault) {
    tx.run("UPDATE channel_numbers SET fault = $1, updated_at = $2 WHERE id = $3",
           {fault, tx.now(), id});
}

void clear_number_faults(store::Transaction& tx) {
    tx.run("UPDATE channel_numbers SET fault = '' WHERE fault <> ''");
}

}  // namespace whatsapp

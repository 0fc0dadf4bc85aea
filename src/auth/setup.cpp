#include "auth/setup.hpp"

#include "auth/auth_store.hpp"
#include "auth/tokens.hpp"
#include "core/digest.hpp"

namespace auth {

std::optional<std::string> make_setup_link(store::Transaction& tx, core::Random& random) {
    if (!setup_is_open(tx)) return std::nullopt;
    auto token = random.token(opaque_token_bytes);
    replace_setup_link(tx, {hash_of_token(token), tx.now() + setup_link_life});
    return token;
}

store::Swept sweep_setup_link(store::Transaction& tx) {
    return {delete_old_setup_link(tx, tx.now()), false};
}

bool setup_is_open(store::Transaction& tx) {
    return count_active_admins(tx) == 0;
}

core::Result<> check_setup_link(store::Transaction& tx, std::string_view token) {
    if (!setup_is_open(tx)) return core::Error{core::Kind::not_found, "auth.setup_over"};
    const auto link = find_setup_link(tx);
    if (!link || tx.now() >= link->expires_at ||
        !core::equal_in_constant_time(link->hash, hash_of_token(token)))
        return core::Error{core::Kind::forbidden, "auth.setup_link_invalid"};
    return {};
}

core::Result<Account> set_up(store::Transaction& tx, std::string_view token, NewAccount first,
                             const std::string& address) {
    if (const auto good = check_setup_link(tx, token); !good) return good.error();
    first.role = model::Role::admin;
    auto account = add_account(tx, first, {model::UserId{}, address});
    if (account) delete_setup_link(tx);
    return account;
}

}  // namespace auth

#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "auth/accounts.hpp"
#include "core/random.hpp"
#include "store/swept.hpp"

// The first admin comes in by a link that is printed where the server was started: whoever reads
// that terminal owns the machine.
namespace auth {

inline constexpr std::chrono::minutes setup_link_life{30};

// The secret of a fresh link, which replaces the one before; absent where somebody can administer
// already. The page's address is /setup#TOKEN: a fragment is sent to no server and into no log.
std::optional<std::string> make_setup_link(store::Transaction& tx, core::Random& random);

// Drops the link where it has expired.
store::Swept sweep_setup_link(store::Transaction& tx);

// True until somebody can administer.
bool setup_is_open(store::Transaction& tx);

// auth.setup_over (404) once somebody can administer; auth.setup_link_invalid (403) where the token
// is another, or more than 30 minutes old.
core::Result<> check_setup_link(store::Transaction& tx, std::string_view token);

// Makes the first admin and uses up the link. Fails as check_setup_link and add_account do.
core::Result<Account> set_up(store::Transaction& tx, std::string_view token, NewAccount first,
                             const std::string& address);

}  // namespace auth

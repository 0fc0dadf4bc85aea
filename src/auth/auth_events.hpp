#pragma once

#include <string_view>

#include "auth/account.hpp"
#include "auth/auth_store.hpp"
#include "store/transaction.hpp"

// What changes of accounts, sessions and teams goes into the event log, for the directory alone:
// these events have no audience. The log's order is the commits' order, so that the directory never
// ends with the older of two states.
namespace auth {

namespace events {
inline constexpr std::string_view account = "auth_account";  // {…User}
inline constexpr std::string_view session = "auth_session";  // {id, user, over}
inline constexpr std::string_view team = "auth_team";        // {id, name, gone}
inline constexpr std::string_view api_key = "auth_api_key";  // all of it but the secret, over
}  // namespace events

enum class SessionIs { open, over };
enum class TeamIs { there, gone };
enum class ApiKeyIs { open, over };

void announce(store::Transaction& tx, const Account& account);
void announce(store::Transaction& tx, const Session& session, SessionIs state);
void announce(store::Transaction& tx, const Team& team, TeamIs state);
void announce(store::Transaction& tx, const ApiKey& key, ApiKeyIs state);

}  // namespace auth

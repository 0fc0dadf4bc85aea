#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "auth/auth_store.hpp"

// Sessions and their refresh tokens: a session is one sign-in on one device, and the family of
// tokens that came of it.
namespace auth {

inline constexpr std::chrono::minutes access_token_life{15};
// From the last refresh: a device that was away longer signs in again.
inline constexpr std::chrono::hours refresh_token_life{30 * 24};
// A used token may come again for this long after its first use, as long as nothing that it was
// given has been used: two tabs that refresh at once, or an answer lost on its way. Each time it
// gets a child of its own; the first child that is used makes its siblings used.
inline constexpr std::chrono::seconds refresh_grace{10};
// The oldest gives way to the one beyond.
inline constexpr std::size_t sessions_per_user_max = 50;
inline constexpr std::size_t user_agent_bytes_max = 256;

struct NewSession {
    model::UserId user;
    std::string token_hash;  // of its first refresh token
    std::string address;
    std::string user_agent;
};
Session begin_session(store::Transaction& tx, const NewSession& begun);

struct Rotation {
    std::string presented_hash;
    std::string fresh_hash;  // of the token that the device gets instead
    std::string address;
};
// The session that goes on; absent where the token is unknown, expired or of a session that is
// over. A used token that comes outside its grace ends the session, for whoever holds it and for
// whom it was taken from.
std::optional<Session> rotate_token(store::Transaction& tx, const Rotation& rotation);

// No effect where it has ended.
void end_session(store::Transaction& tx, const model::SessionId& id, std::string_view reason);
void end_sessions_of(store::Transaction& tx, const model::UserId& user, std::string_view reason);

// Ends sessions that have expired, and drops tokens and sessions that are over, a slice at a time;
// for the start and for once an hour.
store::Swept sweep_sessions(store::Transaction& tx);
// Of these the tokens alone.
store::Swept sweep_refresh_tokens(store::Transaction& tx);

}  // namespace auth

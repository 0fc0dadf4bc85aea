#include "auth/sessions.hpp"

#include "auth/auth_events.hpp"
#include "core/text.hpp"

namespace auth {
namespace {

constexpr std::int64_t sweep_rows_max = 500;

void end(store::Transaction& tx, const Session& session, std::string_view reason) {
    end_session_row(tx, session.id, reason);
    announce(tx, session, SessionIs::over);
}

// Whether a token that was used before may come once more.
bool in_grace(store::Transaction& tx, const RefreshToken& token) {
    return tx.now() - *token.used_at < refresh_grace && !has_used_child(tx, token.hash);
}

}  // namespace

Session begin_session(store::Transaction& tx, const NewSession& begun) {
    const auto open = sessions_of(tx, begun.user);
    for (std::size_t i = 0; i + sessions_per_user_max <= open.size(); ++i)
        end(tx, open[i], "too_many");

    Session session;
    session.id = model::SessionId{tx.new_id()};
    session.user = begun.user;
    session.created_at = session.last_seen_at = tx.now();
    session.expires_at = tx.now() + refresh_token_life;
    session.address = begun.address;
    session.user_agent =
        std::string(core::first_characters(begun.user_agent, user_agent_bytes_max / 4));
    insert_session(tx, session);
    insert_refresh_token(tx, {begun.token_hash, session.id, "", session.expires_at, std::nullopt});
    announce(tx, session, SessionIs::open);
    return session;
}

std::optional<Session> rotate_token(store::Transaction& tx, const Rotation& rotation) {
    const auto token = find_refresh_token(tx, rotation.presented_hash);
    if (!token || token->expires_at <= tx.now()) return std::nullopt;
    auto session = find_session(tx, token->session);
    if (!session) return std::nullopt;

    if (token->used_at && !in_grace(tx, *token)) {
        end(tx, *session, "token_reused");
        write_audit(tx, {session->user, rotation.address},
                    {"refresh_token_reused", session->id.text()});
        return std::nullopt;
    }
    if (!token->used_at) mark_tokens_used(tx, session->id);

    session->last_seen_at = tx.now();
    session->expires_at = tx.now() + refresh_token_life;
    touch_session(tx, *session);
    insert_refresh_token(
        tx, {rotation.fresh_hash, session->id, token->hash, session->expires_at, std::nullopt});
    return session;
}

void end_session(store::Transaction& tx, const model::SessionId& id, std::string_view reason) {
    if (const auto session = find_session(tx, id)) end(tx, *session, reason);
}

void end_sessions_of(store::Transaction& tx, const model::UserId& user, std::string_view reason) {
    for (const auto& session : sessions_of(tx, user)) end(tx, session, reason);
}

store::Swept sweep_sessions(store::Transaction& tx) {
    const auto expired = sessions_expired_before(tx, tx.now(), sweep_rows_max);
    for (const auto& session : expired) end(tx, session, "expired");
    const auto tokens = sweep_refresh_tokens(tx);
    const auto dropped = delete_old_sessions(tx, tx.now(), sweep_rows_max);
    return {tokens.removed + dropped,
            tokens.more || dropped == sweep_rows_max || expired.size() == sweep_rows_max};
}

store::Swept sweep_refresh_tokens(store::Transaction& tx) {
    const auto dropped = delete_old_tokens(tx, tx.now(), sweep_rows_max);
    return {dropped, dropped == sweep_rows_max};
}

}  // namespace auth

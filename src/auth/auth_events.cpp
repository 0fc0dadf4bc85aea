#include "auth/auth_events.hpp"

#include "core/json_text.hpp"

namespace auth {
namespace {

void append(store::Transaction& tx, std::string_view name, std::string data) {
    model::Event event;
    event.name = name;
    event.data = std::move(data);
    tx.append(std::move(event));
}

}  // namespace

void announce(store::Transaction& tx, const Account& account) {
    append(tx, events::account, to_json(account));
}

void announce(store::Transaction& tx, const Session& session, SessionIs state) {
    append(tx, events::session,
           core::JsonObject()
               .text("id", session.id.text())
               .text("user", session.user.text())
               .boolean("over", state == SessionIs::over)
               .take());
}

void announce(store::Transaction& tx, const Team& team, TeamIs state) {
    append(tx, events::team,
           core::JsonObject()
               .text("id", team.id.text())
               .text("name", team.name)
               .boolean("gone", state == TeamIs::gone)
               .take());
}

void announce(store::Transaction& tx, const ApiKey& key, ApiKeyIs state) {
    append(tx, events::api_key,
           core::JsonObject()
               .text("id", key.id.text())
               .text("owner", key.owner.text())
               .text("name", key.name)
               .text("shown", key.shown)
               .text("hash", key.hash)
               .text("role", model::to_string(key.role))
               .raw("teams", ids_to_json(key.teams))
               .raw("numbers", ids_to_json(key.numbers))
               .integer("limitMax", key.limit.max)
               .integer("limitWindowMs", key.limit.window.count())
               .integer("createdAtMs", core::to_epoch_ms(key.created_at))
               .integer("expiresAtMs", key.expires_at ? core::to_epoch_ms(*key.expires_at) : 0)
               .boolean("over", state == ApiKeyIs::over)
               .take());
}

}  // namespace auth

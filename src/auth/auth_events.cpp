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

}  // namespace auth

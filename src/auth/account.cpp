#include "auth/account.hpp"

#include "core/json_text.hpp"

namespace auth {
std::string to_json(const Account& account) {
    return core::JsonObject()
        .text("id", account.id.text())
        .text("email", account.email)
        .text("name", account.name)
        .text("role", model::to_string(account.role))
        .boolean("disabled", account.disabled)
        .raw("teams", ids_to_json(account.teams))
        .raw("numbers", ids_to_json(account.numbers))
        .text("createdAt", core::to_iso8601(account.created_at))
        .take();
}

std::string rights_to_json(const Account& account) {
    return core::JsonObject()
        .text("role", model::to_string(account.role))
        .boolean("disabled", account.disabled)
        .raw("teams", ids_to_json(account.teams))
        .raw("numbers", ids_to_json(account.numbers))
        .take();
}

std::string to_json(const Team& team) {
    return core::JsonObject().text("id", team.id.text()).text("name", team.name).take();
}

}  // namespace auth

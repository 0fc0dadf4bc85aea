#include "app/key_requests.hpp"

#include <boost/json/parse.hpp>

#include "auth/accounts.hpp"
#include "auth/api_keys.hpp"
#include "auth/auth_store.hpp"

namespace app {
namespace {

core::json::object answer(const std::vector<auth::ApiKey>& keys) {
    core::json::array shown;
    for (const auto& key : keys) shown.push_back(core::json::parse(auth::to_json(key)));
    return {{"keys", std::move(shown)}};
}

core::Result<core::json::object> add(store::Transaction& tx, core::JsonReader& reader) {
    auth::NewApiKey fresh{.name = reader.text("name"),
                          .teams = reader.texts_or_empty("teams"),
                          .numbers = reader.texts_or_empty("numbers"),
                          .shown = reader.text("shown"),
                          .hash = reader.text("hash")};
    const auto owner = reader.text("owner");
    const auto role = auth::checked_role(reader.text("role"));
    const auto max = reader.integer("max");
    const core::Milliseconds window{reader.integer("windowMs")};
    const auto days = reader.integer("days");
    if (reader.fault()) return *reader.fault();
    if (role.has_error()) return role.error();
    const auto account = auth::account_of(tx, owner);
    if (account.has_error()) return account.error();
    fresh.role = *role;
    // What does not fit becomes 0, which no limit may be.
    const bool fits = max > 0 && max <= core::RateWindow::max_max;
    fresh.limit = {fits ? static_cast<std::uint32_t>(max) : 0, window};
    if (days > 0) fresh.expires_at = tx.now() + std::chrono::hours{24 * days};
    const auto made = auth::add_api_key(tx, fresh, account->id, auth::Actor{});
    if (made.has_error()) return made.error();
    return answer({*made});
}

}  // namespace

core::Result<core::json::object> apply_key_request(store::Transaction& tx,
                                                   const core::json::object& request) {
    const core::json::value value(request);
    core::JsonReader reader(value);
    const auto verb = reader.text("verb");
    if (reader.fault()) return *reader.fault();
    if (verb == "list") return answer(auth::all_api_keys(tx));
    if (verb == "add") return add(tx, reader);
    const auto key = reader.text("key");
    if (reader.fault()) return *reader.fault();
    const auto revoked = auth::revoke_api_key(tx, key, auth::Actor{});
    if (revoked.has_error()) return revoked.error();
    return answer({*revoked});
}

}  // namespace app

#include "auth/api_keys.hpp"

#include <doctest/doctest.h>

#include "auth/auth_store.hpp"
#include "auth/testing.hpp"

using namespace std::chrono_literals;

namespace {

struct KeysFixture : auth::AuthFixture {
    // A key of the account's; its secret stands in `secret`.
    core::Result<auth::ApiKey> make(const auth::Account& owner, model::Role role,
                                    std::optional<core::WallTime> expires_at = {}) {
        secret = auth::make_api_key_secret(store.random);
        return store.write([&](store::Transaction& tx) {
            return auth::add_api_key(tx,
                                     {.name = "Orders",
                                      .role = role,
                                      .expires_at = expires_at,
                                      .shown = secret.shown,
                                      .hash = secret.hash},
                                     owner.id, {owner.id, "127.0.0.1"});
        });
    }
    core::Result<model::Principal> who(const std::string& key) const {
        return service.authenticate(std::string_view(key));
    }
    auth::Account change(const auth::Account& account, auth::AccountChange change) {
        return store
            .write([&](store::Transaction& tx) {
                return auth::change_account(tx, account.id, change, auth::Actor{});
            })
            .value();
    }
    auth::ApiKeySecret secret;
};

}  // namespace

TEST_CASE_FIXTURE(KeysFixture, "a key stands for its owner, with the key's own rights") {
    const auto ana = add("ana@example.com", model::Role::admin);
    const auto key = make(ana, model::Role::agent).value();
    const auto principal = who(secret.whole).value();
    CHECK(principal.user == ana.id);
    CHECK(principal.key == key.id);
    CHECK(principal.role == model::Role::agent);
    CHECK(principal.name == ana.name);
    CHECK(who(secret.whole + "x").has_error());
    CHECK(who(secret.shown).has_error());
    CHECK(who("chq_").has_error());
}

TEST_CASE_FIXTURE(KeysFixture, "what is kept of a key does not open anything") {
    const auto ana = add("ana@example.com", model::Role::admin);
    const auto key = make(ana, model::Role::agent).value();
    CHECK(secret.whole.size() == 4 + 43);
    CHECK(key.shown == secret.whole.substr(0, 12));
    CHECK(auth::to_json(key).find(secret.hash) == std::string::npos);
    CHECK(who("chq_" + secret.hash).has_error());
}

TEST_CASE_FIXTURE(KeysFixture, "a revocation counts from its commit, and ends its sockets") {
    const auto ana = add("ana@example.com", model::Role::admin);
    const auto key = make(ana, model::Role::supervisor).value();
    std::vector<std::string> over;
    service.directory().on_session_over(
        [&](const auto& session) { over.push_back(session.text()); });
    CHECK(service.directory().principal_of(model::SessionId{key.id.text()}).has_value());
    store.write([&](store::Transaction& tx) {
        return auth::revoke_api_key(tx, key.shown, auth::Actor{}).has_value();
    });
    CHECK(who(secret.whole).has_error());
    CHECK_FALSE(service.directory().principal_of(model::SessionId{key.id.text()}).has_value());
    CHECK(over == std::vector<std::string>{key.id.text()});
}

TEST_CASE_FIXTURE(KeysFixture, "a key never may more than its owner, now or later") {
    add("root@example.com", model::Role::admin);
    const auto sam = add("sam@example.com", model::Role::supervisor);
    const auto rui = add("rui@example.com", model::Role::agent);
    CHECK(make(sam, model::Role::admin).error().code == "auth.key_role");
    CHECK(make(rui, model::Role::agent).error().code == "auth.key_role");
    CHECK(make(sam, model::Role::supervisor).has_value());
    CHECK(who(secret.whole).has_value());
    change(sam, {.role = model::Role::agent});
    CHECK(who(secret.whole).has_error());
    change(sam, {.role = model::Role::admin});
    CHECK(who(secret.whole).value().role == model::Role::supervisor);
    change(sam, {.disabled = true});
    CHECK(who(secret.whole).has_error());
}

TEST_CASE_FIXTURE(KeysFixture, "a key ends at its time, at once for calls and with the sweep") {
    const auto ana = add("ana@example.com", model::Role::admin);
    make(ana, model::Role::agent, store.clock.wall() + 1h).value();
    CHECK(who(secret.whole).has_value());
    store.clock.advance(1h);
    CHECK(who(secret.whole).has_error());
    CHECK(service.directory().keys().all().size() == 1);
    store.write([](store::Transaction& tx) { return auth::sweep_api_keys(tx); });
    CHECK(service.directory().keys().all().empty());
    CHECK(make(ana, model::Role::agent, store.clock.wall()).error().code == "auth.key_expiry");
}

TEST_CASE_FIXTURE(KeysFixture,
                  "when a key was last used is known to the minute, and written down") {
    const auto ana = add("ana@example.com", model::Role::admin);
    make(ana, model::Role::agent).value();
    CHECK_FALSE(service.directory().keys().all().front().last_used_at.has_value());
    who(secret.whole).value();
    const auto used = service.directory().keys().all().front().last_used_at.value();
    CHECK(store.clock.wall() - used < 1min);
    store.scheduler.complete(service.keep_key_uses());
    const auto written = store.write([](store::Transaction& tx) { return auth::all_api_keys(tx); });
    CHECK(written.front().last_used_at == used);
    CHECK(service.directory().keys().take_uses().empty());
}

TEST_CASE_FIXTURE(KeysFixture, "a token is verified once, and its end is looked at every time") {
    add("ana@example.com", model::Role::admin);
    auth::TestDevice device;
    sign_in(device, "ana@example.com");
    const auto hits = [&] {
        const auto text = store.metrics.to_prometheus();
        return text.find(R"(chasqui_cache_events_total{cache="access_tokens",event="hit"} 2)") !=
               std::string::npos;
    };
    for (int i = 0; i < 3; ++i) CHECK(caller(device).has_value());
    CHECK(hits());
    store.clock.advance(15min);
    CHECK_FALSE(caller(device).has_value());
}

#include "auth/auth.hpp"

#include "auth/accounts.hpp"
#include "auth/refresh_cookie.hpp"
#include "auth/sessions.hpp"
#include "core/text.hpp"

namespace auth {
namespace {

// One body for whatever is wrong, so that nobody learns what was right.
core::Error refused() {
    return {core::Kind::unauthenticated, "auth.invalid_credentials"};
}

core::Error insecure() {
    return {core::Kind::forbidden, "auth.insecure_origin"};
}

core::Error too_soon(core::Milliseconds wait) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    return {core::Kind::rate_limited, "auth.too_many_attempts", {{"seconds", seconds}}};
}

}  // namespace

Auth::Auth(Seams seams, std::string_view jwt_secret, core::CacheOptions token_cache)
    : seams_(seams),
      tokens_(jwt_secret),
      verified_(std::move(token_cache), {seams.clock, seams.random, seams.metrics}),
      backoff_(seams_.clock),
      sign_ins_(seams_.metrics.counter("chasqui_auth_sign_ins_total", "Sign-ins, by outcome.",
                                       {{"outcome", "done"}})),
      sign_ins_refused_(seams_.metrics.counter("chasqui_auth_sign_ins_total",
                                               "Sign-ins, by outcome.", {{"outcome", "refused"}})),
      refreshes_(seams_.metrics.counter("chasqui_auth_refreshes_total",
                                        "Refreshes of access tokens, by outcome.",
                                        {{"outcome", "done"}})),
      refreshes_refused_(seams_.metrics.counter("chasqui_auth_refreshes_total",
                                                "Refreshes of access tokens, by outcome.",
                                                {{"outcome", "refused"}})) {
    seams_.database.subscribe(
        [this](std::span<const model::Event> events) { directory_.take(events); });
    seams_.database.write_now([this](store::Transaction& tx) {
        sweep_sessions(tx);
        sweep_api_keys(tx);
        directory_.load(tx);
    });
}

core::Result<model::Principal> Auth::authenticate(const net::http::Request& request) const {
    constexpr std::string_view scheme = "bearer ";
    const auto header = request.header("authorization");
    if (header.empty()) return model::Principal{};
    if (!core::equals_ignoring_case(header.substr(0, scheme.size()), scheme))
        return core::Error{core::Kind::unauthenticated, "auth.token_invalid"};
    return authenticate(core::trim(header.substr(scheme.size())));
}

std::optional<model::Principal> Auth::principal_of_key(std::string_view key) const {
    const auto found = directory_.keys().find_by_hash(hash_of_token(key));
    const auto now = seams_.clock.wall();
    if (!found || (found->expires_at && *found->expires_at <= now)) return std::nullopt;
    auto principal = directory_.principal_of(*found);
    if (principal) directory_.keys().note_use(*found, now);
    return principal;
}

core::Task<> Auth::keep_key_uses() {
    auto uses = directory_.keys().take_uses();
    if (uses.empty()) co_return;
    co_await seams_.database.write([uses = std::move(uses)](store::Transaction& tx) {
        for (const auto& use : uses) touch_api_key(tx, use.key, use.at);
    });
}

core::Result<model::Principal> Auth::authenticate(std::string_view access_token) const {
    if (access_token.starts_with(api_key_start)) {
        if (auto principal = principal_of_key(access_token)) return *std::move(principal);
        return core::Error{core::Kind::unauthenticated, "auth.token_invalid"};
    }
    const auto claims = verified(std::string(access_token));
    if (claims && seams_.clock.wall() < claims->expires_at)
        if (auto principal = directory_.principal_of(claims->session);
            principal && principal->user == claims->user)
            return std::move(*principal);
    return core::Error{core::Kind::unauthenticated, "auth.token_invalid"};
}

// Verifying costs a hash and two parses, and a page shows the same token for a quarter of an hour.
Auth::TokenCache::Pointer Auth::verified(const std::string& token) const {
    if (auto known = verified_.get(token)) return known;
    const auto claims = tokens_.verify(token, seams_.clock.wall());
    if (!claims) return nullptr;
    auto found = std::make_shared<const AccessClaims>(*claims);
    verified_.set(token, found, token.size() + sizeof(AccessClaims) + 2 * 36);
    return found;
}

std::string Auth::access_token(const Session& session) const {
    const auto now = seams_.clock.wall();
    return tokens_.sign({session.user, session.id, now, now + access_token_life});
}

core::Task<std::optional<Credentials>> Auth::check_password_of(std::string email,
                                                               std::string password) {
    auto credentials = co_await seams_.database.read(
        [email](store::Transaction& tx) { return find_credentials(tx, email); });
    // An unknown address costs the same work as a known one.
    const bool good = co_await seams_.hasher.verify(
        std::move(password), credentials ? credentials->password_hash : std::string());
    if (!good || !credentials || credentials->disabled) co_return std::nullopt;
    co_return std::move(credentials);
}

core::Task<core::Result<Grant>> Auth::sign_in(const net::http::Request& request, std::string email,
                                              std::string password) {
    if (!may_sign_in_from(request)) co_return insecure();
    email = core::to_lower_ascii(core::trim(email.substr(0, 256)));
    if (const auto wait = backoff_.begin(email)) co_return too_soon(*wait);

    std::optional<Credentials> checked;
    try {
        checked = co_await check_password_of(email, std::move(password));
    } catch (const std::exception&) {
        backoff_.undecided(email);
        throw;
    }
    if (!checked) {
        sign_ins_refused_.add();
        seams_.log.with("requestId", request.id).info("sign_in_refused");
        co_return refused();
    }
    backoff_.succeeded(email);

    auto refresh_token = seams_.random.token(opaque_token_bytes);
    NewSession begun{checked->user, hash_of_token(refresh_token), request.client,
                     std::string(request.header("user-agent"))};
    const auto session = co_await seams_.database.write(
        [begun = std::move(begun), email,
         hash = checked->password_hash](store::Transaction& tx) -> std::optional<Session> {
            // The password was checked a while ago: it may be another by now, or nobody's.
            const auto now = find_credentials(tx, email);
            if (!now || now->disabled || now->password_hash != hash) return std::nullopt;
            auto opened = begin_session(tx, begun);
            write_audit(tx, {begun.user, begun.address}, {"signed_in", opened.id.text()});
            return opened;
        });
    const auto account = directory_.account(checked->user);
    if (!session || !account) co_return refused();
    sign_ins_.add();
    co_return Grant{access_token(*session), std::move(refresh_token), *account};
}

core::Task<core::Result<Grant>> Auth::refresh(const net::http::Request& request) {
    if (!may_sign_in_from(request)) co_return insecure();
    const auto presented = refresh_token_of(request);
    std::optional<Session> session;
    auto fresh = seams_.random.token(opaque_token_bytes);
    if (!presented.empty()) {
        const Rotation rotation{hash_of_token(presented), hash_of_token(fresh), request.client};
        session = co_await seams_.database.write(
            [rotation](store::Transaction& tx) { return rotate_token(tx, rotation); });
    }
    const auto account = session ? directory_.account(session->user) : std::nullopt;
    if (!session || !account || account->disabled) {
        refreshes_refused_.add();
        co_return refused();
    }
    refreshes_.add();
    co_return Grant{access_token(*session), std::move(fresh), *account};
}

core::Task<model::SessionId> Auth::session_of(const net::http::Request& request) {
    const auto presented = refresh_token_of(request);
    if (presented.empty()) co_return model::SessionId{};
    const auto token =
        co_await seams_.database.read([hash = hash_of_token(presented)](store::Transaction& tx) {
            return find_refresh_token(tx, hash);
        });
    co_return token ? token->session : model::SessionId{};
}

core::Task<> Auth::sign_out(const net::http::Request& request, const model::Principal& principal) {
    const auto presented = refresh_token_of(request);
    const auto hash = presented.empty() ? std::string() : hash_of_token(presented);
    const Actor actor{principal.user, request.client};
    if (hash.empty() && principal.session.empty()) co_return;
    co_await seams_.database.write(
        [hash, actor, session = principal.session](store::Transaction& tx) {
            std::set<model::SessionId> ended{session};
            if (const auto token = find_refresh_token(tx, hash)) ended.insert(token->session);
            for (const auto& id : ended) {
                const auto open = find_session(tx, id);
                if (!open) continue;
                end_session(tx, id, "signed_out");
                write_audit(tx, {open->user, actor.address}, {"signed_out", id.text()});
            }
        });
}

}  // namespace auth

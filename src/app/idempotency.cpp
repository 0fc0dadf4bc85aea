#include "app/idempotency.hpp"

#include "app/idempotency_store.hpp"
#include "core/digest.hpp"
#include "core/text.hpp"

namespace app {
namespace {

using net::http::Request;
using net::http::Response;

// What to do with a request: run it (absent), or answer this.
std::optional<core::Result<KeptAnswer>> claim(store::Transaction& tx, const IdempotencyScope& scope,
                                              const std::string& digest) {
    const auto kept = find_answer(tx, scope);
    const bool live = kept && tx.now() - kept->at < idempotency_life;
    const bool dead = kept && kept->status == 0 && tx.now() - kept->at >= idempotency_wait_max;
    if (!live || dead) {
        put_answer(tx, scope, {digest, 0, "", tx.now()});
        return std::nullopt;
    }
    if (kept->digest != digest)
        return core::Error{core::Kind::unprocessable, "http.idempotency_key_reused"};
    if (kept->status == 0) return core::Error{core::Kind::conflict, "http.idempotency_under_way"};
    return core::Result<KeptAnswer>{*kept};
}

Response as_kept(const KeptAnswer& kept) {
    Response response;
    response.status = kept.status;
    response.headers = {{"Content-Type", "application/json"}, {"Idempotency-Replayed", "true"}};
    response.body = kept.answer;
    return response;
}

}  // namespace

core::Task<Response> answer_once(store::Database& database, const net::Route& route,
                                 const Request& request, const model::Principal& principal) {
    const std::string key(request.header("Idempotency-Key"));
    if (key.empty() || route.method != net::Method::post || principal.anonymous())
        co_return co_await route.handler(request, principal);
    if (key.size() > idempotency_key_bytes_max)
        co_return net::http::failure(request, {core::Kind::invalid,
                                               "http.idempotency_key_too_long",
                                               {{"max", idempotency_key_bytes_max}}});

    const IdempotencyScope scope{principal.user.text(), "POST " + request.path, key};
    const auto digest = core::to_hex(core::sha256(request.body));
    const auto decided = co_await database.write(
        [scope, digest](store::Transaction& tx) { return claim(tx, scope, digest); });
    if (decided && decided->has_error()) co_return net::http::failure(request, decided->error());
    if (decided) co_return as_kept(**decided);

    auto response = co_await route.handler(request, principal);
    const bool keep = response.status >= 200 && response.status < 300;
    co_await database.write([scope, digest, keep, status = response.status,
                             answer = response.body](store::Transaction& tx) {
        if (keep)
            put_answer(tx, scope, {digest, status, answer, tx.now()});
        else
            forget_answer(tx, scope);
    });
    co_return response;
}

bool sweep_idempotency(store::Transaction& tx) {
    return forget_answers(tx, tx.now() - idempotency_life) > 0;
}

}  // namespace app

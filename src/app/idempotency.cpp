#include "app/idempotency.hpp"

#include <algorithm>

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

// What holds a secret is written down nowhere.
bool is_secret(const Response& response) {
    return std::ranges::any_of(response.headers, [](const net::http::Header& header) {
        return header.first == "Cache-Control" && header.second == "no-store";
    });
}

}  // namespace

Idempotency::Idempotency(store::Database& database, std::string_view secret, core::Log log)
    : database_(database),
      // A key of its own: the same secret seals tokens elsewhere.
      digester_(core::to_hex(core::HmacSha256(secret).sign("idempotency"))),
      log_(std::move(log)) {}

std::string Idempotency::digest_of(std::string_view body) const {
    return core::to_hex(digester_.sign(body));
}

core::Task<Response> Idempotency::answer_once(const net::Route& route, const Request& request,
                                              const model::Principal& principal) {
    const std::string key(request.header("Idempotency-Key"));
    if (key.empty() || route.method != net::Method::post || principal.anonymous())
        co_return co_await route.handler(request, principal);
    if (key.size() > idempotency_key_bytes_max)
        co_return net::http::failure(request, {core::Kind::invalid,
                                               "http.idempotency_key_too_long",
                                               {{"max", idempotency_key_bytes_max}}});

    // A program's keys are its own, not those of the person whose it is.
    const auto& who = principal.key.empty() ? principal.user.text() : principal.key.text();
    const IdempotencyScope scope{who, "POST " + request.path, key};
    const auto digest = digest_of(request.body);
    const auto decided = co_await database_.write(
        [scope, digest](store::Transaction& tx) { return claim(tx, scope, digest); });
    if (decided && decided->has_error()) co_return net::http::failure(request, decided->error());
    if (decided) co_return as_kept(**decided);

    Response response;
    std::exception_ptr fault;
    try {
        response = co_await route.handler(request, principal);
    } catch (...) {
        // Passed on below: no coroutine waits inside a catch, and the key must be free first.
        fault = std::current_exception();
    }
    const bool keep =
        !fault && response.status >= 200 && response.status < 300 && !is_secret(response);
    try {
        co_await database_.write([scope, digest, keep, status = response.status,
                                  answer = response.body](store::Transaction& tx) {
            if (keep)
                put_answer(tx, scope, {digest, status, answer, tx.now()});
            else
                forget_answer(tx, scope);
        });
    } catch (const std::exception& refused) {
        // What the handler did stands: its answer is the truth.
        log_.warn("idempotency_not_kept", {{"error", refused.what()}, {"requestId", request.id}});
    }
    if (fault) std::rethrow_exception(fault);
    co_return response;
}

store::Swept sweep_idempotency(store::Transaction& tx) {
    return forget_answers(tx, tx.now() - idempotency_life);
}

}  // namespace app

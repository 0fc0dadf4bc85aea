#include "app/limits.hpp"

#include <algorithm>

#include "app/limits_store.hpp"
#include "core/error.hpp"
#include "net/address.hpp"

namespace app {
namespace {

using net::http::Request;
using net::http::Response;

// What one open page never comes near to.
constexpr core::RateLimit session_limit{300, core::Milliseconds{60'000}};
// Several hundred people may stand behind one address.
constexpr core::RateLimit stranger_limit{3'000, core::Milliseconds{60'000}};

std::int64_t seconds(core::Milliseconds time) {
    return std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(time).count());
}

void say(Response& response, const std::string& policy, const core::RateLimit& limit,
         const core::RateAnswer& answer) {
    const auto name = '"' + policy + '"';
    response.headers.emplace_back(
        "RateLimit-Policy",
        name + ";q=" + std::to_string(limit.max) + ";w=" + std::to_string(seconds(limit.window)));
    response.headers.emplace_back("RateLimit",
                                  name + ";r=" + std::to_string(answer.remaining) +
                                      ";t=" + std::to_string(seconds(answer.reset_after)));
}

Response refusal(const Request& request, const std::string& code, const core::RateAnswer& answer) {
    return net::http::failure(
        request, {core::Kind::rate_limited, code, {{"seconds", seconds(answer.reset_after)}}});
}

}  // namespace

Limits::Policy::Policy(const Seams& seams, std::string name, std::string code, Kept kept,
                       core::RateLimit limit)
    : name(std::move(name)),
      code(std::move(code)),
      kept(kept),
      limiter(limit, seams.random),
      refused(seams.metrics.counter("chasqui_limits_refused_total",
                                    "Calls that a limit refused, by limit.",
                                    {{"limit", this->name}})) {
    const auto& table = limiter;
    seams.metrics.gauge(
        "chasqui_limits_keys", "Networks, people and sessions that a limit counts now.",
        [&table] { return static_cast<double>(table.size()); }, {{"limit", this->name}});
}

Limits::Limits(Seams seams, const LimitSettings& settings)
    : seams_(seams),
      sign_in_(seams, "sign-in", "auth.sign_in_limit", Kept::in_the_database, settings.sign_in()),
      graph_(seams, "whatsapp", "whatsapp.api_limit", Kept::in_the_database, settings.graph()),
      session_(seams, "session", "auth.session_limit", Kept::in_memory, session_limit),
      stranger_(seams, "network", "auth.session_limit", Kept::in_memory, stranger_limit),
      refused_to_keys_(seams.metrics.counter("chasqui_limits_refused_total",
                                             "Calls that a limit refused, by limit.",
                                             {{"limit", "key"}})) {
    seams.metrics.gauge("chasqui_limits_keys",
                        "Networks, people and sessions that a limit counts now.",
                        [this] { return static_cast<double>(keys_.size()); }, {{"limit", "key"}});
}

void Limits::load() {
    seams_.database.write_now([this](store::Transaction& tx) {
        const auto steady = seams_.clock.steady();
        each_counted(tx, [&](const CountedCalls& counted) {
            // What is said to come later, since the clock was set back meanwhile, is of now.
            const auto age = std::max(core::Milliseconds{0}, tx.now() - counted.at);
            for (auto* policy : {&sign_in_, &graph_})
                if (policy->name == counted.policy)
                    policy->limiter.restore(counted.key, steady - age, counted.calls);
        });
    });
}

core::Task<Limits::Counted> Limits::who(const net::Route& route, const Request& request,
                                        const model::Principal& principal) {
    if (route.limit == net::Limit::sign_in)
        co_return Counted{sign_in_, net::limit_key(request.client)};
    if (route.limit == net::Limit::graph && !principal.anonymous())
        co_return Counted{graph_, principal.user.text()};
    // Who refreshes or signs out may have nothing but the cookie.
    auto session = principal.session;
    if (session.empty()) session = co_await seams_.auth.session_of(request);
    if (!session.empty()) co_return Counted{session_, session.text()};
    co_return Counted{stranger_, net::limit_key(request.client)};
}

core::Task<Response> Limits::answer_key(const auth::ApiKey& key, const Request& request,
                                        Next next) {
    const auto limit = key.limit;
    const auto answer = keys_.check(key, seams_.clock.steady());
    if (!answer.allowed) refused_to_keys_.add();
    auto response = answer.allowed ? co_await next() : refusal(request, "auth.key_limit", answer);
    say(response, "key", limit, answer);
    co_return response;
}

core::Task<Response> Limits::answer(const net::Route& route, const Request& request,
                                    const model::Principal& principal, Next next) {
    if (const auto key = seams_.auth.directory().keys().find(principal.key))
        co_return co_await answer_key(*key, request, std::move(next));
    if (route.limit == net::Limit::none) co_return co_await next();  // revoked just now
    const auto counted = co_await who(route, request, principal);
    auto& policy = counted.policy;
    const auto& limit = policy.limiter.limit();
    const auto answer = policy.limiter.check(counted.key, seams_.clock.steady());
    if (!answer.allowed) {
        policy.refused.add();
        auto refused = refusal(request, policy.code, answer);
        say(refused, policy.name, limit, answer);
        co_return refused;
    }
    if (policy.kept == Kept::in_the_database)
        co_await seams_.database.write(
            [name = policy.name, key = counted.key, limit](store::Transaction& tx) {
                count_call(tx, name, key, limit);
            });
    auto response = co_await next();
    say(response, policy.name, limit, answer);
    co_return response;
}

std::size_t Limits::sweep() {
    const auto now = seams_.clock.steady();
    auto gone = keys_.sweep(now);
    for (auto* policy : {&sign_in_, &graph_, &session_, &stranger_})
        gone += policy->limiter.sweep(now);
    return gone;
}

}  // namespace app

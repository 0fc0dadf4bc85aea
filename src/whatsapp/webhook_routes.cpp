#include "whatsapp/webhook_routes.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "core/catalogue.hpp"
#include "core/digest.hpp"

namespace whatsapp {
namespace {

using net::http::Request;
using net::http::Response;

constexpr std::int64_t bodies_per_retry = 50;
constexpr std::int64_t warn_every_ms = 60'000;

core::Counter& webhooks_counter(core::Metrics& metrics, std::string result) {
    return metrics.counter("chasqui_webhooks_total", "Webhooks by how they were answered.",
                           {{"result", std::move(result)}});
}

// For a person who opens the address to see whether it is there.
Response page(core::Language language) {
    const auto words = [language](std::string_view key) { return core::text_for(key, language); };
    std::string html = "<!doctype html><html lang=\"";
    html += core::to_string(language);
    html +=
        "\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\"><title>";
    html += words("webhook.page_title");
    html += "</title></head><body><h1>" + words("webhook.page_title") + "</h1><p>";
    html += words("webhook.page_text") + "</p><p>" + words("webhook.page_hint") +
            "</p></body></html>\n";
    Response response;
    response.headers = {{"Content-Type", "text/html; charset=utf-8"},
                        {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
                        {"Cache-Control", "no-store"}};
    response.body = std::move(html);
    return response;
}

std::set<model::NumberId> numbers_of(const std::vector<WebhookItem>& items) {
    std::set<model::NumberId> numbers;
    for (const auto& item : items)
        if (!item.number.empty()) numbers.insert(item.number);
    return numbers;
}

// Counts a webhook as failed unless it is told that it was stored: also where the store throws.
class Outcome {
public:
    explicit Outcome(core::Counter& failed) : counter_(&failed) {}
    Outcome(const Outcome&) = delete;
    Outcome& operator=(const Outcome&) = delete;
    ~Outcome() { counter_->add(); }
    void is(core::Counter& counter) { counter_ = &counter; }

private:
    core::Counter* counter_;
};

}  // namespace

Webhooks::Webhooks(Seams seams, const Settings& settings, InboundSinks sinks, std::string version)
    : seams_(std::move(seams)),
      verify_token_(settings.verify_token),
      signature_({settings.app_secret, settings.app_secret_previous}),
      intake_(std::move(sinks), std::move(version)),
      items_(seams_.metrics, seams_.log),
      stored_(webhooks_counter(seams_.metrics, "stored")),
      refused_(webhooks_counter(seams_.metrics, "bad_signature")),
      failed_(webhooks_counter(seams_.metrics, "unavailable")),
      microseconds_(seams_.metrics.histogram("chasqui_webhook_seconds",
                                             "From a whole webhook to its durable commit.")) {
    if (!signature_.has_secret())
        seams_.log.error("webhook_secret_missing", {{"setting", "WHATSAPP_APP_SECRET"}});
}

std::vector<net::Route> Webhooks::routes() {
    const std::string path = "/webhooks/whatsapp";
    std::vector<net::Route> routes;
    routes.emplace_back(
        net::Method::get, path, model::Permission::everyone,
        [this](const Request& request, const model::Principal&) { return verify(request); },
        net::RouteDoc{.summary = "Meta's verification of the webhook's address.",
                      .query = {"hub.mode: subscribe", "hub.verify_token: WEBHOOK_VERIFY_TOKEN",
                                "hub.challenge: is given back as it is"},
                      .content_types = {"text/plain", "text/html"}});
    routes.emplace_back(
        net::Method::post, path, model::Permission::everyone,
        [this](const Request& request, const model::Principal&) { return take(request); },
        net::RouteDoc{.summary = "Signed webhooks of the Cloud API; 200 once they are durable.",
                      .query = {},
                      .request_schema = "Webhook",
                      .content_types = {"text/plain"},
                      .request_headers = {"X-Hub-Signature-256: sha256= and the body's HMAC"}},
        webhook_bytes_max);
    return routes;
}

void Webhooks::retry_dead() {
    for (;;) {
        const auto retried = seams_.database.write_now(
            [this](store::Transaction& tx) { return intake_.retry_dead(tx, bodies_per_retry); });
        if (retried.bodies == 0) return;
        items_.record(retried.summary);
        seams_.log.info("dead_webhooks_retried", {{"bodies", retried.bodies}});
    }
}

core::Task<Response> Webhooks::verify(const Request& request) {
    const auto mode = request.query_value("hub.mode");
    const auto token = request.query_value("hub.verify_token");
    const auto challenge = request.query_value("hub.challenge");
    if (!mode && !token && !challenge) co_return page(request.language);
    const bool genuine = mode == "subscribe" && challenge && !verify_token_.empty() && token &&
                         core::equal_in_constant_time(*token, verify_token_);
    if (!genuine)
        co_return net::http::failure(request, {core::Kind::forbidden, "webhook.bad_verify_token"});
    seams_.log.info("webhook_verified");
    co_return net::http::plain_text(200, *challenge);
}

Response Webhooks::refuse(const Request& request) {
    refused_.add();
    const auto now = core::to_epoch_ms(seams_.clock.wall());
    auto before = warned_at_ms_.load();
    if (now - before >= warn_every_ms && warned_at_ms_.compare_exchange_strong(before, now))
        note_bad_signature(request.body);
    return net::http::failure(request, {core::Kind::unauthenticated, "webhook.bad_signature"});
}

// Anybody may send us rubbish. Only what names a number of ours, which nobody else should know,
// tells that Meta signs with another secret than we have. Once a minute at most: bodies are large.
void Webhooks::note_bad_signature(std::string_view body) {
    seams_.log.warn("webhook_bad_signature", {{"has_secret", signature_.has_secret()}});
    if (seams_.connections == nullptr) return;
    const auto now = seams_.clock.wall();
    for (const auto& number : numbers_of(read_webhook(body, now)))
        seams_.connections->badly_signed_came(number, now);
}

core::Task<Response> Webhooks::take(const Request& request) {
    if (!signature_.accepts(request.body, request.header("X-Hub-Signature-256")))
        co_return refuse(request);
    Outcome outcome(failed_);
    const auto begun = seams_.clock.steady();
    auto items = read_webhook(request.body, seams_.clock.wall());
    const auto numbers = numbers_of(items);
    auto job = [this, body = request.body, items = std::move(items)](store::Transaction& tx) {
        return intake_.take_in(tx, body, items);
    };
    const auto summary = co_await seams_.database.write(std::move(job), store::Priority::webhooks,
                                                        request.body.size());
    outcome.is(stored_);
    if (seams_.connections != nullptr)
        for (const auto& number : numbers)
            seams_.connections->webhook_came(number, seams_.clock.wall());
    items_.record(summary);
    const auto took =
        std::chrono::duration_cast<std::chrono::microseconds>(seams_.clock.steady() - begun);
    microseconds_.record(static_cast<std::uint64_t>(std::max<std::int64_t>(0, took.count())));
    co_return net::http::plain_text(200, "");
}

}  // namespace whatsapp

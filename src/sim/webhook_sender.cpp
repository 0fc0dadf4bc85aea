#include "sim/webhook_sender.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/text.hpp"
#include "net/curl_client.hpp"

namespace sim {
namespace {

constexpr core::Milliseconds give_up_after = std::chrono::days{7};
constexpr core::Milliseconds retry_wait_max = std::chrono::hours{1};
constexpr core::Milliseconds verify_wait_max = std::chrono::seconds{30};
constexpr core::Milliseconds held_back_max = std::chrono::seconds{5};
constexpr std::size_t batch_max = 1'000;
constexpr std::size_t concurrency_max = 1'000;

std::string encode_query(std::string_view text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
        if (plain) {
            out += c;
            continue;
        }
        out += {'%', digits[byte >> 4], digits[byte & 0xf]};
    }
    return out;
}

WebhookOptions within_range(WebhookOptions options) {
    options.batch = std::clamp<std::size_t>(options.batch, 1, batch_max);
    options.concurrency = std::clamp<std::size_t>(options.concurrency, 1, concurrency_max);
    return options;
}

}  // namespace

bool is_webhook_url(const std::string& url) {
    return (url.starts_with("http://") || url.starts_with("https://")) &&
           !net::authority_of(url).empty();
}

std::optional<core::Milliseconds> retry_delay(int failed, core::Milliseconds since_first) {
    if (since_first >= give_up_after) return std::nullopt;
    if (failed <= 1) return core::Milliseconds{0};
    const int doublings = std::min(failed - 2, 20);
    return std::min(core::Milliseconds{1'000} * (1 << doublings), retry_wait_max);
}

// One body, and what has become of it.
struct WebhookSender::Delivery {
    std::uint64_t id = 0;
    std::uint64_t generation = 0;
    std::string body;
    std::vector<std::string> wamids;
    std::vector<std::pair<std::string, std::string>> statuses;
    core::SteadyTime first_at{};
    int attempts = 0;
    FaultEffect fault;
};

WebhookSender::WebhookSender(WebhookOptions options, std::string account_id,
                             std::vector<BusinessNumber> numbers, Parts parts)
    : options_(within_range(std::move(options))),
      account_id_(std::move(account_id)),
      numbers_(std::move(numbers)),
      parts_(std::move(parts)),
      hmac_(options_.app_secret),
      tasks_(parts_.log) {
    verified_ = options_.verify_token.empty();
}

void WebhookSender::send_to(std::string url) {
    options_.url = std::move(url);
    subscribed_ = !options_.url.empty();
}

void WebhookSender::start() {
    if (options_.url.empty() || verified_) return;
    tasks_.spawn("verify_webhook", verify());
}

core::Task<> WebhookSender::stop() {
    tasks_.stop();
    subscribe(false);
    co_await tasks_.join();
}

void WebhookSender::subscribe(bool subscribed) {
    subscribed_ = subscribed;
    if (subscribed) return;
    pending_.clear();
    ready_.clear();
    held_back_.clear();
    backlog_ = 0;
    ++generation_;
}

void WebhookSender::set_batch(std::size_t batch) {
    options_.batch = std::clamp<std::size_t>(batch, 1, batch_max);
}

void WebhookSender::set_concurrency(std::size_t concurrency) {
    options_.concurrency = std::clamp<std::size_t>(concurrency, 1, concurrency_max);
    pump();
}

bool WebhookSender::may_send() const {
    return subscribed_ && verified_ && !options_.url.empty();
}

void WebhookSender::add(WebhookItem item) {
    if (!subscribed_ || options_.url.empty()) return;
    const auto fault =
        parts_.faults.take({FaultSubject::Kind::webhook, numbers_[item.number].id, item.recipient});
    if (fault && fault->drop_webhook) return record_dropped(item);
    if (!has_room()) {
        ++dropped_;
        return;
    }
    add_pending(std::move(item), fault);
}

void WebhookSender::add_pending(WebhookItem item, const std::optional<FaultEffect>& fault) {
    pending_.push_back(std::move(item));
    if (fault) {
        pending_fault_.duplicate_webhook |= fault->duplicate_webhook;
        pending_fault_.reorder_webhook |= fault->reorder_webhook;
        pending_fault_.bad_signature |= fault->bad_signature;
        pending_fault_.delay = std::max(pending_fault_.delay, fault->delay);
    }
    if (pending_.size() >= options_.batch) return flush();
    if (flush_is_due_) return;
    flush_is_due_ = true;
    parts_.agenda.add(options_.batch_wait, [this] {
        flush_is_due_ = false;
        flush();
    });
}

void WebhookSender::flush() {
    if (pending_.empty()) return;
    const auto items = std::exchange(pending_, {});
    auto delivery = std::make_shared<Delivery>();
    delivery->id = ++last_delivery_;
    delivery->generation = generation_;
    delivery->fault = std::exchange(pending_fault_, {});
    delivery->body = webhook_body(account_id_, numbers_, items);
    for (const auto& item : items) {
        if (std::ranges::find(delivery->wamids, item.wamid) == delivery->wamids.end())
            delivery->wamids.push_back(item.wamid);
        if (item.kind == WebhookItem::Kind::status)
            delivery->statuses.emplace_back(item.wamid, item.status);
    }
    ++backlog_;
    if (delivery->fault.delay.count() == 0) return dispatch(std::move(delivery));
    const auto delay = delivery->fault.delay;
    parts_.agenda.add(delay, [this, delivery] { dispatch(delivery); });
}

void WebhookSender::dispatch(DeliveryPointer delivery) {
    if (delivery->generation != generation_) return;
    delivery->first_at = parts_.clock.steady();
    if (delivery->fault.reorder_webhook) {
        held_back_.push_back(std::move(delivery));
        parts_.agenda.add(held_back_max, [this] { release_held_back(); });
        return;
    }
    ready_.push_back(std::move(delivery));
    pump();
}

void WebhookSender::release_held_back() {
    for (auto& delivery : std::exchange(held_back_, {})) ready_.push_back(std::move(delivery));
    pump();
}

// An attempt may end before spawn() returns; then it must not pump from within this loop.
void WebhookSender::pump() {
    if (pumping_) return;
    pumping_ = true;
    while (may_send() && !ready_.empty() && in_flight_ < options_.concurrency) {
        auto delivery = std::move(ready_.front());
        ready_.pop_front();
        const bool twice = delivery->fault.duplicate_webhook && delivery->attempts == 0;
        ++delivery->attempts;
        tasks_.spawn("send_webhook", attempt(delivery, false));
        if (twice) tasks_.spawn("send_webhook", attempt(delivery, true));
    }
    pumping_ = false;
}

net::ClientRequest WebhookSender::request_for(const Delivery& delivery) {
    const auto digest = delivery.fault.bad_signature
                            ? core::HmacSha256("another secret").sign(delivery.body)
                            : hmac_.sign(delivery.body);
    net::ClientRequest request;
    request.method = "POST";
    request.url = options_.url;
    request.headers = {{"Content-Type", "application/json"},
                       {"User-Agent", "facebookexternalua"},
                       {"X-Hub-Signature-256", "sha256=" + core::to_hex(digest)}};
    request.body = delivery.body;
    request.time_max = options_.answer_max;
    return request;
}

core::Task<> WebhookSender::attempt(DeliveryPointer delivery, bool duplicate) {
    ++in_flight_;
    const auto outcome = co_await parts_.client.send(request_for(*delivery));
    --in_flight_;
    const auto* response = std::get_if<net::ClientResponse>(&outcome);
    settle(delivery, response ? response->status : 0, duplicate);
    pump();
}

void WebhookSender::settle(const DeliveryPointer& delivery, int status, bool duplicate) {
    WebhookRecord record;
    record.at = parts_.clock.wall();
    record.delivery = delivery->id;
    record.status = status;
    record.attempt = delivery->attempts;
    record.duplicate = duplicate;
    record.wamids = delivery->wamids;
    record.statuses = delivery->statuses;
    parts_.ledger.add(std::move(record));
    release_held_back();
    const bool forgotten = delivery->generation != generation_;
    if (!duplicate && !forgotten) settle_own(delivery, status);
}

void WebhookSender::settle_own(const DeliveryPointer& delivery, int status) {
    const auto since_first =
        std::chrono::duration_cast<core::Milliseconds>(parts_.clock.steady() - delivery->first_at);
    // A wrongly signed one is not Meta's: nobody comes again with it.
    const bool is_over = status == 200 || delivery->fault.bad_signature;
    const auto wait = is_over ? std::nullopt : retry_delay(delivery->attempts, since_first);
    if (!wait) {
        --backlog_;
        if (is_over) return;
        ++given_up_;
        parts_.log.warn("webhook_given_up", {{"attempts", delivery->attempts}});
        return;
    }
    parts_.agenda.add(*wait, [this, delivery] {
        if (delivery->generation != generation_) return;
        ready_.push_back(delivery);
        pump();
    });
}

// Meta asks once when a callback is entered; the server may start after us, so we ask again.
core::Task<> WebhookSender::verify() {
    const auto challenge = std::to_string(1'000'000'000 + last_delivery_ + generation_);
    net::ClientRequest request;
    request.url = options_.url + "?hub.mode=subscribe&hub.challenge=" + challenge +
                  "&hub.verify_token=" + encode_query(options_.verify_token);
    request.time_max = options_.answer_max;
    const auto outcome = co_await parts_.client.send(std::move(request));
    if (tasks_.stopping()) co_return;
    const auto* response = std::get_if<net::ClientResponse>(&outcome);
    if (response && response->status == 200 && response->body == challenge) {
        verified_ = true;
        parts_.log.info("webhook_verified", {});
        pump();
        co_return;
    }
    if (response)
        parts_.log.warn("webhook_not_verified", {{"status", response->status}});
    else
        parts_.log.info("webhook_not_reachable",
                        {{"reason", std::get<net::ClientFailure>(outcome).reason}});
    verify_later();
}

void WebhookSender::verify_later() {
    verify_wait_ = std::min(std::max(verify_wait_ * 2, core::Milliseconds{250}), verify_wait_max);
    parts_.agenda.add(verify_wait_, [this] {
        if (!tasks_.stopping()) tasks_.spawn("verify_webhook", verify());
    });
}

void WebhookSender::record_dropped(const WebhookItem& item) {
    WebhookRecord record;
    record.at = parts_.clock.wall();
    record.dropped = true;
    record.wamids = {item.wamid};
    if (item.kind == WebhookItem::Kind::status) record.statuses = {{item.wamid, item.status}};
    parts_.ledger.add(std::move(record));
}

}  // namespace sim

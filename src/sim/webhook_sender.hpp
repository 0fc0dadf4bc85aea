#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/digest.hpp"
#include "core/log.hpp"
#include "core/task_scope.hpp"
#include "net/http_client.hpp"
#include "sim/agenda.hpp"
#include "sim/faults.hpp"
#include "sim/ledger.hpp"
#include "sim/webhook_json.hpp"

namespace sim {

struct WebhookOptions {
    std::string url;  // "" : nobody has subscribed, nothing is sent
    std::string app_secret;
    std::string verify_token;      // "" : the callback is not verified before the first webhook
    std::size_t concurrency = 16;  // requests at one time
    std::size_t batch = 1;         // updates in one POST, 1 to 1000
    core::Milliseconds batch_wait{50};  // how long an update waits for others, with batch over 1
    core::Milliseconds answer_max{20'000};
};

// Whether webhooks can be sent there: http or https, with a host.
bool is_webhook_url(const std::string& url);

// When Meta comes again with a webhook that was not answered with 200: at once, then after 1 s and
// twice as long each time, an hour at most, for 7 days (Meta: "immediately, then with decreasing
// frequency over the next 7 days"). Absent when it gives up. `failed` is how many attempts have.
std::optional<core::Milliseconds> retry_delay(int failed, core::Milliseconds since_first);

// Meta's sender of webhooks: signs, sends some at one time, comes again until it gets a 200. One
// scheduler's thread; what it waits for by the simulator's clock waits in the agenda.
class WebhookSender {
public:
    // Deliveries that wait for their first or next attempt. Full, updates are dropped and counted.
    static constexpr std::size_t backlog_max = 100'000;

    struct Parts {
        Agenda& agenda;
        const core::Clock& clock;
        Faults& faults;
        Ledger& ledger;
        net::HttpClient& client;
        core::Log log;
    };
    WebhookSender(WebhookOptions options, std::string account_id,
                  std::vector<BusinessNumber> numbers, Parts parts);

    // Where webhooks go, where the address was not known when this was made. Before start().
    void send_to(std::string url);
    void start();
    core::Task<> stop();

    void add(WebhookItem item);
    // An unsubscribed account gets no webhooks; those that wait are forgotten.
    void subscribe(bool subscribed);

    bool subscribed() const { return subscribed_; }
    bool verified() const { return verified_; }
    bool has_room() const { return backlog_ < backlog_max; }
    const std::vector<BusinessNumber>& numbers() const { return numbers_; }
    std::size_t backlog() const { return backlog_; }
    std::uint64_t dropped() const { return dropped_; }
    std::uint64_t given_up() const { return given_up_; }
    const WebhookOptions& options() const { return options_; }
    // Takes effect with the next update. Out of range: the nearest good value.
    void set_batch(std::size_t batch);
    void set_concurrency(std::size_t concurrency);

private:
    struct Delivery;
    using DeliveryPointer = std::shared_ptr<Delivery>;

    void add_pending(WebhookItem item, const std::optional<FaultEffect>& fault);
    void flush();
    void dispatch(DeliveryPointer delivery);
    void release_held_back();
    void pump();
    core::Task<> attempt(DeliveryPointer delivery, bool duplicate);
    void settle(const DeliveryPointer& delivery, int status, bool duplicate);
    void settle_own(const DeliveryPointer& delivery, int status);
    core::Task<> verify();
    void verify_later();
    bool may_send() const;
    net::ClientRequest request_for(const Delivery& delivery);
    void record_dropped(const WebhookItem& item);

    WebhookOptions options_;
    const std::string account_id_;
    const std::vector<BusinessNumber> numbers_;
    Parts parts_;
    core::HmacSha256 hmac_;
    core::TaskScope tasks_;

    std::vector<WebhookItem> pending_;  // of the next batch
    FaultEffect pending_fault_;
    bool flush_is_due_ = false;
    std::deque<DeliveryPointer> ready_;
    std::vector<DeliveryPointer> held_back_;  // until another has gone first
    std::size_t in_flight_ = 0;
    std::size_t backlog_ = 0;
    std::uint64_t generation_ = 0;  // grows when all that waits is forgotten
    std::uint64_t last_delivery_ = 0;
    std::uint64_t dropped_ = 0;
    std::uint64_t given_up_ = 0;
    bool subscribed_ = true;
    bool verified_ = false;
    bool pumping_ = false;
    core::Milliseconds verify_wait_{0};
};

}  // namespace sim

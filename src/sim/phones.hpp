#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "sim/agenda.hpp"
#include "sim/conversations.hpp"
#include "sim/customers.hpp"
#include "sim/ids.hpp"
#include "sim/webhook_sender.hpp"

namespace sim {

// WhatsApp only takes free text within this time of the customer's last message (Cloud API,
// customer service window).
inline constexpr std::chrono::hours service_window{24};

// What a customer writes.
struct Writing {
    std::string type = "text";
    boost::json::value content;   // what stands under the type's name; {"body": …} for text
    std::string text;             // what a person reads of it
    std::string quoted;           // wamid of the line that it answers, "" for none
    boost::json::object besides;  // further members: "referral", "errors"
};
Writing plain_text(std::string text);

// The phones: what customers write goes to the business as a webhook; what the business has sent
// arrives, is delivered and read by the owner's habits, and comes back as statuses.
class Phones {
public:
    struct Parts {
        Agenda& agenda;
        const core::Clock& clock;
        core::Random& random;
        IdSource& ids;
        Customers& customers;
        Conversations& conversations;
        WebhookSender& webhooks;
    };
    // Messages that wait to be read. More than this are never read.
    static constexpr std::size_t unread_max = 100'000;

    explicit Phones(Parts parts) : parts_(parts) {}

    // Returns the wamid. Opens the window.
    std::string write(Customer& customer, std::size_t number, Writing writing);

    // Of a message that the API has taken: its line is in the conversation already.
    struct Shipment {
        std::string wamid;
        std::string opaque;
        std::optional<int> fails_with;  // the status `failed` comes instead of the others
    };
    void deliver(Conversation& conversation, Shipment shipment);
    // Nobody has this number: `failed` with 131026.
    void deliver_to_nobody(std::size_t number, std::string digits, Shipment shipment);

    // The customer looks at the conversation now: what has come is read.
    void look_at(Conversation& conversation);

    // Called when a customer has seen a message of the business's.
    std::function<void(Conversation&, const Line&)> on_seen;
    // Whether this customer's phone is in a person's hand: then only look_at() reads.
    std::function<bool(std::size_t customer)> is_played;

    boost::json::object contact_of(const Customer& customer) const;

private:
    void advance_to(const std::string& wamid, const std::string& opaque, Progress progress);
    void see(const std::string& wamid, const std::string& opaque);
    void send_status(std::size_t number, const Customer& customer, const Shipment& shipment,
                     Progress progress);
    boost::json::object status_payload(const Shipment& shipment, Progress progress) const;

    Parts parts_;
    std::unordered_map<std::string, std::string> unread_;  // wamid → opaque, delivered and unread
};

}  // namespace sim

#include "inbox/inbox.hpp"

#include <iterator>

#include "inbox/contact_routes.hpp"
#include "inbox/conversation_routes.hpp"
#include "inbox/deliveries.hpp"
#include "inbox/intake.hpp"
#include "inbox/message_routes.hpp"

namespace inbox {

Inbox::Inbox(store::Database& database, const People& people, core::Log log, core::Metrics& metrics)
    : desk_{database, people, std::move(log),
            metrics.counter("chasqui_replies_total", "Messages that the API took for sending")} {}

void Inbox::take_message(store::Transaction& tx, const whatsapp::InboundMessage& message) {
    inbox::take_message(tx, message);
}

void Inbox::take_identity_change(store::Transaction& tx, const whatsapp::IdentityChange& change) {
    inbox::take_identity_change(tx, change);
}

void Inbox::take_delivery(store::Transaction& tx, const whatsapp::DeliveryChange& change) {
    inbox::take_delivery(tx, change);
}

std::optional<core::Error> Inbox::forbids(store::Transaction& tx,
                                          const whatsapp::Dispatch& dispatch) {
    return inbox::forbids(tx, dispatch);
}

std::vector<net::Route> Inbox::routes() const {
    auto routes = conversation_routes(desk_);
    std::ranges::move(message_routes(desk_), std::back_inserter(routes));
    std::ranges::move(contact_routes(desk_), std::back_inserter(routes));
    return routes;
}

}  // namespace inbox

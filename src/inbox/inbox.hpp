#pragma once

#include <optional>
#include <vector>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "inbox/cases.hpp"
#include "inbox/desk.hpp"
#include "inbox/people.hpp"
#include "net/openapi.hpp"
#include "net/route.hpp"
#include "store/database.hpp"
#include "whatsapp/sinks.hpp"

namespace inbox {

// The room as the composition root sees it: takes what whatsapp brings, checks what it is about to
// send, and answers requests. Everything given outlives it, and it outlives its routes.
class Inbox : public whatsapp::InboundSink, public whatsapp::DispatchGuard {
public:
    Inbox(store::Database& database, const People& people, core::Log log, core::Metrics& metrics);
    Inbox(const Inbox&) = delete;
    Inbox& operator=(const Inbox&) = delete;

    void take_message(store::Transaction& tx, const whatsapp::InboundMessage& message) override;
    void take_identity_change(store::Transaction& tx,
                              const whatsapp::IdentityChange& change) override;
    void take_delivery(store::Transaction& tx, const whatsapp::DeliveryChange& change) override;
    // Conversations carry their number's id and nothing else of it.
    void take_number(store::Transaction&, const model::NumberId&) override {}
    std::optional<core::Error> forbids(store::Transaction& tx,
                                       const whatsapp::Dispatch& dispatch) override;

    std::vector<net::Route> routes() const;

private:
    Desk desk_;
};

// The shapes that the routes name, for the OpenAPI document. `Person` is auth's.
std::vector<net::NamedSchema> component_schemas();

}  // namespace inbox

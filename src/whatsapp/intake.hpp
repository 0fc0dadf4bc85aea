#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/ids.hpp"
#include "model/message.hpp"
#include "store/transaction.hpp"
#include "whatsapp/delivery.hpp"
#include "whatsapp/journal_store.hpp"
#include "whatsapp/sinks.hpp"
#include "whatsapp/webhook_reader.hpp"

namespace whatsapp {

// What became of a body's items, for the metrics and the log after the commit.
struct IntakeSummary {
    struct Item {
        std::string kind;
        std::string_view result;  // a state of ItemState, or "duplicate"
        std::string reason;       // of a dead one
    };
    std::vector<Item> items;
    std::vector<model::MessageStatus> deliveries;  // states that messages came into
};

// Takes webhooks in: the body and the effect of each of its items, in one transaction. An item that
// breaks a rule is undone alone, and stays in the journal as dead; an error of the database ends
// the whole job, so that nothing is acknowledged and Meta comes again.
class Intake {
public:
    // `version` is ours: what one version found dead, the next tries again.
    Intake(InboundSinks sinks, std::string version)
        : sinks_(std::move(sinks)), version_(std::move(version)) {}

    IntakeSummary take_in(store::Transaction& tx, std::string_view body,
                          const std::vector<WebhookItem>& items) const;

    // Tries again what another version found dead: at most `bodies_max` bodies in one transaction.
    // Call it at start until it returns 0 bodies.
    struct Retried {
        std::size_t bodies = 0;
        IntakeSummary summary;
    };
    Retried retry_dead(store::Transaction& tx, std::int64_t bodies_max) const;

private:
    struct Run;
    void take_item(Run& run, JournalId journal, const WebhookItem& item) const;
    std::string why_dead(Run& run, ItemId id, const WebhookItem& item) const;
    void apply(Run& run, ItemId id, const WebhookItem& item) const;

    InboundSinks sinks_;
    std::string version_;
};

}  // namespace whatsapp

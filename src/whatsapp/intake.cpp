#include "whatsapp/intake.hpp"

#include <exception>
#include <new>

#include "store/database_error.hpp"
#include "whatsapp/channel_numbers.hpp"

namespace whatsapp {

// One transaction's work.
struct Intake::Run {
    Run(store::Transaction& transaction, const InboundSinks& sinks)
        : tx(transaction), deliveries(transaction, sinks) {}

    store::Transaction& tx;
    Deliveries deliveries;
    std::set<model::NumberId> known_numbers;  // those whose rows stand
    std::vector<IntakeSummary::Item> items;
    bool found_new = false;
    bool parked = false;  // whether the last item was
};

namespace {

ItemState hoped_for(const WebhookItem& item) {
    if (!item.fault.empty()) return ItemState::dead;
    return std::holds_alternative<std::monostate>(item.effect) ? ItemState::recorded
                                                               : ItemState::applied;
}

}  // namespace

IntakeSummary Intake::take_in(store::Transaction& tx, std::string_view body,
                              const std::vector<WebhookItem>& items) const {
    Run run(tx, sinks_);
    const auto journal = insert_body(tx, body);
    for (const auto& item : items) take_item(run, journal, item);
    // A body that tells nothing new is in the journal already, in the one that told it first.
    if (!run.found_new) delete_journal_row(tx, journal);
    return {std::move(run.items), run.deliveries.take_changes()};
}

Intake::Retried Intake::retry_dead(store::Transaction& tx, std::int64_t bodies_max) const {
    Run run(tx, sinks_);
    const auto bodies = bodies_to_retry(tx, version_, bodies_max);
    for (const auto& [journal, body] : bodies) {
        delete_dead_items(tx, journal);
        for (const auto& item : read_webhook(body, tx.now())) take_item(run, journal, item);
    }
    return {bodies.size(), {std::move(run.items), run.deliveries.take_changes()}};
}

void Intake::take_item(Run& run, JournalId journal, const WebhookItem& item) const {
    const auto state = hoped_for(item);
    const auto id = insert_item(run.tx, journal, item, state);
    if (!id) {
        run.items.push_back({item.kind, "duplicate", ""});
        return;
    }
    run.found_new = true;
    run.parked = false;
    const auto reason = state == ItemState::dead ? item.fault : why_dead(run, *id, item);
    if (!reason.empty()) {
        mark_dead(run.tx, *id, {reason, version_});
        run.items.push_back({item.kind, to_string(ItemState::dead), reason});
    } else {
        run.known_numbers.insert(item.number);
        run.items.push_back({item.kind, to_string(run.parked ? ItemState::parked : state), ""});
    }
}

// Applies the item in a savepoint; says why it could not be, "" where it was. A constraint is a
// rule too: it would refuse the item each time that Meta came again, and with it all of the body.
std::string Intake::why_dead(Run& run, ItemId id, const WebhookItem& item) const {
    try {
        const bool stands = run.tx.nested([&] { apply(run, id, item); });
        return stands ? "" : "webhook.undone";
    } catch (const store::ConstraintViolation& violation) {
        return violation.what();
    } catch (const store::DatabaseError&) {
        throw;
    } catch (const store::Unavailable&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& exception) {
        return exception.what();
    }
}

void Intake::apply(Run& run, ItemId id, const WebhookItem& item) const {
    if (!item.number.empty() && !run.known_numbers.contains(item.number))
        note_number(run.tx, {item.number, item.account, item.number_display}, sinks_);
    if (const auto* message = std::get_if<InboundMessage>(&item.effect)) {
        for (InboundSink& sink : sinks_) sink.take_message(run.tx, *message);
        if (item.identity_change)
            for (InboundSink& sink : sinks_)
                sink.take_identity_change(run.tx, *item.identity_change);
    } else if (const auto* status = std::get_if<StatusUpdate>(&item.effect)) {
        run.parked = !take_status(run.deliveries, item.number, *status);
        if (run.parked) mark_parked(run.tx, id, item.raw);
    }
}

}  // namespace whatsapp

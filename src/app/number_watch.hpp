#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <vector>

#include "whatsapp/sinks.hpp"

namespace app {

// Keeps the channel numbers there are in memory, for the rooms of the event log. A number is noted
// inside the transaction that makes it: one too many, where that is undone, hurts nobody.
class NumberWatch : public whatsapp::InboundSink {
public:
    // Called after a number that was new, on the writer's thread.
    void on_new(std::function<void()> observer) { observer_ = std::move(observer); }
    void add(const model::NumberId& number);
    std::vector<model::NumberId> all() const;  // any thread

    void take_message(store::Transaction&, const whatsapp::InboundMessage&) override {}
    void take_identity_change(store::Transaction&, const whatsapp::IdentityChange&) override {}
    void take_delivery(store::Transaction&, const whatsapp::DeliveryChange&) override {}
    void take_number(store::Transaction&, const model::NumberId& number) override { add(number); }

private:
    mutable std::mutex mutex_;
    std::set<model::NumberId> numbers_;
    std::function<void()> observer_;
};

}  // namespace app

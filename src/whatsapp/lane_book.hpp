#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "core/clock.hpp"
#include "model/ids.hpp"

namespace whatsapp {

// Which lane is to be looked at when: at most `in_flight_max` at once, each channel number at its
// pace. It decides and does not wait; what it knows is rebuilt from the outbox at start.
class LaneBook {
public:
    struct Limits {
        std::size_t in_flight_max = 64;
        std::int64_t messages_per_second = 80;
        std::size_t lanes_max = 10'000;  // beyond it, queued messages wait in the table alone
    };
    explicit LaneBook(Limits limits);

    bool has_room() const { return lanes_.size() < limits_.lanes_max; }
    // Something was queued in the lane. A lane that waits goes on waiting: its head has not moved.
    struct Queued {
        model::ConversationId conversation;
        model::NumberId number;
    };
    void add(const Queued& queued, core::SteadyTime now);
    // The next lane that may be looked at, which is in flight from now on.
    std::optional<model::ConversationId> take(core::SteadyTime now);
    // A lane in flight is to be looked at again then.
    void rest(const model::ConversationId& conversation, core::SteadyTime due);
    // A lane in flight had nothing queued: it is forgotten, unless something was added meanwhile.
    void drop(const model::ConversationId& conversation, core::SteadyTime now);
    // The lanes of the number that wait are forgotten: they cannot send.
    void forget(const model::NumberId& number);
    // Everything that waits is looked at now.
    void wake_all(core::SteadyTime now);

    // When take() may give a lane; absent while it cannot, whatever the time.
    std::optional<core::SteadyTime> next_due() const;
    std::size_t lanes() const { return lanes_.size(); }
    std::size_t in_flight() const { return in_flight_; }

private:
    struct Lane {
        model::NumberId number;
        core::SteadyTime due;
        bool in_flight = false;
        bool added_again = false;  // while in flight
        bool paced = false;        // `due` is a moment that its number's pace gave to it
    };
    void schedule(const model::ConversationId& conversation, Lane& lane, core::SteadyTime due);
    core::SteadyTime next_slot(const model::NumberId& number, core::SteadyTime now);

    Limits limits_;
    std::unordered_map<model::ConversationId, Lane> lanes_;
    std::set<std::pair<core::SteadyTime, model::ConversationId>> waiting_;
    std::map<model::NumberId, core::SteadyTime> free_from_;
    std::size_t in_flight_ = 0;
};

}  // namespace whatsapp

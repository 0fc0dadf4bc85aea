#include "whatsapp/lane_book.hpp"

#include <algorithm>
#include <vector>

namespace whatsapp {

LaneBook::LaneBook(Limits limits) : limits_(limits) {}

void LaneBook::add(const Queued& queued, core::SteadyTime now) {
    auto [found, fresh] = lanes_.try_emplace(queued.conversation);
    auto& lane = found->second;
    if (fresh) {
        lane.number = queued.number;
        schedule(queued.conversation, lane, now);
    } else if (lane.in_flight) {
        lane.added_again = true;
    }
}

std::optional<model::ConversationId> LaneBook::take(core::SteadyTime now) {
    while (in_flight_ < limits_.in_flight_max && !waiting_.empty() &&
           waiting_.begin()->first <= now) {
        const auto conversation = waiting_.begin()->second;
        waiting_.erase(waiting_.begin());
        auto& lane = lanes_.at(conversation);
        const auto slot = lane.paced ? now : next_slot(lane.number, now);
        if (slot > now) {
            schedule(conversation, lane, slot);
            lane.paced = true;
            continue;
        }
        lane.paced = false;
        lane.in_flight = true;
        lane.added_again = false;
        ++in_flight_;
        return conversation;
    }
    return std::nullopt;
}

void LaneBook::rest(const model::ConversationId& conversation, core::SteadyTime due) {
    auto& lane = lanes_.at(conversation);
    lane.in_flight = false;
    --in_flight_;
    schedule(conversation, lane, due);
}

void LaneBook::drop(const model::ConversationId& conversation, core::SteadyTime now) {
    if (lanes_.at(conversation).added_again) return rest(conversation, now);
    --in_flight_;
    lanes_.erase(conversation);
}

void LaneBook::forget(const model::NumberId& number) {
    std::erase_if(waiting_, [&](const auto& entry) {
        const auto lane = lanes_.find(entry.second);
        if (lane->second.number != number) return false;
        lanes_.erase(lane);
        return true;
    });
}

void LaneBook::wake_all(core::SteadyTime now) {
    std::vector<model::ConversationId> sleeping;
    for (const auto& [due, conversation] : waiting_)
        if (due > now) sleeping.push_back(conversation);
    for (const auto& conversation : sleeping) {
        auto& lane = lanes_.at(conversation);
        if (lane.paced) continue;
        waiting_.erase({lane.due, conversation});
        schedule(conversation, lane, now);
    }
}

std::optional<core::SteadyTime> LaneBook::next_due() const {
    if (waiting_.empty() || in_flight_ >= limits_.in_flight_max) return std::nullopt;
    return waiting_.begin()->first;
}

void LaneBook::schedule(const model::ConversationId& conversation, Lane& lane,
                        core::SteadyTime due) {
    lane.due = due;
    waiting_.emplace(due, conversation);
}

// Evenly spaced: the second's last message must not find the whole second's allowance spent.
core::SteadyTime LaneBook::next_slot(const model::NumberId& number, core::SteadyTime now) {
    const std::chrono::nanoseconds gap{1'000'000'000 / limits_.messages_per_second};
    auto& free_from = free_from_[number];
    const auto slot = std::max(free_from, now);
    free_from = slot + gap;
    return slot;
}

}  // namespace whatsapp

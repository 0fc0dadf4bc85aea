#include "live/presence.hpp"

namespace live {

bool Presence::enter(const model::ConversationId& conversation, const Person& person) {
    const std::lock_guard lock(mutex_);
    auto& seen = conversations_[conversation][person.id];
    seen.name = person.name;
    return ++seen.sockets == 1;
}

bool Presence::leave(const model::ConversationId& conversation, const model::UserId& person) {
    const std::lock_guard lock(mutex_);
    const auto people = conversations_.find(conversation);
    if (people == conversations_.end()) return false;
    const auto seen = people->second.find(person);
    if (seen == people->second.end() || --seen->second.sockets > 0) return false;
    people->second.erase(seen);
    if (people->second.empty()) conversations_.erase(people);
    return true;
}

std::vector<Person> Presence::in(const model::ConversationId& conversation) const {
    const std::lock_guard lock(mutex_);
    std::vector<Person> people;
    const auto found = conversations_.find(conversation);
    if (found == conversations_.end()) return people;
    for (const auto& [id, seen] : found->second) {
        if (people.size() == named_max) break;
        people.push_back({id, seen.name});
    }
    return people;
}

}  // namespace live

#include "sim/conversations.hpp"

#include <algorithm>

namespace sim {

std::string_view to_string(Progress progress) {
    switch (progress) {
        case Progress::accepted: return "accepted";
        case Progress::sent: return "sent";
        case Progress::delivered: return "delivered";
        case Progress::read: return "read";
        case Progress::failed: return "failed";
    }
    return "";
}

Conversation& Conversations::of(std::size_t number, std::size_t customer) {
    auto& conversation = all_[{number, customer}];
    conversation.number = number;
    conversation.customer = customer;
    return conversation;
}

Conversation* Conversations::find(std::size_t number, std::size_t customer) {
    const auto found = all_.find({number, customer});
    return found == all_.end() ? nullptr : &found->second;
}

void Conversations::append(Conversation& conversation, Line line) {
    if (conversation.lines.size() >= lines_max) {
        by_wamid_.erase(conversation.lines.front().wamid);
        conversation.lines.pop_front();
    }
    by_wamid_.emplace(line.wamid, &conversation);
    conversation.lines.push_back(std::move(line));
    touch(conversation);
}

Conversations::Found Conversations::find_message(std::string_view wamid) {
    const auto found = by_wamid_.find(std::string{wamid});
    if (found == by_wamid_.end()) return {};
    auto& lines = found->second->lines;
    const auto line =
        std::ranges::find_if(lines.rbegin(), lines.rend(),
                             [&](const Line& candidate) { return candidate.wamid == wamid; });
    if (line == lines.rend()) return {};
    return {found->second, &*line};
}

}  // namespace sim

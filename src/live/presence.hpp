#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "model/ids.hpp"

namespace live {

struct Person {
    model::UserId id;
    std::string name;
};

// Who looks at which conversation, over all loops; a person with two tabs counts once. Any thread.
class Presence {
public:
    // At most so many are named; more look on unnamed.
    static constexpr std::size_t named_max = 20;

    // Both say whether the set of people has changed.
    bool enter(const model::ConversationId& conversation, const Person& person);
    bool leave(const model::ConversationId& conversation, const model::UserId& person);
    std::vector<Person> in(const model::ConversationId& conversation) const;

private:
    struct Seen {
        std::string name;
        int sockets = 0;
    };
    mutable std::mutex mutex_;
    std::map<model::ConversationId, std::map<model::UserId, Seen>> conversations_;
};

}  // namespace live

#pragma once

#include <optional>
#include <string>

#include "model/ids.hpp"
#include "store/transaction.hpp"

namespace inbox {

// A user of ours, as others see them.
struct Person {
    model::UserId id;
    std::string name;
};

// Who can be given a conversation. The composition root wires it from the users and teams there
// are. Called inside transactions, on the store's threads.
class People {
public:
    virtual ~People() = default;
    // A user who may be assigned: known and not disabled.
    virtual std::optional<Person> find(store::Transaction& tx, const model::UserId& id) const = 0;
    virtual bool has_team(store::Transaction& tx, const model::TeamId& id) const = 0;
};

}  // namespace inbox

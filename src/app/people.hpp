#pragma once

#include "auth/directory.hpp"
#include "inbox/people.hpp"

namespace app {

// Tells the inbox who can be given a conversation, from auth's directory.
class DirectoryPeople : public inbox::People {
public:
    explicit DirectoryPeople(const auth::Directory& directory) : directory_(directory) {}
    std::optional<inbox::Person> find(store::Transaction& tx,
                                      const model::UserId& id) const override;
    bool has_team(store::Transaction& tx, const model::TeamId& id) const override;

private:
    const auth::Directory& directory_;
};

}  // namespace app

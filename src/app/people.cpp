#include "app/people.hpp"

#include <algorithm>

namespace app {

std::optional<inbox::Person> DirectoryPeople::find(store::Transaction&,
                                                   const model::UserId& id) const {
    const auto account = directory_.account(id);
    if (!account || account->disabled) return std::nullopt;
    return inbox::Person{account->id, account->name};
}

bool DirectoryPeople::has_team(store::Transaction&, const model::TeamId& id) const {
    const auto teams = directory_.teams();
    return std::any_of(teams.begin(), teams.end(),
                       [&](const auth::Team& team) { return team.id == id; });
}

}  // namespace app

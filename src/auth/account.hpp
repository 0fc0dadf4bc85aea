#pragma once

#include <set>
#include <string>

#include "core/clock.hpp"
#include "core/json_text.hpp"
#include "model/ids.hpp"
#include "model/principal.hpp"

namespace auth {

// A JSON array of their texts.
template <class Ids>
std::string ids_to_json(const Ids& ids) {
    return core::json_array(ids, [](const auto& id) {
        std::string text;
        core::append_json_text(text, id.text());
        return text;
    });
}

// A person who may sign in, and their rights.
struct Account {
    model::UserId id;
    std::string email;  // lower case
    std::string name;
    model::Role role = model::Role::agent;
    bool disabled = false;
    std::set<model::TeamId> teams;      // none: all
    std::set<model::NumberId> numbers;  // none: all
    core::WallTime created_at;
};

// The JSON shape `User`: {id, email, name, role, disabled, teams, numbers, createdAt}.
std::string to_json(const Account& account);
// What the audit keeps: the rights, without name and address.
std::string rights_to_json(const Account& account);

struct Team {
    model::TeamId id;
    std::string name;
};

std::string to_json(const Team& team);

// Who does something, and from where: for the audit.
struct Actor {
    model::UserId user;               // empty: the command line, or nobody known
    std::string address = "command";  // of the client
};

}  // namespace auth

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "model/ids.hpp"
#include "store/transaction.hpp"

// The channel numbers' SQL.
namespace whatsapp {

struct ChannelNumber {
    model::NumberId id;
    std::string account;  // WhatsApp business account id
    std::string display;  // digits, "" when not told yet
    bool claimed = false;
    std::string base_url;
    std::string api_version;
    std::string sealed_token;  // "" while there is none
    std::string fault;         // why its queue stands still, "" while it does not
    core::WallTime created_at;
    core::WallTime updated_at;
};

std::optional<ChannelNumber> find_number(store::Transaction& tx, const model::NumberId& id);
bool number_is_known(store::Transaction& tx, const model::NumberId& id);
bool any_number_is_claimed(store::Transaction& tx);
std::vector<ChannelNumber> list_numbers(store::Transaction& tx);
// Makes the row or writes all of it but created_at.
void put_number(store::Transaction& tx, const ChannelNumber& number);
void set_number_fault(store::Transaction& tx, const model::NumberId& id, std::string_view fault);
void clear_number_faults(store::Transaction& tx);

}  // namespace whatsapp

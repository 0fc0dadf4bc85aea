#pragma once

#include "monitor/channels.hpp"
#include "store/transaction.hpp"

// The SQL of channels and of what they are told.
namespace monitor {

std::vector<Channel> list_channels(store::Transaction& tx);
std::optional<Channel> find_channel(store::Transaction& tx, std::string_view id);
void put_channel(store::Transaction& tx, const Channel& channel);
bool delete_channel(store::Transaction& tx, std::string_view id);
// How the last call went: "" and no next try where it went well.
void note_channel_outcome(store::Transaction& tx, const Channel& channel);

// What is to be said of an alert on a channel.
struct Notification {
    std::int64_t id = 0;
    std::string alert;
    std::string channel;
    std::string family;
    std::string kind;  // firing, repeated, escalated, resolved
    std::int64_t step = 0;
    std::string delivery;
    std::int64_t attempts = 0;
    core::WallTime due_at;
    core::WallTime at;
};
// False where it has been said, or is going to be: each thing is said once.
bool insert_notification(store::Transaction& tx, const Notification& notification);
bool was_told(store::Transaction& tx, std::string_view alert, std::string_view channel);
// Of an alert that is over: forgets what no attempt was made to say.
void drop_unsaid(store::Transaction& tx, std::string_view alert);

// The channels that have something to say now.
std::vector<std::string> channels_due(store::Transaction& tx);
// What this channel says next, as one message under one delivery: what an earlier attempt did not
// bring through, else everything that waits for it in one group.
std::vector<Notification> take_batch(store::Transaction& tx, std::string_view channel);
void finish_batch(store::Transaction& tx, std::string_view delivery, bool sent);
bool any_unsaid(store::Transaction& tx);

}  // namespace monitor

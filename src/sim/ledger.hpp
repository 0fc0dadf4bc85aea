#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"

namespace sim {

// One attempt to hand a webhook to the business.
struct WebhookRecord {
    core::WallTime at{};              // when the answer came, or it was clear that none will
    std::uint64_t delivery = 0;       // the same for every attempt and duplicate of one body
    int status = 0;                   // HTTP status; 0: no answer
    int attempt = 1;                  // from 1
    bool duplicate = false;           // sent once more on purpose
    bool dropped = false;             // a fault: never sent
    std::vector<std::string> wamids;  // in the body's order
    std::vector<std::pair<std::string, std::string>> statuses;  // (wamid, status) of statuses
};

// One message that the API took: from here on Meta answers for it.
struct AcceptedRecord {
    core::WallTime at{};
    std::string wamid;
    std::string number;  // phone number id
    std::string to;      // wa_id, or the user id of who shows no number
    std::string opaque;  // biz_opaque_callback_data
    std::string type;
    std::string text;
    bool answered = true;  // false: the connection was cut after accepting (a fault)
};

// What the simulator has sent and accepted, in order: the proof's other side. Full, it lets go of
// the oldest and says how many.
class Ledger {
public:
    static constexpr std::size_t records_max = 1'000'000;  // of each kind

    void add(WebhookRecord record) { push(webhooks_, webhooks_gone_, std::move(record)); }
    void add(AcceptedRecord record) { push(accepted_, accepted_gone_, std::move(record)); }

    // Where to begin: how many of each kind the reader has had already.
    struct Cursor {
        std::uint64_t webhooks = 0;
        std::uint64_t accepted = 0;
    };
    // {"webhooks": […], "accepted": […], "next": {"webhooks", "accepted"}, "gone": {…}}
    std::string to_json(Cursor from) const;

    const std::deque<WebhookRecord>& webhooks() const { return webhooks_; }
    const std::deque<AcceptedRecord>& accepted() const { return accepted_; }

private:
    template <class Record>
    static void push(std::deque<Record>& records, std::uint64_t& gone, Record record) {
        if (records.size() >= records_max) {
            records.pop_front();
            ++gone;
        }
        records.push_back(std::move(record));
    }

    std::deque<WebhookRecord> webhooks_;
    std::deque<AcceptedRecord> accepted_;
    std::uint64_t webhooks_gone_ = 0;
    std::uint64_t accepted_gone_ = 0;
};

}  // namespace sim

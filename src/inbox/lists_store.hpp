#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "inbox/cursors.hpp"
#include "model/ids.hpp"
#include "store/transaction.hpp"

// The SQL of the streams that lists of conversations merge.
namespace inbox {

// A row of a stream: where the conversation stands in the list's order.
struct ListPlace {
    core::WallTime updated_at;
    std::string id;
    friend auto operator<=>(const ListPlace&, const ListPlace&) = default;
};

enum class Narrowing { none, unread, unassigned };

// One range of one index.
struct Stream {
    model::NumberId number;  // with the team: of a scope. Empty: of the assignee
    model::TeamId team;
    model::UserId assignee;
    std::string_view case_state;  // '' for conversations without a case
    Narrowing narrowing = Narrowing::none;
};

struct StreamRange {
    Towards towards = Towards::before;
    ListPlace from;
    std::int64_t limit = 0;
};

// The statement of a stream, for its plan to be looked at.
std::string stream_sql(const Stream& stream, Towards towards);
// Appends the stream's places beyond `from`, nearest first.
void read_stream(store::Transaction& tx, const Stream& stream, const StreamRange& range,
                 std::vector<ListPlace>& places);

}  // namespace inbox

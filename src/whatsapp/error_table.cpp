#include "whatsapp/error_table.hpp"

#include <algorithm>
#include <array>

namespace whatsapp {
namespace {

struct Row {
    int first;
    int last;
    Verdict verdict;
};

constexpr Row one(int code, Verdict verdict) {
    return {code, code, verdict};
}

// Ascending, without overlap. Rows that the contract calls "later" are refused too: a person is
// told at once why, instead of waiting for hours without knowing. 1, 2, 131000 and 131016 may come
// after the message was taken, so they are never retried, whatever the contract allows.
constexpr std::array rows{
    one(0, Verdict::token),           // cannot authenticate the app's user
    Row{1, 2, Verdict::ambiguous},    // unknown; temporarily down
    one(3, Verdict::refuse),          // capability missing
    one(4, Verdict::retry),           // the app's call rate
    one(10, Verdict::refuse),         // permission denied
    one(33, Verdict::refuse),         // number deleted
    one(100, Verdict::refuse),        // invalid parameter
    one(190, Verdict::token),         // token expired or invalid
    Row{200, 299, Verdict::refuse},   // permission missing or removed
    one(368, Verdict::refuse),        // blocked for policy
    one(506, Verdict::refuse),        // duplicate post
    one(613, Verdict::retry),         // custom call rate
    one(80007, Verdict::retry),       // the account's call rate
    one(130403, Verdict::refuse),     // the business blocked this person
    one(130429, Verdict::retry),      // throughput
    one(130472, Verdict::refuse),     // the person is in an experiment
    one(130497, Verdict::refuse),     // this country may not be messaged
    one(131000, Verdict::ambiguous),  // unknown
    Row{131001, 131002, Verdict::refuse},
    Row{131005, 131006, Verdict::refuse},
    Row{131008, 131009, Verdict::refuse},  // parameter missing, invalid
    one(131016, Verdict::ambiguous),       // service unavailable
    Row{131020, 131021, Verdict::refuse},  // bad group; sender is recipient
    one(131026, Verdict::refuse),          // undeliverable
    Row{131030, 131031, Verdict::refuse},  // not on the test list; account locked
    one(131037, Verdict::refuse),          // display name not approved
    Row{131041, 131045, Verdict::refuse},  // group; payment; expired; certificate
    Row{131047, 131053, Verdict::refuse},  // window closed, quality, caps, stopped, media
    one(131055, Verdict::refuse),
    one(131056, Verdict::pair_limit),
    one(131057, Verdict::retry),  // maintenance
    Row{131058, 131059, Verdict::refuse},
    Row{131062, 131064, Verdict::refuse},
    one(131201, Verdict::ambiguous),  // partly succeeded
    Row{131202, 131207, Verdict::refuse},
    one(131208, Verdict::retry),  // the group's rate
    Row{131209, 131215, Verdict::refuse},
    Row{132000, 132069, Verdict::refuse},  // templates
    one(133000, Verdict::retry),
    Row{133001, 133003, Verdict::refuse},
    one(133004, Verdict::retry),
    Row{133005, 133010, Verdict::refuse},
    one(133015, Verdict::retry),
    one(133016, Verdict::refuse),
    one(134011, Verdict::refuse),
    one(134100, Verdict::refuse),
    one(134101, Verdict::retry),  // template still syncing
    one(134102, Verdict::refuse),
    one(135000, Verdict::refuse),
    one(136025, Verdict::refuse),
    one(137000, Verdict::refuse),  // identity key mismatch
    Row{138000, 138018, Verdict::refuse},
    Row{139000, 139101, Verdict::refuse},
    Row{139102, 139103, Verdict::retry},
    Row{147001, 147005, Verdict::refuse},
};

constexpr bool ascending() {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].first > rows[i].last) return false;
        if (i > 0 && rows[i - 1].last >= rows[i].first) return false;
    }
    return true;
}
static_assert(ascending(), "looked up by halving");

}  // namespace

Verdict verdict_for(int code) {
    const auto* row = std::ranges::lower_bound(rows, code, {}, &Row::last);
    return row != rows.end() && row->first <= code ? row->verdict : Verdict::ambiguous;
}

model::MessageError to_message_error(const core::Error& error) {
    return {error.code, core::parameter_text(error, "name"), std::nullopt};
}

}  // namespace whatsapp

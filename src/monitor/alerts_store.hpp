#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "monitor/alert.hpp"
#include "store/swept.hpp"
#include "store/transaction.hpp"

// The SQL of thresholds, alerts and silences.
namespace monitor {

struct StoredThreshold {
    Threshold threshold;  // the direction is the rule's
    core::WallTime updated_at;
    std::string updated_by;
};
std::optional<StoredThreshold> find_threshold(store::Transaction& tx, std::string_view rule);
void put_threshold(store::Transaction& tx, std::string_view rule, const StoredThreshold& put);

std::optional<Alert> find_alert(store::Transaction& tx, std::string_view id);
std::optional<Alert> find_open_alert(store::Transaction& tx, std::string_view rule,
                                     std::string_view labels);
// Inserts it, or writes all of it anew.
void put_alert(store::Transaction& tx, const Alert& alert, const WatchState& watch);
void delete_alert(store::Transaction& tx, std::string_view id);
void acknowledge_alert(store::Transaction& tx, std::string_view id, std::string_view user);
// Those that are not resolved, with their rules' states, oldest first.
std::vector<std::pair<Alert, WatchState>> open_alerts(store::Transaction& tx);

struct AlertPage {
    std::string state;  // "" for all
    std::optional<std::string> before;
    std::optional<std::string> after;
    std::int64_t limit = 50;
};
// Nearest to the cursor first where `before` is meant, ascending where `after` is.
std::vector<Alert> read_alerts(store::Transaction& tx, const AlertPage& page);

struct Silence {
    std::string id;
    std::string rule;  // one of these two is ""
    std::string family;
    core::WallTime until;
    std::string reason;
    std::string created_by;
    core::WallTime created_at;
};
std::string to_json(const Silence& silence);
// Those that still hold.
std::vector<Silence> silences_now(store::Transaction& tx);
void insert_silence(store::Transaction& tx, const Silence& silence);
bool delete_silence(store::Transaction& tx, std::string_view id);
bool is_silenced(const std::vector<Silence>& silences, const Alert& alert);

// What is older than 90 days goes, a slice at a time. True where more is left.
store::Swept sweep_alerts(store::Transaction& tx);

}  // namespace monitor

#include "monitor/alert_book.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace monitor {
namespace {

// A pending that lasts no longer than this is nothing to write down: figures touch their lines all
// the time. And while it lasts, its state is written again so often.
constexpr core::Milliseconds pending_shown_after{10'000};
constexpr core::Milliseconds pending_written_each{15'000};

}  // namespace

AlertBook::AlertBook(const MemoryLines& memory) {
    for (const auto& rule : rules())
        thresholds_.emplace(std::string(rule.name), usual_threshold(rule, memory));
}

const Threshold& AlertBook::threshold(std::string_view rule) const {
    const auto found = thresholds_.find(rule);
    core::check(found != thresholds_.end(), "the rule is one of the house");
    return found->second;
}

void AlertBook::put_threshold(std::string_view rule, const Threshold& threshold) {
    const auto found = thresholds_.find(rule);
    if (found == thresholds_.end()) return;
    found->second = threshold;
    for (auto& [key, entry] : entries_)
        if (key.first == rule) entry.watch.change(threshold);
}

AlertBook::Entry* AlertBook::entry(std::string_view rule, std::string_view labels) {
    Key key{rule, labels};
    if (const auto found = entries_.find(key); found != entries_.end()) return &found->second;
    const auto threshold = thresholds_.find(rule);
    if (threshold == thresholds_.end() || entries_.size() >= alert_entries_max) return nullptr;
    return &entries_.emplace(std::move(key), Entry{ThresholdWatch(threshold->second)})
                .first->second;
}

void AlertBook::restore(const Alert& alert, const WatchState& watch) {
    auto* known = entry(alert.rule, alert.labels);
    if (!known) return;
    known->watch = ThresholdWatch(thresholds_.find(alert.rule)->second, watch);
    known->fields = alert.fields;
    known->value = alert.value.value_or(0);
    known->written_phase = alert.state == "firing" ? Phase::firing : Phase::pending;
    known->written_level = known->watch.level();
    // A condition is over until it is told again: whoever raises it looks anew at the start.
}

void AlertBook::observe(std::string_view rule, double value, core::SteadyTime at,
                        std::string_view labels, std::string_view fields) {
    auto* known = entry(rule, labels);
    if (!known) return;
    known->watch.observe(value, at);
    known->value = value;
    if (!fields.empty()) known->fields = fields;
}

void AlertBook::raise(std::string_view rule, std::string_view labels, std::string_view fields) {
    auto* known = entry(rule, labels);
    if (!known) return;
    known->raised = true;
    if (!fields.empty()) known->fields = fields;
}

void AlertBook::clear(std::string_view rule, std::string_view labels) {
    const auto found = entries_.find(Key{rule, labels});
    if (found != entries_.end()) found->second.raised = false;
}

void AlertBook::tick(core::SteadyTime at) {
    for (auto found = entries_.begin(); found != entries_.end();) {
        auto& [key, entry] = *found;
        const auto* rule = find_rule(key.first);
        if (!rule || rule->feed != Feed::condition) {
            ++found;
            continue;
        }
        entry.value = entry.raised ? 1 : 0;
        entry.watch.observe(entry.value, at);
        // What is over and written so is forgotten: labels come and go.
        const bool over = !entry.raised && entry.watch.phase() == Phase::ok &&
                          entry.written_phase == Phase::ok &&
                          entry.watch.state().calm >= calm_needed;
        found = over ? entries_.erase(found) : std::next(found);
    }
}

bool AlertBook::must_be_written(const Entry& entry) {
    const auto phase = entry.watch.phase();
    if (phase == Phase::pending && entry.written_phase == Phase::ok)
        return entry.watch.held() >=
               std::min(pending_shown_after, entry.watch.threshold().duration / 4);
    if (phase != entry.written_phase) return true;
    if (phase == Phase::pending)
        return entry.watch.held() >= entry.written_held + pending_written_each;
    return entry.watch.level() != entry.written_level;
}

std::vector<Finding> AlertBook::unwritten() const {
    std::vector<Finding> findings;
    for (const auto& [key, entry] : entries_)
        if (must_be_written(entry))
            findings.push_back({key.first, key.second, entry.fields, entry.watch.phase(),
                                entry.watch.level(), entry.value, entry.watch.state()});
    return findings;
}

void AlertBook::written(const std::vector<Finding>& findings) {
    for (const auto& finding : findings) {
        const auto found = entries_.find(Key{finding.rule, finding.labels});
        if (found == entries_.end()) continue;
        found->second.written_phase = finding.phase;
        found->second.written_level = finding.level;
        found->second.written_held = finding.watch.warning.held;
    }
}

std::int64_t AlertBook::firing() const {
    return std::ranges::count_if(entries_, [](const auto& one) {
        return one.second.watch.phase() == Phase::firing ||
               one.second.written_phase == Phase::firing;
    });
}

}  // namespace monitor

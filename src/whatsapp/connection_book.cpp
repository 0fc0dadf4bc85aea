#include "whatsapp/connection_book.hpp"

#include <algorithm>
#include <utility>

namespace whatsapp {
namespace {

// Meta tells of each message within seconds that it took it on. So long without a word after a send
// means that its webhooks do not reach us.
constexpr std::chrono::minutes status_time_max{15};
// A webhook with a bad signature counts until a good one comes, or nothing more for so long.
constexpr std::chrono::hours badly_signed_kept{1};

std::string minutes_text(core::Milliseconds time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(time).count()) + " min";
}

}  // namespace

// One number's entry under the lock; the observer hears of it outside.
template <class F>
void ConnectionBook::change(const model::NumberId& number, core::WallTime now, F&& work) {
    bool changed = false;
    {
        const std::lock_guard lock(mutex_);
        const auto entry = entries_.find(number);
        if (entry == entries_.end()) return;
        work(entry->second);
        changed = settle(entry->second, now);
        if (changed) changed_.insert(number);
    }
    if (changed) tell();
}

void ConnectionBook::tell() const {
    const std::lock_guard lock(observer_mutex_);
    if (observer_) observer_();
}

void ConnectionBook::on_change(std::function<void()> observer) {
    const std::lock_guard lock(observer_mutex_);
    observer_ = std::move(observer);
}

void ConnectionBook::set_numbers(const std::vector<Known>& numbers, core::WallTime now) {
    const std::lock_guard lock(mutex_);
    std::map<model::NumberId, Entry> kept;
    for (const auto& known : numbers) {
        const auto before = entries_.find(known.number);
        if (before != entries_.end()) {
            kept.insert(*before);
            continue;
        }
        Entry entry;
        entry.known_since = now;
        entry.seen.number = known.number;
        entry.seen.last_webhook_at = known.last_webhook_at;
        entry.seen.last_sent_at = known.last_sent_at;
        kept.emplace(known.number, std::move(entry));
    }
    entries_ = std::move(kept);
}

bool ConnectionBook::knows(const model::NumberId& number) const {
    const std::lock_guard lock(mutex_);
    return entries_.contains(number);
}

void ConnectionBook::webhook_came(const model::NumberId& number, core::WallTime now) {
    change(number, now, [now](Entry& entry) {
        entry.seen.last_webhook_at = now;
        entry.badly_signed_at.reset();
        entry.unanswered_since.reset();
    });
}

void ConnectionBook::badly_signed_came(const model::NumberId& number, core::WallTime now) {
    change(number, now, [now](Entry& entry) { entry.badly_signed_at = now; });
}

void ConnectionBook::send_answered(const model::NumberId& number, core::WallTime now,
                                   bool accepted) {
    change(number, now, [now, accepted](Entry& entry) {
        entry.outbound.reset();
        entry.answered = true;
        entry.suspect = false;
        entry.seen.checked_at = now;
        if (!accepted) return;
        entry.seen.last_sent_at = now;
        if (!entry.unanswered_since) entry.unanswered_since = now;
    });
}

void ConnectionBook::send_refused(const model::NumberId& number, ConnectionFault fault,
                                  core::WallTime now) {
    change(number, now, [now, &fault](Entry& entry) {
        entry.outbound = std::move(fault);
        entry.suspect = false;
        entry.seen.checked_at = now;
    });
}

void ConnectionBook::send_unanswered(const model::NumberId& number) {
    const std::lock_guard lock(mutex_);
    const auto entry = entries_.find(number);
    if (entry != entries_.end()) entry->second.suspect = true;
}

void ConnectionBook::probed(const model::NumberId& number, const ProbeAnswer& answer,
                            core::WallTime now) {
    change(number, now, [now, &answer](Entry& entry) {
        entry.outbound = answer.fault;
        entry.answered |= !answer.fault.has_value();
        entry.suspect = false;
        entry.seen.checked_at = now;
        if (!answer.quality.empty()) entry.seen.quality = answer.quality;
    });
}

void ConnectionBook::look_at(core::WallTime now) {
    bool any = false;
    {
        const std::lock_guard lock(mutex_);
        for (auto& [number, entry] : entries_) {
            if (!settle(entry, now)) continue;
            changed_.insert(number);
            any = true;
        }
    }
    if (any) tell();
}

std::optional<ConnectionFault> ConnectionBook::inbound_fault(const Entry& entry,
                                                             core::WallTime now) const {
    if (entry.badly_signed_at && now - *entry.badly_signed_at < badly_signed_kept)
        return ConnectionFault{"connection.signature", ""};
    if (entry.unanswered_since && now - *entry.unanswered_since >= status_time_max)
        return ConnectionFault{"connection.no_status", ""};
    const auto heard =
        std::max(entry.known_since, entry.seen.last_webhook_at.value_or(core::WallTime{}));
    if (webhook_silence_.count() > 0 && now - heard >= webhook_silence_)
        return ConnectionFault{"connection.no_webhook", minutes_text(webhook_silence_)};
    return std::nullopt;
}

// Puts together what shows; true where that is other than before.
bool ConnectionBook::settle(Entry& entry, core::WallTime now) const {
    auto fault = entry.outbound ? entry.outbound : inbound_fault(entry, now);
    auto state = entry.answered ? ConnectionState::connected : ConnectionState::unknown;
    if (fault) state = state_with(*fault);
    const bool changed = entry.seen.state != state || entry.seen.fault != fault;
    entry.seen.state = state;
    entry.seen.fault = std::move(fault);
    return changed;
}

std::optional<Connection> ConnectionBook::find(const model::NumberId& number) const {
    const std::lock_guard lock(mutex_);
    const auto entry = entries_.find(number);
    if (entry == entries_.end()) return std::nullopt;
    return entry->second.seen;
}

std::vector<Connection> ConnectionBook::all() const {
    const std::lock_guard lock(mutex_);
    std::vector<Connection> connections;
    for (const auto& [number, entry] : entries_) connections.push_back(entry.seen);
    return connections;
}

bool ConnectionBook::is_suspect(const model::NumberId& number) const {
    const std::lock_guard lock(mutex_);
    const auto entry = entries_.find(number);
    return entry != entries_.end() && entry->second.suspect;
}

std::optional<core::WallTime> ConnectionBook::last_webhook_at() const {
    const std::lock_guard lock(mutex_);
    std::optional<core::WallTime> last;
    for (const auto& [number, entry] : entries_) last = std::max(last, entry.seen.last_webhook_at);
    return last;
}

std::vector<Connection> ConnectionBook::take_changed() {
    const std::lock_guard lock(mutex_);
    std::vector<Connection> connections;
    for (const auto& number : std::exchange(changed_, {})) {
        const auto entry = entries_.find(number);
        if (entry != entries_.end()) connections.push_back(entry->second.seen);
    }
    return connections;
}

void ConnectionBook::keep_changed(const std::vector<Connection>& connections) {
    const std::lock_guard lock(mutex_);
    for (const auto& connection : connections) changed_.insert(connection.number);
}

}  // namespace whatsapp

#include "auth/sign_in_backoff.hpp"

#include <algorithm>

namespace auth {
namespace {

core::Milliseconds wait_after(int failures) {
    auto wait = SignInBackoff::wait_min;
    for (int i = SignInBackoff::failures_free + 1; i < failures; ++i) {
        wait *= 2;
        if (wait >= SignInBackoff::wait_max) return SignInBackoff::wait_max;
    }
    return wait;
}

}  // namespace

SignInBackoff::Entry& SignInBackoff::entry_of(const std::string& email, core::SteadyTime now) {
    const auto found = entries_.find(email);
    if (found != entries_.end()) {
        if (now - found->second.last > memory) found->second = Entry{};
        return found->second;
    }
    if (entries_.size() >= addresses_max)
        entries_.erase(std::min_element(
            entries_.begin(), entries_.end(),
            [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
    return entries_[email];
}

std::optional<core::Milliseconds> SignInBackoff::begin(const std::string& email) {
    const auto now = clock_.steady();
    const std::lock_guard lock(mutex_);
    auto& entry = entry_of(email, now);
    if (now < entry.wait_until)
        return std::chrono::ceil<core::Milliseconds>(entry.wait_until - now);
    entry.last = now;
    if (++entry.failures > failures_free) entry.wait_until = now + wait_after(entry.failures);
    return std::nullopt;
}

void SignInBackoff::succeeded(const std::string& email) {
    const std::lock_guard lock(mutex_);
    entries_.erase(email);
}

void SignInBackoff::undecided(const std::string& email) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(email);
    if (found == entries_.end()) return;
    found->second.wait_until = clock_.steady();
    if (--found->second.failures <= 0) entries_.erase(found);
}

std::size_t SignInBackoff::size() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
}

}  // namespace auth

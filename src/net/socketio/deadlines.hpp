#pragma once

#include "core/clock.hpp"

namespace net::socketio {

// Things that fall due one constant delay after they were added: a list in order of time, so that
// one timer of the loop serves them all, and each costs three words.
class Deadlines {
public:
    // A part of what is to fall due. Leaves its list when it dies.
    class Entry {
    public:
        Entry() = default;
        Entry(const Entry&) = delete;
        Entry& operator=(const Entry&) = delete;
        ~Entry() { remove(); }
        bool waits() const { return next_ != nullptr; }
        void remove() {
            if (!next_) return;
            previous_->next_ = next_;
            next_->previous_ = previous_;
            next_ = previous_ = nullptr;
        }
        core::SteadyTime due() const { return due_; }

    private:
        friend class Deadlines;
        Entry* next_ = nullptr;
        Entry* previous_ = nullptr;
        core::SteadyTime due_{};
    };

    explicit Deadlines(core::Milliseconds delay) : delay_(delay) {
        ends_.next_ = ends_.previous_ = &ends_;
    }
    ~Deadlines() {
        while (first()) first()->remove();
    }
    Deadlines(const Deadlines&) = delete;
    Deadlines& operator=(const Deadlines&) = delete;

    // Begins (again) the entry's time. `now` does not go back between calls.
    void add(Entry& entry, core::SteadyTime now) {
        entry.remove();
        entry.due_ = now + delay_;
        entry.previous_ = ends_.previous_;
        entry.next_ = &ends_;
        ends_.previous_->next_ = &entry;
        ends_.previous_ = &entry;
    }
    // The one that falls due first; nullptr when none waits.
    Entry* first() { return ends_.next_ == &ends_ ? nullptr : ends_.next_; }
    core::Milliseconds delay() const { return delay_; }

private:
    Entry ends_;  // before the first and after the last
    core::Milliseconds delay_;
};

}  // namespace net::socketio

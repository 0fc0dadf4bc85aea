#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "core/clock.hpp"
#include "model/ids.hpp"
#include "whatsapp/connection.hpp"

namespace whatsapp {

// What real traffic and probes have told of each claimed number, kept in memory: a restart knows
// nothing until something is tried. Any thread.
class ConnectionBook {
public:
    // No webhook for so long wants attention; zero never does.
    explicit ConnectionBook(core::Milliseconds webhook_silence)
        : webhook_silence_(webhook_silence) {}

    // The numbers there are; others are forgotten, and what comes of them is not noted.
    struct Known {
        model::NumberId number;
        std::optional<core::WallTime> last_webhook_at;
        std::optional<core::WallTime> last_sent_at;
    };
    void set_numbers(const std::vector<Known>& numbers, core::WallTime now);
    bool knows(const model::NumberId& number) const;

    // Real traffic. An answer about one message proves that the number itself works; no answer
    // proves nothing, and is looked into.
    void webhook_came(const model::NumberId& number, core::WallTime now);
    void badly_signed_came(const model::NumberId& number, core::WallTime now);
    void send_answered(const model::NumberId& number, core::WallTime now, bool accepted);
    void send_refused(const model::NumberId& number, ConnectionFault fault, core::WallTime now);
    void send_unanswered(const model::NumberId& number);

    void probed(const model::NumberId& number, const ProbeAnswer& answer, core::WallTime now);
    // What only time changes: silence begins, an old bad signature is forgotten.
    void look_at(core::WallTime now);

    std::optional<Connection> find(const model::NumberId& number) const;
    std::vector<Connection> all() const;
    // Whether a send had no answer since the last probe or answer.
    bool is_suspect(const model::NumberId& number) const;
    // When a webhook came last, for any of the numbers.
    std::optional<core::WallTime> last_webhook_at() const;

    // Called after a state or a fault has changed, on whatever thread changed it.
    void on_change(std::function<void()> observer);
    // The numbers whose state or fault has changed since the last call.
    std::vector<Connection> take_changed();
    // They could not be told: they count as changed again.
    void keep_changed(const std::vector<Connection>& connections);

private:
    struct Entry {
        Connection seen;
        std::optional<ConnectionFault> outbound;  // what sends and probes met
        bool answered = false;                    // Meta has answered since the start
        bool suspect = false;
        core::WallTime known_since;
        std::optional<core::WallTime> badly_signed_at;   // and no good one since
        std::optional<core::WallTime> unanswered_since;  // accepted, and no webhook since
    };
    template <class F>
    void change(const model::NumberId& number, core::WallTime now, F&& work);
    bool settle(Entry& entry, core::WallTime now) const;
    std::optional<ConnectionFault> inbound_fault(const Entry& entry, core::WallTime now) const;
    void tell() const;

    const core::Milliseconds webhook_silence_;
    mutable std::mutex mutex_;
    std::map<model::NumberId, Entry> entries_;
    std::set<model::NumberId> changed_;
    mutable std::mutex observer_mutex_;
    std::function<void()> observer_;
};

}  // namespace whatsapp

#pragma once

#include "app/supervisor.hpp"
#include "monitor/pressure.hpp"
#include "net/route.hpp"
#include "net/socketio/server.hpp"
#include "store/database.hpp"
#include "whatsapp/dispatcher.hpp"

namespace app {

// What each step against memory pressure does to the rooms, and which component is restarted where
// it stays critical. Lives on the egress loop; the questions may be asked on any thread.
class PressureWatch {
public:
    struct Parts {
        const monitor::MemorySource& memory;
        store::Database& database;
        net::socketio::Server& sockets;
        whatsapp::Dispatcher& dispatcher;
        core::Metrics& metrics;
        core::Log log;
    };
    PressureWatch(const monitor::PressureSettings& settings, Parts parts);

    void each_second(core::SteadyTime now) { pressure_.look(now); }
    // No restart begins any more. Await finished() after the dispatcher's stop.
    void stop() { supervisor_.stop(); }
    auto finished() { return supervisor_.join(); }

    // Work that can wait (clean-up, history) waits.
    bool sheds() const { return pressure_.step() >= monitor::PressureStep::shed; }
    // Lists, each up to a hundred whole rows, are answered 503 (app.memory_pressure).
    bool refuses(const net::Route& route) const;

    monitor::Pressure& pressure() { return pressure_; }

private:
    void add_actions();
    void add_components();

    Parts parts_;
    Supervisor supervisor_;
    monitor::Pressure pressure_;
};

}  // namespace app

#include "app/pressure_watch.hpp"

#include <algorithm>
#include <malloc.h>

namespace app {

using monitor::PressureStep;

PressureWatch::PressureWatch(const monitor::PressureSettings& settings, Parts parts)
    : parts_(std::move(parts)),
      supervisor_(parts_.metrics, parts_.log),
      pressure_(settings,
                {[&memory = parts_.memory] { return memory.read(); }, parts_.metrics, parts_.log}) {
    add_actions();
    add_components();
}

void PressureWatch::add_actions() {
    pressure_.add({"shrink_page_caches", PressureStep::shrink,
                   [&database = parts_.database] { database.shrink(); }});
    pressure_.add({"return_memory", PressureStep::give_back, [] { ::malloc_trim(0); }});
    pressure_.on_change([&sockets = parts_.sockets](const monitor::Pressure::Change& change) {
        sockets.refuse_for_memory(change.to == PressureStep::refuse);
    });
    pressure_.on_check([this](const monitor::MemoryReading&, bool critical) {
        supervisor_.on_check(critical, core::Scheduler::current()->clock().steady());
    });
}

void PressureWatch::add_components() {
    auto& dispatcher = parts_.dispatcher;
    supervisor_.add({"outbox", [&dispatcher] { return dispatcher.bytes(); },
                     [&dispatcher] { return dispatcher.stop(); },
                     [&dispatcher] { return dispatcher.start(); }});
}

bool PressureWatch::refuses(const net::Route& route) const {
    if (pressure_.step() != PressureStep::refuse || route.method != net::Method::get) return false;
    return std::ranges::any_of(route.doc.query,
                               [](const std::string& line) { return line.starts_with("limit:"); });
}

}  // namespace app

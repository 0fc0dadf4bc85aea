// What the simulator takes from others: Graph's messages, what a customer is to write, and fault
// rules. Each is read or refused with a reason, and never both.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/check.hpp"
#include "core/json.hpp"
#include "sim/faults.hpp"
#include "sim/message_request.hpp"
#include "sim/sim_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const auto read = sim::read_message_request(body);
    if (const auto* message = std::get_if<sim::OutgoingMessage>(&read))
        core::check(!message->input().empty() && !message->type.empty(),
                    "a message is for somebody");
    if (const auto* error = std::get_if<sim::GraphError>(&read))
        core::check(core::parse_json(core::to_json(sim::to_json(*error, "trace"))).has_value(),
                    "a refusal is JSON");
    const auto wanted = sim::read_write_request(body);
    if (wanted.has_value())
        core::check(wanted->invent.empty() != wanted->writing.content.is_null(),
                    "a message is given or invented");
    const auto rule = core::parse_json(body);
    if (!rule.has_value()) return 0;
    core::SeededRandom random(1);
    sim::Faults faults(random);
    if (faults.add_all(*rule).has_value())
        faults.take({sim::FaultSubject::Kind::message, "1", "34"});
    return 0;
}

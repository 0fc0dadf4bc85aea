#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/random.hpp"

namespace sim {

// Who wrote a message: the customer on the phone, or the business over the API.
enum class Side { customer, business };

// Makes Meta's ids. A wamid carries the time, so that a second run with the same seed on the same
// database of ours does not repeat the first run's ids. One thread.
class IdSource {
public:
    IdSource(core::Random& random, const core::Clock& clock);

    // "wamid." and base64 of what Meta's hold: the user, the direction, 18 hex digits.
    std::string wamid(std::string_view user, Side side);
    std::string trace();                                 // fbtrace_id
    std::string object_id();                             // media, catalogues: 16 decimal digits
    std::string user_id(std::string_view country_code);  // "ES." and 20 letters and digits

private:
    core::Random& random_;
    const core::Clock& clock_;
    std::uint32_t counter_;
};

}  // namespace sim

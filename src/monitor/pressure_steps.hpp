#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace monitor {

// What is done about memory, the mildest first; each step includes those before it. What costs
// nobody anything comes first: free pages that the allocator keeps.
enum class PressureStep : std::uint8_t { calm, give_back, shrink, shed, refuse };

inline constexpr std::array pressure_steps{PressureStep::calm, PressureStep::give_back,
                                           PressureStep::shrink, PressureStep::shed,
                                           PressureStep::refuse};
// "calm", "give_back", "shrink_caches", "shed", "refuse"
std::string_view to_string(PressureStep step);

// Decides from one look a second which step we are on. `give_back` begins at the warning, `refuse`
// at the critical mark, the two between them at thirds of the way. Up at once, as far as needed;
// down one step at a time, and only after use has stayed `hysteresis_percent` below the step's
// own mark for `calm_looks` looks. Pure.
class PressureSteps {
public:
    struct Marks {
        double warning = 80;  // per cent
        double critical = 95;
    };
    static constexpr double hysteresis_percent = 5;
    static constexpr int calm_looks = 5;
    // PSI: with tasks held up for memory this much of the time the kernel has given its easy pages
    // already, whatever the use says.
    static constexpr double stalled_percent_high = 20;

    explicit PressureSteps(Marks marks) : marks_(marks) {}

    PressureStep look(double usage_percent, std::optional<double> stalled_percent);
    PressureStep step() const { return step_; }
    double mark_of(PressureStep step) const;  // per cent at which it begins; calm: 0

private:
    Marks marks_;
    PressureStep step_ = PressureStep::calm;
    int below_ = 0;  // looks in a row that would let us down
};

}  // namespace monitor

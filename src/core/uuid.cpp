#include "core/uuid.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace core {
namespace {

constexpr std::uint32_t counter_max = 0xFFF;

bool is_hyphen_place(std::size_t at) {
    return at == 8 || at == 13 || at == 18 || at == 23;
}

}  // namespace

std::string UuidSource::next(WallTime now) {
    const auto now_ms = to_epoch_ms(now);
    if (now_ms > last_ms_) {
        last_ms_ = now_ms;
        // In the lower half of the counter, so that a busy millisecond has room to count.
        counter_ = static_cast<std::uint32_t>(random_.below(counter_max / 2));
    } else if (++counter_ > counter_max) {
        // The millisecond is full, or the clock stands still: borrow from the future (§6.2).
        ++last_ms_;
        counter_ = 0;
    }

    std::array<std::byte, 16> bytes{};
    random_.fill(std::span(bytes).subspan(8));
    for (int i = 0; i < 6; ++i)
        bytes[static_cast<std::size_t>(i)] = static_cast<std::byte>(last_ms_ >> (40 - 8 * i));
    bytes[6] = static_cast<std::byte>(0x70U | (counter_ >> 8));
    bytes[7] = static_cast<std::byte>(counter_ & 0xFFU);
    bytes[8] = (bytes[8] & std::byte{0x3F}) | std::byte{0x80};

    auto text = to_hex(bytes);
    for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
    return text;
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (is_hyphen_place(i) ? c != '-' : !digit) return false;
    }
    return true;
}

}  // namespace core

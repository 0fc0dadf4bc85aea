#include "sim/ids.hpp"

#include <array>

#include "core/text.hpp"

namespace sim {

IdSource::IdSource(core::Random& random, const core::Clock& clock)
    : random_(random),
      clock_(clock),
      counter_(static_cast<std::uint32_t>(random.below(1u << 24))) {}

std::string IdSource::wamid(std::string_view user, Side side) {
    std::array<std::byte, 9> unique{};
    const auto ms = static_cast<std::uint64_t>(core::to_epoch_ms(clock_.wall()));
    counter_ = (counter_ + 1) & 0xff'ff'ffu;
    for (std::size_t i = 0; i < 6; ++i)
        unique[i] = static_cast<std::byte>((ms >> (8 * (5 - i))) & 0xff);
    for (std::size_t i = 0; i < 3; ++i)
        unique[6 + i] = static_cast<std::byte>((counter_ >> (8 * (2 - i))) & 0xff);

    std::string binary{'\x1c', '\x18', static_cast<char>(user.size())};
    binary += user;
    binary += {'\x15', '\x02', '\0', side == Side::business ? '\x11' : '\x12', '\x18', '\x12'};
    for (const char digit : core::to_hex(unique))
        binary += digit >= 'a' ? static_cast<char>(digit - 'a' + 'A') : digit;
    binary += '\0';
    return "wamid." + core::to_base64(core::as_bytes(binary));
}

std::string IdSource::trace() {
    return "A" + random_.token(16);
}

std::string IdSource::object_id() {
    return std::to_string(1'000'000'000'000'000 + random_.below(9'000'000'000'000'000));
}

std::string IdSource::user_id(std::string_view country_code) {
    static constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string id{country_code};
    id += '.';
    for (int i = 0; i < 20; ++i) id += letters[random_.below(letters.size())];
    return id;
}

}  // namespace sim

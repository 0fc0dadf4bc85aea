#include "net/address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>

#include "core/text.hpp"

namespace net {
namespace {

constexpr std::array<std::uint8_t, 12> v4_mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

// IANA's special-purpose registries, and what is not unicast.
const AddressRanges& not_public() {
    static const AddressRanges ranges = [] {
        AddressRanges out;
        for (const auto text :
             {"0.0.0.0/8",      "10.0.0.0/8",     "100.64.0.0/10", "127.0.0.0/8",
              "169.254.0.0/16", "172.16.0.0/12",  "192.0.0.0/24",  "192.0.2.0/24",
              "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
              "203.0.113.0/24", "224.0.0.0/3",    "::/8",          "64:ff9b:1::/48",
              "100::/64",       "2001::/23",      "2001:db8::/32", "3fff::/20",
              "5f00::/16",      "fc00::/7",       "fe80::/9",      "ff00::/8"})
            out.push_back(*AddressRange::parse(text));
        return out;
    }();
    return ranges;
}

Address from_v4(const std::uint8_t* four) {
    std::array<std::uint8_t, 16> bytes{};
    std::ranges::copy(v4_mapped, bytes.begin());
    std::copy_n(four, 4, bytes.begin() + 12);
    return Address(bytes);
}

// The IPv4 address to which a v6 one is carried: 6to4 (RFC 3056), NAT64 (RFC 6052).
std::optional<Address> carried_v4(const std::array<std::uint8_t, 16>& bytes) {
    if (bytes[0] == 0x20 && bytes[1] == 0x02) return from_v4(&bytes[2]);
    constexpr std::array<std::uint8_t, 12> nat64{0, 0x64, 0xFF, 0x9B};
    if (std::equal(nat64.begin(), nat64.end(), bytes.begin())) return from_v4(&bytes[12]);
    return std::nullopt;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
    if (text.size() > 2 && text.front() == '[' && text.back() == ']')
        text = text.substr(1, text.size() - 2);
    const std::string terminated(text);
    if (in_addr v4{}; ::inet_pton(AF_INET, terminated.c_str(), &v4) == 1) {
        std::uint8_t four[4];
        std::memcpy(four, &v4, sizeof four);
        return from_v4(four);
    }
    std::array<std::uint8_t, 16> bytes{};
    if (::inet_pton(AF_INET6, terminated.c_str(), bytes.data()) != 1) return std::nullopt;
    return Address(bytes);
}

std::optional<Address> Address::of(const sockaddr& address) {
    std::array<std::uint8_t, 16> bytes{};
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        std::memcpy(bytes.data(), &v4.sin_addr, 4);
        return from_v4(bytes.data());
    }
    if (address.sa_family != AF_INET6) return std::nullopt;
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return Address(bytes);
}

bool Address::is_v4() const {
    return std::equal(v4_mapped.begin(), v4_mapped.end(), bytes_.begin());
}

bool Address::is_loopback() const {
    if (is_v4()) return bytes_[12] == 127;
    return std::all_of(bytes_.begin(), bytes_.end() - 1, [](auto b) { return b == 0; }) &&
           bytes_[15] == 1;
}

bool Address::is_public() const {
    if (const auto carried = carried_v4(bytes_)) return carried->is_public();
    if (!is_v4()) return !contains(not_public(), *this);
    // ::/8 covers the mapped form, under which every IPv4 range is listed too.
    return std::ranges::none_of(not_public(), [&](const AddressRange& range) {
        return range.is_v4() && range.contains(*this);
    });
}

std::string Address::to_text() const {
    char text[INET6_ADDRSTRLEN] = "";
    if (is_v4())
        ::inet_ntop(AF_INET, &bytes_[12], text, sizeof text);
    else
        ::inet_ntop(AF_INET6, bytes_.data(), text, sizeof text);
    return text;
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto base = Address::parse(text.substr(0, slash));
    if (!base) return std::nullopt;
    const unsigned mapped_bits = base->is_v4() ? 96 : 0;
    if (slash == std::string_view::npos) return AddressRange(*base, 128);
    const auto bits = core::parse_integer(text.substr(slash + 1));
    if (!bits || *bits > 128 - mapped_bits) return std::nullopt;
    return AddressRange(*base, static_cast<unsigned>(*bits) + mapped_bits);
}

bool AddressRange::contains(const Address& address) const {
    const auto whole = prefix_bits_ / 8;
    const auto& a = base_.bytes();
    const auto& b = address.bytes();
    if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
    const auto rest = prefix_bits_ % 8;
    return rest == 0 || (a[whole] >> (8 - rest)) == (b[whole] >> (8 - rest));
}

bool contains(const AddressRanges& ranges, const Address& address) {
    return std::ranges::any_of(ranges, [&](const auto& range) { return range.contains(address); });
}

std::string limit_key(std::string_view address) {
    const auto parsed = Address::parse(address);
    if (!parsed) return std::string(address);
    if (parsed->is_v4()) return parsed->to_text();
    auto bytes = parsed->bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return Address(bytes).to_text() + "/64";
}

}  // namespace net

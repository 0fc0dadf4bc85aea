#include "net/public_address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>

namespace net {
namespace {

struct Range4 {
    std::uint32_t network;
    unsigned bits;
};

constexpr std::uint32_t octets(unsigned a, unsigned b, unsigned c, unsigned d) {
    return a << 24 | b << 16 | c << 8 | d;
}

constexpr std::array special4{
    Range4{octets(0, 0, 0, 0), 8},        // this network
    Range4{octets(10, 0, 0, 0), 8},       // private
    Range4{octets(100, 64, 0, 0), 10},    // shared between carriers
    Range4{octets(127, 0, 0, 0), 8},      // loopback
    Range4{octets(169, 254, 0, 0), 16},   // link-local, metadata of clouds
    Range4{octets(172, 16, 0, 0), 12},    // private
    Range4{octets(192, 0, 0, 0), 24},     // protocol assignments
    Range4{octets(192, 0, 2, 0), 24},     // documentation
    Range4{octets(192, 168, 0, 0), 16},   // private
    Range4{octets(198, 18, 0, 0), 15},    // benchmarks
    Range4{octets(198, 51, 100, 0), 24},  // documentation
    Range4{octets(203, 0, 113, 0), 24},   // documentation
    Range4{octets(224, 0, 0, 0), 4},      // multicast
    Range4{octets(240, 0, 0, 0), 4},      // reserved, broadcast
};

bool is_public4(std::uint32_t address) {
    return std::none_of(special4.begin(), special4.end(), [address](const Range4& range) {
        return (address ^ range.network) >> (32 - range.bits) == 0;
    });
}

bool is_public6(const in6_addr& address) {
    const auto* bytes = address.s6_addr;
    std::uint32_t last = 0;
    std::memcpy(&last, bytes + 12, sizeof last);
    constexpr std::array<std::uint8_t, 12> nat64{0x00, 0x64, 0xff, 0x9b};
    if (IN6_IS_ADDR_V4MAPPED(&address) || std::memcmp(bytes, nat64.data(), nat64.size()) == 0)
        return is_public4(ntohl(last));
    if (IN6_IS_ADDR_UNSPECIFIED(&address) || IN6_IS_ADDR_LOOPBACK(&address)) return false;
    const bool unique_local = (bytes[0] & 0xFE) == 0xFC;
    const bool documentation =
        bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8;
    const bool compatible4 =
        std::all_of(bytes, bytes + 12, [](std::uint8_t byte) { return byte == 0; });
    return !unique_local && !documentation && !compatible4 && !IN6_IS_ADDR_LINKLOCAL(&address) &&
           !IN6_IS_ADDR_SITELOCAL(&address) && !IN6_IS_ADDR_MULTICAST(&address);
}

}  // namespace

bool is_public(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in exact{};
        std::memcpy(&exact, &address, sizeof exact);
        return is_public4(ntohl(exact.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 exact{};
        std::memcpy(&exact, &address, sizeof exact);
        return is_public6(exact.sin6_addr);
    }
    return false;
}

}  // namespace net

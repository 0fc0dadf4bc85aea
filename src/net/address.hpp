#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace net {

// An IP address. IPv4 is kept as its mapped IPv6 form (RFC 4291 §2.5.5.2), so that one that comes
// in over a v6 socket is the same address.
class Address {
public:
    // "192.0.2.1", "2001:db8::1", "[2001:db8::1]"; absent for anything else.
    static std::optional<Address> parse(std::string_view text);
    // Absent for a socket's address that is neither IPv4 nor IPv6.
    static std::optional<Address> of(const sockaddr& address);
    explicit Address(std::array<std::uint8_t, 16> bytes) : bytes_(bytes) {}

    bool is_v4() const;
    bool is_loopback() const;
    // An address of the open internet: not loopback, private, link-local (cloud metadata lives
    // there), shared (RFC 6598), multicast, documentation, reserved or unspecified; nor a v6 form
    // that carries such a v4 address (mapped, 6to4, NAT64, Teredo).
    bool is_public() const;
    std::string to_text() const;
    const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
    friend bool operator==(const Address&, const Address&) = default;

private:
    std::array<std::uint8_t, 16> bytes_;
};

// A range of addresses: "10.0.0.0/8", "2001:db8::/32", or one address.
class AddressRange {
public:
    static std::optional<AddressRange> parse(std::string_view text);
    bool contains(const Address& address) const;
    bool is_v4() const { return base_.is_v4(); }

private:
    AddressRange(Address base, unsigned prefix_bits) : base_(base), prefix_bits_(prefix_bits) {}
    Address base_;
    unsigned prefix_bits_;  // of 128
};

using AddressRanges = std::vector<AddressRange>;
bool contains(const AddressRanges& ranges, const Address& address);

// Under which key an address is limited: itself for IPv4, its /64 for IPv6, since one household
// has a whole /64. The text itself when it is no address.
std::string limit_key(std::string_view address);

}  // namespace net

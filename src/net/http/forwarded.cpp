#include "net/http/forwarded.hpp"

#include <algorithm>
#include <ranges>

#include "core/text.hpp"

namespace net::http {
namespace {

constexpr std::size_t hops_max = 32;

// All hops, from left to right, over all fields of that name.
std::vector<std::string_view> hops_of(const Request& request) {
    std::vector<std::string_view> hops;
    for (const auto& [name, value] : request.headers)
        if (core::equals_ignoring_case(name, "X-Forwarded-For"))
            for (const auto hop : core::split(value, ',')) hops.push_back(core::trim(hop));
    return hops;
}

}  // namespace

ClientInfo client_of(const Request& request, const AddressRanges& trusted_proxies) {
    ClientInfo out{.address = request.peer.address};
    const auto peer = Address::parse(request.peer.address);
    if (trusted_proxies.empty() || !peer || !contains(trusted_proxies, *peer)) return out;

    out.secure = core::equals_ignoring_case(request.header("X-Forwarded-Proto"), "https");
    for (const auto hop : hops_of(request) | std::views::reverse | std::views::take(hops_max)) {
        const auto address = Address::parse(hop);
        if (!address) break;  // the last good one stands
        out.address = address->to_text();
        if (!contains(trusted_proxies, *address)) break;
    }
    return out;
}

}  // namespace net::http

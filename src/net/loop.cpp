#include "net/loop.hpp"

#include "net/address.hpp"

namespace net {

bool Endpoint::is_loopback() const {
    const auto parsed = Address::parse(address);
    return parsed && parsed->is_loopback();
}

}  // namespace net

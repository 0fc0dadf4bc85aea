#include "net/loop.hpp"

namespace net {

bool Endpoint::is_loopback() const {
    return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

}  // namespace net

#pragma once

#include <string>

#include "net/address.hpp"
#include "net/http/message.hpp"

namespace net::http {

// Who the client is, for a request whose socket and fields are known. The socket's peer, unless it
// is a trusted proxy: then the right-most hop of X-Forwarded-For that is none, since all to the
// left of it is whatever the client wrote. `secure`: such a proxy took the request over https.
struct ClientInfo {
    std::string address;
    bool secure = false;
};
ClientInfo client_of(const Request& request, const AddressRanges& trusted_proxies);

}  // namespace net::http

#pragma once

#include <sys/socket.h>

namespace net {

// Whether an address belongs to the public internet: not loopback, private, link-local (where
// clouds keep their metadata), shared, multicast or reserved (RFC 6890, RFC 4193, RFC 6052). An
// IPv4 address inside an IPv6 one is judged as IPv4.
bool is_public(const sockaddr& address);

}  // namespace net

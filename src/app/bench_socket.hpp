#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/loop.hpp"

namespace app {

// A Socket.IO client as small as a benchmark needs it: connects to "/", answers pings, hands over
// each event packet ("42[…]") as text. One loop's thread.
class BenchSocket : public net::ConnectionHandler {
public:
    struct Events {
        std::function<void()> connected;               // CONNECT was accepted
        std::function<void(std::string_view)> packet;  // without the "42"
        std::function<void(std::string)> closed;       // why
    };
    BenchSocket(std::string token, Events events)
        : token_(std::move(token)), events_(std::move(events)) {}

    // What a fresh connection sends first.
    static std::string upgrade_request();

    void on_bytes(net::Connection& connection, std::string_view bytes) override;
    void on_closed(net::Connection& connection, net::CloseReason reason) override;

private:
    void take_text(net::Connection& connection, std::string_view text);

    std::string token_;
    Events events_;
    std::string received_;
    bool upgraded_ = false;
};

}  // namespace app

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/socketio/server.hpp"
#include "net/testing.hpp"

namespace net::socketio {

// A Socket.IO client in memory: shakes hands with a server on a ManualLoop, and keeps what comes.
class TestPeer : private ws::FrameSink {
public:
    TestPeer(Server& server, ManualLoop& loop,
             std::vector<std::pair<std::string, std::string>> query = {});

    // Whether the server took the connection over.
    bool upgraded() const { return upgraded_; }
    FakeConnection& connection() { return connection_; }

    // One frame to the server; then the loop runs.
    void send(std::string_view text) { send_frame(ws::Opcode::text, text); }
    void send_binary(std::string_view bytes) { send_frame(ws::Opcode::binary, bytes); }
    void send_frame(ws::Opcode opcode, std::string_view payload);
    // Enters a namespace: "40/name,{auth}".
    void enter(std::string_view auth = "", std::string_view namespace_name = "/");

    // What came since the last call: text messages, binary messages behind a 'b', close codes as
    // "close 1000".
    std::vector<std::string> take();
    // The same without Engine.IO's own packets.
    std::vector<std::string> take_packets();
    std::string head() const { return head_; }  // the answer to the handshake

private:
    bool on_frame(ws::Opcode opcode, std::string_view payload) override;

    ManualLoop& loop_;
    FakeConnection& connection_;
    ws::ReaderOptions reader_options_{.message_bytes_max = 1 << 24, .expects_masks = false};
    ws::FrameReader reader_{reader_options_};
    std::string scratch_;
    std::string head_;
    std::vector<std::string> messages_;
    bool upgraded_ = false;
};

// A handshake request as a browser sends it.
http::Request handshake_request(std::vector<std::pair<std::string, std::string>> query = {});

}  // namespace net::socketio

#include "net/socketio/testing.hpp"

namespace net::socketio {
namespace {

// What was there before the upgrade; it is never told anything.
struct BeforeUpgrade : ConnectionHandler {
    void on_bytes(Connection&, std::string_view) override {}
    void on_closed(Connection&, CloseReason) override {}
};

}  // namespace

http::Request handshake_request(std::vector<std::pair<std::string, std::string>> query) {
    http::Request request;
    request.method = "GET";
    request.target = request.path = "/socket.io/";
    request.query = {{"EIO", "4"}, {"transport", "websocket"}};
    request.query.insert(request.query.end(), query.begin(), query.end());
    request.headers = {{"Host", "inbox.example"},
                       {"Upgrade", "websocket"},
                       {"Connection", "Upgrade"},
                       {"Origin", "http://inbox.example"},
                       {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                       {"Sec-WebSocket-Version", "13"}};
    request.language = core::Language::en;
    return request;
}

TestPeer::TestPeer(Server& server, ManualLoop& loop,
                   std::vector<std::pair<std::string, std::string>> query)
    : loop_(loop),
      connection_(
          loop.accept(Accept{[](Connection&) { return std::make_shared<BeforeUpgrade>(); }})) {
    const core::Scheduler::Entered entered(loop);
    upgraded_ = server.upgrade(handshake_request(std::move(query)), connection_, "");
    loop.run_now();
    const auto sent = connection_.take_sent();
    const auto end = sent.find("\r\n\r\n");
    if (end == std::string::npos) return;
    head_ = sent.substr(0, end + 4);
    static_cast<void>(reader_.read(std::string_view(sent).substr(end + 4), scratch_, *this));
}

void TestPeer::send_frame(ws::Opcode opcode, std::string_view payload) {
    std::string bytes;
    ws::append_masked_frame(bytes, opcode, payload, {1, 2, 3, 4});
    connection_.receive(bytes);
}

void TestPeer::enter(std::string_view auth, std::string_view namespace_name) {
    send(encode_packet({PacketType::connect, namespace_name}, auth));
}

std::vector<std::string> TestPeer::take() {
    loop_.run_now();
    if (reader_.read(connection_.take_sent(), scratch_, *this))
        messages_.emplace_back("the server broke the framing");
    return std::exchange(messages_, {});
}

std::vector<std::string> TestPeer::take_packets() {
    auto messages = take();
    std::erase_if(messages, [](const std::string& message) {
        return message.empty() || (message[0] >= '0' && message[0] <= '9' && message[0] != '4');
    });
    return messages;
}

bool TestPeer::on_frame(ws::Opcode opcode, std::string_view payload) {
    if (opcode == ws::Opcode::text) messages_.emplace_back(payload);
    if (opcode == ws::Opcode::binary) messages_.emplace_back("b" + std::string(payload));
    if (opcode == ws::Opcode::close && payload.size() >= 2) {
        const auto code =
            static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
        messages_.emplace_back("close " + std::to_string(code));
    }
    return true;
}

}  // namespace net::socketio

#include "app/bench_socket.hpp"

#include <cstdint>
#include <optional>

#include "core/json.hpp"

namespace app {
namespace {

// A masked text frame (RFC 6455 §5.2). The mask is zero: nothing here needs it to be random.
std::string masked_text(std::string_view text) {
    std::string frame{static_cast<char>(0x81)};
    if (text.size() < 126) {
        frame += static_cast<char>(0x80 | text.size());
    } else {
        frame += static_cast<char>(0x80 | 126);
        frame += static_cast<char>(text.size() >> 8);
        frame += static_cast<char>(text.size() & 0xFF);
    }
    return frame.append(4, '\0').append(text);
}

struct FrameView {
    unsigned opcode = 0;
    std::string_view payload;
    std::size_t size = 0;  // of the whole frame
};

// The frame at the front, as a server sends it: whole and unmasked.
std::optional<FrameView> first_frame(std::string_view bytes) {
    if (bytes.size() < 2) return std::nullopt;
    const auto at = [&](std::size_t i) {
        return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i]));
    };
    std::uint64_t length = at(1) & 0x7F;
    std::size_t head = 2;
    if (length >= 126) {
        const std::size_t more = length == 126 ? 2 : 8;
        if (bytes.size() < head + more) return std::nullopt;
        length = 0;
        for (std::size_t i = 0; i < more; ++i) length = length << 8 | at(head + i);
        head += more;
    }
    if (bytes.size() < head + length) return std::nullopt;
    return FrameView{static_cast<unsigned>(at(0) & 0x0F), bytes.substr(head, length),
                     head + length};
}

}  // namespace

std::string BenchSocket::upgrade_request() {
    return "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: bench\r\nUpgrade: "
           "websocket\r\n"
           "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
           "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

void BenchSocket::take_text(net::Connection& connection, std::string_view text) {
    if (text.starts_with("0")) {
        const core::json::object auth{{"token", token_}};
        connection.send(masked_text("40" + core::to_json(auth)));
    } else if (text == "2") {
        connection.send(masked_text("3"));
    } else if (text.starts_with("40")) {
        if (events_.connected) events_.connected();
    } else if (text.starts_with("44")) {
        if (events_.closed) events_.closed(std::string(text));
    } else if (text.starts_with("42")) {
        if (events_.packet) events_.packet(text.substr(2));
    }
}

void BenchSocket::on_bytes(net::Connection& connection, std::string_view bytes) {
    received_.append(bytes);
    if (!upgraded_) {
        const auto end = received_.find("\r\n\r\n");
        if (end == std::string::npos) return;
        upgraded_ = received_.starts_with("HTTP/1.1 101");
        if (!upgraded_) return connection.abort();
        received_.erase(0, end + 4);
    }
    std::size_t used = 0;
    while (const auto frame = first_frame(std::string_view(received_).substr(used))) {
        if (frame->opcode == 1) take_text(connection, frame->payload);
        used += frame->size;
    }
    received_.erase(0, used);
}

void BenchSocket::on_closed(net::Connection&, net::CloseReason) {
    if (events_.closed) events_.closed(upgraded_ ? "the server closed" : "no upgrade");
}

}  // namespace app

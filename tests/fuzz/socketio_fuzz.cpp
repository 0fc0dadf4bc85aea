// Engine.IO and Socket.IO packets from foreign bytes: a packet that is read has its parts within
// the limits, and a whole server takes any sequence of messages without a crash and without a leak.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "core/check.hpp"
#include "net/socketio/testing.hpp"

namespace {

using namespace net::socketio;

void read_packet(std::string_view text) {
    Packet packet;
    if (parse_packet(text, packet)) return;
    core::check(packet.header.attachments <= attachments_max, "attachments are limited");
    core::check(packet.header.namespace_name.starts_with('/'), "a namespace begins with a slash");
    if (!packet.data) return;
    const auto again = encode_packet(packet.header, core::to_json(*packet.data));
    Packet second;
    core::check(!parse_packet(std::string_view(again).substr(1), second), "what we encode we read");
    core::check(second.data == packet.data, "and it is the same");
}

// The input is messages, parted by line breaks; one that begins with 'B' is binary, and a 'T' lets
// time go on.
void run_server(std::string_view input) {
    core::FakeClock clock;
    net::ManualLoop loop{clock};
    core::SeededRandom random{1};
    core::Metrics metrics;
    ServerOptions options{.events_per_second_max = 50};
    options.engine.reader.message_bytes_max = 2000;
    Server server{options, Server::Seams{random, metrics, {}}};
    server.of("/")
        .on("echo",
            [](Socket& socket, Arguments arguments, Ack ack) {
                socket.emit("echo", arguments);
                ack(arguments);
            })
        .on("room",
            [](Socket& socket, Arguments arguments, Ack) {
                socket.join(core::to_json(arguments.at(0)));
                socket.to(socket.rooms()).emit("joined");
            })
        .on("leave", [](Socket& socket, Arguments, Ack) { socket.leave_all(); })
        .on("end", [](Socket& socket, Arguments, Ack) { socket.disconnect(); })
        .on("ask", [](Socket& socket, Arguments arguments, Ack) {
            socket.emit_with_ack("asked", arguments, std::chrono::seconds{1},
                                 [](core::Result<Arguments>) {});
        });
    server.of("/other");
    server.attach(loop);
    TestPeer first(server, loop), second(server, loop);
    second.enter();
    while (!input.empty()) {
        const auto line = input.substr(0, input.find('\n'));
        input.remove_prefix(std::min(input.size(), line.size() + 1));
        if (line.starts_with('B'))
            first.send_binary(line.substr(1));
        else if (line.starts_with('T'))
            loop.advance(std::chrono::seconds{10});
        else
            first.send(line);
    }
    server.close();
    loop.run_now();
    core::check(server.connections() == 0, "every session has ended");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    read_packet(input);
    run_server(input);
    return 0;
}

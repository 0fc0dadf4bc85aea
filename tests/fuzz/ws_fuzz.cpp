// WebSocket frames from foreign bytes: no crash, no message over the limits, and the same outcome
// however the stream is cut.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/check.hpp"
#include "core/text.hpp"
#include "net/ws/frame_reader.hpp"

namespace {

constexpr net::ws::ReaderOptions options{.message_bytes_max = 4096, .fragments_max = 8};

struct Collected : net::ws::FrameSink {
    std::vector<std::pair<net::ws::Opcode, std::string>> frames;
    bool on_frame(net::ws::Opcode opcode, std::string_view payload) override {
        core::check(payload.size() <= options.message_bytes_max, "no message over the limit");
        if (opcode == net::ws::Opcode::text)
            core::check(core::is_valid_utf8(payload), "text is UTF-8");
        if (net::ws::is_control(opcode))
            core::check(payload.size() <= net::ws::control_payload_bytes_max, "control is short");
        frames.emplace_back(opcode, payload);
        return true;
    }
    friend bool operator==(const Collected& a, const Collected& b) { return a.frames == b.frames; }
};

std::pair<Collected, std::optional<net::ws::Fault>> read_in_pieces(std::string_view bytes,
                                                                   std::size_t piece) {
    net::ws::FrameReader reader{options};
    std::pair<Collected, std::optional<net::ws::Fault>> outcome;
    std::string scratch;
    while (!bytes.empty() && !outcome.second) {
        outcome.second = reader.read(bytes.substr(0, piece), scratch, outcome.first);
        bytes.remove_prefix(std::min(piece, bytes.size()));
    }
    return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::size_t piece = 1 + data[0] % 40;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto whole = read_in_pieces(bytes, bytes.size() + 1);
    const auto cut = read_in_pieces(bytes, piece);
    core::check(whole.first == cut.first, "a cut changes no message");
    core::check(whole.second == cut.second, "a cut changes no fault");
    return 0;
}

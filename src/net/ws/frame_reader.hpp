#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/ws/frame.hpp"

namespace net::ws {

// What a peer did that ends the connection.
enum class Fault : std::uint8_t {
    reserved_bits,          // RSV1 to RSV3 without an extension
    unknown_opcode,         // 3 to 7, 11 to 15
    not_masked,             // a client masks, always
    masked,                 // a server never does
    length_not_minimal,     // a length in more bytes than it needs
    control_too_long,       // over 125 bytes
    control_fragmented,     // a control frame comes in one piece
    nothing_to_continue,    // a continuation without a beginning
    message_not_continued,  // a new message inside a fragmented one
    close_code,             // one byte, or a code that may not stand in a frame
    invalid_utf8,           // in a text message or a close reason
    message_too_big,
    too_many_fragments,
};
CloseCode close_code_for(Fault fault);
std::string_view to_string(Fault fault);

// Takes what a FrameReader finds. The payload is valid until the call returns.
class FrameSink {
public:
    virtual ~FrameSink() = default;
    // A whole message (text, which is valid UTF-8, or binary) or a control frame. Returns whether
    // the reader shall go on; after false it forgets the rest of its bytes.
    virtual bool on_frame(Opcode opcode, std::string_view payload) = 0;
};

struct ReaderOptions {
    std::uint64_t message_bytes_max = 500'000;  // over all fragments; checked before any allocation
    std::uint32_t fragments_max = 1024;
    bool expects_masks = true;  // true: we are the server
};

// Turns bytes into messages (RFC 6455 §5.2 to §5.6 and §8.1). Holds memory only while something
// is half received. After a fault it is not used again.
class FrameReader {
public:
    // The options outlive the reader: they are one for all connections.
    explicit FrameReader(const ReaderOptions& options) : options_(&options) {}

    // `scratch` is where payloads are unmasked: one for all readers of a thread.
    std::optional<Fault> read(std::string_view bytes, std::string& scratch, FrameSink& sink);

    bool half_received() const { return partial_ != nullptr; }

private:
    struct Header {
        Opcode opcode = Opcode::continuation;
        bool final = false;
        bool masked = false;
        MaskingKey key{};
        std::size_t header_bytes = 0;
        std::uint64_t payload_bytes = 0;
    };
    // What waits for more bytes.
    struct Partial {
        std::string raw;      // the beginning of a frame, as it came
        std::string message;  // the fragments so far, unmasked
        Opcode opcode =
            Opcode::continuation;  // of the fragmented message; continuation: there is none
        std::uint32_t fragments = 0;
    };
    enum class Parsed { whole, incomplete, fault };

    Parsed parse(std::string_view bytes, Header& header);
    std::optional<Fault> fault_in(const Header& header) const;
    std::optional<Fault> take(const Header& header, std::string_view payload, FrameSink& sink);
    std::optional<Fault> take_fragment(const Header& header, std::string_view payload,
                                       FrameSink& sink);
    std::optional<Fault> deliver(Opcode opcode, std::string_view payload, FrameSink& sink);
    bool in_message() const { return partial_ && partial_->opcode != Opcode::continuation; }
    void keep(std::string&& joined, std::string_view rest);

    const ReaderOptions* options_;
    std::unique_ptr<Partial> partial_;
    Fault fault_{};
    bool stopped_ = false;
};

}  // namespace net::ws

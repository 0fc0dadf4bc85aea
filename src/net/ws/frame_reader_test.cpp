#include "net/ws/frame_reader.hpp"

#include <doctest/doctest.h>
#include <utility>
#include <vector>

#include "core/random.hpp"

namespace net::ws {
namespace {

constexpr MaskingKey key{0x37, 0xfa, 0x21, 0x3d};

struct Collected : FrameSink {
    std::vector<std::pair<Opcode, std::string>> frames;
    bool go_on = true;
    bool on_frame(Opcode opcode, std::string_view payload) override {
        frames.emplace_back(opcode, payload);
        return go_on;
    }
};

struct ReaderFixture {
    ReaderOptions options{.message_bytes_max = 1000, .fragments_max = 4};
    FrameReader reader{options};
    std::string scratch;
    Collected collected;

    std::optional<Fault> read(std::string_view bytes) {
        return reader.read(bytes, scratch, collected);
    }
    static std::string frame(Opcode opcode, std::string_view payload, bool final = true) {
        std::string bytes;
        append_masked_frame(bytes, opcode, payload, key, final);
        return bytes;
    }
    // A header whose payload never comes.
    static std::string header(unsigned first, unsigned second, std::string_view rest = {}) {
        return std::string{static_cast<char>(first), static_cast<char>(second)}.append(rest);
    }
};

TEST_CASE_FIXTURE(ReaderFixture, "the RFC's masked Hello is read") {
    CHECK_FALSE(read(std::string_view("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 11)));
    REQUIRE(collected.frames.size() == 1);
    CHECK(collected.frames[0] == std::pair{Opcode::text, std::string("Hello")});
    CHECK_FALSE(reader.half_received());
}

TEST_CASE_FIXTURE(ReaderFixture, "several frames in one read come in their order") {
    CHECK_FALSE(read(frame(Opcode::text, "one") + frame(Opcode::ping, "p") +
                     frame(Opcode::binary, std::string(300, 'b'))));
    REQUIRE(collected.frames.size() == 3);
    CHECK(collected.frames[1] == std::pair{Opcode::ping, std::string("p")});
    CHECK(collected.frames[2].second == std::string(300, 'b'));
}

TEST_CASE_FIXTURE(ReaderFixture, "a stream cut at any byte gives the same messages") {
    const auto stream = frame(Opcode::text, "h\xC3\xB6la", false) + frame(Opcode::ping, "") +
                        frame(Opcode::continuation, " y ", false) +
                        frame(Opcode::continuation, std::string(200, 'x')) +
                        frame(Opcode::close, "\x03\xe8 bye");
    for (std::size_t first = 1; first < stream.size(); ++first) {
        FrameReader cut{options};
        Collected got;
        CHECK_FALSE(cut.read(std::string_view(stream).substr(0, first), scratch, got));
        CHECK_FALSE(cut.read(std::string_view(stream).substr(first), scratch, got));
        REQUIRE(got.frames.size() == 3);
        CHECK(got.frames[0].first == Opcode::ping);
        CHECK(got.frames[1].second == "h\xC3\xB6la y " + std::string(200, 'x'));
        CHECK(got.frames[2].first == Opcode::close);
        CHECK_FALSE(cut.half_received());
    }
}

TEST_CASE_FIXTURE(ReaderFixture, "a stream that comes byte by byte is read, and memory is let go") {
    const auto stream = frame(Opcode::binary, std::string(500, 'z'));
    for (const char byte : stream) CHECK_FALSE(read(std::string_view(&byte, 1)));
    REQUIRE(collected.frames.size() == 1);
    CHECK_FALSE(reader.half_received());
}

TEST_CASE_FIXTURE(ReaderFixture, "each break of the framing is named and has its close code") {
    const std::string mask = "1234";
    const auto nothing = std::string_view{};
    const std::vector<std::tuple<std::string, Fault, CloseCode>> cases{
        {header(0xC1, 0x80, mask), Fault::reserved_bits, CloseCode::protocol_error},
        {header(0xA1, 0x80, mask), Fault::reserved_bits, CloseCode::protocol_error},
        {header(0x91, 0x80, mask), Fault::reserved_bits, CloseCode::protocol_error},
        {header(0x83, 0x80, mask), Fault::unknown_opcode, CloseCode::protocol_error},
        {header(0x8B, 0x80, mask), Fault::unknown_opcode, CloseCode::protocol_error},
        {header(0x81, 0x05, "Hello"), Fault::not_masked, CloseCode::protocol_error},
        {header(0x81, 0xFE, std::string("\0\x05", 2)), Fault::length_not_minimal,
         CloseCode::protocol_error},
        {header(0x81, 0xFF, std::string("\0\0\0\0\0\0\0\x7e", 8)), Fault::length_not_minimal,
         CloseCode::protocol_error},
        {header(0x89, 0xFE), Fault::control_too_long, CloseCode::protocol_error},
        {header(0x09, 0x80, mask), Fault::control_fragmented, CloseCode::protocol_error},
        {frame(Opcode::continuation, "x"), Fault::nothing_to_continue, CloseCode::protocol_error},
        {frame(Opcode::text, "x", false) + frame(Opcode::text, "y"), Fault::message_not_continued,
         CloseCode::protocol_error},
        {frame(Opcode::close, "\x03"), Fault::close_code, CloseCode::protocol_error},
        {frame(Opcode::close, "\x03\xed"), Fault::close_code, CloseCode::protocol_error},
        {frame(Opcode::close, "\x07\xd0"), Fault::close_code, CloseCode::protocol_error},
        {frame(Opcode::close, "\x03\xe8\xff"), Fault::invalid_utf8, CloseCode::invalid_payload},
        {frame(Opcode::text, "\xED\xA0\x80"), Fault::invalid_utf8, CloseCode::invalid_payload},
        {frame(Opcode::text, "a\xC3", false) + frame(Opcode::continuation, "b"),
         Fault::invalid_utf8, CloseCode::invalid_payload},
        {frame(Opcode::binary, std::string(1001, 'x')), Fault::message_too_big, CloseCode::too_big},
        {frame(Opcode::text, std::string(600, 'x'), false) +
             frame(Opcode::continuation, std::string(401, 'x')),
         Fault::message_too_big, CloseCode::too_big},
        {frame(Opcode::text, nothing, false) + frame(Opcode::continuation, nothing, false) +
             frame(Opcode::continuation, nothing, false) +
             frame(Opcode::continuation, nothing, false) +
             frame(Opcode::continuation, nothing, false),
         Fault::too_many_fragments, CloseCode::policy_violation},
    };
    for (const auto& [bytes, fault, code] : cases) {
        CAPTURE(to_string(fault));
        FrameReader fresh{options};
        Collected got;
        const auto found = fresh.read(bytes, scratch, got);
        REQUIRE(found);
        CHECK(to_string(*found) == to_string(fault));
        CHECK(close_code_for(*found) == code);
        CHECK(got.frames.empty());
    }
}

TEST_CASE_FIXTURE(ReaderFixture, "a length near 2^64 is refused before anything is allocated") {
    CHECK(read(header(0x82, 0xFF, std::string(8, '\xff'))) == Fault::message_too_big);
    FrameReader second{options};
    CHECK_FALSE(second.read(frame(Opcode::text, "a", false), scratch, collected));
    CHECK(second.read(header(0x80, 0xFF, std::string(8, '\xff')), scratch, collected) ==
          Fault::message_too_big);
}

TEST_CASE_FIXTURE(ReaderFixture, "a message of exactly the limit passes") {
    CHECK_FALSE(read(frame(Opcode::binary, std::string(1000, 'x'))));
    CHECK_FALSE(
        read(frame(Opcode::text, std::string(999, 'x'), false) + frame(Opcode::continuation, "x")));
    CHECK(collected.frames.size() == 2);
}

TEST_CASE_FIXTURE(ReaderFixture, "what comes after the sink has had enough is forgotten") {
    collected.go_on = false;
    CHECK_FALSE(read(frame(Opcode::text, "last") + frame(Opcode::text, "more")));
    CHECK_FALSE(read(frame(Opcode::text, "more")));
    CHECK(collected.frames.size() == 1);
}

TEST_CASE_FIXTURE(ReaderFixture, "as a client it takes unmasked frames and refuses masked ones") {
    const ReaderOptions as_client{.expects_masks = false};
    FrameReader client{as_client};
    CHECK_FALSE(
        client.read(*encode_frame(Opcode::text, std::string(70'000, 'x')), scratch, collected));
    CHECK(collected.frames[0].second.size() == 70'000);
    CHECK(client.read(frame(Opcode::text, "x"), scratch, collected) == Fault::masked);
}

TEST_CASE("masking twice gives the same bytes, at every length and offset") {
    core::SeededRandom random{7};
    std::string bytes(67, '\0');
    random.fill(std::as_writable_bytes(std::span(bytes)));
    for (std::size_t length = 0; length < 60; ++length)
        for (std::size_t offset = 0; offset < 7; ++offset) {
            const auto plain = std::string_view(bytes).substr(offset, length);
            std::string masked(length, '\0'), expected(plain);
            apply_mask(key, plain, masked.data());
            for (std::size_t i = 0; i < length; ++i)
                expected[i] = static_cast<char>(static_cast<unsigned char>(plain[i]) ^ key[i % 4]);
            CHECK(masked == expected);
            apply_mask(key, masked, masked.data());
            CHECK(masked == plain);
        }
}

TEST_CASE("a server's frame has the shortest length form") {
    CHECK(*encode_frame(Opcode::text, "Hello") == "\x81\x05Hello");
    CHECK(encode_frame(Opcode::binary, std::string(125, 'x'))->size() == 127);
    CHECK(encode_frame(Opcode::binary, std::string(126, 'x'))->substr(0, 4) ==
          std::string("\x82\x7e\x00\x7e", 4));
    CHECK(encode_frame(Opcode::binary, std::string(65'536, 'x'))->substr(0, 10) ==
          std::string("\x82\x7f\0\0\0\0\0\x01\0\0", 10));
    CHECK(*encode_close(CloseCode::invalid_payload, "utf8") == "\x88\x06\x03\xefutf8");
    CHECK(encode_close(CloseCode::normal, std::string(200, 'r'))->size() == 127);
}

TEST_CASE("only registered and private codes may stand in a close frame") {
    for (const int code : {1000, 1001, 1002, 1003, 1007, 1011, 1012, 1014, 3000, 4999})
        CHECK(may_close_with(static_cast<std::uint16_t>(code)));
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
        CHECK_FALSE(may_close_with(static_cast<std::uint16_t>(code)));
}

}  // namespace
}  // namespace net::ws

#include "net/socketio/packet.hpp"

#include <doctest/doctest.h>
#include <utility>

namespace net::socketio {
namespace {

Packet parsed(std::string_view text) {
    Packet packet;
    const auto fault = parse_packet(text, packet);
    CAPTURE(text);
    REQUIRE_FALSE(fault);
    return packet;
}

TEST_CASE("each kind of packet is read") {
    CHECK(parsed("0").header.type == PacketType::connect);
    CHECK(parsed("0{\"token\":\"t\"}").data->at("token").as_string() == "t");
    CHECK(parsed("0/custom").header.namespace_name == "/custom");
    CHECK(parsed("0/custom,{}").header.namespace_name == "/custom");
    CHECK(parsed("1/custom,").header.type == PacketType::disconnect);
    const auto event = parsed("2/admin,17[\"hi\",1]");
    CHECK(event.header.id == 17);
    CHECK(event.header.namespace_name == "/admin");
    CHECK(event.data->as_array().size() == 2);
    CHECK(parsed("30[]").header.id == 0);
    CHECK(parsed("51-[\"b\",{\"_placeholder\":true,\"num\":0}]").header.attachments == 1);
    CHECK(parsed("61-/a,5[{\"_placeholder\":true,\"num\":0}]").header.id == 5);
    CHECK(parsed("4{\"message\":\"no\"}").header.type == PacketType::connect_error);
}

TEST_CASE("each break of the format is named") {
    const std::vector<std::pair<std::string, PacketFault>> cases{
        {"", PacketFault::unknown_type},
        {"7", PacketFault::unknown_type},
        {"abc", PacketFault::unknown_type},
        {"5[\"a\"]", PacketFault::attachments},
        {"5-[\"a\"]", PacketFault::attachments},
        {"51[\"a\"]", PacketFault::attachments},
        {"5-1-[\"a\"]", PacketFault::attachments},
        {"511-[\"a\"]", PacketFault::too_many_attachments},
        {"599999999999-[\"a\"]", PacketFault::too_many_attachments},
        {"51-[\"a\",{\"_placeholder\":true,\"num\":1}]", PacketFault::attachments},
        {"51-[\"a\",{\"_placeholder\":true,\"num\":-1}]", PacketFault::attachments},
        {"299999999999999999999[\"a\"]", PacketFault::id},
        {"3[1]", PacketFault::id},
        {"2abc[\"a\"]", PacketFault::malformed_json},
        {"2[\"a\"", PacketFault::malformed_json},
        {"2[\"a\"] ,", PacketFault::malformed_json},
        {"2" + std::string(40, '[') + std::string(40, ']'), PacketFault::malformed_json},
        {"2", PacketFault::payload},
        {"2{}", PacketFault::payload},
        {"2[]", PacketFault::payload},
        {"2[1]", PacketFault::payload},
        {"2[\"connect\"]", PacketFault::payload},
        {"2[\"disconnecting\"]", PacketFault::payload},
        {"0[]", PacketFault::payload},
        {"0\"x\"", PacketFault::payload},
        {"1{}", PacketFault::payload},
        {"31{}", PacketFault::payload},
        {"4", PacketFault::payload},
    };
    for (const auto& [text, fault] : cases) {
        CAPTURE(text);
        Packet packet;
        const auto found = parse_packet(text, packet);
        REQUIRE(found);
        CHECK(to_string(*found) == to_string(fault));
    }
}

TEST_CASE("packets are encoded to the byte") {
    CHECK(encode_packet({PacketType::connect}, R"({"sid":"x"})") == R"(40{"sid":"x"})");
    CHECK(encode_packet({PacketType::connect_error, "/random"},
                        R"({"message":"Invalid namespace"})") ==
          R"(44/random,{"message":"Invalid namespace"})");
    CHECK(encode_packet({PacketType::disconnect, "/custom"}) == "41/custom,");
    CHECK(encode_packet({PacketType::ack, "/", 789}, "[1]") == "43789[1]");
    const auto event = encode_event("/", "auth", json::array{json::object{}});
    CHECK(*event.frames.at(0) ==
          "\x81\x0d"
          R"(42["auth",{}])");
    CHECK(*encode_event_text("/", R"(["tick",{}])") ==
          "\x81\x0d"
          R"(42["tick",{}])");
}

TEST_CASE("bytes go out as frames of their own behind the packet that names them") {
    Arguments arguments;
    arguments.values.emplace_back(arguments.add_bytes("abc"));
    arguments.values.emplace_back(1);
    const auto event = encode_event("/", "b", arguments);
    REQUIRE(event.frames.size() == 2);
    CHECK(event.frames[0]->substr(2) == R"(451-["b",{"_placeholder":true,"num":0},1])");
    CHECK(*event.frames[1] ==
          "\x82\x03"
          "abc");
    CHECK(event.bytes == event.frames[0]->size() + 5);
    const auto ack = encode_ack("/", 789, arguments);
    CHECK(ack.frames[0]->substr(2) == R"(461-789[{"_placeholder":true,"num":0},1])");
}

TEST_CASE("a placeholder in a packet without attachments is a plain object") {
    Arguments arguments{json::array{json::object{{"_placeholder", true}, {"num", 0}}}};
    CHECK(arguments.bytes(arguments.at(0)) == nullptr);
    CHECK(arguments.at(5).is_null());
    arguments.attachments.emplace_back("xy");
    REQUIRE(arguments.bytes(arguments.at(0)));
    CHECK(*arguments.bytes(arguments.at(0)) == "xy");
}

}  // namespace
}  // namespace net::socketio

#include "sim/message_request.hpp"

#include <doctest/doctest.h>

using namespace sim;

namespace {

int code_for(std::string_view body) {
    const auto read = read_message_request(body);
    const auto* error = std::get_if<GraphError>(&read);
    return error ? error->code : 0;
}

std::string words_for(std::string_view body) {
    const auto read = read_message_request(body);
    const auto* error = std::get_if<GraphError>(&read);
    return error ? error->message : "";
}

std::string text_message(const std::string& text) {
    return R"({"messaging_product":"whatsapp","to":"34","type":"text","text":{"body":")" + text +
           R"("}})";
}

std::string letters(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += "ñ";
    return text;
}

}  // namespace

TEST_CASE("a whole text message is read with all it says") {
    const auto read = read_message_request(
        R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"+34 600",
            "type":"text","text":{"body":"Hola","preview_url":false},
            "context":{"message_id":"wamid.Q"},"biz_opaque_callback_data":"job-1"})");
    const auto* message = std::get_if<OutgoingMessage>(&read);
    REQUIRE(message);
    CHECK(message->input() == "+34 600");
    CHECK(message->text == "Hola");
    CHECK(message->quoted == "wamid.Q");
    CHECK(message->opaque == "job-1");
}

TEST_CASE("the type is text where none is named, and `to` wins over `recipient`") {
    const auto read = read_message_request(
        R"({"messaging_product":"whatsapp","to":"34","recipient":"ES.x","text":{"body":"x"}})");
    const auto* message = std::get_if<OutgoingMessage>(&read);
    REQUIRE(message);
    CHECK(message->type == "text");
    CHECK(message->input() == "34");
}

TEST_CASE("a text has 4096 characters at most, whatever their bytes") {
    CHECK(code_for(text_message(letters(4096))) == 0);
    CHECK(code_for(text_message(letters(4097))) == 100);
    CHECK(words_for(text_message(letters(4097))) ==
          "Param text['body'] must be at most 4096 characters long.");
}

TEST_CASE("what is missing, of a wrong type or too long is refused with its code") {
    CHECK(code_for("not json") == 100);
    CHECK(code_for("[]") == 100);
    CHECK(words_for(R"({"to":"34"})") == "The parameter messaging_product is required.");
    CHECK(code_for(R"({"messaging_product":"telegram","to":"34"})") == 100);
    CHECK(words_for(R"({"messaging_product":"whatsapp","text":{"body":"x"}})") ==
          "The parameter to is required.");
    CHECK(code_for(R"({"messaging_product":"whatsapp","to":34,"text":{"body":"x"}})") == 100);
    CHECK(code_for(R"({"messaging_product":"whatsapp","to":"34","type":"text"})") == 131008);
    CHECK(words_for(R"({"messaging_product":"whatsapp","to":"34","text":{}})") ==
          "The parameter text['body'] is required.");
    CHECK(code_for(R"({"messaging_product":"whatsapp","to":"34","text":{"body":5}})") == 100);
    CHECK(code_for(text_message("")) == 131008);
    CHECK(code_for(text_message("  ")) == 131008);
    CHECK(
        code_for(
            R"({"messaging_product":"whatsapp","to":"34","text":{"body":"x","preview_url":1}})") ==
        100);
    CHECK(code_for(
              R"({"messaging_product":"whatsapp","to":"34","text":{"body":"x"},"context":{}})") ==
          100);
    CHECK(
        code_for(
            R"({"messaging_product":"whatsapp","to":"34","text":{"body":"x"},"biz_opaque_callback_data":")" +
            std::string(513, 'x') + "\"}") == 100);
}

TEST_CASE("a type that does not exist is 100, one that is not simulated yet 131051") {
    CHECK(code_for(R"({"messaging_product":"whatsapp","to":"34","type":"fax","fax":{}})") == 100);
    CHECK(code_for(
              R"({"messaging_product":"whatsapp","to":"34","type":"image","image":{"id":"1"}})") ==
          131051);
    CHECK(code_for(R"({"messaging_product":"whatsapp","to":"34","type":"image"})") == 131008);
}

TEST_CASE("reactions and locations are checked and taken") {
    const auto with = [](const std::string& type, const std::string& content) {
        return R"({"messaging_product":"whatsapp","to":"34","type":")" + type + R"(",")" + type +
               "\":" + content + "}";
    };
    CHECK(code_for(with("reaction", R"({"message_id":"wamid.A","emoji":""})")) == 0);
    CHECK(code_for(with("reaction", R"({"emoji":"x"})")) == 100);
    CHECK(code_for(with("location", R"({"latitude":-33.4,"longitude":"-70.6"})")) == 0);
    CHECK(code_for(with("location", R"({"latitude":91,"longitude":0})")) == 131009);
}

TEST_CASE("a read mark may type as well") {
    const auto read = read_message_request(
        R"({"messaging_product":"whatsapp","status":"read","message_id":"wamid.A",
            "typing_indicator":{"type":"text"}})");
    const auto* mark = std::get_if<ReadMark>(&read);
    REQUIRE(mark);
    CHECK(mark->wamid == "wamid.A");
    CHECK(mark->typing);
    CHECK(code_for(R"({"messaging_product":"whatsapp","status":"read"})") == 100);
    CHECK(code_for(R"({"messaging_product":"whatsapp","status":"seen","message_id":"a"})") == 100);
}

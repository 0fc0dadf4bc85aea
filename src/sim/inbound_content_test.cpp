#include "sim/inbound_content.hpp"

#include <doctest/doctest.h>

#include "core/text.hpp"
#include "sim/testing.hpp"

using namespace sim;

namespace {

struct ContentFixture : World {
    core::json::object written(const std::string& type, const std::string& text = "") {
        write("34412345678", "before");
        Simulator::WriteRequest request;
        request.from = "34412345678";
        request.invent = type;
        request.text = text;
        request.target = business.messages().back().at("id").as_string();
        core::Scheduler::Entered entered(scheduler);
        REQUIRE(simulator.write(std::move(request)).has_value());
        auto message = business.messages().back();
        CHECK(message.at("type").as_string() == type);
        return message;
    }
};

}  // namespace

TEST_CASE_FIXTURE(ContentFixture,
                  "media come with an id, a MIME type and a base64 digest of 32 bytes") {
    for (const auto* type : {"image", "video", "audio", "document", "sticker"}) {
        CAPTURE(type);
        const auto message = written(type);
        const auto& media = message.at(type).as_object();
        CHECK(core::parse_integer(std::string_view{media.at("id").as_string()}));
        CHECK(media.at("mime_type").as_string().find('/') != std::string::npos);
        CHECK(media.at("sha256").as_string().size() == 44);
    }
    CHECK(written("image", "mira").at("image").at("caption") == "mira");
    CHECK(written("document", "a.pdf").at("document").at("filename") == "a.pdf");
    CHECK(written("audio").at("audio").at("voice") == true);
}

TEST_CASE_FIXTURE(ContentFixture, "every other kind has what Meta's has") {
    CHECK(written("location").at("location").at("latitude").is_double());
    CHECK(
        written("contacts").at("contacts").at(0).at("name").as_object().contains("formatted_name"));
    CHECK(written("order").at("order").at("product_items").as_array().size() >= 1);
    CHECK(written("reaction", "👍").at("reaction").at("emoji") == "👍");
    const auto button = written("button", "OK");
    CHECK(button.at("button").at("text") == "OK");
    CHECK(button.at("context").as_object().contains("id"));
    const auto answer = written("interactive").at("interactive").as_object();
    CHECK(answer.contains(answer.at("type").as_string()));
    CHECK(written("unsupported").at("errors").at(0).at("code") == 131051);
    CHECK(written("edit", "new").at("edit").at("message").at("text").at("body") == "new");
    CHECK(written("revoke").at("revoke").as_object().contains("original_message_id"));
}

TEST_CASE_FIXTURE(ContentFixture, "a kind that customers do not send is refused") {
    for (const auto* type : {"template", "fax"}) {
        Simulator::WriteRequest request;
        request.invent = type;
        const auto result = simulator.write(std::move(request));
        REQUIRE(result.has_error());
        CHECK(result.error().code == "sim.bad_message");
    }
    Simulator::WriteRequest reaction;  // to nothing
    reaction.invent = "reaction";
    CHECK(simulator.write(std::move(reaction)).has_error());
}

#include "sim/graph_api.hpp"

#include <doctest/doctest.h>

#include "sim/testing.hpp"

using namespace sim;
using namespace std::chrono_literals;

namespace {

constexpr auto ana = "34412345678";

struct GraphFixture : World {
    GraphAnswer get(const std::string& path,
                    std::vector<std::pair<std::string, std::string>> query = {},
                    const std::string& authorization = "Bearer token") {
        return simulator.graph({"GET", path, std::move(query), authorization, ""});
    }
    core::json::value error_of(const GraphAnswer& answer) {
        return core::parse_json(answer.body).value().at("error");
    }
    std::string header(const GraphAnswer& answer, std::string_view name) {
        for (const auto& [key, value] : answer.headers)
            if (key == name) return value;
        return "";
    }
};

}  // namespace

TEST_CASE_FIXTURE(
    GraphFixture,
    "a text to who has just written is accepted with a wamid, and stands in the ledger") {
    write(ana);
    const auto answer = send_text("+34 412-345-678", "¿Qué tal?", "job-1");
    CHECK(answer.status == 200);
    const auto body = core::parse_json(answer.body).value();
    CHECK(body.at("messaging_product") == "whatsapp");
    CHECK(body.at("contacts").at(0).at("input") == "+34 412-345-678");
    CHECK(body.at("contacts").at(0).at("wa_id") == ana);
    const auto& accepted = simulator.ledger().accepted();
    REQUIRE(accepted.size() == 1);
    CHECK(body.at("messages").at(0).at("id").as_string() == accepted[0].wamid);
    CHECK(accepted[0].to == ana);
    CHECK(accepted[0].opaque == "job-1");
    CHECK(accepted[0].type == "text");
    CHECK(accepted[0].text == "¿Qué tal?");
    CHECK(header(answer, "facebook-api-version") == "v26.0");
    CHECK_FALSE(header(answer, "x-fb-trace-id").empty());
}

TEST_CASE_FIXTURE(GraphFixture,
                  "free text is taken until the last moment of 24 hours, then 131047") {
    write(ana);
    simulator.advance(23h + 59min);
    CHECK(send_text(ana).status == 200);
    simulator.advance(1min);
    const auto late = send_text(ana);
    CHECK(late.status == 400);
    CHECK(code_of(late) == 131047);
    CHECK(simulator.ledger().accepted().size() == 1);
    write(ana);
    CHECK(send_text(ana).status == 200);
}

TEST_CASE_FIXTURE(GraphFixture, "who has never written gets no free text") {
    simulator.customers().add({.wa_id = ana});
    CHECK(code_of(send_text(ana)) == 131047);
}

TEST_CASE_FIXTURE(GraphFixture,
                  "one user takes 45 at once and then one in six seconds, else 131056") {
    write(ana);
    for (int i = 0; i < 45; ++i) CHECK(send_text(ana).status == 200);
    CHECK(code_of(send_text(ana)) == 131056);
    simulator.advance(5'999ms);
    CHECK(code_of(send_text(ana)) == 131056);
    simulator.advance(1ms);
    CHECK(send_text(ana).status == 200);
    CHECK(code_of(send_text(ana)) == 131056);
    write("34499999999");
    CHECK(send_text("34499999999").status == 200);  // somebody else is not concerned
}

TEST_CASE_FIXTURE(GraphFixture, "a number sends 80 a second, else 130429 with HTTP 429") {
    for (int i = 0; i < 81; ++i) write("3441000000" + std::to_string(10 + i));
    for (int i = 0; i < 80; ++i)
        CHECK(send_text("3441000000" + std::to_string(10 + i)).status == 200);
    const auto over = send_text("344100000090");
    CHECK(code_of(over) == 130429);
    CHECK(over.status == 429);
    simulator.advance(13ms);
    CHECK(send_text("344100000090").status == 200);
}

TEST_CASE_FIXTURE(GraphFixture, "a token that is missing or bad is refused before anything else") {
    write(ana);
    add_fault(R"({"target":"messages","mode":"next","effect":{"code":131000}})");
    GraphRequest request{"POST", "/v26.0/106540352242922/messages", {}, "", "{}"};
    auto answer = simulator.graph(request);
    CHECK(answer.status == 401);
    CHECK(code_of(answer) == 104);
    request.authorization = "Bearer wrong";
    answer = simulator.graph(request);
    CHECK(answer.status == 401);
    CHECK(code_of(answer) == 190);
    CHECK(error_of(answer).at("type") == "OAuthException");
    CHECK_FALSE(error_of(answer).at("fbtrace_id").as_string().empty());
    CHECK(code_of(send_text(ana)) == 131000);  // the fault has waited for a good token
}

TEST_CASE_FIXTURE(GraphFixture, "a number or a path that does not exist is 100 with subcode 33") {
    const auto answer = simulator.graph({"POST", "/v26.0/999/messages", {}, "Bearer token", "{}"});
    CHECK(answer.status == 400);
    const auto error = error_of(answer);
    CHECK(error.at("code") == 100);
    CHECK(error.at("error_subcode") == 33);
    CHECK(error.at("type") == "GraphMethodException");
    CHECK(std::string_view{error.at("message").as_string()}.starts_with(
        "Unsupported post request. Object with ID '999' does not exist"));
    CHECK(code_of(get("/v26.0/106540352242922/nothing")) == 100);
    CHECK(code_of(get("/")) == 100);
}

TEST_CASE_FIXTURE(GraphFixture, "any version is taken, and none") {
    write(ana);
    for (const auto* path : {"/106540352242922/messages", "/v19.0/106540352242922/messages"}) {
        const auto answer = simulator.graph(
            {"POST",
             path,
             {},
             "OAuth token",
             R"({"messaging_product":"whatsapp","to":"34412345678","text":{"body":"x"}})"});
        CHECK(answer.status == 200);
    }
    CHECK(simulator.ledger().accepted().size() == 2);
}

TEST_CASE_FIXTURE(GraphFixture,
                  "a number that nobody has is accepted, and fails later with 131026") {
    const auto wamid = sent("34499000000", "Hola", "job-9");
    simulator.advance(1s);
    CHECK(business.statuses_of(wamid) == std::vector<std::string>{"failed"});
    const auto status = business.statuses().at(0);
    CHECK(status.at("errors").at(0).at("code") == 131026);
    CHECK(status.at("recipient_id") == "34499000000");
    CHECK(status.at("biz_opaque_callback_data") == "job-9");
}

TEST_CASE_FIXTURE(GraphFixture,
                  "who shows no number is reached by user id, and answered without a wa_id") {
    auto* hidden = simulator.customers().add({.user_id = "ES.hidden1", .username = "nina"});
    write("ES.hidden1");
    const auto answer =
        post(R"({"messaging_product":"whatsapp","recipient":"ES.hidden1","text":{"body":"Hola"}})");
    REQUIRE(answer.status == 200);
    const auto contact = core::parse_json(answer.body).value().at("contacts").at(0);
    CHECK(contact.at("user_id") == "ES.hidden1");
    CHECK_FALSE(contact.as_object().contains("wa_id"));
    simulator.advance(1min);
    const auto status = business.statuses().at(0);
    CHECK(status.at("recipient_user_id") == "ES.hidden1");
    CHECK_FALSE(status.contains("recipient_id"));
    CHECK(simulator.ledger().accepted().at(0).to == hidden->handle());
}

TEST_CASE_FIXTURE(GraphFixture,
                  "a read mark is taken for a customer's message, and refused for any other") {
    const auto first = write(ana);
    const auto second = write(ana);
    const auto mark = [&](const std::string& wamid) {
        return post(R"({"messaging_product":"whatsapp","status":"read","message_id":")" + wamid +
                    R"(","typing_indicator":{"type":"text"}})");
    };
    CHECK(mark(second).body == R"({"success":true})");
    for (const auto& line : simulator.conversations().of(0, 0).lines) CHECK(line.seen_by_business);
    CHECK(simulator.conversations().of(0, 0).typing_until - clock.steady() == 25s);
    const auto own = sent(ana);
    CHECK(code_of(mark(own)) == 131009);
    CHECK(code_of(mark("wamid.nothing")) == 131009);
}

TEST_CASE_FIXTURE(GraphFixture, "the number, the account and its apps can be asked for") {
    const auto number = core::parse_json(get("/v26.0/106540352242922").body).value();
    CHECK(number.at("display_phone_number") == "+1 555-000-1111");
    CHECK(number.at("quality_rating") == "GREEN");
    const auto some =
        core::parse_json(get("/v26.0/106540352242922", {{"fields", "status,throughput"}}).body);
    CHECK(some->as_object().size() == 3);  // and the id
    const auto all = core::parse_json(get("/v26.0/102290129340398/phone_numbers").body).value();
    CHECK(all.at("data").at(0).at("id") == "106540352242922");
    const auto token =
        core::parse_json(get("/v26.0/debug_token", {{"input_token", "other"}}).body).value();
    CHECK(token.at("data").at("is_valid") == false);
}

TEST_CASE_FIXTURE(GraphFixture,
                  "a fault of the target numbers meets who looks at a number, no message") {
    write(ana);
    add_fault(R"({"target":"numbers","mode":"next","n":2,"effect":{"code":190}})");
    CHECK(send_text(ana, "Hola").status == 200);
    CHECK(error_of(get("/v26.0/106540352242922")).at("code") == 190);
    CHECK(error_of(get("/v26.0/106540352242922")).at("code") == 190);
    CHECK(get("/v26.0/106540352242922").status == 200);
}

TEST_CASE_FIXTURE(GraphFixture, "an account whose app is not subscribed gets no webhooks") {
    const auto call = [&](const std::string& method) {
        return simulator.graph(
            {method, "/v26.0/102290129340398/subscribed_apps", {}, "Bearer token", ""});
    };
    CHECK(call("DELETE").body == R"({"success":true})");
    write(ana);
    CHECK(business.requests.empty());
    CHECK(core::parse_json(call("GET").body)->at("data").as_array().empty());
    call("POST");
    write(ana);
    CHECK(business.requests.size() == 1);
}

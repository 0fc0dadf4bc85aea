#include "whatsapp/graph_client.hpp"

#include <doctest/doctest.h>

using whatsapp::read_answer;
using whatsapp::SendAnswer;
using whatsapp::Verdict;

namespace {

whatsapp::Envelope envelope(model::Identities to) {
    whatsapp::Envelope made;
    made.attempt = model::AttemptId{"attempt-1"};
    made.number.id = model::NumberId{"106540352242922"};
    made.number.base_url = "https://graph.facebook.com/";
    made.number.api_version = "v26.0";
    made.to = std::move(to);
    made.text = "Hola \"Ana\"";
    return made;
}

SendAnswer answered(int status, std::string body) {
    return read_answer(net::ClientResponse{status, {}, std::move(body)});
}
SendAnswer refused(int code, int status = 400) {
    return answered(status, R"({"error":{"message":"(#1) m","code":)" + std::to_string(code) +
                                R"(,"error_data":{"details":"why"}}})");
}

}  // namespace

TEST_CASE("a text goes to the number's messages with the attempt as opaque data") {
    const auto request = whatsapp::send_request(envelope({.phone = "34600111222"}), "EAAG", {});
    CHECK(request.method == "POST");
    CHECK(request.url == "https://graph.facebook.com/v26.0/106540352242922/messages");
    CHECK(request.headers[0] == net::http::Header{"Authorization", "Bearer EAAG"});
    CHECK(request.body ==
          R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"34600111222",)"
          R"("type":"text","text":{"body":"Hola \"Ana\""},)"
          R"("biz_opaque_callback_data":"attempt-1"})");
}

TEST_CASE("a person without a phone number is addressed by user id") {
    const auto body_for = [](model::Identities to) {
        return whatsapp::send_request(envelope(std::move(to)), "t", {}).body;
    };
    const auto by_user = body_for({.user = "ES.1", .parent_user = "ES.ENT.1"});
    CHECK(by_user.find(R"("recipient":"ES.1")") != std::string::npos);
    CHECK(by_user.find(R"("to")") == std::string::npos);
    CHECK(body_for({.parent_user = "ES.ENT.1"}).find(R"("recipient":"ES.ENT.1")") !=
          std::string::npos);
    CHECK(body_for({.user = "ES.1", .phone = "34"}).find(R"("to":"34")") != std::string::npos);
}

TEST_CASE("an answer with a wamid is accepted, whatever its HTTP status") {
    const auto* body = R"({"messaging_product":"whatsapp","messages":[{"id":"wamid.A"}]})";
    CHECK(answered(200, body).wamid == "wamid.A");
    CHECK(answered(500, body).wamid == "wamid.A");
}

TEST_CASE("an error is judged by its code, never by the HTTP status") {
    for (const int status : {200, 400, 401, 429, 500, 503}) {
        CHECK(refused(130429, status).verdict == Verdict::retry);
        CHECK(refused(131056, status).verdict == Verdict::pair_limit);
        CHECK(refused(190, status).verdict == Verdict::token);
        CHECK(refused(131047, status).verdict == Verdict::refuse);
        CHECK(refused(131000, status).verdict == Verdict::ambiguous);
        CHECK(refused(131047, status).wamid == "");
    }
}

TEST_CASE("a refusal tells Meta's most telling words and its number") {
    CHECK(refused(131047).error == model::MessageError{"whatsapp.131047", "why", 131047});
    CHECK(answered(400, R"({"error":{"code":100,"message":"m"}})").error->detail == "m");
    CHECK(answered(400, R"({"error":{"code":"100","error_user_msg":"u","message":"m"}})")
              .error->detail == "u");
}

TEST_CASE("an answer without a readable Graph body is ambiguous, whatever its HTTP status") {
    for (const int status : {200, 301, 400, 401, 404, 429, 500, 502, 503})
        for (const std::string body :
             {"", "<html>502 Bad Gateway</html>", "{", "[]", "{}", "null", R"({"error":"x"})",
              R"({"error":{}})", R"({"error":{"code":null}})", R"({"error":{"code":-1}})",
              R"({"messages":[]})", R"({"messages":[{"id":""}]})", R"({"messages":"x"})",
              R"({"success":true})"}) {
            const auto answer = answered(status, body);
            CHECK_MESSAGE(answer.verdict == Verdict::ambiguous, body);
            CHECK_MESSAGE(answer.wamid == "", body);
        }
}

TEST_CASE("no answer is a retry only where not one byte has left") {
    CHECK(read_answer(net::ClientFailure{net::ClientFailure::Sent::provably_not, "refused"})
              .verdict == Verdict::retry);
    CHECK(read_answer(net::ClientFailure{net::ClientFailure::Sent::maybe, "reset"}).verdict ==
          Verdict::ambiguous);
}

#include "whatsapp/connection.hpp"

#include <doctest/doctest.h>

#include "core/catalogue.hpp"
#include "whatsapp/connection_book.hpp"

using net::ClientFailure;
using net::ClientResponse;
using whatsapp::ConnectionFault;
using whatsapp::ConnectionState;
using namespace std::chrono_literals;

namespace {

std::string fault_of(const net::ClientOutcome& outcome) {
    const auto fault = whatsapp::read_probe(outcome).fault;
    return fault ? fault->code : "";
}
std::string fault_of_error(std::string_view error) {
    return fault_of(ClientResponse{400, {}, "{\"error\":" + std::string(error) + "}"});
}

struct BookFixture {
    BookFixture() {
        book.set_numbers({{number, {}, {}}}, now);
        book.on_change([this] { ++changes; });
        book.send_answered(number, now, true);
        book.webhook_came(number, now);
        changes = 0;
    }
    std::string fault() const {
        const auto seen = book.find(number).value();
        return seen.fault ? seen.fault->code : "";
    }
    void advance(core::Milliseconds by) {
        now += by;
        book.look_at(now);
    }

    const model::NumberId number{"106540352242922"};
    core::WallTime now = core::from_epoch_ms(1'795'500'000'000);
    whatsapp::ConnectionBook book{24h};
    int changes = 0;
};

}  // namespace

TEST_CASE("a probe says what is wrong by Meta's code") {
    CHECK(fault_of_error(R"({"code":190})") == "connection.token");
    CHECK(fault_of_error(R"({"code":0})") == "connection.token");
    CHECK(fault_of_error(R"({"code":10})") == "connection.permission");
    CHECK(fault_of_error(R"({"code":200})") == "connection.permission");
    CHECK(fault_of_error(R"({"code":100,"error_subcode":33})") == "connection.number");
    CHECK(fault_of_error(R"({"code":133010})") == "connection.not_registered");
    CHECK(fault_of_error(R"({"code":131031})") == "connection.account");
    CHECK(fault_of_error(R"({"code":4})") == "connection.rate_limited");
    CHECK(fault_of_error(R"({"code":80007})") == "connection.rate_limited");
    CHECK(fault_of_error(R"({"code":2})") == "connection.graph_down");
    CHECK(fault_of_error(R"({"code":424242})") == "connection.unexpected");
    CHECK(fault_of_error(R"({"message":"no code"})") == "connection.unexpected");
}

TEST_CASE("a probe without Graph's answer is the network's fault, or Graph's") {
    CHECK(fault_of(ClientFailure{ClientFailure::Sent::provably_not, "TLS"}) ==
          "connection.network");
    CHECK(fault_of(ClientResponse{502, {}, "<html>"}) == "connection.graph_down");
    CHECK(fault_of(ClientResponse{500, {}, "{}"}) == "connection.graph_down");
    CHECK(fault_of(ClientResponse{200, {}, "<html>"}) == "connection.unexpected");
    CHECK(fault_of(ClientResponse{200, {}, "{}"}) == "connection.unexpected");
}

TEST_CASE("a number that Meta calls disconnected is not registered, others are well") {
    CHECK(fault_of(ClientResponse{200, {}, R"({"id":"1","status":"DISCONNECTED"})"}) ==
          "connection.not_registered");
    CHECK(fault_of(ClientResponse{200, {}, R"({"id":"1","status":"CONNECTED"})"}).empty());
    CHECK(whatsapp::read_probe(ClientResponse{200, {}, R"({"id":"1","quality_rating":"RED"})"})
              .quality == "RED");
}

TEST_CASE("a send that fails for one message says nothing against the number") {
    CHECK_FALSE(whatsapp::fault_of_send(131047).has_value());
    CHECK_FALSE(whatsapp::fault_of_send(100).has_value());
    CHECK(whatsapp::fault_of_send(190)->code == "connection.token");
    CHECK(whatsapp::fault_of_send(133010)->code == "connection.not_registered");
}

TEST_CASE("a fault is told with its words where a language is given, and never without a row") {
    const whatsapp::Connection connection{
        .number = model::NumberId{"1"},
        .state = ConnectionState::failing,
        .fault = ConnectionFault{"connection.network", "no route"}};
    const auto plain = whatsapp::to_json(connection, std::nullopt);
    CHECK(plain.find("text") == std::string::npos);
    const auto worded = whatsapp::to_json(connection, core::Language::en);
    CHECK(worded.find(R"("text":"This server cannot reach Meta: no route.")") != std::string::npos);
    for (const auto* code : {"account", "graph_down", "master_key", "network", "no_status",
                             "no_webhook", "not_registered", "number", "payment", "permission",
                             "rate_limited", "signature", "token", "unexpected"})
        CHECK(core::has_words("connection." + std::string(code)));
}

TEST_CASE_FIXTURE(BookFixture, "an accepted send ends what earlier ones met") {
    book.send_refused(number, {"connection.token", "code 190"}, now);
    CHECK(book.find(number)->state == ConnectionState::failing);
    CHECK(changes == 1);
    book.send_answered(number, now, true);
    CHECK(book.find(number)->state == ConnectionState::connected);
    CHECK(changes == 2);
    CHECK(book.find(number)->last_sent_at == now);
}

TEST_CASE_FIXTURE(BookFixture, "an answer about one message proves the number, and is no send") {
    book.send_refused(number, {"connection.token", "code 190"}, now);
    now += 1min;
    book.send_answered(number, now, false);
    CHECK(fault().empty());
    CHECK(book.find(number)->last_sent_at == now - 1min);
}

TEST_CASE_FIXTURE(BookFixture, "a bad signature shows until a good webhook comes, or for an hour") {
    book.badly_signed_came(number, now);
    CHECK(fault() == "connection.signature");
    book.webhook_came(number, now);
    CHECK(fault().empty());
    book.badly_signed_came(number, now);
    advance(59min);
    CHECK(fault() == "connection.signature");
    advance(1min);
    CHECK(fault().empty());
}

TEST_CASE_FIXTURE(BookFixture, "a send that no webhook follows within 15 minutes shows") {
    book.send_answered(number, now, true);
    advance(15min - 1ms);
    CHECK(fault().empty());
    advance(1ms);
    CHECK(fault() == "connection.no_status");
    book.webhook_came(number, now);
    CHECK(fault().empty());
}

TEST_CASE_FIXTURE(BookFixture,
                  "a day without a webhook shows as a warning, and a webhook ends it") {
    advance(24h - 1ms);
    CHECK(fault().empty());
    advance(1ms);
    CHECK(fault() == "connection.no_webhook");
    CHECK(book.find(number)->state == ConnectionState::limited);
    book.webhook_came(number, now);
    CHECK(book.find(number)->state == ConnectionState::connected);
}

TEST_CASE_FIXTURE(BookFixture, "what does not let messages out is told before what lets none in") {
    book.badly_signed_came(number, now);
    book.send_refused(number, {"connection.token", ""}, now);
    CHECK(fault() == "connection.token");
}

TEST_CASE_FIXTURE(BookFixture,
                  "numbers of others are not noted, and a known one keeps what is known") {
    book.webhook_came(model::NumberId{"999"}, now);
    CHECK_FALSE(book.find(model::NumberId{"999"}).has_value());
    book.set_numbers({{number, {}, {}}, {model::NumberId{"999"}, now, {}}}, now);
    CHECK(book.find(number)->state == ConnectionState::connected);
    CHECK(book.find(model::NumberId{"999"})->last_webhook_at == now);
}

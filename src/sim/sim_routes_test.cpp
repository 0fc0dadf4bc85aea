#include <doctest/doctest.h>
#include <optional>

#include "core/text.hpp"
#include "sim/page_files.hpp"
#include "sim/testing.hpp"

using namespace sim;
using namespace std::chrono_literals;

namespace {

struct RoutesFixture : World {
    // As the server would: the first route that fits, on another scheduler than the simulator's.
    net::http::Response call(std::string method, std::string path, std::string body = "") {
        request.method = std::move(method);
        request.path = path.substr(0, path.find('?'));
        request.body = std::move(body);
        if (const auto query = path.find('?'); query != std::string::npos)
            for (const auto pair : core::split(std::string_view{path}.substr(query + 1), '&'))
                request.query.emplace_back(pair.substr(0, pair.find('=')),
                                           pair.substr(pair.find('=') + 1));
        for (const auto& route : routes)
            if (fits(route)) return scheduler.complete(route.handler(request, model::Principal{}));
        FAIL("no route for ", path);
        return {};
    }
    core::json::value json(std::string method, std::string path, std::string body = "") {
        const auto response = call(std::move(method), std::move(path), std::move(body));
        CHECK(response.status < 300);
        return core::parse_json(response.body).value();
    }
    static std::string_view name_of(net::Method method) {
        switch (method) {
            case net::Method::get: return "GET";
            case net::Method::post: return "POST";
            case net::Method::put: return "PUT";
            case net::Method::patch: return "PATCH";
            case net::Method::del: return "DELETE";
        }
        return "";
    }
    bool fits(const net::Route& route) {
        if (name_of(route.method) != request.method) return false;
        const auto pattern = core::split(route.path, '/');
        const auto path = core::split(request.path, '/');
        request.path_parameters.clear();
        for (std::size_t i = 0; i < pattern.size(); ++i) {
            if (pattern[i] == "*") return true;
            if (i >= path.size()) return false;
            if (pattern[i].starts_with(':'))
                request.path_parameters.emplace_back(pattern[i].substr(1), path[i]);
            else if (pattern[i] != path[i])
                return false;
        }
        return path.size() == pattern.size();
    }
    static net::http::Request from_here() {
        net::http::Request request;
        request.peer = {"127.0.0.1", 50'000};
        request.headers = {{"Host", "127.0.0.1:9000"}, {"Authorization", "Bearer token"}};
        return request;
    }

    net::http::Request request = from_here();
    std::vector<net::Route> routes = [this] {
        auto all = simulator.own_routes();
        for (auto& route : simulator.graph_routes()) all.push_back(std::move(route));
        return all;
    }();
};

}  // namespace

TEST_CASE_FIXTURE(RoutesFixture,
                  "a customer writes over HTTP, and the ledger shows what the business answered") {
    const auto response =
        call("POST", "/_sim/messages", R"({"from":"34412345678","type":"text","text":"Hola"})");
    CHECK(response.status == 201);
    const auto written = core::parse_json(response.body).value();
    CHECK(written.at("from") == "34412345678");
    CHECK(business.messages().at(0).at("id") == written.at("wamid"));
    const auto ledger = json("GET", "/_sim/ledger");
    CHECK(ledger.at("webhooks").at(0).at("wamids").at(0) == written.at("wamid"));
    CHECK(ledger.at("webhooks").at(0).at("status") == 200);
}

TEST_CASE_FIXTURE(RoutesFixture, "Graph answers below /, with Meta's shape and headers") {
    json("POST", "/_sim/messages", R"({"from":"34412345678","text":"Hola"})");
    const auto response =
        call("POST", "/v26.0/106540352242922/messages",
             R"({"messaging_product":"whatsapp","to":"34412345678","text":{"body":"x"}})");
    CHECK(response.status == 200);
    CHECK(response.headers.size() >= 4);
    CHECK(json("GET", "/_sim/ledger").at("accepted").as_array().size() == 1);
    CHECK(call("GET", "/v26.0/5").status == 400);
}

TEST_CASE_FIXTURE(
    RoutesFixture,
    "a cut is an answer with status 0, which the server turns into a closed connection") {
    json("POST", "/_sim/messages", R"({"from":"34412345678","text":"Hola"})");
    call("POST", "/_sim/faults",
         R"({"target":"messages","mode":"next","effect":{"cutAfterAccept":true}})");
    const auto response =
        call("POST", "/v26.0/106540352242922/messages",
             R"({"messaging_product":"whatsapp","to":"34412345678","text":{"body":"x"}})");
    CHECK(response.status == net::http::Response::cut);
    CHECK(json("GET", "/_sim/ledger").at("accepted").at(0).at("answered") == false);
}

TEST_CASE_FIXTURE(RoutesFixture, "the clock moves on by ten years in all, and no further") {
    constexpr auto nine_years = R"({"advanceMs":284000000000})";
    const auto before = clock.wall();
    json("POST", "/_sim/clock", nine_years);
    const auto refused = call("POST", "/_sim/clock", nine_years);
    CHECK(refused.status == 400);
    CHECK(refused.body.find("sim.clock_too_far") != std::string::npos);
    CHECK(call("POST", "/_sim/clock", R"({"advanceMs":9223372036854775807})").status == 400);
    CHECK(clock.wall() - before == 284'000'000s);
}

TEST_CASE_FIXTURE(RoutesFixture, "the clock moves on, and only on") {
    const auto before = clock.wall();
    json("POST", "/_sim/clock", R"({"advanceMs":3600000})");
    CHECK(clock.wall() - before == 1h);
    for (const auto* body : {R"({"advanceMs":-1})", R"({})", R"({"advanceMs":"1"})", "x",
                             R"({"advanceMs":9000000000000000})"})
        CHECK(call("POST", "/_sim/clock", body).status == 400);
    CHECK(clock.wall() - before == 1h);
}

TEST_CASE_FIXTURE(RoutesFixture, "faults are added, listed and forgotten") {
    const auto id =
        json("POST", "/_sim/faults", R"({"target":"messages","mode":"always","effect":{"code":4}})")
            .at("id");
    CHECK(json("GET", "/_sim/faults").at("items").at(0).at("id") == id);
    CHECK(call("POST", "/_sim/faults", R"({"target":"x"})").status == 400);
    call("DELETE", "/_sim/faults");
    CHECK(json("GET", "/_sim/faults").at("items").as_array().empty());
}

TEST_CASE_FIXTURE(RoutesFixture, "customers are listed and added, and nobody twice") {
    const auto added = json("POST", "/_sim/customers", R"({"waId":"34412345678","name":"Ana"})");
    CHECK(added.at("id") == "34412345678");
    CHECK(json("GET", "/_sim/customers").at("items").at(0).at("name") == "Ana");
    CHECK(call("POST", "/_sim/customers", R"({"waId":"34412345678"})").status == 409);
}

TEST_CASE_FIXTURE(RoutesFixture, "the page sees what changed, and looking reads for the customer") {
    json("POST", "/_sim/messages", R"({"from":"34412345678","text":"Hola"})");
    const auto first = json("GET", "/_sim/conversations");
    CHECK(first.at("items").at(0).at("last").at("text") == "Hola");
    const auto since = std::to_string(first.at("version").as_int64());
    request = from_here();
    CHECK(json("GET", "/_sim/conversations?since=" + since).at("items").as_array().empty());
    request = from_here();
    const auto wamid = sent("34412345678");
    simulator.advance(200ms);
    const auto opened = json("POST", "/_sim/conversations/34412345678/look");
    CHECK(opened.at("lines").as_array().size() == 2);
    CHECK(opened.at("played") == true);
    simulator.phones().look_at(simulator.conversations().of(0, 0));
    CHECK(call("GET", "/_sim/conversations/999").status == 404);
}

TEST_CASE_FIXTURE(RoutesFixture, "settings change the rate and the webhooks, within their ranges") {
    const auto state = json("PUT", "/_sim/settings", R"({"rate":2.5,"batch":7,"concurrency":3})");
    CHECK(state.at("rate") == 2.5);
    CHECK(state.at("webhooks").at("batch") == 7);
    CHECK(state.at("webhooks").at("concurrency") == 3);
    CHECK(call("PUT", "/_sim/settings", R"({"rate":"fast"})").status == 400);
}

TEST_CASE_FIXTURE(RoutesFixture, "the simulator's own API serves this machine alone") {
    const auto status_for = [&](std::string peer, std::vector<net::http::Header> headers) {
        request = from_here();
        request.peer.address = std::move(peer);
        request.headers = std::move(headers);
        return call("GET", "/_sim/ledger").status;
    };
    CHECK(status_for("127.0.0.1", {{"Host", "localhost:9000"}}) == 200);
    CHECK(status_for("::1", {{"Host", "[::1]:9000"}}) == 200);
    CHECK(status_for("127.0.0.1", {{"Host", "localhost:9"}, {"Origin", "http://localhost:9"}}) ==
          200);
    CHECK(status_for("192.0.2.1", {{"Host", "127.0.0.1:9000"}}) == 403);
    CHECK(status_for("127.0.0.1", {{"Host", "evil.example:9000"}}) == 403);  // rebound by DNS
    CHECK(status_for("127.0.0.1", {{"Host", "localhost:9"}, {"Origin", "https://evil.example"}}) ==
          403);
    CHECK(status_for("127.0.0.1", {{"Host", "localhost:9"}, {"X-Forwarded-For", "192.0.2.1"}}) ==
          403);
}

TEST_CASE_FIXTURE(RoutesFixture, "the page comes with a policy that lets no inline script run") {
    const auto page = call("GET", "/_sim/");
    CHECK(page.status == 200);
    CHECK(page.body.find("<script type=\"module\" src=\"/_sim/page.js\">") != std::string::npos);
    CHECK(page.body.find("onclick") == std::string::npos);
    CHECK(page.body.find("style=") == std::string::npos);
    std::string policy;
    for (const auto& [name, value] : page.headers)
        if (name == "Content-Security-Policy") policy = value;
    CHECK(policy.find("default-src 'none'") != std::string::npos);
    CHECK(policy.find("unsafe") == std::string::npos);
    for (const auto& file : page_files())
        CHECK(call("GET", "/_sim/" + std::string{file.name}).body == file.bytes);
}

TEST_CASE_FIXTURE(RoutesFixture, "a file of faults that is no JSON is told by its name and place") {
    const auto added = simulator.add_faults({"rules.json", "[\n  {},\n  oops\n]"});
    REQUIRE(added.has_error());
    CHECK(added.error().code == "sim.bad_faults_file");
    CHECK(core::parameter_text(added.error(), "file") == "rules.json");
    CHECK(core::parameter_text(added.error(), "line") == "3");
    CHECK(core::parameter_text(added.error(), "column") == "3");
}

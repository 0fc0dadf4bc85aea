#include "whatsapp/admin_routes.hpp"

#include <doctest/doctest.h>

#include "whatsapp/channel_numbers.hpp"
#include "whatsapp/testing.hpp"

using net::http::Request;
using net::http::Response;

namespace {

struct AdminFixture : whatsapp::WhatsappFixture {
    Response call(net::Method method, const std::string& path, Request request = {},
                  const model::Principal& principal = {}) {
        for (const auto& route : routes)
            if (route.method == method && route.path == path)
                return store.scheduler.complete(route.handler(request, principal));
        FAIL("no such route: " << path);
        return {};
    }
    Response get(const std::string& path,
                 std::vector<std::pair<std::string, std::string>> query = {},
                 const model::Principal& principal = {}) {
        Request request;
        request.query = std::move(query);
        return call(net::Method::get, path, std::move(request), principal);
    }
    Response put(const std::string& id, const std::string& body) {
        Request request;
        request.path_parameters = {{"id", id}};
        request.body = body;
        return call(net::Method::put, "/api/whatsapp/numbers/:id", std::move(request));
    }

    whatsapp::Settings settings;
    whatsapp::ConnectionBook connections{std::chrono::hours{24}};
    whatsapp::Admin admin{store.database, box, settings, sinks, connections};
    std::vector<net::Route> routes = [this] {
        auto all = whatsapp::admin_routes(admin);
        for (auto& route : whatsapp::connection_routes(admin)) all.push_back(std::move(route));
        return all;
    }();
};

bool contains(const Response& response, std::string_view part) {
    return response.body.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_FIXTURE(AdminFixture, "the journal counts by kind and state, and pages the dead") {
    receive(text_body("wamid.A"));
    receive(text_body("wamid.B"));
    for (int i = 0; i < 5; ++i) receive("{" + std::string(static_cast<std::size_t>(i), ' ') + "}");
    const auto page = get("/api/whatsapp/journal", {{"limit", "2"}});
    CHECK(contains(page, R"({"kind":"message","detail":"text","state":"applied","count":2})"));
    CHECK(contains(page, R"({"kind":"body","detail":"","state":"dead","count":5})"));
    CHECK(contains(page, R"("before":"6","after":null)"));
    const auto older = get("/api/whatsapp/journal", {{"limit", "2"}, {"before", "6"}});
    CHECK(contains(older, R"("before":"4","after":"5")"));
    const auto oldest = get("/api/whatsapp/journal", {{"limit", "2"}, {"before", "4"}});
    CHECK(contains(oldest, R"("before":null,"after":"3")"));
    const auto newer = get("/api/whatsapp/journal", {{"after", "6"}});
    CHECK(contains(newer, R"("before":"7","after":null)"));
    const auto newer_by_one = get("/api/whatsapp/journal", {{"after", "4"}, {"limit", "1"}});
    CHECK(contains(newer_by_one, R"("before":"5","after":"5")"));
    CHECK(contains(get("/api/whatsapp/journal", {{"after", "7"}}), R"("before":"7","after":null)"));
    CHECK(get("/api/whatsapp/journal", {{"before", "x"}}).status == 400);
    CHECK(get("/api/whatsapp/journal", {{"before", "6"}, {"after", "4"}}).status == 400);
    CHECK(get("/api/whatsapp/journal", {{"limit", "0"}}).status == 400);
    CHECK(get("/api/whatsapp/journal", {{"limit", "101"}}).status == 400);
    CHECK(page.headers.back().first == "Chasqui-Sequence");
}

TEST_CASE_FIXTURE(AdminFixture, "only administrators see the journal and give credentials") {
    for (const auto& route : routes) {
        // What is told there is for everybody who answers from the number.
        if (route.path == "/api/whatsapp/connection") continue;
        const bool secret =
            route.path == "/api/whatsapp/journal" || route.method == net::Method::put;
        CHECK(route.permission ==
              (secret ? model::Permission::administer : model::Permission::read_users));
    }
}

TEST_CASE_FIXTURE(AdminFixture, "agents see how their numbers stand, and no others") {
    put("999", R"({"accessToken":"EAAG-secret"})");
    connections.set_numbers({{number, {}, {}}, {model::NumberId{"999"}, {}, {}}},
                            store.clock.wall());
    connections.send_refused(number, {"connection.token", "code 190"}, store.clock.wall());
    model::Principal agent;
    const auto items = [&] { return get("/api/whatsapp/connection", {}, agent); };
    CHECK(contains(items(), R"("numberId":"999","display":"","connection":{"state":"unknown")"));
    CHECK(contains(items(), R"("fault":{"code":"connection.token","detail":"code 190","text":")"));
    agent.numbers = {model::NumberId{"999"}};
    CHECK_FALSE(contains(items(), number.text()));
    agent.role = model::Role::supervisor;
    CHECK(contains(items(), number.text()));
    CHECK_FALSE(contains(items(), "EAAG"));
}

TEST_CASE_FIXTURE(AdminFixture, "credentials go in and never come out") {
    CHECK(put("999", R"({"accessToken":"EAAG-secret"})").status == 200);
    const auto numbers = get("/api/whatsapp/numbers");
    CHECK(contains(numbers, R"("id":"999","display":"","accountId":"","state":"claimed")"));
    CHECK(contains(numbers, R"("baseUrl":"https://graph.facebook.com","apiVersion":"v26.0")"));
    CHECK_FALSE(contains(numbers, "EAAG"));
    CHECK(put("999", "{}").status == 400);
    CHECK(put("999", R"({"accessToken":"t","baseUrl":"file:///etc/passwd"})").status == 400);
}

TEST_CASE_FIXTURE(AdminFixture, "health says what is configured, what came last and what waits") {
    const auto before = get("/api/whatsapp/health");
    CHECK(contains(before, R"("webhookSecret":false,"verifyToken":false,"lastWebhookAt":null,)"
                           R"("oldestQueuedAt":null)"));
    settings.app_secret = "s";
    receive(text_body("wamid.A"));
    enqueue("c");
    store.write(
        [this](store::Transaction& tx) { whatsapp::stop_number(tx, number, "token", sinks); });
    const auto after = get("/api/whatsapp/health");
    const auto now = core::to_iso8601(store.clock.wall());
    CHECK(contains(after, R"("webhookSecret":true,"verifyToken":false,"lastWebhookAt":")" + now +
                              R"(","oldestQueuedAt":")" + now + '"'));
    CHECK(contains(after, R"("fault":"token")"));
}

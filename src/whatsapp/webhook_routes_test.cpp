#include "whatsapp/webhook_routes.hpp"

#include <doctest/doctest.h>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "store/database_error.hpp"
#include "whatsapp/testing.hpp"

using net::http::Request;
using net::http::Response;
using whatsapp::WhatsappFixture;

namespace {

struct DoorFixture : WhatsappFixture {
    explicit DoorFixture(const std::string& secret = "secret") { open(secret); }

    void open(const std::string& secret, const std::string& previous = "") {
        whatsapp::Settings settings;
        settings.app_secret = secret;
        settings.app_secret_previous = previous;
        settings.verify_token = "verify-me";
        webhooks = std::make_unique<whatsapp::Webhooks>(
            whatsapp::Webhooks::Seams{store.database, store.clock, store.metrics,
                                      core::Log(log, "whatsapp")},
            settings, sinks, "1.0.0");
    }

    Response call(net::Method method, Request request) {
        for (const auto& route : webhooks->routes())
            if (route.method == method)
                return store.scheduler.complete(route.handler(request, model::Principal{}));
        FAIL("no such route");
        return {};
    }
    Response get(std::vector<std::pair<std::string, std::string>> query) {
        Request request;
        request.method = "GET";
        request.query = std::move(query);
        request.language = core::Language::en;
        return call(net::Method::get, request);
    }
    Response post(const std::string& body, const std::string& secret) {
        Request request;
        request.method = "POST";
        request.headers = {
            {"x-hub-signature-256", "sha256=" + core::to_hex(core::HmacSha256(secret).sign(body))}};
        request.body = body;
        return call(net::Method::post, request);
    }
    bool counted(const std::string& line) const {
        return store.metrics.to_prometheus().find(line + "\n") != std::string::npos;
    }

    core::ListLogSink log;
    std::unique_ptr<whatsapp::Webhooks> webhooks;
};

}  // namespace

TEST_CASE_FIXTURE(DoorFixture, "a signed webhook is stored and answered 200, repeated too") {
    CHECK(post(text_body("wamid.A"), "secret").status == 200);
    CHECK(post(text_body("wamid.A"), "secret").status == 200);
    CHECK(listed() == std::vector<std::string>{"message.text applied"});
    CHECK(counted(R"(chasqui_webhooks_total{result="stored"} 2)"));
    CHECK(counted(R"(chasqui_webhook_items_total{kind="message",result="applied"} 1)"));
    CHECK(counted(R"(chasqui_webhook_items_total{kind="message",result="duplicate"} 1)"));
}

TEST_CASE_FIXTURE(DoorFixture, "a wrong or missing signature is 401 and nothing is stored") {
    CHECK(post(text_body("wamid.A"), "other").status == 401);
    Request unsigned_request;
    unsigned_request.body = text_body("wamid.A");
    CHECK(call(net::Method::post, unsigned_request).status == 401);
    CHECK(listed().empty());
    CHECK(counted(R"(chasqui_webhooks_total{result="bad_signature"} 2)"));
    CHECK(log.contains("webhook_bad_signature"));
}

TEST_CASE_FIXTURE(DoorFixture, "without an app secret everything is 401, and the log says so") {
    CHECK_FALSE(log.contains("webhook_secret_missing"));
    open("");
    CHECK(log.contains("webhook_secret_missing"));
    CHECK(post(text_body("wamid.A"), "").status == 401);
    CHECK(listed().empty());
}

TEST_CASE_FIXTURE(DoorFixture, "during a rotation both secrets open the door") {
    open("new", "secret");
    CHECK(post(text_body("wamid.A"), "secret").status == 200);
    CHECK(post(text_body("wamid.B"), "new").status == 200);
}

TEST_CASE_FIXTURE(DoorFixture, "a malformed body with a good signature is dead, 200 and counted") {
    CHECK(post(R"({"object":)", "secret").status == 200);
    CHECK(listed() == std::vector<std::string>{"body dead"});
    CHECK(counted(R"(chasqui_webhook_items_total{kind="body",result="dead"} 1)"));
    CHECK(log.contains("webhook_item_dead"));
}

TEST_CASE_FIXTURE(DoorFixture, "a field that Meta invents tomorrow adds no series of its own") {
    CHECK(post(R"({"entry":[{"id":"1","changes":[{"field":"tomorrow","value":1}]}]})", "secret")
              .status == 200);
    CHECK(counted(R"(chasqui_webhook_items_total{kind="other",result="recorded"} 1)"));
    CHECK(listed() == std::vector<std::string>{"tomorrow recorded"});
}

TEST_CASE_FIXTURE(DoorFixture, "where the store is closed nothing is acknowledged") {
    store.database.close();
    CHECK_THROWS_AS(post(text_body("wamid.A"), "secret"), store::Unavailable);
    CHECK(counted(R"(chasqui_webhooks_total{result="unavailable"} 1)"));
}

TEST_CASE_FIXTURE(DoorFixture, "the door takes 3 MB and no more") {
    for (const auto& route : webhooks->routes())
        if (route.method == net::Method::post) CHECK(route.body_bytes_max == 3'145'728);
}

TEST_CASE_FIXTURE(DoorFixture, "Meta's verification gets its challenge back, others 403") {
    const auto challenge = get({{"hub.mode", "subscribe"},
                                {"hub.challenge", "1158201444"},
                                {"hub.verify_token", "verify-me"}});
    CHECK(challenge.status == 200);
    CHECK(challenge.body == "1158201444");
    CHECK(get({{"hub.mode", "subscribe"}, {"hub.challenge", "1"}, {"hub.verify_token", "no"}})
              .status == 403);
    CHECK(get({{"hub.mode", "unsubscribe"},
               {"hub.challenge", "1"},
               {"hub.verify_token", "verify-me"}})
              .status == 403);
    CHECK(get({{"hub.mode", "subscribe"}, {"hub.verify_token", "verify-me"}}).status == 403);
}

TEST_CASE_FIXTURE(DoorFixture,
                  "a person who opens the address is told what it is, in their language") {
    const auto page = get({});
    CHECK(page.status == 200);
    CHECK(page.body.find("not a page for people") != std::string::npos);
    CHECK(page.body.find("lang=\"en\"") != std::string::npos);
}

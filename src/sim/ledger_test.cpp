#include "sim/ledger.hpp"

#include <doctest/doctest.h>

#include "core/json.hpp"

using namespace sim;

namespace {

struct LedgerFixture {
    Ledger ledger;
    core::json::value json(Ledger::Cursor from = {}) {
        return core::parse_json(ledger.to_json(from)).value();
    }
    void accept(const std::string& wamid, const std::string& text = "") {
        AcceptedRecord record;
        record.at = core::from_epoch_ms(1'795'500'000'042);
        record.wamid = wamid;
        record.to = "34412345678";
        record.opaque = "job-1";
        record.type = "text";
        record.text = text;
        ledger.add(std::move(record));
    }
};

}  // namespace

TEST_CASE_FIXTURE(LedgerFixture, "an accepted message says when, which, to whom, whose and what") {
    accept("wamid.A", "\"Olá\"\n");
    const auto row = json().at("accepted").at(0);
    CHECK(row.at("at") == "2026-11-24T06:00:00.042Z");
    CHECK(row.at("wamid") == "wamid.A");
    CHECK(row.at("to") == "34412345678");
    CHECK(row.at("opaque") == "job-1");
    CHECK(row.at("type") == "text");
    CHECK(row.at("text") == "\"Olá\"\n");
}

TEST_CASE_FIXTURE(LedgerFixture,
                  "a webhook says when, how it was answered, which attempt, and what was in it") {
    WebhookRecord record;
    record.status = 503;
    record.attempt = 2;
    record.wamids = {"wamid.A", "wamid.B"};
    record.statuses = {{"wamid.B", "sent"}};
    ledger.add(record);
    const auto row = json().at("webhooks").at(0);
    CHECK(row.at("status") == 503);
    CHECK(row.at("attempt") == 2);
    CHECK(row.at("wamids") == core::json::value{"wamid.A", "wamid.B"});
    CHECK(row.at("statuses").at(0).at("status") == "sent");
}

TEST_CASE_FIXTURE(LedgerFixture, "a reader goes on where it has stopped") {
    for (const auto* wamid : {"a", "b", "c"}) accept(wamid);
    const auto next = json().at("next").at("accepted").as_int64();
    CHECK(next == 3);
    accept("d");
    const auto rest = json({0, static_cast<std::uint64_t>(next)}).at("accepted").as_array();
    REQUIRE(rest.size() == 1);
    CHECK(rest.at(0).at("wamid") == "d");
    CHECK(json({0, 99}).at("accepted").as_array().empty());
}

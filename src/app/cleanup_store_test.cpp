#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <set>
#include <stdexcept>

#include "app/server_sweeps.hpp"
#include "monitor/pressure.hpp"
#include "store/testing.hpp"

using namespace std::chrono_literals;

namespace {

using Names = std::set<std::string>;

// What users own: no sweep may touch a row of these, whatever its age and whatever the pressure
// (I-16). A new table is written into one of the two lists.
const Names owned{"thresholds",
                  "api_keys",
                  "alert_channels",
                  "meta",
                  "schema_migrations",
                  "users",
                  "teams",
                  "user_teams",
                  "audit",
                  "user_numbers",
                  "outbox",
                  "channel_numbers",
                  "attempts",
                  "contacts",
                  "contact_aliases",
                  "agents",
                  "conversations",
                  "contact_identities",
                  "cases",
                  "conversation_aliases",
                  "messages",
                  "conversation_scopes",
                  "seen"};
// What serves the machine for a while.
const Names reclaimable{
    "alerts",    "alert_silences", "alert_notifications", "uptime_spans", "goal_counts",
    "event_log", "sessions",       "refresh_tokens",      "setup_link",   "idempotency_keys",
    "journal",   "journal_items",  "rate_limits",         "metric_steps"};

// What a column must hold where any text would not do.
const std::map<std::string, std::string> allowed{{"users.role", "agent"},
                                                 {"api_keys.role", "agent"},
                                                 {"alert_channels.minimum_level", "warning"},
                                                 {"alerts.state", "pending"},
                                                 {"alert_notifications.kind", "firing"},
                                                 {"alert_notifications.state", "queued"},
                                                 {"journal_items.state", "parked"},
                                                 {"channel_numbers.state", "claimed"},
                                                 {"outbox.state", "sent"},
                                                 {"contact_identities.kind", "phone"},
                                                 {"conversations.mode", "ai_only"},
                                                 {"conversations.case_state", "open"},
                                                 {"cases.state", "resolved"},
                                                 {"messages.direction", "inbound"}};

struct CleanupFixture {
    store::TestDatabase test;
    core::ListLogSink sink;
    app::Cleanup cleanup{{test.database, test.metrics, core::Log(sink, "cleanup"), test.clock}};
    int closed = 0;

    std::int64_t sweep() {
        test.scheduler.complete(cleanup.run_due([] { return false; }));
        return 0;
    }
    std::vector<std::vector<std::string>> rows(const std::string& sql, int columns = 1) {
        return test.write([&](store::Transaction& tx) {
            std::vector<std::vector<std::string>> all;
            auto rows = tx.rows(sql);
            while (rows.next()) {
                auto& row = all.emplace_back();
                for (int i = 0; i < columns; ++i) row.push_back(rows.text(i));
            }
            return all;
        });
    }
    Names tables() {
        Names names;
        for (const auto& row : rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND "
                                    "name NOT LIKE 'sqlite_%'"))
            names.insert(row[0]);
        return names;
    }
    // Every row as text, in order.
    std::vector<std::vector<std::string>> dump(const std::string& table) {
        std::string columns;
        for (const auto& row : rows("SELECT name FROM pragma_table_xinfo('" + table + "')"))
            columns += (columns.empty() ? "quote(" : " || ',' || quote(") + row[0] + ")";
        auto all = rows("SELECT " + columns + " FROM " + table);
        std::ranges::sort(all);
        return all;
    }
    void fill(const std::string& table, int row);
    void fill_everything();
};

// A row whose times are 1970, whose references point to the row of the same number, and whose
// nullable columns are empty.
void CleanupFixture::fill(const std::string& table, int row) {
    std::string columns, values;
    const auto number = std::to_string(row);
    for (const auto& info :
         rows("SELECT name, type, \"notnull\", pk, hidden FROM pragma_table_xinfo('" + table + "')",
              5)) {
        const bool needed = info[2] == "1" || info[3] != "0";
        if (info[4] != "0" || !needed) continue;
        const auto& column = info[0];
        const auto found = allowed.find(table + "." + column);
        std::string value = "'" + number + "'";
        if (found != allowed.end())
            value = "'" + found->second + "'";
        else if (column == "team_id" && table == "conversations")
            value = "''";
        else if (table == "event_log" && column == "sequence")
            value = "-" + number;  // the log gives the others itself
        else if (info[1] == "INTEGER")
            value = column == "disabled" ? "0" : number;
        columns += (columns.empty() ? "" : ", ") + column;
        values += (values.empty() ? "" : ", ") + value;
    }
    test.write([&](store::Transaction& tx) {
        return tx.run("INSERT INTO " + table + " (" + columns + ") VALUES (" + values + ")");
    });
}

void CleanupFixture::fill_everything() {
    auto left = tables();
    left.erase("meta");
    left.erase("schema_migrations");
    // Parents before children: what refers to a table that is still empty waits for the next round.
    for (int round = 0; !left.empty() && round < 20; ++round)
        for (const auto& table : Names(left)) {
            bool waits = false;
            for (const auto& key :
                 rows("SELECT \"table\" FROM pragma_foreign_key_list('" + table + "')"))
                waits = waits || left.contains(key[0]);
            if (waits) continue;
            const int many = table == "setup_link" ? 1 : 3;
            for (int row = 1; row <= many; ++row) fill(table, row);
            left.erase(table);
        }
    REQUIRE(left.empty());
}

std::uint64_t removed(const core::Metrics& metrics, const std::string& what) {
    const auto text = metrics.to_prometheus();
    const auto line = "chasqui_cleanup_removed_total{what=\"" + what + "\"} ";
    const auto at = text.find(line);
    return at == std::string::npos ? UINT64_MAX : std::stoull(text.substr(at + line.size()));
}

}  // namespace

TEST_CASE_FIXTURE(CleanupFixture, "every table is known as users' own or as reclaimable") {
    for (const auto& table : tables()) {
        CAPTURE(table);
        CHECK(owned.contains(table) != reclaimable.contains(table));
    }
}

TEST_CASE_FIXTURE(CleanupFixture,
                  "no sweep touches what users own, ten years later and under critical pressure") {
    app::add_server_sweeps(cleanup, {.journal_kept = 1h,
                                     .log_folder = "/nonexistent",
                                     .close_sockets_that_are_over = [this] { ++closed; }});
    monitor::Pressure pressure({}, {[] {
                                        monitor::MemoryReading reading;
                                        reading.usage_percent = 99;
                                        return reading;
                                    },
                                    test.metrics, core::Log(sink, "memory")});
    pressure.add(
        {"shrink_page_caches", monitor::PressureStep::shrink, [this] { test.database.shrink(); }});
    fill_everything();
    std::map<std::string, std::vector<std::vector<std::string>>> before;
    for (const auto& table : owned) before[table] = dump(table);
    test.clock.advance(std::chrono::hours{24 * 3653});
    for (int round = 0; round < 3; ++round) {
        pressure.look(test.clock.steady());
        sweep();
        test.clock.advance(2h);
    }
    for (const auto& table : owned) {
        CAPTURE(table);
        CHECK(dump(table) == before[table]);
        if (table != "schema_migrations") CHECK_FALSE(before[table].empty());
    }
    // The sweeps were at work.
    CHECK(dump("sessions").empty());
    CHECK(dump("refresh_tokens").empty());
    CHECK(dump("setup_link").empty());
    CHECK(dump("idempotency_keys").empty());
    CHECK(rows("SELECT id FROM journal WHERE body IS NOT NULL").empty());
    CHECK(closed == 3);
}

TEST_CASE_FIXTURE(CleanupFixture, "a dead webhook's body stays, whatever its age") {
    app::add_server_sweeps(
        cleanup,
        {.journal_kept = 1h, .log_folder = "/nonexistent", .close_sockets_that_are_over = [] {}});
    test.write([](store::Transaction& tx) {
        tx.run("INSERT INTO journal (id, at, body) VALUES (7, 1, '{}'), (8, 1, '{}')");
        tx.run(
            "INSERT INTO journal_items (journal_id, key, kind, detail, state, account, wamid, at) "
            "VALUES (7, 'k', 'message', 'text', 'dead', '', '', 1)");
    });
    test.clock.advance(std::chrono::hours{24 * 3653});
    sweep();
    CHECK(rows("SELECT id FROM journal WHERE body IS NOT NULL") ==
          std::vector<std::vector<std::string>>{{"7"}});
    CHECK(removed(test.metrics, "journal_bodies") == 1);
}

TEST_CASE_FIXTURE(CleanupFixture, "a sweep runs when it is due, slice by slice, and is counted") {
    int slices = 0;
    cleanup.add_rows("things", 1h, [&](store::Transaction&) {
        ++slices;
        return store::Swept{10, slices % 3 != 0};
    });
    sweep();
    CHECK(slices == 3);
    CHECK(removed(test.metrics, "things") == 30);
    test.clock.advance(59min);
    sweep();
    CHECK(slices == 3);
    test.clock.advance(1min);
    sweep();
    CHECK(slices == 6);
    CHECK(test.metrics.to_prometheus().find(
              "chasqui_cleanup_last_run_timestamp_seconds{what=\"things\"} 0\n") ==
          std::string::npos);
}

TEST_CASE_FIXTURE(CleanupFixture,
                  "a sweep that fails is logged, hinders no other, and comes again") {
    int tries = 0;
    cleanup.add_rows("bad", 1h, [&](store::Transaction&) -> store::Swept {
        ++tries;
        throw std::runtime_error("no");
    });
    cleanup.add("good", 1h, [] { return std::int64_t{5}; });
    sweep();
    CHECK(sink.contains("clean_up_failed"));
    CHECK(removed(test.metrics, "good") == 5);
    test.clock.advance(1h);
    sweep();
    CHECK(tries == 2);
}

#include "inbox/testing.hpp"

namespace inbox {

std::int64_t EmptyInbox::count(const std::string& table) {
    return write([table](store::Transaction& tx) {
        auto rows = tx.rows("SELECT count(*) FROM " + table);
        rows.next();
        return rows.integer(0);
    });
}

std::vector<std::string> EmptyInbox::query_plan(const std::string& sql) {
    return write([sql](store::Transaction& tx) {
        std::vector<std::string> plan;
        auto rows = tx.rows("EXPLAIN QUERY PLAN " + sql);
        while (rows.next()) plan.push_back(rows.text(3));
        return plan;
    });
}

void EmptyInbox::add_teams() {
    write([](store::Transaction& tx) {
        for (const auto* id : {"sales", "support"})
            tx.run("INSERT INTO teams (id, name, created_at) VALUES ($1, $1, 0)", {id});
    });
}

std::int64_t EmptyInbox::unresolved_cases() {
    return write([](store::Transaction& tx) {
        auto rows = tx.rows("SELECT count(*) FROM cases WHERE state <> 'resolved'");
        rows.next();
        return rows.integer(0);
    });
}

std::vector<std::string> InboxFixture::queued_texts() {
    return write([](store::Transaction& tx) {
        std::vector<std::string> texts;
        auto rows = tx.rows("SELECT text FROM outbox WHERE state = 'queued' ORDER BY position");
        while (rows.next()) texts.push_back(rows.text(0));
        return texts;
    });
}

}  // namespace inbox

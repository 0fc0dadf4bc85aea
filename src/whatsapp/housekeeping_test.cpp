#include "whatsapp/housekeeping.hpp"

#include <doctest/doctest.h>

#include "whatsapp/journal_store.hpp"
#include "whatsapp/testing.hpp"

using whatsapp::WhatsappFixture;

TEST_CASE_FIXTURE(WhatsappFixture, "bodies go after their days, however many; dead ones stay") {
    constexpr std::chrono::hours kept{24 * 30};
    for (int i = 0; i < 450; ++i) receive(text_body("wamid." + std::to_string(i)));
    receive("{}");  // dead: stays
    const auto sweep = [&] {
        std::int64_t all = 0;
        for (bool more = true; more;) {
            const auto swept = store.write(
                [&](store::Transaction& tx) { return whatsapp::sweep_journal_bodies(tx, kept); });
            all += swept.removed;
            more = swept.more;
        }
        return all;
    };
    store.clock.advance(kept - std::chrono::hours{1});
    CHECK(sweep() == 0);
    store.clock.advance(std::chrono::hours{2});
    CHECK(sweep() == 450);
    CHECK(store.write([](store::Transaction& tx) { return whatsapp::dead_items(tx, {}).size(); }) ==
          1);
}

TEST_CASE_FIXTURE(WhatsappFixture, "a status whose message never came is given up after the days") {
    constexpr std::chrono::hours kept{24};
    receive(status_body(R"("id":"wamid.unknown","status":"read")"));
    const auto sweep = [&] {
        return store
            .write(
                [&](store::Transaction& tx) { return whatsapp::sweep_parked_statuses(tx, kept); })
            .removed;
    };
    CHECK(sweep() == 0);
    store.clock.advance(kept + std::chrono::milliseconds{1});
    CHECK(sweep() == 1);
    CHECK(sweep() == 0);
}

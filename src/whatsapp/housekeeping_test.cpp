#include "whatsapp/housekeeping.hpp"

#include <doctest/doctest.h>

#include "whatsapp/journal_store.hpp"
#include "whatsapp/testing.hpp"

using whatsapp::WhatsappFixture;

namespace {

struct HousekeepingFixture : WhatsappFixture {
    core::ListLogSink log;
    whatsapp::Housekeeping housekeeping{
        {store.database, store.scheduler, core::Log(log, "whatsapp")}, 30};
};

}  // namespace

TEST_CASE_FIXTURE(HousekeepingFixture, "bodies go within the hour after their days, however many") {
    for (int i = 0; i < 450; ++i) receive(text_body("wamid." + std::to_string(i)));
    receive("{}");  // dead: stays
    store.scheduler.post([this] { housekeeping.start(); });
    store.scheduler.advance(std::chrono::hours{24 * 30 - 1});
    CHECK_FALSE(log.contains("journal_cleaned"));
    store.scheduler.advance(std::chrono::hours{2});
    CHECK(log.contains(R"("dropped":450)"));
    store.scheduler.complete(housekeeping.stop());
    CHECK(store.write([](store::Transaction& tx) { return whatsapp::dead_items(tx, {}).size(); }) ==
          1);
}

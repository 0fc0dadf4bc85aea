#include "whatsapp/channel_numbers.hpp"

#include <doctest/doctest.h>

#include "whatsapp/testing.hpp"

using Names = std::vector<std::string>;

namespace {

struct EmptyHouse {
    Names seed(const whatsapp::Settings& settings) {
        return store.write([&](store::Transaction& tx) {
            return whatsapp::seed_first_number(tx, settings, box, sinks);
        });
    }
    whatsapp::ChannelNumber number(const std::string& id) {
        return store.write([&](store::Transaction& tx) {
            return whatsapp::find_number(tx, model::NumberId{id}).value();
        });
    }
    static whatsapp::Settings environment() {
        whatsapp::Settings settings;
        settings.access_token = "EAAG-1";
        settings.phone_number_id = "106";
        settings.business_account_id = "1022";
        return settings;
    }

    store::TestDatabase store;
    whatsapp::RecordingSink sink;
    whatsapp::InboundSinks sinks{sink};
    whatsapp::SecretBox box{"master", store.random};
};

}  // namespace

TEST_CASE_FIXTURE(EmptyHouse, "the environment makes the first number, its token sealed") {
    CHECK(seed(environment()).empty());
    const auto made = number("106");
    CHECK(made.claimed);
    CHECK(made.base_url == "https://graph.facebook.com");
    CHECK(made.api_version == "v26.0");
    CHECK(made.account == "1022");
    CHECK(made.sealed_token.find("EAAG") == std::string::npos);
    CHECK(whatsapp::token_of(made, box) == "EAAG-1");
    CHECK(sink.numbers == std::vector{model::NumberId{"106"}});
}

TEST_CASE_FIXTURE(EmptyHouse, "afterwards the database is the truth, and what differs is named") {
    seed(environment());
    CHECK(seed(environment()).empty());
    auto changed = environment();
    changed.access_token = "EAAG-2";
    changed.base_url = "http://127.0.0.1:9";
    CHECK(seed(changed) == Names{"WHATSAPP_ACCESS_TOKEN", "WHATSAPP_BASE_URL"});
    CHECK(whatsapp::token_of(number("106"), box) == "EAAG-1");
    changed.phone_number_id = "107";
    CHECK(seed(changed) == Names{"WHATSAPP_PHONE_NUMBER_ID"});
}

TEST_CASE_FIXTURE(EmptyHouse, "without an id or a token the environment makes nothing") {
    auto settings = environment();
    settings.access_token.clear();
    CHECK(seed(settings).empty());
    settings = environment();
    settings.phone_number_id.clear();
    CHECK(seed(settings).empty());
    CHECK(store.write([](store::Transaction& tx) { return whatsapp::list_numbers(tx); }).empty());
}

TEST_CASE_FIXTURE(EmptyHouse, "a number that webhooks named is claimed where it stands") {
    store.write([&](store::Transaction& tx) {
        whatsapp::note_number(tx, {model::NumberId{"106"}, "1022", "15550001111"}, sinks);
    });
    CHECK_FALSE(number("106").claimed);
    seed(environment());
    CHECK(number("106").claimed);
    CHECK(number("106").display == "15550001111");
}

TEST_CASE_FIXTURE(EmptyHouse, "a claim needs a token and a web address") {
    const auto fault = [this](const whatsapp::Credentials& credentials) {
        const auto claimed = store.write([&](store::Transaction& tx) {
            return whatsapp::claim_number(tx, credentials, box, sinks);
        });
        return claimed ? "" : claimed.error().code;
    };
    const model::NumberId id{"106"};
    CHECK(fault({id, "", "", "https://x", "v26.0"}) == "whatsapp.credentials_missing");
    CHECK(fault({id, "t", "", "", "v26.0"}) == "whatsapp.credentials_missing");
    CHECK(fault({id, "t", "", "ftp://x", "v26.0"}) == "whatsapp.bad_base_url");
    CHECK(fault({id, "t", "", "http://x", "v26.0"}) == "");
}

TEST_CASE_FIXTURE(EmptyHouse, "a token sealed under another master key does not open") {
    seed(environment());
    const whatsapp::SecretBox other("other master", store.random);
    CHECK(whatsapp::token_of(number("106"), other) == std::nullopt);
}

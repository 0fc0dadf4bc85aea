#pragma once

#include <cstdint>
#include <string>

#include "core/clock.hpp"
#include "core/config.hpp"

namespace whatsapp {

// What the configuration says of WhatsApp. Credentials only seed the first channel number; from
// then on the database is the truth.
struct Settings {
    std::string access_token;
    std::string phone_number_id;
    std::string business_account_id;
    std::string base_url = "https://graph.facebook.com";
    std::string api_version = "v26.0";

    std::string app_secret;
    std::string app_secret_previous;
    std::string verify_token;

    core::Milliseconds message_expiry{std::chrono::hours{24}};
    core::Milliseconds unconfirmed_hold{std::chrono::seconds{30}};
    core::Milliseconds send_time_max{std::chrono::seconds{30}};
    std::int64_t in_flight_max = 64;
    std::int64_t messages_per_second = 80;
    std::int64_t journal_days = 30;

    core::Milliseconds check_cooldown{30'000};
    core::Milliseconds check_cache{60'000};
    std::int64_t check_retries = 2;
    core::Milliseconds check_delay{1'000};
    core::Milliseconds check_interval{std::chrono::minutes{5}};
    core::Milliseconds webhook_silence{std::chrono::hours{24}};

    // Declares the fields; this outlives the registry.
    void declare(core::Config& config);

private:
    void declare_credentials(core::Config& config);
    void declare_limits(core::Config& config);
    void declare_check(core::Config& config);
};

}  // namespace whatsapp

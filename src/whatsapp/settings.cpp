#include "whatsapp/settings.hpp"

namespace whatsapp {

void Settings::declare(core::Config& config) {
    declare_credentials(config);
    declare_limits(config);
    declare_check(config);
}

void Settings::declare_credentials(core::Config& config) {
    config.text({.name = "WHATSAPP_ACCESS_TOKEN",
                 .description = "Graph API token of the first channel number.",
                 .secret = true},
                access_token);
    config.text({.name = "WHATSAPP_PHONE_NUMBER_ID",
                 .description = "Phone number id of the first channel number."},
                phone_number_id);
    config.text({.name = "WHATSAPP_BUSINESS_ACCOUNT_ID",
                 .description = "WhatsApp business account of the first channel number."},
                business_account_id);
    config.text({.name = "WHATSAPP_BASE_URL",
                 .description = "Where the first channel number's Graph API is."},
                base_url);
    config.text(
        {.name = "WHATSAPP_API_VERSION", .description = "Version of the Graph API, as in v26.0."},
        api_version);
    config.text({.name = "WHATSAPP_APP_SECRET",
                 .description = "Signs webhooks; without it every webhook is refused.",
                 .secret = true},
                app_secret);
    config.text({.name = "WHATSAPP_APP_SECRET_PREVIOUS",
                 .description = "Former app secret, still taken while Meta rotates it.",
                 .secret = true},
                app_secret_previous);
    config.text({.name = "WEBHOOK_VERIFY_TOKEN",
                 .description = "Token that Meta shows when it verifies the webhook's address.",
                 .secret = true},
                verify_token);
}

void Settings::declare_limits(core::Config& config) {
    config.milliseconds({.name = "WHATSAPP_MESSAGE_EXPIRY",
                         .unit = "ms",
                         .description = "A message that could not be sent for so long expires.",
                         .minimum = 60'000,
                         .maximum = 7LL * 24 * 3600 * 1000},
                        message_expiry);
    config.milliseconds(
        {.name = "WHATSAPP_UNCONFIRMED_HOLD",
         .unit = "ms",
         .description = "How long an unconfirmed message holds its conversation's next one back.",
         .maximum = 3'600'000},
        unconfirmed_hold);
    config.milliseconds({.name = "WHATSAPP_SEND_TIMEOUT",
                         .unit = "ms",
                         .description = "Longest wait for the answer to one send.",
                         .minimum = 1'000,
                         .maximum = 300'000},
                        send_time_max);
    config.integer({.name = "WHATSAPP_IN_FLIGHT_MAX",
                    .description = "Messages on their way to Meta at once.",
                    .minimum = 1,
                    .maximum = 1'000},
                   in_flight_max);
    config.integer({.name = "WHATSAPP_MESSAGES_PER_SECOND",
                    .description = "Messages a second and channel number, as Meta allows.",
                    .minimum = 1,
                    .maximum = 1'000},
                   messages_per_second);
    config.integer({.name = "WHATSAPP_JOURNAL_DAYS",
                    .unit = "days",
                    .description = "Raw bodies of applied webhooks are kept for so many days.",
                    .minimum = 1,
                    .maximum = 3'650},
                   journal_days);
}

void Settings::declare_check(core::Config& config) {
    config.milliseconds({.name = "WHATSAPP_CHECK_COOLDOWN",
                         .unit = "ms",
                         .description = "Shortest time between two probes of a channel number.",
                         .minimum = 1'000,
                         .maximum = 3'600'000},
                        check_cooldown);
    config.milliseconds({.name = "WHATSAPP_CHECK_CACHE",
                         .unit = "ms",
                         .description = "A good state of a channel number is believed so long.",
                         .minimum = 1'000,
                         .maximum = 3'600'000},
                        check_cache);
    config.integer({.name = "WHATSAPP_CHECK_RETRIES",
                    .description = "A probe that Meta did not answer is tried again so often.",
                    .minimum = 0,
                    .maximum = 10},
                   check_retries);
    config.milliseconds({.name = "WHATSAPP_CHECK_DELAY",
                         .unit = "ms",
                         .description = "Wait before such a probe is tried again.",
                         .minimum = 100,
                         .maximum = 60'000},
                        check_delay);
    config.milliseconds(
        {.name = "WHATSAPP_CHECK_INTERVAL",
         .unit = "ms",
         .description = "A channel number that nobody sends from is probed so often.",
         .minimum = 10'000,
         .maximum = 86'400'000},
        check_interval);
    config.milliseconds(
        {.name = "WHATSAPP_WEBHOOK_SILENCE",
         .unit = "ms",
         .description = "No webhook for so long is shown as a warning; 0 never warns.",
         .maximum = 30LL * 24 * 3600 * 1000},
        webhook_silence);
}

}  // namespace whatsapp

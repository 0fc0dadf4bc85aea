#include "whatsapp/settings.hpp"

namespace whatsapp {

void Settings::declare(core::Config& config) {
    declare_credentials(config);
    declare_limits(config);
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

}  // namespace whatsapp

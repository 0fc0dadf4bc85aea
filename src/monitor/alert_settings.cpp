#include "monitor/alert_settings.hpp"

namespace monitor {

void AlertSettings::declare(core::Config& config) {
    const auto milliseconds = [&](const char* name, const char* what, std::int64_t minimum,
                                  core::Milliseconds& field) {
        config.milliseconds({.name = name,
                             .unit = "ms",
                             .description = what,
                             .minimum = minimum,
                             .maximum = 30LL * 24 * 3'600'000},
                            field);
    };
    config.text({.name = "SMTP_URL",
                 .description = "Mail server for alerts: smtp:// or smtps://, with USER:PASSWORD@",
                 .secret = true},
                smtp_url);
    config.text({.name = "SMTP_FROM", .description = "Sender of alert mails"}, smtp_from);
    config.list({.name = "CHASQUI_ALERT_PRIVATE_HOSTS",
                 .description = "HOST or HOST:PORT of alert webhooks inside the private network"},
                private_hosts);
    milliseconds("CHASQUI_ALERT_GROUP_WAIT", "Alerts of a group within this are one message", 0,
                 group_wait);
    milliseconds("CHASQUI_ALERT_REPEAT", "An alert that still fires is told again after this",
                 60'000, repeat);
    milliseconds("CHASQUI_ALERT_ESCALATION",
                 "A critical alert that nobody acknowledges goes further after this", 1'000,
                 escalate);
    config.text({.name = "CHASQUI_DEADMAN_URL",
                 .description = "Asked while all is well, so that its owner notices when it is not",
                 .secret = true},
                deadman_url);
    milliseconds("CHASQUI_DEADMAN_INTERVAL", "How often that is", 1'000, deadman_interval);
}

}  // namespace monitor

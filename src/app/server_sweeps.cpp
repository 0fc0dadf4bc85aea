#include "app/server_sweeps.hpp"

#include "app/idempotency.hpp"
#include "app/limits_store.hpp"
#include "app/old_logs.hpp"
#include "auth/api_keys.hpp"
#include "auth/sessions.hpp"
#include "auth/setup.hpp"
#include "monitor/alerts_store.hpp"
#include "monitor/goals_store.hpp"
#include "monitor/history_store.hpp"
#include "store/event_log.hpp"
#include "whatsapp/housekeeping.hpp"

namespace app {

void add_server_sweeps(Cleanup& cleanup, const SweepParts& parts) {
    using std::chrono::hours;
    using std::chrono::minutes;
    cleanup.add_rows("event_log", minutes{1}, store::trim_event_log);
    cleanup.add_rows("refresh_tokens", hours{1}, auth::sweep_refresh_tokens);
    cleanup.add_rows("sessions", hours{1}, auth::sweep_sessions);
    cleanup.add_rows("setup_links", hours{1}, auth::sweep_setup_link);
    cleanup.add_rows("idempotency_keys", hours{1}, sweep_idempotency);
    cleanup.add_rows("journal_bodies", hours{1},
                     [kept = parts.journal_kept](store::Transaction& tx) {
                         return whatsapp::sweep_journal_bodies(tx, kept);
                     });
    cleanup.add_rows("parked_statuses", hours{1},
                     [kept = parts.journal_kept](store::Transaction& tx) {
                         return whatsapp::sweep_parked_statuses(tx, kept);
                     });
    cleanup.add_rows("limit_counts", minutes{1}, sweep_limits);
    cleanup.add_rows("api_keys", minutes{1}, auth::sweep_api_keys);
    cleanup.add("idle_limits", minutes{1}, parts.forget_idle_limits);
    cleanup.add("verified_tokens", minutes{1}, parts.forget_old_tokens);
    cleanup.add_rows("metric_steps", hours{1}, monitor::sweep_metric_steps);
    cleanup.add_rows("alert_history", hours{1}, monitor::sweep_alerts);
    cleanup.add_rows("goal_counts", hours{1}, monitor::sweep_goals);
    cleanup.add("old_logs", hours{1}, [folder = parts.log_folder, kept = parts.log_files_kept] {
        return remove_old_logs(folder, kept);
    });
    // Each loop counts those that it closes itself.
    cleanup.add("sockets_without_session", minutes{5}, [close = parts.close_sockets_that_are_over] {
        close();
        return std::int64_t{0};
    });
}

}  // namespace app

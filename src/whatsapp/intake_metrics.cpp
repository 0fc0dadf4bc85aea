#include "whatsapp/intake_metrics.hpp"

#include <algorithm>
#include <array>

namespace whatsapp {
namespace {

// Labels are ours, so that no peer decides how many series there are.
constexpr std::array<std::string_view, 33> known_kinds{"message",
                                                       "echo",
                                                       "status",
                                                       "body",
                                                       "errors",
                                                       "messages",
                                                       "account_alerts",
                                                       "account_review_update",
                                                       "account_settings_update",
                                                       "account_update",
                                                       "automatic_events",
                                                       "business_capability_update",
                                                       "business_username_update",
                                                       "calls",
                                                       "consumer_profile",
                                                       "flows",
                                                       "group_lifecycle_update",
                                                       "group_participants_update",
                                                       "group_settings_update",
                                                       "group_status_update",
                                                       "history",
                                                       "message_template_components_update",
                                                       "message_template_quality_update",
                                                       "message_template_status_update",
                                                       "messaging_handovers",
                                                       "payment_configuration_update",
                                                       "phone_number_name_update",
                                                       "phone_number_quality_update",
                                                       "security",
                                                       "smb_app_state_sync",
                                                       "template_category_update",
                                                       "user_id_update",
                                                       "user_preferences"};

std::string label_of(const std::string& kind) {
    return std::ranges::find(known_kinds, kind) != known_kinds.end() ? kind : "other";
}

}  // namespace

void IntakeMetrics::record(const IntakeSummary& summary) {
    std::map<std::pair<std::string, std::string_view>, std::uint64_t> sums;
    for (const auto& item : summary.items) {
        ++sums[{label_of(item.kind), item.result}];
        if (!item.reason.empty())
            log_.error("webhook_item_dead", {{"kind", item.kind}, {"reason", item.reason}});
    }
    for (const auto& [key, sum] : sums) count(key.first, key.second, sum);
    for (const auto state : summary.deliveries) transition_counter(metrics_, state).add();
}

void IntakeMetrics::count(const std::string& kind, std::string_view result, std::uint64_t amount) {
    const std::lock_guard lock(mutex_);
    auto& counter = counters_[{kind, std::string(result)}];
    if (counter == nullptr)
        counter = &metrics_.counter("chasqui_webhook_items_total",
                                    "Items of webhooks by kind and what became of them.",
                                    {{"kind", kind}, {"result", std::string(result)}});
    counter->add(amount);
}

core::Counter& transition_counter(core::Metrics& metrics, model::MessageStatus state) {
    return metrics.counter("chasqui_outbox_transitions_total",
                           "Outbound messages that came into a state.",
                           {{"state", std::string(model::to_string(state))}});
}

}  // namespace whatsapp

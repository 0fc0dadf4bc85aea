#include "whatsapp/connection_store.hpp"

namespace whatsapp {

std::map<model::NumberId, LastTraffic> last_traffic(store::Transaction& tx) {
    std::map<model::NumberId, LastTraffic> traffic;
    auto webhooks = tx.rows(
        "SELECT number_id, max(at) FROM (SELECT number_id, at FROM journal_items "
        "ORDER BY id DESC LIMIT 1000) AS newest WHERE number_id IS NOT NULL GROUP BY number_id");
    while (webhooks.next()) traffic[webhooks.id<model::NumberId>(0)].webhook_at = webhooks.time(1);
    auto sends = tx.rows(
        "SELECT number_id, max(at) FROM (SELECT number_id, wamid, at FROM attempts "
        "ORDER BY id DESC LIMIT 1000) AS newest WHERE wamid <> '' GROUP BY number_id");
    while (sends.next()) traffic[sends.id<model::NumberId>(0)].sent_at = sends.time(1);
    return traffic;
}

}  // namespace whatsapp

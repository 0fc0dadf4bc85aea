#include "sim/ledger.hpp"

#include <string_view>

#include "core/json_text.hpp"

namespace sim {
namespace {

// A million records as one JSON value would cost a gigabyte: they are written straight to text.
std::string text(const WebhookRecord& record) {
    core::JsonObject json;
    json.text("at", core::to_iso8601(record.at))
        .integer("status", record.status)
        .integer("attempt", record.attempt)
        .integer("delivery", static_cast<std::int64_t>(record.delivery));
    if (record.duplicate) json.boolean("duplicate", true);
    if (record.dropped) json.boolean("dropped", true);
    json.raw("wamids", core::json_array(record.wamids, [](const std::string& wamid) {
                 std::string quoted;
                 core::append_json_text(quoted, wamid);
                 return quoted;
             }));
    json.raw(
        "statuses", core::json_array(record.statuses, [](const auto& status) {
            return core::JsonObject().text("id", status.first).text("status", status.second).take();
        }));
    return json.take();
}

std::string text(const AcceptedRecord& record) {
    return core::JsonObject()
        .text("at", core::to_iso8601(record.at))
        .text("wamid", record.wamid)
        .text("number", record.number)
        .text("to", record.to)
        .text("opaque", record.opaque)
        .text("type", record.type)
        .text("text", record.text)
        .boolean("answered", record.answered)
        .take();
}

template <class Record>
void write_all(std::string& out, const std::deque<Record>& records, std::uint64_t gone,
               std::uint64_t from) {
    const std::size_t first = from > gone ? from - gone : 0;
    for (std::size_t i = first; i < records.size(); ++i) {
        if (i > first) out += ',';
        out += text(records[i]);
    }
}

}  // namespace

std::string Ledger::to_json(Cursor from) const {
    std::string out = "{\"webhooks\":[";
    write_all(out, webhooks_, webhooks_gone_, from.webhooks);
    out += "],\"accepted\":[";
    write_all(out, accepted_, accepted_gone_, from.accepted);
    out += "],\"next\":{\"webhooks\":" + std::to_string(webhooks_gone_ + webhooks_.size());
    out += ",\"accepted\":" + std::to_string(accepted_gone_ + accepted_.size());
    out += "},\"gone\":{\"webhooks\":" + std::to_string(webhooks_gone_);
    out += ",\"accepted\":" + std::to_string(accepted_gone_) + "}}";
    return out;
}

}  // namespace sim

// The webhook reader: whatever bytes a signature covers, they end in items with a key each, and an
// item that is kept as raw JSON can be read again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/check.hpp"
#include "whatsapp/json_tree.hpp"
#include "whatsapp/webhook_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const auto now = core::from_epoch_ms(1'795'500'000'000);
    const auto items = whatsapp::read_webhook(body, now);
    core::check(!items.empty(), "every body is at least one item");
    for (const auto& item : items) {
        core::check(!item.key.empty() && !item.kind.empty(), "an item has its key and its kind");
        if (!item.raw.empty())
            core::check(whatsapp::JsonTree::parse(item.raw).has_value(), "raw JSON is JSON");
        const auto* message = std::get_if<whatsapp::InboundMessage>(&item.effect);
        if (message) {
            core::check(message->at <= now, "no message comes from the future");
            core::check(whatsapp::JsonTree::parse(message->content).has_value(), "content is JSON");
            core::check(whatsapp::JsonTree::parse(message->extra).has_value(), "extra is JSON");
        }
        if (std::holds_alternative<whatsapp::StatusUpdate>(item.effect))
            core::check(whatsapp::read_status(item.raw, now).has_value(),
                        "a parked status can be read again");
    }
    return 0;
}

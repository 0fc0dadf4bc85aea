#include "sim/webhook_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdint>

namespace sim {
namespace {

namespace json = boost::json;

void append_unit(std::string& out, std::uint32_t unit) {
    static constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += digits[(unit >> shift) & 0xf];
}

void append_escaped(std::string& out, std::uint32_t code_point) {
    if (code_point < 0x10000) return append_unit(out, code_point);
    append_unit(out, 0xd800 + ((code_point - 0x10000) >> 10));
    append_unit(out, 0xdc00 + ((code_point - 0x10000) & 0x3ff));
}

bool belong_together(const WebhookItem& a, const WebhookItem& b) {
    return a.number == b.number && a.kind == b.kind;
}

void add_contact(json::array& contacts, const json::object& contact) {
    if (contact.empty()) return;
    for (const auto& known : contacts)
        if (known == contact) return;
    contacts.push_back(contact);
}

json::object change_of(const BusinessNumber& number, std::span<const WebhookItem> items) {
    json::array contacts;
    json::array payloads;
    for (const auto& item : items) {
        add_contact(contacts, item.contact);
        payloads.push_back(item.payload);
    }
    json::object value;
    value["messaging_product"] = "whatsapp";
    value["metadata"] = {{"display_phone_number", number.digits}, {"phone_number_id", number.id}};
    if (!contacts.empty()) value["contacts"] = std::move(contacts);
    const bool messages = items.front().kind == WebhookItem::Kind::message;
    value[messages ? "messages" : "statuses"] = std::move(payloads);
    json::object change{{"field", "messages"}};
    change["value"] = std::move(value);
    return change;
}

}  // namespace

std::string escape_non_ascii(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead < 0x80) {
            out += text[i++];
            continue;
        }
        const std::size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        std::uint32_t code_point = lead & (0x7fu >> length);
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
            code_point = (code_point << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3fu);
        append_escaped(out, code_point);
        i += length;
    }
    return out;
}

std::string webhook_body(std::string_view account_id, std::span<const BusinessNumber> numbers,
                         std::span<const WebhookItem> items) {
    json::array changes;
    for (std::size_t first = 0; first < items.size();) {
        std::size_t last = first + 1;
        while (last < items.size() && belong_together(items[first], items[last])) ++last;
        changes.push_back(
            change_of(numbers[items[first].number], items.subspan(first, last - first)));
        first = last;
    }
    json::object entry{{"id", account_id}};
    entry["changes"] = std::move(changes);
    json::object body{{"object", "whatsapp_business_account"}};
    body["entry"] = json::array(1, json::value(std::move(entry)));
    return escape_non_ascii(json::serialize(body));
}

}  // namespace sim

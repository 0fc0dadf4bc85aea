#include "sim/inbound_content.hpp"

#include <array>
#include <boost/json/array.hpp>

#include "core/text.hpp"
#include "sim/countries.hpp"
#include "sim/dialogues.hpp"
#include "sim/graph_error.hpp"

namespace sim {
namespace {

namespace json = boost::json;

// Everything that the makers below need.
struct Making {
    const ContentWish& wish;
    const Customer& customer;
    IdSource& ids;
    core::Random& random;
};

json::object media(const Making& making, std::string_view mime_type) {
    std::array<std::byte, 32> digest{};
    making.random.fill(digest);
    return {{"id", making.ids.object_id()},
            {"mime_type", mime_type},
            {"sha256", core::to_base64(digest)}};
}

Writing written(std::string_view type, json::value content, std::string text = "") {
    Writing writing;
    writing.type = type;
    writing.content = std::move(content);
    writing.text = std::move(text);
    return writing;
}

Writing make_captioned(const Making& making, std::string_view mime_type) {
    auto content = media(making, mime_type);
    if (!making.wish.text.empty()) content["caption"] = making.wish.text;
    return written(making.wish.type, std::move(content), making.wish.text);
}

Writing make_document(const Making& making) {
    auto content = media(making, "application/pdf");
    const std::string name = making.wish.text.empty() ? "documento.pdf" : making.wish.text;
    content["filename"] = name;
    return written("document", std::move(content), name);
}

Writing make_audio(const Making& making) {
    auto content = media(making, "audio/ogg; codecs=opus");
    content["voice"] = true;
    return written("audio", std::move(content));
}

Writing make_sticker(const Making& making) {
    auto content = media(making, "image/webp");
    content["animated"] = making.random.below(3) == 0;
    return written("sticker", std::move(content));
}

// In the middle of the sea: a place where nobody lives.
Writing make_location(const Making& making) {
    json::object content{{"latitude", -30.0 - 5.0 * making.random.unit()},
                         {"longitude", -110.0 - 5.0 * making.random.unit()},
                         {"name", making.customer.city},
                         {"address", making.customer.city + ", " + making.customer.country}};
    return written("location", std::move(content), making.customer.city);
}

Writing make_contacts(const Making& making) {
    const auto& country = country_of(making.customer.wa_id);
    const std::string first{pick(country.first_names, making.random)};
    const std::string last{pick(country.last_names, making.random)};
    const auto number = invent_number(country, making.random);
    json::object card;
    card["name"] = {
        {"formatted_name", first + " " + last}, {"first_name", first}, {"last_name", last}};
    json::object phone{{"phone", "+" + number}, {"type", "CELL"}, {"wa_id", number}};
    card["phones"] = json::array(1, json::value(std::move(phone)));
    return written("contacts", json::array(1, json::value(std::move(card))), first + " " + last);
}

Writing make_order(const Making& making) {
    json::array items;
    const auto kinds = 1 + making.random.below(3);
    for (std::uint64_t i = 0; i < kinds; ++i)
        items.push_back(json::object{
            {"product_retailer_id", "SKU-" + std::to_string(100 + making.random.below(900))},
            {"quantity", 1 + making.random.below(4)},
            {"item_price", static_cast<double>(500 + making.random.below(9'500)) / 100.0},
            {"currency", "USD"}});
    json::object content{{"catalog_id", "77000000000001"}, {"text", making.wish.text}};
    content["product_items"] = std::move(items);
    return written("order", std::move(content), making.wish.text);
}

Writing make_reaction(const Making& making) {
    json::object content{{"message_id", making.wish.target}};
    if (!making.wish.text.empty()) content["emoji"] = making.wish.text;
    return written("reaction", std::move(content), making.wish.text);
}

Writing make_button(const Making& making) {
    const std::string text = making.wish.text.empty() ? "OK" : making.wish.text;
    auto writing = written("button", {{"payload", "ANSWER:" + text}, {"text", text}}, text);
    writing.quoted = making.wish.target;
    return writing;
}

Writing make_interactive(const Making& making) {
    const std::string title = making.wish.text.empty() ? "10:30" : making.wish.text;
    json::object content;
    if (making.random.below(2) == 0) {
        content["type"] = "button_reply";
        content["button_reply"] = {{"id", "answer-1"}, {"title", title}};
    } else {
        content["type"] = "list_reply";
        content["list_reply"] = {
            {"id", "slot-3"}, {"title", title}, {"description", making.customer.city}};
    }
    auto writing = written("interactive", std::move(content), title);
    writing.quoted = making.wish.target;
    return writing;
}

Writing make_unsupported(const Making&) {
    auto writing = written("unsupported", {{"type", "poll"}});
    json::object error{{"code", 131051},
                       {"title", "Message type unknown"},
                       {"message", "Message type unknown"},
                       {"error_data", {{"details", "Message type is currently not supported."}}}};
    writing.besides["errors"] = json::array(1, json::value(std::move(error)));
    return writing;
}

Writing make_edit(const Making& making) {
    json::object content{{"original_message_id", making.wish.target}};
    content["message"] = {{"type", "text"}, {"text", {{"body", making.wish.text}}}};
    return written("edit", std::move(content), making.wish.text);
}

Writing make_revoke(const Making& making) {
    return written("revoke", {{"original_message_id", making.wish.target}});
}

bool needs_target(std::string_view type) {
    return type == "reaction" || type == "button" || type == "interactive" || type == "edit" ||
           type == "revoke";
}

}  // namespace

std::optional<Writing> invent_writing(const ContentWish& wish, const Customer& customer,
                                      IdSource& ids, core::Random& random) {
    if (needs_target(wish.type) && wish.target.empty()) return std::nullopt;
    const Making making{wish, customer, ids, random};
    if (wish.type == "text") return plain_text(wish.text);
    if (wish.type == "image") return make_captioned(making, "image/jpeg");
    if (wish.type == "video") return make_captioned(making, "video/mp4");
    if (wish.type == "audio") return make_audio(making);
    if (wish.type == "document") return make_document(making);
    if (wish.type == "sticker") return make_sticker(making);
    if (wish.type == "location") return make_location(making);
    if (wish.type == "contacts") return make_contacts(making);
    if (wish.type == "order") return make_order(making);
    if (wish.type == "reaction") return make_reaction(making);
    if (wish.type == "button") return make_button(making);
    if (wish.type == "interactive") return make_interactive(making);
    if (wish.type == "unsupported") return make_unsupported(making);
    if (wish.type == "edit") return make_edit(making);
    if (wish.type == "revoke") return make_revoke(making);
    return std::nullopt;
}

}  // namespace sim

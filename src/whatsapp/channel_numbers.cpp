#include "whatsapp/channel_numbers.hpp"

#include "core/json_text.hpp"
#include "model/principal.hpp"

namespace whatsapp {
namespace {

std::string row_name(const model::NumberId& number) {
    return "channel_numbers/" + number.text();
}

bool is_web_address(std::string_view url) {
    return url.starts_with("https://") || url.starts_with("http://");
}

constexpr std::string_view event_name = "connection_state";

core::JsonObject described(const ChannelNumber& number) {
    core::JsonObject json;
    json.text("numberId", number.id.text())
        .text("state", number.claimed ? "claimed" : "unclaimed")
        .text_or_null("fault", std::string_view(number.fault));
    return json;
}

// Tells whoever keeps a copy, and the screens of the staff.
void announce(store::Transaction& tx, const ChannelNumber& number, const InboundSinks& sinks) {
    model::Event event;
    event.name = event_name;
    event.data = described(number).take();
    event.rooms = {model::rooms::staff};
    tx.append(std::move(event));
    for (InboundSink& sink : sinks) sink.take_number(tx, number.id);
}

}  // namespace

void note_number(store::Transaction& tx, const SeenNumber& seen, const InboundSinks& sinks) {
    if (number_is_known(tx, seen.id)) return;
    const ChannelNumber number{.id = seen.id, .account = seen.account, .display = seen.display};
    put_number(tx, number);
    announce(tx, number, sinks);
}

core::Result<> claim_number(store::Transaction& tx, const Credentials& credentials,
                            const SecretBox& box, const InboundSinks& sinks) {
    if (credentials.number.empty() || credentials.access_token.empty() ||
        credentials.base_url.empty() || credentials.api_version.empty())
        return core::Error{core::Kind::invalid, "whatsapp.credentials_missing"};
    if (!is_web_address(credentials.base_url))
        return core::Error{core::Kind::invalid, "whatsapp.bad_base_url"};
    auto number = find_number(tx, credentials.number).value_or(ChannelNumber{});
    number.id = credentials.number;
    if (!credentials.account.empty()) number.account = credentials.account;
    number.claimed = true;
    number.base_url = credentials.base_url;
    number.api_version = credentials.api_version;
    number.sealed_token = box.seal(credentials.access_token, row_name(number.id));
    number.fault.clear();
    put_number(tx, number);
    announce(tx, number, sinks);
    return {};
}

void stop_number(store::Transaction& tx, const model::NumberId& id, std::string_view fault,
                 const InboundSinks& sinks) {
    auto number = find_number(tx, id);
    if (!number || number->fault == fault) return;
    number->fault = fault;
    set_number_fault(tx, id, fault);
    announce(tx, *number, sinks);
}

void restart_number(store::Transaction& tx, const model::NumberId& id, const InboundSinks& sinks) {
    stop_number(tx, id, "", sinks);
}

void announce_connection(store::Transaction& tx, const Connection& connection) {
    const auto number = find_number(tx, connection.number);
    if (!number) return;
    model::Event event;
    event.name = event_name;
    event.data = described(*number)
                     .text("display", number->display)
                     .raw("connection", to_json(connection, std::nullopt))
                     .take();
    event.rooms = {model::rooms::staff,
                   model::rooms::of_scope({.number = number->id, .team = {}, .assignee = {}})};
    tx.append(std::move(event));
}

bool concerns_queue(const model::Event& event) {
    return event.name == event_name && event.data.find("\"connection\":") == std::string::npos;
}

std::string missing_for_first_number(store::Transaction& tx, const Settings& settings) {
    if (any_number_is_claimed(tx)) return "";
    std::string names;
    const auto name_where_empty = [&](const std::string& value, std::string_view name) {
        if (value.empty()) names.append(names.empty() ? "" : ", ").append(name);
    };
    name_where_empty(settings.access_token, "WHATSAPP_ACCESS_TOKEN");
    name_where_empty(settings.phone_number_id, "WHATSAPP_PHONE_NUMBER_ID");
    return names;
}

std::vector<std::string> seed_first_number(store::Transaction& tx, const Settings& settings,
                                           const SecretBox& box, const InboundSinks& sinks) {
    const model::NumberId id{settings.phone_number_id};
    if (id.empty() || settings.access_token.empty()) return {};
    if (!any_number_is_claimed(tx)) {
        claim_number(tx,
                     {.number = id,
                      .access_token = settings.access_token,
                      .account = settings.business_account_id,
                      .base_url = settings.base_url,
                      .api_version = settings.api_version},
                     box, sinks)
            .value();
        return {};
    }
    const auto number = find_number(tx, id);
    if (!number || !number->claimed) return {"WHATSAPP_PHONE_NUMBER_ID"};
    std::vector<std::string> differing;
    if (token_of(*number, box) != settings.access_token)
        differing.emplace_back("WHATSAPP_ACCESS_TOKEN");
    if (!settings.business_account_id.empty() && number->account != settings.business_account_id)
        differing.emplace_back("WHATSAPP_BUSINESS_ACCOUNT_ID");
    if (number->base_url != settings.base_url) differing.emplace_back("WHATSAPP_BASE_URL");
    if (number->api_version != settings.api_version) differing.emplace_back("WHATSAPP_API_VERSION");
    return differing;
}

std::optional<std::string> token_of(const ChannelNumber& number, const SecretBox& box) {
    return box.open(number.sealed_token, row_name(number.id));
}

}  // namespace whatsapp

#include "whatsapp/testing.hpp"

#include "whatsapp/outbox.hpp"

namespace whatsapp {

void RecordingSink::take_message(store::Transaction& tx, const InboundMessage& message) {
    if (on_message) on_message(tx, message);
    messages.push_back(message);
}

void RecordingSink::take_identity_change(store::Transaction&, const IdentityChange& change) {
    changes.push_back(change);
}

void RecordingSink::take_delivery(store::Transaction&, const DeliveryChange& change) {
    deliveries.push_back(change);
}

void RecordingSink::take_number(store::Transaction&, const model::NumberId& number) {
    numbers.push_back(number);
}

std::vector<model::MessageStatus> RecordingSink::states_of(const model::MessageId& message) const {
    std::vector<model::MessageStatus> states;
    for (const auto& delivery : deliveries)
        if (delivery.message == message) states.push_back(delivery.status);
    return states;
}

std::optional<core::Error> ListedGuard::forbids(store::Transaction&, const Dispatch& dispatch) {
    asked.push_back(dispatch);
    if (!forbidden.contains(dispatch.message)) return std::nullopt;
    return core::Error{core::Kind::conflict, "inbox.window_closed"};
}

WhatsappFixture::WhatsappFixture() {
    store.write([this](store::Transaction& tx) {
        claim_number(tx,
                     {.number = number,
                      .access_token = "token",
                      .account = "102290129340398",
                      .base_url = "http://graph.test",
                      .api_version = "v26.0"},
                     box, sinks)
            .value();
    });
    sink.numbers.clear();
}

IntakeSummary WhatsappFixture::receive(const std::string& body) {
    const auto items = read_webhook(body, store.clock.wall());
    return store.write([&](store::Transaction& tx) { return intake.take_in(tx, body, items); });
}

std::string WhatsappFixture::messages_body(const std::string& members) {
    return R"({"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[)"
           R"({"field":"messages","value":{"messaging_product":"whatsapp","metadata":)"
           R"({"display_phone_number":"15550001111","phone_number_id":")" +
           number.text() + R"("},)" + members + "}}]}]}";
}

std::string WhatsappFixture::text_body(const std::string& wamid, const std::string& text) {
    return messages_body(R"("messages":[{"from":"34600111222","id":")" + wamid +
                         R"(","timestamp":"1795400000","type":"text","text":{"body":")" + text +
                         R"("}}])");
}

std::string WhatsappFixture::status_body(const std::string& members) {
    return messages_body(R"("statuses":[{"timestamp":"1795400001",)" + members + "}]");
}

model::MessageId WhatsappFixture::enqueue(const std::string& conversation,
                                          const std::string& text) {
    const model::MessageId message{"m" + std::to_string(++messages_made)};
    store.write([&](store::Transaction& tx) {
        whatsapp::enqueue(tx, {.message = message,
                               .conversation = model::ConversationId{conversation},
                               .number = number,
                               .to = {.phone = "34600111222"},
                               .text = text})
            .value();
    });
    return message;
}

OutboxRow WhatsappFixture::row(const model::MessageId& message) {
    return store.write([&](store::Transaction& tx) { return find_row(tx, message).value(); });
}

std::vector<std::string> WhatsappFixture::listed() {
    const auto counts = store.write([](store::Transaction& tx) { return items_by_kind(tx); });
    std::vector<std::string> lines;
    for (const auto& [kind, detail, state, count] : counts) {
        auto line = kind;
        if (!detail.empty()) line += "." + detail;
        line += " " + state;
        if (count > 1) line += " ×" + std::to_string(count);
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace whatsapp

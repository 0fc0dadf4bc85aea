// POST /{number}/messages: from a message that is well formed to one that Meta answers for.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "sim/graph_api.hpp"

namespace sim {
namespace {

namespace json = boost::json;

// What a fault makes of an answer that has been prepared.
void spoil(GraphAnswer& answer, const FaultEffect& effect, bool accepted) {
    answer.delay = effect.delay;
    if (accepted && effect.cut_after_accept) answer.cut = true;
    if (accepted && effect.accept && effect.http_status) {
        answer.status = *effect.http_status;
        answer.body = effect.body;
    }
}

// The answer's body: who it goes to, and its wamid. An answer to a user id shows no wa_id.
json::object acceptance(const OutgoingMessage& message, std::string_view wa_id,
                        std::string_view wamid) {
    json::object contact{{"input", message.input()}};
    if (message.to.empty())
        contact["user_id"] = message.recipient;
    else
        contact["wa_id"] = wa_id;
    json::object body{{"messaging_product", "whatsapp"}};
    body["contacts"] = json::array(1, json::value(std::move(contact)));
    body["messages"] = json::array(1, json::value(json::object{{"id", wamid}}));
    return body;
}

bool needs_no_message(const FaultEffect& effect) {
    return effect.code || effect.cut_before_accept || (effect.http_status && !effect.accept);
}

}  // namespace

GraphAnswer GraphApi::post_message(const GraphRequest& request, std::size_t number) {
    const auto read = read_message_request(request.body);
    const auto* message = std::get_if<OutgoingMessage>(&read);
    const auto recipient = message ? resolve(*message) : Recipient{};
    const auto kind = std::holds_alternative<ReadMark>(read) ? FaultSubject::Kind::read_mark
                                                             : FaultSubject::Kind::message;
    const auto fault = parts_.faults.take({kind, account_.numbers[number].id, recipient.handle()});
    if (fault && needs_no_message(*fault)) return answer_faulty(*fault);
    if (const auto* error = std::get_if<GraphError>(&read)) return failure(*error);
    if (const auto* mark = std::get_if<ReadMark>(&read)) {
        auto answer = take_read_mark(*mark, number);
        if (fault) spoil(answer, *fault, answer.status == 200);
        return answer;
    }
    return take_message(*message, number, fault);
}

GraphAnswer GraphApi::answer_faulty(const FaultEffect& fault) {
    auto answer = fault.code ? failure(graph_error(*fault.code)) : GraphAnswer{};
    answer.cut = fault.cut_before_accept;
    answer.delay = fault.delay;
    if (!fault.http_status) return answer;
    answer.status = *fault.http_status;
    if (!fault.code) answer.body = fault.body;
    return answer;
}

GraphApi::Recipient GraphApi::resolve(const OutgoingMessage& message) {
    if (message.to.empty()) return {parts_.customers.find(message.recipient), message.recipient};
    return {parts_.customers.find_by_phone(message.to), only_digits(message.to)};
}

std::optional<GraphError> GraphApi::limit_hit(std::size_t number, const Recipient& recipient) {
    const auto now = parts_.clock.steady();
    const Pace::Limit throughput{
        std::chrono::nanoseconds{std::chrono::seconds{1}} / limits_.throughput, limits_.throughput};
    auto& pace = paces_[number];
    if (!pace.allows(throughput, now)) return graph_error(130429);
    if (recipient.customer) {
        auto& pair = parts_.conversations.of(number, recipient.customer->index).pair_pace;
        if (!pair.allows(limits_.pair, now)) return graph_error(131056);
        pair.take(limits_.pair, now);
    }
    pace.take(throughput, now);
    return std::nullopt;
}

GraphAnswer GraphApi::take_message(const OutgoingMessage& message, std::size_t number,
                                   const std::optional<FaultEffect>& fault) {
    const auto recipient = resolve(message);
    if (!recipient.customer && recipient.digits.size() < 7)
        return failure(graph_error(131009, "Parameter 'to' is not a valid phone number"));
    if (!message.to.empty() && recipient.digits == account_.numbers[number].digits)
        return failure(graph_error(131021));
    if (recipient.customer) {
        const auto& last =
            parts_.conversations.of(number, recipient.customer->index).last_inbound_at;
        if (!last || parts_.clock.wall() - *last >= service_window)
            return failure(graph_error(131047));
    }
    if (auto error = limit_hit(number, recipient)) return failure(*error);

    const auto wamid = accept(message, number, recipient, fault);
    auto answer = success(acceptance(message, recipient.handle(), wamid));
    if (fault) spoil(answer, *fault, true);
    return answer;
}

std::string GraphApi::accept(const OutgoingMessage& message, std::size_t number,
                             const Recipient& recipient, const std::optional<FaultEffect>& fault) {
    const auto wamid = parts_.ids.wamid(recipient.handle(), Side::business);
    AcceptedRecord record;
    record.at = parts_.clock.wall();
    record.wamid = wamid;
    record.number = account_.numbers[number].id;
    record.to = recipient.handle();
    record.opaque = message.opaque;
    record.type = message.type;
    record.text = message.text;
    record.answered = !(fault && (fault->cut_after_accept || fault->accept));
    parts_.ledger.add(std::move(record));

    Phones::Shipment shipment{wamid, message.opaque, fault ? fault->async_failed : std::nullopt};
    if (!recipient.customer) {
        parts_.phones.deliver_to_nobody(number, recipient.digits, std::move(shipment));
        return wamid;
    }
    auto& conversation = parts_.conversations.of(number, recipient.customer->index);
    Line line;
    line.wamid = wamid;
    line.side = Side::business;
    line.type = message.type;
    line.text = message.text;
    line.content = message.content;
    line.quoted = message.quoted;
    line.at = parts_.clock.wall();
    conversation.typing_until = {};
    parts_.conversations.append(conversation, std::move(line));
    parts_.phones.deliver(conversation, std::move(shipment));
    return wamid;
}

GraphAnswer GraphApi::take_read_mark(const ReadMark& mark, std::size_t number) {
    const auto found = parts_.conversations.find_message(mark.wamid);
    if (!found || found.conversation->number != number || found.line->side != Side::customer)
        return failure(graph_error(131009, "Message with id " + mark.wamid + " does not exist"));
    for (auto& line : found.conversation->lines) {
        if (line.side == Side::customer) line.seen_by_business = true;
        if (&line == found.line) break;
    }
    if (mark.typing)
        found.conversation->typing_until = parts_.clock.steady() + std::chrono::seconds{25};
    parts_.conversations.touch(*found.conversation);
    return success({{"success", true}});
}

}  // namespace sim

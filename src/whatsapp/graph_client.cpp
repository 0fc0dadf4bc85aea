#include "whatsapp/graph_client.hpp"

#include <climits>

#include "core/json_text.hpp"
#include "whatsapp/json_tree.hpp"
#include "whatsapp/message_reader.hpp"

namespace whatsapp {
namespace {

constexpr std::size_t answer_bytes_max = 256 * 1024;

std::string_view without_slash(std::string_view url) {
    while (url.ends_with('/')) url.remove_suffix(1);
    return url;
}

std::string body_of(const Envelope& envelope) {
    core::JsonObject body;
    body.text("messaging_product", "whatsapp").text("recipient_type", "individual");
    // Where both were given Meta would take `to` (contract, section 1.1).
    if (!envelope.to.phone.empty()) {
        body.text("to", envelope.to.phone);
    } else {
        body.text("recipient",
                  envelope.to.user.empty() ? envelope.to.parent_user : envelope.to.user);
    }
    body.text("type", "text").raw("text", core::JsonObject().text("body", envelope.text).take());
    body.text("biz_opaque_callback_data", envelope.attempt.text());
    return body.take();
}

// Graph's own error object, in the shape that statuses bring too.
SendAnswer refusal(JsonTree::Value error) {
    SendAnswer answer;
    const auto code = error["code"].integer();
    const bool is_number = code != 0 || error["code"].text() == "0";
    if (!is_number || code < 0 || code > INT_MAX) {
        answer.reason = "an error without a code";
        return answer;
    }
    answer.verdict = verdict_for(static_cast<int>(code));
    answer.reason = "code " + std::to_string(code);
    answer.error =
        model::MessageError{"whatsapp." + std::to_string(code), "", static_cast<int>(code)};
    for (const auto text :
         {error["error_user_msg"], error["error_data"]["details"], error["message"]})
        if (answer.error->detail.empty()) answer.error->detail = text.text();
    return answer;
}

}  // namespace

std::string graph_url(const ChannelNumber& number) {
    return std::string(without_slash(number.base_url)) + "/" + number.api_version + "/" +
           number.id.text();
}

net::ClientRequest send_request(const Envelope& envelope, const std::string& token,
                                core::Milliseconds time_max) {
    net::ClientRequest request;
    request.method = "POST";
    request.url = graph_url(envelope.number) + "/messages";
    request.headers = {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}};
    request.body = body_of(envelope);
    request.time_max = time_max;
    request.response_bytes_max = answer_bytes_max;
    return request;
}

SendAnswer read_answer(const net::ClientOutcome& outcome) {
    SendAnswer answer;
    if (const auto* failure = std::get_if<net::ClientFailure>(&outcome)) {
        if (failure->sent == net::ClientFailure::Sent::provably_not)
            answer.verdict = Verdict::retry;
        answer.reason = failure->reason;
        return answer;
    }
    const auto& response = std::get<net::ClientResponse>(outcome);
    answer.reason = "HTTP " + std::to_string(response.status) + " without a Graph body";
    const auto tree = JsonTree::parse(response.body);
    if (!tree) return answer;
    if (const auto error = tree->root()["error"]; error.is_object()) return refusal(error);
    const auto messages = tree->root()["messages"];
    if (!messages.empty()) answer.wamid = (*messages.begin())["id"].text();
    if (!answer.wamid.empty()) answer.reason.clear();
    return answer;
}

GraphCalls::GraphCalls(core::Metrics& metrics)
    : answered_(metrics.counter("chasqui_graph_calls_total", "Calls to Graph.",
                                {{"outcome", "answered"}})),
      failed_(metrics.counter("chasqui_graph_calls_total", "Calls to Graph.",
                              {{"outcome", "failed"}})) {}

void GraphCalls::count(const net::ClientOutcome& outcome) {
    (std::holds_alternative<net::ClientFailure>(outcome) ? failed_ : answered_).add();
}

}  // namespace whatsapp

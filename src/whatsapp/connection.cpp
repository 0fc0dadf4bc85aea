#include "whatsapp/connection.hpp"

#include <array>

#include "core/json_text.hpp"
#include "whatsapp/json_tree.hpp"

namespace whatsapp {
namespace {

constexpr std::size_t answer_bytes_max = 64 * 1024;
constexpr std::size_t detail_bytes_max = 200;

struct Row {
    int first;
    int last;
    std::string_view fault;
};
// Codes of Graph's that are about the token, the number or the account (Cloud API, error codes).
constexpr std::array rows{
    Row{0, 0, "connection.token"},
    Row{1, 2, "connection.graph_down"},
    Row{3, 3, "connection.permission"},
    Row{4, 4, "connection.rate_limited"},
    Row{10, 10, "connection.permission"},
    Row{33, 33, "connection.number"},
    Row{190, 190, "connection.token"},
    Row{200, 299, "connection.permission"},
    Row{368, 368, "connection.account"},
    Row{613, 613, "connection.rate_limited"},
    Row{80007, 80008, "connection.rate_limited"},
    Row{130429, 130429, "connection.rate_limited"},
    Row{131000, 131000, "connection.graph_down"},
    Row{131005, 131005, "connection.permission"},
    Row{131016, 131016, "connection.graph_down"},
    Row{131031, 131031, "connection.account"},
    Row{131042, 131042, "connection.payment"},
    Row{131045, 131045, "connection.not_registered"},
    Row{131057, 131057, "connection.graph_down"},
    Row{133004, 133004, "connection.graph_down"},
    Row{133010, 133010, "connection.not_registered"},
};

std::string_view row_for(int code) {
    for (const auto& row : rows)
        if (code >= row.first && code <= row.last) return row.fault;
    return "";
}

std::string code_detail(std::int64_t code) {
    return "code " + std::to_string(code);
}

// An object that does not exist, or that this token may not see, is one answer for Meta (100 with
// subcode 33): for a number's own address it means that the id is wrong.
ConnectionFault refused_probe(JsonTree::Value error) {
    const auto code = error["code"].integer();
    const bool is_number = code != 0 || error["code"].text() == "0";
    if (!is_number) return {"connection.unexpected", "an error without a code"};
    if (code == 100) return {"connection.number", code_detail(code)};
    const auto fault = row_for(static_cast<int>(code));
    return {std::string(fault.empty() ? "connection.unexpected" : fault), code_detail(code)};
}

std::string time_or_null(const std::optional<core::WallTime>& time) {
    return time ? "\"" + core::to_iso8601(*time) + "\"" : "null";
}

std::string fault_json(const ConnectionFault& fault, std::optional<core::Language> language) {
    core::JsonObject json;
    json.text("code", fault.code).text("detail", fault.detail);
    if (language) {
        const core::Error error{core::Kind::unavailable, fault.code, {{"detail", fault.detail}}};
        const auto words = core::words_for(error, *language);
        json.text("text", words.text).text("hint", words.hint);
    }
    return json.take();
}

}  // namespace

std::string_view to_string(ConnectionState state) {
    switch (state) {
        case ConnectionState::unknown: return "unknown";
        case ConnectionState::connected: return "connected";
        case ConnectionState::limited: return "limited";
        case ConnectionState::failing: break;
    }
    return "failing";
}

ConnectionState state_with(const ConnectionFault& fault) {
    const bool works =
        fault.code == "connection.rate_limited" || fault.code == "connection.no_webhook";
    return works ? ConnectionState::limited : ConnectionState::failing;
}

bool is_about_webhooks(const ConnectionFault& fault) {
    return fault.code == "connection.signature" || fault.code == "connection.no_status" ||
           fault.code == "connection.no_webhook";
}

bool is_temporary(const ConnectionFault& fault) {
    return fault.code == "connection.network" || fault.code == "connection.graph_down" ||
           fault.code == "connection.unexpected";
}

std::optional<ConnectionFault> fault_of_send(int code) {
    const auto fault = row_for(code);
    if (fault.empty()) return std::nullopt;
    return ConnectionFault{std::string(fault), code_detail(code)};
}

net::ClientRequest probe_request(const std::string& number_url, const std::string& token,
                                 core::Milliseconds time_max) {
    net::ClientRequest request;
    request.url =
        number_url + "?fields=display_phone_number,quality_rating,status,code_verification_status";
    request.headers = {{"Authorization", "Bearer " + token}};
    request.time_max = time_max;
    request.response_bytes_max = answer_bytes_max;
    return request;
}

ProbeAnswer read_probe(const net::ClientOutcome& outcome) {
    if (const auto* failure = std::get_if<net::ClientFailure>(&outcome))
        return {ConnectionFault{"connection.network", failure->reason.substr(0, detail_bytes_max)},
                ""};
    const auto& response = std::get<net::ClientResponse>(outcome);
    const std::string status = "HTTP " + std::to_string(response.status);
    const auto tree = JsonTree::parse(response.body);
    if (!tree || !tree->root().is_object())
        return {
            ConnectionFault{
                response.status >= 500 ? "connection.graph_down" : "connection.unexpected", status},
            ""};
    const auto root = tree->root();
    if (const auto error = root["error"]; error.is_object()) return {refused_probe(error), ""};
    if (response.status >= 500) return {ConnectionFault{"connection.graph_down", status}, ""};
    if (root["id"].text().empty()) return {ConnectionFault{"connection.unexpected", status}, ""};
    ProbeAnswer answer{std::nullopt, root["quality_rating"].string()};
    if (root["status"].text() == "DISCONNECTED")
        answer.fault = ConnectionFault{"connection.not_registered", "DISCONNECTED"};
    return answer;
}

std::string to_json(const Connection& connection, std::optional<core::Language> language) {
    core::JsonObject json;
    json.text("state", to_string(connection.state));
    if (connection.fault)
        json.raw("fault", fault_json(*connection.fault, language));
    else
        json.null("fault");
    return json.raw("checkedAt", time_or_null(connection.checked_at))
        .raw("lastWebhookAt", time_or_null(connection.last_webhook_at))
        .raw("lastSentAt", time_or_null(connection.last_sent_at))
        .text_or_null("quality", std::string_view(connection.quality))
        .take();
}

}  // namespace whatsapp

#include "sim/graph_error.hpp"

#include <algorithm>
#include <array>

namespace sim {
namespace {

struct Known {
    int code;
    std::string_view title;
    std::string_view details;
};

constexpr std::array known{
    Known{0, "AuthException", ""},
    Known{1, "API Unknown", ""},
    Known{2, "API Service", ""},
    Known{3, "API Method", ""},
    Known{4, "API Too Many Calls", ""},
    Known{10, "Permission Denied", ""},
    Known{33, "Parameter value is not valid", ""},
    Known{100, "Invalid parameter", ""},
    Known{190, "Access token has expired", ""},
    Known{200, "Permissions error", ""},
    Known{368, "Temporarily blocked for policies violations", ""},
    Known{613, "Calls to this API have exceeded the rate limit", ""},
    Known{80007, "Rate limit issues", ""},
    Known{130429, "Rate limit hit",
          "Message failed to send because there were too many messages sent from this phone number "
          "in a short period of time"},
    Known{130472, "User's number is part of an experiment",
          "Failed to send message because this user's phone number is part of an experiment"},
    Known{130497, "Business account is restricted from messaging users in this country", ""},
    Known{131000, "Something went wrong", "Message failed to send because of an unknown error"},
    Known{131005, "Access denied", ""},
    Known{131008, "Required parameter is missing", ""},
    Known{131009, "Parameter value is not valid", ""},
    Known{131016, "Service unavailable",
          "Message failed to send because a service is temporarily unavailable"},
    Known{131021, "Recipient cannot be sender",
          "Message failed to send because the sender and the recipient are the same number"},
    Known{131026, "Message undeliverable", "Message Undeliverable."},
    Known{
        131030, "Recipient phone number not in allowed list",
        "Recipient phone number not in allowed list: Add recipient phone number to recipient list "
        "and try again."},
    Known{131031, "Business Account locked", ""},
    Known{131037, "Display name approval is needed", ""},
    Known{131042, "Business eligibility payment issue",
          "Message failed to send because there were one or more errors related to your payment "
          "method."},
    Known{131045, "Incorrect certificate", ""},
    Known{131047, "Re-engagement message",
          "Message failed to send because more than 24 hours have passed since the customer last "
          "replied to this number."},
    Known{131048, "Spam rate limit hit", ""},
    Known{131049, "This message was not delivered to maintain healthy ecosystem engagement.", ""},
    Known{131050, "User has stopped marketing messages from this business", ""},
    Known{131051, "Unsupported message type", ""},
    Known{131052, "Media download error", ""},
    Known{131053, "Media upload error", ""},
    Known{131056, "(Business Account, Consumer Account) pair rate limit hit",
          "Message failed to send because there were too many messages sent from this phone number "
          "to the same phone number in a short period of time."},
    Known{131057, "Account in maintenance mode", ""},
    Known{132001, "Template name does not exist in the translation", ""},
    Known{133010, "Account not registered", ""},
};

const Known* find(int code) {
    const auto found =
        std::ranges::find_if(known, [&](const Known& row) { return row.code == code; });
    return found == known.end() ? nullptr : &*found;
}

bool is_one_of(int code, std::initializer_list<int> codes) {
    return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

std::string_view title_of(int code) {
    const auto* row = find(code);
    return row ? row->title : "Something went wrong";
}

std::string_view usual_details_of(int code) {
    const auto* row = find(code);
    return row ? row->details : "";
}

int http_status_of(int code) {
    if (is_one_of(code, {0, 104, 190})) return 401;
    if (code >= 200 && code <= 299) return 403;
    if (is_one_of(code, {10, 368, 130497, 131005, 131031})) return 403;
    if (is_one_of(code, {4, 80007, 130429})) return 429;
    if (is_one_of(code, {1, 2, 3, 131000, 131016, 133004, 134102, 135000})) return 500;
    return 400;
}

GraphError graph_error(int code, std::string details) {
    GraphError error;
    error.code = code;
    error.message = title_of(code);
    error.details = details.empty() ? std::string{usual_details_of(code)} : std::move(details);
    if (is_one_of(code, {1, 2, 4, 613, 80007})) {
        error.transient = true;
        error.details.clear();
    }
    if (code == 80007) error.subcode = 2446079;
    return error;
}

GraphError parameter_error(std::string message) {
    GraphError error;
    error.code = 100;
    error.message = std::move(message);
    return error;
}

GraphError unknown_object(std::string_view method, std::string_view id) {
    GraphError error;
    error.code = 100;
    error.subcode = 33;
    error.type = "GraphMethodException";
    error.bare_message = true;
    error.message = std::string{method == "GET"      ? "Unsupported get request."
                                : method == "DELETE" ? "Unsupported delete request."
                                                     : "Unsupported post request."} +
                    " Object with ID '" + std::string{id} +
                    "' does not exist, cannot be loaded due to missing permissions, or does not "
                    "support this operation. Please read the Graph API documentation at "
                    "https://developers.facebook.com/docs/graph-api";
    return error;
}

GraphError missing_token() {
    GraphError error;
    error.code = 104;
    error.bare_message = true;
    error.message = "An access token is required to request this resource.";
    return error;
}

GraphError bad_token() {
    GraphError error;
    error.code = 190;
    error.bare_message = true;
    error.message = "Invalid OAuth access token - Cannot parse access token";
    return error;
}

boost::json::object to_json(const GraphError& error, std::string_view trace) {
    boost::json::object body;
    body["message"] = error.bare_message ? error.message
                                         : "(#" + std::to_string(error.code) + ") " + error.message;
    body["type"] = error.type;
    body["code"] = error.code;
    if (!error.details.empty())
        body["error_data"] = {{"messaging_product", "whatsapp"}, {"details", error.details}};
    if (error.subcode) body["error_subcode"] = *error.subcode;
    if (error.transient) body["is_transient"] = true;
    body["fbtrace_id"] = trace;
    return {{"error", std::move(body)}};
}

boost::json::object webhook_error(int code) {
    boost::json::object error;
    error["code"] = code;
    error["title"] = title_of(code);
    error["message"] = title_of(code);
    const auto details = usual_details_of(code);
    error["error_data"] = {{"details", details.empty() ? title_of(code) : details}};
    error["href"] = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/";
    return error;
}

}  // namespace sim

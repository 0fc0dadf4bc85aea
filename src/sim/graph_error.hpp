#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace sim {

// A failure in Meta's words (Cloud API, error codes; the contract's section 5).
struct GraphError {
    int code = 100;
    std::string message;  // without "(#code) " in front
    std::string details;  // error_data.details; "" for none
    std::string type = "OAuthException";
    std::optional<int> subcode = std::nullopt;
    bool bare_message = false;  // Graph's own errors carry no "(#code) "
    bool transient = false;
};

// With the title that Meta has for the code; `details` says what is wrong in this case.
GraphError graph_error(int code, std::string details = "");
// (#100) in the words that name a parameter: "The parameter to is required."
GraphError parameter_error(std::string message);
GraphError unknown_object(std::string_view method, std::string_view id);
GraphError missing_token();
GraphError bad_token();

// The title in status webhooks, and the details that Meta gives when it gives any.
std::string_view title_of(int code);
std::string_view usual_details_of(int code);
// The default column of the contract's section 5. Clients must branch on the code, not on this.
int http_status_of(int code);

// {"error": {…}}
boost::json::object to_json(const GraphError& error, std::string_view trace);
// {code, title, message, error_data: {details}, href}, as in a `failed` status.
boost::json::object webhook_error(int code);

}  // namespace sim

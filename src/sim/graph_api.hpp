#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "sim/conversations.hpp"
#include "sim/customers.hpp"
#include "sim/faults.hpp"
#include "sim/graph_error.hpp"
#include "sim/ids.hpp"
#include "sim/ledger.hpp"
#include "sim/message_request.hpp"
#include "sim/phones.hpp"
#include "sim/webhook_sender.hpp"

namespace sim {

// A call of Graph's, without the sockets.
struct GraphRequest {
    std::string method;  // "POST"
    std::string path;    // "/v26.0/106540352242922/messages"
    std::vector<std::pair<std::string, std::string>> query;
    std::string authorization;  // the header
    std::string body;
    std::string_view query_value(std::string_view name) const;  // "" when absent
};

struct GraphAnswer {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    core::Milliseconds delay{0};  // it goes out this much later
    bool cut = false;             // the connection is cut instead of answering
};

// Meta's limits on what a number may send.
struct SendLimits {
    int throughput = 80;  // messages a second and number; then 130429
    // To one user: one in six seconds, of which 45 may be borrowed; then 131056.
    Pace::Limit pair{std::chrono::seconds{6}, 45};
};

// The Graph API of one WhatsApp Business account: who may call, what exists, what is wrong with a
// message, and what becomes of it. Versions are taken as they come, and so is none.
class GraphApi {
public:
    struct Account {
        std::string id;            // WhatsApp Business account
        std::string access_token;  // "" : any token is good
        std::vector<BusinessNumber> numbers;
    };
    struct Parts {
        const core::Clock& clock;
        IdSource& ids;
        Customers& customers;
        Conversations& conversations;
        Phones& phones;
        Faults& faults;
        Ledger& ledger;
        WebhookSender& webhooks;
    };
    GraphApi(Account account, SendLimits limits, Parts parts);

    GraphAnswer answer(const GraphRequest& request);

private:
    // Who a message is for: a customer, or digits that nobody has.
    struct Recipient {
        Customer* customer = nullptr;
        std::string digits;  // or a user id that nobody has
        const std::string& handle() const { return customer ? customer->handle() : digits; }
    };

    GraphAnswer dispatch(const GraphRequest& request, const std::vector<std::string_view>& path);
    std::optional<GraphError> fault_in_token(const GraphRequest& request) const;
    GraphAnswer get_number(const GraphRequest& request, std::size_t number);
    GraphAnswer get_object(const GraphRequest& request, std::string_view id);
    GraphAnswer phone_numbers();
    GraphAnswer subscribed_apps(std::string_view method);
    GraphAnswer debug_token(const GraphRequest& request);

    GraphAnswer post_message(const GraphRequest& request, std::size_t number);
    GraphAnswer take_message(const OutgoingMessage& message, std::size_t number,
                             const std::optional<FaultEffect>& fault);
    std::string accept(const OutgoingMessage& message, std::size_t number,
                       const Recipient& recipient, const std::optional<FaultEffect>& fault);
    std::optional<GraphError> limit_hit(std::size_t number, const Recipient& recipient);
    GraphAnswer take_read_mark(const ReadMark& mark, std::size_t number);
    GraphAnswer answer_faulty(const FaultEffect& fault);
    Recipient resolve(const OutgoingMessage& message);

    GraphAnswer success(const boost::json::object& body) const;
    GraphAnswer failure(const GraphError& error);
    std::optional<std::size_t> number_with(std::string_view id) const;
    boost::json::object describe(const BusinessNumber& number) const;

    const Account account_;
    const SendLimits limits_;
    Parts parts_;
    std::vector<Pace> paces_;  // by number
};

}  // namespace sim

#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/result.hpp"

namespace sim {

// What goes wrong. Several may be named in one rule: {"delayMs": 500, "cutAfterAccept": true}.
struct FaultEffect {
    std::optional<int> code;          // Meta's error body with this code; nothing is accepted
    std::optional<int> http_status;   // this answer, with `body` as it stands
    std::string body;                 // also alone: then with 200
    bool accept = false;              // with http_status or body: the message is accepted first
    core::Milliseconds delay{0};      // the answer, or the webhook, comes this much later
    bool cut_after_accept = false;    // accepted, then the connection is cut without an answer
    bool cut_before_accept = false;   // cut, and nothing is accepted
    std::optional<int> async_failed;  // accepted; then the status `failed` with this code
    bool drop_webhook = false;        // it never comes
    bool duplicate_webhook = false;   // it comes twice, at the same time
    bool reorder_webhook = false;     // it comes after the next one
    bool bad_signature = false;       // it comes signed with another secret
};

// What a rule is asked about. A rule with webhook effects is asked about webhooks only, one with
// the target "reads" about read marks only, with "numbers" about looks at a number's own object
// (what a probe of the connection reads), every other one about messages only: an agent who opens a
// conversation must not use up the fault that waits for their next message.
struct FaultSubject {
    enum class Kind { message, read_mark, number, webhook };
    Kind kind = Kind::message;
    std::string_view number;     // phone number id
    std::string_view recipient;  // the customer's handle
};

// The rules of POST /_sim/faults:
//   {"target": "messages" | "reads" | "numbers" | "webhook" | "number:ID" | "recipient:HANDLE",
//    "mode": "next" (n times, 1) | "every" (every n-th, 1) | "always" | "probability" (n: 0 to 1),
//    "n": …, "effect": {"code"|"httpStatus"|"body"|"accept"|"delayMs"|"cutAfterAccept"|
//    "cutBeforeAccept"|"asyncFailed"|"dropWebhook"|"duplicateWebhook"|"reorderWebhook"|
//    "badSignature"}}
class Faults {
public:
    static constexpr std::size_t rules_max = 1'000;

    explicit Faults(core::Random& random) : random_(random) {}

    // Returns the rule's id. Fails with sim.bad_fault {reason}.
    core::Result<std::string> add(const boost::json::value& rule);
    // One rule or an array of them, as a file has them: all or none.
    core::Result<void> add_all(const boost::json::value& rules);
    void clear() { rules_.clear(); }
    bool remove(std::string_view id);
    boost::json::value to_json() const;

    // What goes wrong with this one, if anything: the first rule that applies. Asking counts.
    std::optional<FaultEffect> take(const FaultSubject& subject);

private:
    enum class Mode { next, every, always, probability };
    struct Rule {
        std::string id;
        std::string target;
        Mode mode = Mode::next;
        double n = 1;
        FaultEffect effect;
        FaultSubject::Kind kind = FaultSubject::Kind::message;
        boost::json::value source;  // as it was given
        std::uint64_t asked = 0;
        std::uint64_t taken = 0;
    };
    static core::Result<Rule> parse(const boost::json::value& json);
    static bool matches(const Rule& rule, const FaultSubject& subject);
    bool strikes(Rule& rule);

    core::Random& random_;
    std::vector<Rule> rules_;
    std::uint64_t last_id_ = 0;
};

}  // namespace sim

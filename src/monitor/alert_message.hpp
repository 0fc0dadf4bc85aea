#pragma once

#include <string>
#include <vector>

#include "monitor/alert.hpp"

// One message to a channel: what it says, in each form that a channel takes.
namespace monitor {

struct AlertMessage {
    // The same in each attempt: by it a receiver knows that it has this one already.
    std::string delivery;
    struct Told {
        std::string kind;  // firing, repeated, escalated, resolved, test
        Alert alert;
    };
    std::vector<Told> told;
    core::WallTime at;
    core::Language language = core::Language::es;
};

// The message of a channel's test call.
AlertMessage test_message(std::string delivery, core::WallTime at, core::Language language);

std::string subject_of(const AlertMessage& message);
std::string text_of(const AlertMessage& message);
// {"id", "version": 1, "at", "status": "firing"|"resolved"|"test", "text", "alerts": [{…, "kind"}]}
std::string webhook_body(const AlertMessage& message);
std::string slack_body(const AlertMessage& message);

struct MailHead {
    std::string from;
    std::vector<std::string> recipients;
};
// A whole mail (RFC 5322), its Message-ID made of the delivery.
std::string mail_text(const AlertMessage& message, const MailHead& head);

}  // namespace monitor

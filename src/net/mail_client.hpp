#pragma once

#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/task.hpp"

namespace net {

struct Mail {
    std::string server_url;  // smtp://[user:password@]host[:port] or smtps://…
    std::string from;        // an address, without brackets
    std::vector<std::string> recipients;
    std::string message;  // RFC 5322, lines ended by CRLF
    core::Milliseconds time_max{30'000};
};

struct MailOutcome {
    bool sent = false;   // the server took it, for all recipients
    std::string reason;  // else why not, with the server's answer code; no secrets
};

// The seam for mail. Resumes on the scheduler that awaits it.
class MailClient {
public:
    virtual ~MailClient() = default;
    virtual core::Task<MailOutcome> send(Mail mail) = 0;
};

}  // namespace net

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"
#include "inbox/inbox.hpp"
#include "inbox/testing.hpp"
#include "model/principal.hpp"
#include "net/http/router.hpp"

namespace inbox {

// The room's routes without a server: requests go straight to their handlers.
struct ApiFixture : InboxFixture {
    ApiFixture();
    ~ApiFixture();

    core::ListLogSink log;
    Inbox inbox{database.database, people, core::Log{log, "inbox"}, database.metrics};
    std::vector<net::Route> routes = inbox.routes();
    net::http::Router router{routes};

    model::Principal eva_signed_in;  // an agent of all numbers and teams
    model::Principal leo_signed_in;  // the same
    model::Principal outsider;       // an agent of another number
    std::string path;                // of Ana's conversation

    struct Answer {
        int status = 0;
        core::json::value body;
        std::string sequence;  // Chasqui-Sequence, "" without it
        const core::json::value& data() const { return body.at("data"); }
        std::string code() const;  // of a failure
    };
    Answer get(const model::Principal& principal, const std::string& target);
    Answer post(const model::Principal& principal, const std::string& target,
                const std::string& body = "");

private:
    Answer call(const model::Principal& principal, std::string_view method,
                net::http::Request request);
};

}  // namespace inbox

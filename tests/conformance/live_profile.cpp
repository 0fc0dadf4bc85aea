// Profile `live`: the product's event log, over a database in a file, so that it can be killed and
// come back. A token is "ROLE:NAME" or "ROLE:NAME:NUMBER"; POST /append {name, data, rooms, except}
// writes to the log and answers {sequence}; POST /close {user} closes that user's sockets.
#include "core/json.hpp"
#include "core/text.hpp"
#include "live/live.hpp"
#include "profiles.hpp"
#include "store/thread_executor.hpp"

namespace conformance {
namespace {

core::Result<model::Principal> principal_of(std::string_view token) {
    const auto parts = core::split(token, ':');
    const auto role = model::parse_role(parts[0]);
    if (!role || parts.size() < 2)
        return core::Error{core::Kind::unauthenticated, "auth.token_invalid"};
    model::Principal principal{.user = model::UserId{std::string(parts[1])},
                               .session = model::SessionId{"of-" + std::string(parts[1])},
                               .name = std::string(parts[1]),
                               .role = *role};
    if (parts.size() > 2) principal.numbers.insert(model::NumberId{std::string(parts[2])});
    return principal;
}

live::LiveDoors doors() {
    live::LiveDoors doors;
    doors.authenticate = [](const std::string& token) { return principal_of(token); };
    doors.renew = [](const model::Principal& before) -> core::Result<model::Principal> {
        return before;
    };
    doors.numbers = [] { return std::vector{model::NumberId{"100"}, model::NumberId{"200"}}; };
    doors.teams = [] { return std::vector<model::TeamId>{}; };
    // A conversation's id begins with its number: "100-7".
    doors.conversation_scope = [](store::Transaction&,
                                  const model::ConversationId& id) -> core::Result<model::Scope> {
        const auto dash = id.text().find('-');
        if (dash == std::string::npos) return core::Error{core::Kind::not_found, "inbox.not_found"};
        return model::Scope{model::NumberId{id.text().substr(0, dash)}, {}, {}};
    };
    return doors;
}

struct LiveTarget {
    LiveTarget(Machine& machine, const Options& options)
        : database({.path = options.data},
                   {executor, machine.clock, machine.random, machine.metrics, machine.log}),
          server({.events_per_second_max = 0}, {machine.random, machine.metrics, machine.log}),
          live(database, server, doors(), {machine.metrics, machine.log}) {
        server.attach(machine.loop);
        live.start();
    }

    store::ThreadExecutor executor{2};
    store::Database database;
    net::socketio::Server server;
    live::Live live;
};

core::Task<net::http::Response> append(std::shared_ptr<LiveTarget> target, std::string body) {
    auto parsed = core::parse_json(body);
    if (!parsed) co_return net::http::plain_text(400, "JSON, please");
    core::JsonReader reader(*parsed);
    model::Event event{.name = reader.text("name"),
                       .rooms = reader.texts_or_empty("rooms"),
                       .except = reader.texts_or_empty("except")};
    const auto* data = reader.find("data");
    event.data = data ? core::to_json(*data) : "{}";
    if (reader.fault()) co_return net::http::plain_text(400, reader.fault()->code);
    const auto sequence = co_await target->database.write(
        [event](store::Transaction& tx) { return tx.append(event); });
    co_return net::http::ok("{\"sequence\":" + std::to_string(sequence) + "}");
}

core::Task<net::http::Response> close_user(std::shared_ptr<LiveTarget> target, std::string body) {
    const auto parsed = core::parse_json(body);
    if (!parsed) co_return net::http::plain_text(400, "JSON, please");
    target->live.close_user(model::UserId{core::JsonReader(*parsed).text_or("user", "")});
    co_return net::http::ok("{}");
}

}  // namespace

Profile live_profile(Machine& machine, const Options& options) {
    const auto target = std::make_shared<LiveTarget>(machine, options);
    Profile profile{.listen = {"127.0.0.1", 3300}, .owner = target};
    profile.routes = target->server.routes();
    const auto post = [&](std::string path, auto handler) {
        profile.routes.emplace_back(
            net::Method::post, std::move(path), model::Permission::everyone,
            [target, handler](const net::http::Request& request, const model::Principal&) {
                return handler(target, request.body);
            },
            net::RouteDoc{.summary = "For tests"});
    };
    post("/append", append);
    post("/close", close_user);
    profile.upgrades = {{"/socket.io/", [target](auto& request, auto& connection, auto leftover) {
                             return target->server.upgrade(request, connection, leftover);
                         }}};
    return profile;
}

}  // namespace conformance

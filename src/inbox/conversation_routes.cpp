#include "inbox/conversation_routes.hpp"

#include "core/json.hpp"
#include "core/json_text.hpp"
#include "inbox/access.hpp"
#include "inbox/answers.hpp"
#include "inbox/assignment.hpp"
#include "inbox/cases.hpp"
#include "inbox/conversations_store.hpp"
#include "inbox/events.hpp"
#include "inbox/lists.hpp"
#include "inbox/reading.hpp"

namespace inbox {
namespace {

using core::Error;
using core::Kind;
using core::Result;
using core::Task;
using model::Conversation;
using model::ConversationId;
using model::Principal;
using net::http::Request;
using net::http::Response;

ConversationId id_of(const Request& request) {
    return ConversationId{request.path_parameter("id")};
}

Result<ConversationQuery> decode_query(const Request& request) {
    ConversationQuery query;
    const auto view = parse_list_view(request.query_value("view").value_or("all"));
    if (!view) return Error{Kind::invalid, "inbox.view"};
    query.view = *view;
    if (const auto name = request.query_value("state")) {
        query.state = model::parse_case_state(*name);
        if (!query.state) return Error{Kind::invalid, "inbox.state"};
    }
    auto page = parse_page({request.query_value("limit"), request.query_value("before"),
                            request.query_value("after")});
    if (!page) return page.error();
    query.page = std::move(*page);
    return query;
}

Task<Response> list(const Desk& desk, const Request& request, const Principal& principal) {
    auto query = decode_query(request);
    if (!query) co_return net::http::failure(request, query.error());
    co_return co_await answer_read(
        desk.database, request,
        [query = *query, principal,
         language = request.language](store::Transaction& tx) -> Result<std::string> {
            const auto page = list_conversations(tx, principal, query);
            const auto items = core::json_array(page.items, [language](const Conversation& item) {
                return model::to_json(item, language);
            });
            return page_json(items, page.ends).take();
        });
}

Task<Response> show(const Desk& desk, const Request& request, const Principal& principal) {
    co_return co_await answer_read(desk.database, request,
                                   [id = id_of(request), principal, language = request.language](
                                       store::Transaction& tx) -> Result<std::string> {
                                       const auto conversation =
                                           visible_conversation(tx, principal, id);
                                       if (!conversation) return conversation.error();
                                       return model::to_json(*conversation, language);
                                   });
}

// A change of one conversation that the principal may see: its new state is the answer.
using Change = std::function<Result<Conversation>(store::Transaction&, const Conversation&)>;

Task<Response> change(const Desk& desk, const Request& request, const Principal& principal,
                      Change change) {
    co_return co_await answer_write(
        desk.database, request,
        [id = id_of(request), principal, change = std::move(change),
         language = request.language](store::Transaction& tx) -> Result<std::string> {
            const auto before = visible_conversation(tx, principal, id);
            if (!before) return before.error();
            note_agent(tx, principal.user, principal.name);
            const auto after = change(tx, *before);
            if (!after) return after.error();
            return model::to_json(*after, language);
        });
}

void log_change(const Desk& desk, const Request& request, const Principal& principal,
                const Response& response, std::string_view event) {
    if (response.status >= 300) return;
    desk.log.info(event, {{"request", request.id},
                          {"conversation", request.path_parameter("id")},
                          {"user", principal.user.text()}});
}

Task<Response> read(const Desk& desk, const Request& request, const Principal& principal) {
    co_return co_await change(
        desk, request, principal,
        [agent = principal.user](store::Transaction& tx, const Conversation& before) {
            return mark_read(tx, {before.id, agent});
        });
}

// {userId: string|null} and {teamId: string|null}: at least one of them.
struct AssignBody {
    std::optional<model::UserId> user;
    std::optional<model::TeamId> team;
};

Result<AssignBody> decode_assign(const Request& request) {
    const auto body = body_of(request);
    if (!body) return body.error();
    core::JsonReader reader(*body);
    AssignBody assign;
    if (reader.find("userId") != nullptr)
        assign.user = model::UserId{reader.optional_text("userId").value_or("")};
    if (reader.find("teamId") != nullptr)
        assign.team = model::TeamId{reader.optional_text("teamId").value_or("")};
    if (!assign.user && !assign.team) reader.fail("json.missing", "userId");
    if (const auto& fault = reader.fault()) return *fault;
    return assign;
}

Task<Response> give(const Desk& desk, const Request& request, const Principal& principal) {
    const auto body = decode_assign(request);
    if (!body) co_return net::http::failure(request, body.error());
    auto response = co_await change(
        desk, request, principal,
        [body = *body, &people = desk.people](store::Transaction& tx,
                                              const Conversation& before) -> Result<Conversation> {
            Result<Conversation> after = before;
            if (body.user) after = assign(tx, people, {before.id, *body.user});
            if (after && body.team) after = change_team(tx, people, {before.id, *body.team});
            return after;
        });
    log_change(desk, request, principal, response, "conversation_assigned");
    co_return response;
}

Result<model::Mode> decode_mode(const Request& request) {
    const auto body = body_of(request);
    if (!body) return body.error();
    core::JsonReader reader(*body);
    const auto name = reader.optional_text("mode");
    if (const auto& fault = reader.fault()) return *fault;
    const auto mode = model::parse_mode(name.value_or("takeover"));
    if (!mode) return Error{Kind::invalid, "inbox.mode"};
    return *mode;
}

Task<Response> take(const Desk& desk, const Request& request, const Principal& principal) {
    const auto mode = decode_mode(request);
    if (!mode) co_return net::http::failure(request, mode.error());
    auto response = co_await change(desk, request, principal,
                                    [mode = *mode, by = Person{principal.user, principal.name}](
                                        store::Transaction& tx, const Conversation& before) {
                                        return take_over(tx, {before.id, by, mode});
                                    });
    log_change(desk, request, principal, response, "conversation_taken");
    co_return response;
}

// Stores and announces what a rule has done to the conversation's case.
Result<Conversation> with_case(store::Transaction& tx, Conversation conversation,
                               const Result<>& outcome) {
    if (!outcome) return outcome.error();
    save_conversation(tx, conversation);
    announce_conversation(tx, conversation);
    return conversation;
}

Task<Response> resolve(const Desk& desk, const Request& request, const Principal& principal) {
    auto response =
        co_await change(desk, request, principal,
                        [by = principal.user](store::Transaction& tx, Conversation conversation) {
                            const auto outcome = resolve_case(tx, conversation, by);
                            return with_case(tx, std::move(conversation), outcome);
                        });
    log_change(desk, request, principal, response, "conversation_resolved");
    co_return response;
}

Result<core::WallTime> decode_until(const Request& request) {
    const auto body = body_of(request);
    if (!body) return body.error();
    core::JsonReader reader(*body);
    const auto text = reader.text("until");
    if (const auto& fault = reader.fault()) return *fault;
    const auto until = core::from_iso8601(text);
    if (!until) return Error{Kind::invalid, "inbox.time"};
    return *until;
}

Task<Response> snooze(const Desk& desk, const Request& request, const Principal& principal) {
    const auto until = decode_until(request);
    if (!until) co_return net::http::failure(request, until.error());
    auto response =
        co_await change(desk, request, principal,
                        [until = *until](store::Transaction& tx, Conversation conversation) {
                            const auto outcome = snooze_case(tx, conversation, until);
                            return with_case(tx, std::move(conversation), outcome);
                        });
    log_change(desk, request, principal, response, "conversation_snoozed");
    co_return response;
}

}  // namespace

std::vector<net::Route> conversation_routes(const Desk& desk) {
    using Handle = Task<Response> (*)(const Desk&, const Request&, const Principal&);
    const auto with_desk = [&desk](Handle handle) -> net::Handler {
        return [&desk, handle](const Request& request, const Principal& principal) {
            return handle(desk, request, principal);
        };
    };
    std::vector<net::Route> routes;
    const auto add = [&](net::Method method, std::string path, Handle handle, net::RouteDoc doc) {
        routes.emplace_back(method, std::move(path), model::Permission::signed_in,
                            with_desk(handle), std::move(doc));
    };
    add(net::Method::get, "/api/conversations", list,
        {.summary = "Conversations that the caller may see, in the order of their last activity",
         .query = {"view: all, mine, unassigned or unread (all)",
                   "state: open, snoozed or resolved (any)", "limit: 1 to 100 (50)",
                   "before: a page's cursor", "after: a page's cursor"},
         .response_schema = "ConversationPage"});
    add(net::Method::get, "/api/conversations/:id", show,
        {.summary = "One conversation", .query = {}, .response_schema = "Conversation"});

    const std::string one = "/api/conversations/:id/";
    const auto add_change = [&](const std::string& name, Handle handle, std::string summary,
                                std::string body) {
        add(net::Method::post, one + name, handle,
            {.summary = std::move(summary),
             .query = {},
             .request_schema = std::move(body),
             .response_schema = "Conversation"});
    };
    add_change("read", read, "Nothing in it is unread any more, and the caller has seen it", "");
    add_change("assign", give, "Gives it to a user or a team, or takes it from them", "Assign");
    add_change("takeover", take, "Takes it over from the bot, or gives it back; one hand wins",
               "Takeover");
    add_change("resolve", resolve, "Resolves its case", "");
    add_change("snooze", snooze, "Puts its case aside until a time, or until the customer writes",
               "Snooze");
    return routes;
}

}  // namespace inbox

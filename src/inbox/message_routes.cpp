#include "inbox/message_routes.hpp"

#include "core/json.hpp"
#include "core/json_text.hpp"
#include "inbox/access.hpp"
#include "inbox/answers.hpp"
#include "inbox/conversations_store.hpp"
#include "inbox/deliveries.hpp"
#include "inbox/lists.hpp"
#include "inbox/replies.hpp"

namespace inbox {
namespace {

using core::Error;
using core::Kind;
using core::Result;
using core::Task;
using model::ConversationId;
using model::Message;
using model::Principal;
using net::http::Request;
using net::http::Response;

ConversationId conversation_of(const Request& request) {
    return ConversationId{request.path_parameter("id")};
}

std::string seen_json(const std::optional<Seen>& seen) {
    if (!seen) return "null";
    return core::JsonObject()
        .text("messageId", seen->message.text())
        .text("at", core::to_iso8601(seen->at))
        .take();
}

Task<Response> list(const Desk& desk, const Request& request, const Principal& principal) {
    const auto page = parse_page({request.query_value("limit"), request.query_value("before"),
                                  request.query_value("after")});
    if (!page) co_return net::http::failure(request, page.error());
    co_return co_await answer_read(
        desk.database, request,
        [id = conversation_of(request), page = *page, principal,
         language = request.language](store::Transaction& tx) -> Result<std::string> {
            const auto conversation = visible_conversation(tx, principal, id);
            if (!conversation) return conversation.error();
            const auto messages = list_messages(tx, conversation->id, page);
            const auto items = core::json_array(messages.items, [language](const Message& item) {
                return model::to_json(item, language);
            });
            const auto seen = find_seen(tx, conversation->id, principal.user);
            return page_json(items, messages.ends).raw("seen", seen_json(seen)).take();
        });
}

Result<Reply> decode_reply(const Request& request, const Principal& principal) {
    const auto body = body_of(request);
    if (!body) return body.error();
    core::JsonReader reader(*body);
    Reply reply;
    reply.conversation = conversation_of(request);
    reply.author = principal.user;
    reply.client_id = model::ClientId{reader.text("clientId")};
    const auto type = reader.text("type");
    reply.text = reader.text("text");
    if (const auto& fault = reader.fault()) return *fault;
    if (type != "text") return Error{Kind::invalid, "inbox.type", {{"type", type}}};
    return reply;
}

Task<Response> send(const Desk& desk, const Request& request, const Principal& principal) {
    const auto reply = decode_reply(request, principal);
    if (!reply) co_return net::http::failure(request, reply.error());
    auto response = co_await answer_write(
        desk.database, request,
        [reply = *reply, principal,
         language = request.language](store::Transaction& tx) -> Result<std::string> {
            const auto conversation = visible_conversation(tx, principal, reply.conversation);
            if (!conversation) return conversation.error();
            note_agent(tx, principal.user, principal.name);
            const auto message = queue_reply(tx, reply, tx.now());
            if (!message) return message.error();
            return model::to_json(*message, language);
        },
        201);
    if (response.status == 201) desk.replies.add();
    co_return response;
}

// One of send_again, leave and cancel.
using Choose = Result<Message> (*)(store::Transaction&, const MessageChoice&);

Task<Response> choose(const Desk& desk, const Request& request, const Principal& principal,
                      Choose choice) {
    co_return co_await answer_write(
        desk.database, request,
        [id = conversation_of(request), principal, choice, language = request.language,
         message_id = model::MessageId{request.path_parameter("messageId")}](
            store::Transaction& tx) -> Result<std::string> {
            const auto conversation = visible_conversation(tx, principal, id);
            if (!conversation) return conversation.error();
            const auto message = choice(tx, {conversation->id, message_id});
            if (!message) return message.error();
            return model::to_json(*message, language);
        });
}

}  // namespace

std::vector<net::Route> message_routes(const Desk& desk) {
    std::vector<net::Route> routes;
    const std::string path = "/api/conversations/:id/messages";
    const auto signed_in = model::Permission::signed_in;
    routes.emplace_back(
        net::Method::get, path, signed_in,
        [&desk](const Request& request, const Principal& principal) {
            return list(desk, request, principal);
        },
        net::RouteDoc{
            .summary = "A conversation's messages, and how far the caller has seen them",
            .query = {"limit: 1 to 100 (50)", "before: a page's cursor", "after: a page's cursor"},
            .response_schema = "MessagePage"});
    routes.emplace_back(
        net::Method::post, path, signed_in,
        [&desk](const Request& request, const Principal& principal) {
            return send(desk, request, principal);
        },
        net::RouteDoc{.summary = "Queues a message; the same clientId again is the same message",
                      .query = {},
                      .request_schema = "SendMessage",
                      .response_schema = "Message",
                      .success_status = 201});

    const auto add_choice = [&](const std::string& name, Choose choice, std::string summary) {
        routes.emplace_back(
            net::Method::post, path + "/:messageId/" + name, signed_in,
            [&desk, choice](const Request& request, const Principal& principal) {
                return choose(desk, request, principal, choice);
            },
            net::RouteDoc{
                .summary = std::move(summary), .query = {}, .response_schema = "Message"});
    };
    add_choice("send_again", send_again, "Sends a failed or unconfirmed message again");
    add_choice("leave", leave, "Leaves an unconfirmed message as failed");
    add_choice("cancel", cancel, "Cancels a message that is still queued");
    return routes;
}

}  // namespace inbox

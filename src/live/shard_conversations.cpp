// Who looks at a conversation and who types in it: not logged, for those who look at it.
#include <algorithm>
#include <exception>
#include <optional>

#include "core/json.hpp"
#include "live/shard.hpp"

namespace live {
namespace {

using namespace net::socketio;

void refuse(const Socket& socket, Ack& ack, const core::Error& error) {
    ack(json::array{failure(error, socket.language())});
}

void succeed(Ack& ack) {
    ack(json::array{json::object{{"success", true}}});
}

json::object person_json(const Person& person) {
    return {{"id", person.id.text()}, {"name", person.name}};
}

Person person_of(const Viewer& viewer) {
    return {viewer.principal.user, viewer.principal.name};
}

core::Error not_found() {
    return {core::Kind::not_found, "inbox.not_found"};
}

// Those that are on their way in count too: of a burst none may be told that it is in, and not be.
std::optional<core::Error> fault_in_joining(Viewer& viewer, const model::ConversationId& another,
                                            std::size_t joined_max) {
    if (viewer.find(another) || viewer.joined.size() + viewer.entering.size() < joined_max)
        return std::nullopt;
    return core::Error{core::Kind::rate_limited, "live.too_many_joined", {{"max", joined_max}}};
}

}  // namespace

void LiveShard::join_conversation(Socket& socket, const Arguments& arguments, Ack ack) {
    core::JsonReader reader(arguments.at(0));
    model::ConversationId conversation{reader.text("conversationId")};
    if (const auto& fault = reader.fault()) return refuse(socket, ack, *fault);
    if (const auto fault =
            fault_in_joining(viewer_of(socket), conversation, parts_.options.joined_max))
        return refuse(socket, ack, *fault);
    tasks_.spawn("join_conversation", enter_conversation(socket.shared_from_this(),
                                                         std::move(conversation), std::move(ack)));
}

core::Task<void> LiveShard::enter_conversation(SocketPtr socket, model::ConversationId conversation,
                                               Ack ack) {
    viewer_of(*socket).entering.push_back(conversation);
    std::optional<core::Result<model::Scope>> scope;
    try {
        scope = co_await parts_.database.read(
            [find = parts_.doors.conversation_scope, conversation](store::Transaction& tx) {
                return find(tx, conversation);
            });
    } catch (const std::exception& fault) {
        parts_.log.warn("join_failed", {{"error", fault.what()}});
        scope = core::Error{core::Kind::unavailable, "live.join_failed"};
    }
    if (!socket->connected()) co_return;
    auto& viewer = viewer_of(*socket);
    // Removed while its scope was read: what was read is no more.
    const auto entering = std::ranges::find(viewer.entering, conversation);
    const bool removed = entering == viewer.entering.end();
    if (!removed) viewer.entering.erase(entering);
    if (!*scope) co_return refuse(*socket, ack, scope->error());
    // What one may not see does not exist.
    if (removed || !model::may_see(viewer.principal, **scope))
        co_return refuse(*socket, ack, not_found());
    if (!viewer.find(conversation)) {
        viewer.joined.push_back({.conversation = conversation});
        socket->join(model::rooms::of_conversation(conversation));
        if (parts_.presence.enter(conversation, person_of(viewer)))
            tell_viewing(conversation);
        else
            socket->emit("user_viewing", json::array{viewing_json(conversation)});
    }
    succeed(ack);
}

void LiveShard::leave_conversation(Socket& socket, const Arguments& arguments, Ack ack) {
    core::JsonReader reader(arguments.at(0));
    const model::ConversationId conversation{reader.text("conversationId")};
    if (const auto& fault = reader.fault()) return refuse(socket, ack, *fault);
    leave(socket, conversation);
    succeed(ack);
}

void LiveShard::leave(Socket& socket, const model::ConversationId& conversation) {
    auto& viewer = viewer_of(socket);
    auto* joined = viewer.find(conversation);
    if (!joined) return;
    if (joined->typing) tell_typing(socket, *joined, false);
    std::erase_if(viewer.joined,
                  [&](const Joined& other) { return other.conversation == conversation; });
    socket.leave(model::rooms::of_conversation(conversation));
    if (parts_.presence.leave(conversation, viewer.principal.user)) tell_viewing(conversation);
}

// After a change of rights: which of its conversations may it still see? Where that cannot be read
// it leaves all of them: who may not see a conversation must not go on hearing who types there.
core::Task<void> LiveShard::check_conversations(SocketPtr socket) {
    std::vector<model::ConversationId> conversations;
    for (const auto& joined : viewer_of(*socket).joined)
        conversations.push_back(joined.conversation);
    std::vector<core::Result<model::Scope>> scopes;
    try {
        scopes = co_await parts_.database.read(
            [find = parts_.doors.conversation_scope, conversations](store::Transaction& tx) {
                std::vector<core::Result<model::Scope>> found;
                for (const auto& conversation : conversations)
                    found.push_back(find(tx, conversation));
                return found;
            });
    } catch (const std::exception& fault) {
        parts_.log.warn("rights_not_checked", {{"error", fault.what()}});
        scopes.assign(conversations.size(),
                      core::Error{core::Kind::unavailable, "live.join_failed"});
    }
    if (!socket->connected()) co_return;
    const auto& principal = viewer_of(*socket).principal;
    for (std::size_t i = 0; i < conversations.size(); ++i)
        if (!scopes[i] || !model::may_see(principal, *scopes[i])) leave(*socket, conversations[i]);
}

json::object LiveShard::viewing_json(const model::ConversationId& conversation) const {
    json::array users;
    for (const auto& person : parts_.presence.in(conversation))
        users.push_back(person_json(person));
    return {{"conversationId", conversation.text()}, {"users", std::move(users)}};
}

void LiveShard::tell_viewing(const model::ConversationId& conversation) {
    parts_.hub.space()
        .to({model::rooms::of_conversation(conversation)})
        .emit("user_viewing", json::array{viewing_json(conversation)});
}

void LiveShard::typing(Socket& socket, const Arguments& arguments, Ack ack) {
    core::JsonReader reader(arguments.at(0));
    const model::ConversationId conversation{reader.text("conversationId")};
    const bool now_types = reader.boolean_or("typing", true);
    if (const auto& fault = reader.fault()) return refuse(socket, ack, *fault);
    auto* joined = viewer_of(socket).find(conversation);
    if (!joined) return refuse(socket, ack, {core::Kind::conflict, "live.not_joined"});
    const auto now = loop().clock().steady();
    if (!joined->told || now - joined->told_at >= parts_.options.typing_interval) {
        if (now_types || joined->typing) tell_typing(socket, *joined, now_types);
    } else {
        // Within the interval the last word counts, and is told at its end.
        if (!joined->next) typing_timer(socket.shared_from_this(), conversation);
        joined->next = now_types;
    }
    succeed(ack);
}

void LiveShard::typing_timer(SocketPtr socket, model::ConversationId conversation) {
    const auto* joined = viewer_of(*socket).find(conversation);
    const auto end = joined->told_at + parts_.options.typing_interval;
    const auto left = std::chrono::ceil<core::Milliseconds>(end - loop().clock().steady());
    loop().after(left, [this, weak = std::weak_ptr(socket), conversation] {
        const auto typist = weak.lock();
        auto* entry = typist ? viewer_of(*typist).find(conversation) : nullptr;
        if (!entry || !entry->next) return;
        const bool types = *std::exchange(entry->next, std::nullopt);
        if (types || entry->typing) tell_typing(*typist, *entry, types);
    });
}

void LiveShard::tell_typing(Socket& socket, Joined& joined, bool types) {
    const auto& viewer = viewer_of(socket);
    joined.typing = types;
    joined.told = true;
    joined.told_at = loop().clock().steady();
    joined.next.reset();
    socket.to({model::rooms::of_conversation(joined.conversation)})
        .except({model::rooms::of_user(viewer.principal.user)})
        .drop_when_behind()
        .emit("user_typing",
              json::array{json::object{{"conversationId", joined.conversation.text()},
                                       {"user", person_json(person_of(viewer))},
                                       {"typing", types}}});
}

}  // namespace live

#include "inbox/events.hpp"

#include <algorithm>

#include "core/json.hpp"

namespace inbox {
namespace {

void append(store::Transaction& tx, std::string_view name, std::string data,
            std::vector<std::string> rooms) {
    model::Event event;
    event.name = name;
    event.data = std::move(data);
    event.rooms = std::move(rooms);
    tx.append(std::move(event));
}

}  // namespace

void announce_message(store::Transaction& tx, std::string_view name, const model::Message& message,
                      const model::Conversation& conversation) {
    append(tx, name,
           R"({"message":)" + model::to_json(message, tx.language()) + R"(,"conversation":)" +
               model::to_json(conversation, tx.language()) + "}",
           model::audience(conversation.scope()));
}

void announce_conversation(store::Transaction& tx, const model::Conversation& conversation,
                           std::string_view name) {
    append(tx, name, R"({"conversation":)" + model::to_json(conversation, tx.language()) + "}",
           model::audience(conversation.scope()));
}

void announce_status(store::Transaction& tx, const model::Message& message,
                     const model::Scope& scope) {
    using enum model::MessageStatus;
    const bool ended_badly = message.status == failed || message.status == expired;
    append(tx, ended_badly ? events::failed : events::status_update,
           R"({"message":)" + model::to_json(message, tx.language()) + "}", model::audience(scope));
}

void announce_removed(store::Transaction& tx, const model::ConversationId& conversation,
                      const RoomsLosing& rooms) {
    model::Event event;
    event.name = events::removed;
    event.data = core::to_json(core::json::object{{"id", conversation.text()}});
    event.rooms = rooms.losing;
    event.except = rooms.keeping;
    tx.append(std::move(event));
}

void announce_scope_change(store::Transaction& tx, const model::Conversation& conversation,
                           const model::Scope& before) {
    RoomsLosing rooms{model::audience(before), model::audience(conversation.scope())};
    std::erase_if(rooms.losing, [&](const std::string& room) {
        return std::find(rooms.keeping.begin(), rooms.keeping.end(), room) != rooms.keeping.end();
    });
    if (!rooms.losing.empty()) announce_removed(tx, conversation.id, rooms);
}

}  // namespace inbox

#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "inbox/cursors.hpp"
#include "model/conversation.hpp"
#include "model/message.hpp"
#include "model/principal.hpp"
#include "store/transaction.hpp"

// What people page through. A list of conversations shows exactly those that model::may_see allows.
//
// It is a merge of streams. Each is one range of one index, in the list's order: the conversations
// of one scope (number and team) in one state of their case, or those of one assignee in one state.
// Which scopes a person sees, may_see itself says, of the few scopes there are; so no page looks at
// a row that it does not show, however little of the whole the person sees. A page costs about
// 10 µs for each stream and each row.
namespace inbox {

enum class ListView { all, mine, unassigned, unread };
std::optional<ListView> parse_list_view(std::string_view name);

struct ConversationQuery {
    ListView view = ListView::all;
    std::optional<model::CaseState> state;  // absent: any, also none
    PageRequest page;
};

template <class T>
struct Page {
    std::vector<T> items;
    PageEnds ends;
};

Page<model::Conversation> list_conversations(store::Transaction& tx,
                                             const model::Principal& principal,
                                             const ConversationQuery& query);

// The messages of a conversation, in the order of every screen: (sort_at, id).
Page<model::Message> list_messages(store::Transaction& tx,
                                   const model::ConversationId& conversation,
                                   const PageRequest& page);

// Contacts by name, from "a" on; the page without a cursor is the first. For agents, of whom some
// are not shown, one page looks at no more than contacts_looked_at_max: it may be shorter than
// asked, or empty, and its cursor goes on.
inline constexpr std::int64_t contacts_looked_at_max = 2000;
Page<model::Contact> list_contacts(store::Transaction& tx, const model::Principal& principal,
                                   const PageRequest& page);

}  // namespace inbox

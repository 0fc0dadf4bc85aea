#include "inbox/lists.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/text.hpp"
#include "inbox/access.hpp"
#include "inbox/contacts_store.hpp"
#include "inbox/conversations_store.hpp"
#include "inbox/lists_store.hpp"
#include "inbox/messages_store.hpp"
#include "inbox/names.hpp"

namespace inbox {
namespace {

constexpr std::array<std::string_view, 4> all_states{"", "open", "snoozed", "resolved"};

// A time in a cursor. One that is no time is as good as the beginning.
std::string to_key(core::WallTime time) {
    return std::to_string(core::to_epoch_ms(time));
}
core::WallTime time_of(const std::string& key) {
    return core::from_epoch_ms(core::parse_integer(key).value_or(0));
}
constexpr core::WallTime end_of_time{core::Milliseconds{INT64_MAX}};

// Turns what was read (nearest first, at most one more than the limit) into a page.
template <class T, class PlaceOf>
Page<T> to_page(std::vector<T> read, const PageRequest& request, PlaceOf place_of) {
    Page<T> page;
    PageSpan span;
    span.more = static_cast<std::int64_t>(read.size()) > request.limit;
    if (span.more) read.resize(static_cast<std::size_t>(request.limit));
    if (request.towards == Towards::before) std::ranges::reverse(read);
    if (!read.empty()) {
        span.first = place_of(read.front());
        span.last = place_of(read.back());
    }
    page.items = std::move(read);
    page.ends = ends_of(request, span);
    return page;
}

// The streams whose conversations together are those of the view that the principal may see.
std::vector<Stream> streams_of(const std::vector<model::Scope>& known_scopes,
                               const model::Principal& principal, const ConversationQuery& query) {
    const auto narrowing = query.view == ListView::unread       ? Narrowing::unread
                           : query.view == ListView::unassigned ? Narrowing::unassigned
                                                                : Narrowing::none;
    std::vector<model::Scope> scopes;
    std::ranges::copy_if(known_scopes, std::back_inserter(scopes), [&](const auto& scope) {
        return query.view != ListView::mine && model::may_see(principal, scope);
    });
    // Who sees every scope sees what is assigned to them in these.
    const bool has_own = query.view == ListView::mine || (query.view != ListView::unassigned &&
                                                          scopes.size() < known_scopes.size());
    std::vector<Stream> streams;
    for (const auto state : all_states) {
        if (query.state && model::to_string(*query.state) != state) continue;
        for (const auto& scope : scopes)
            streams.push_back({scope.number, scope.team, {}, state, narrowing});
        if (has_own) streams.push_back({{}, {}, principal.user, state, narrowing});
    }
    return streams;
}

// The nearest places of all streams together, each conversation once.
std::vector<ListPlace> merge(store::Transaction& tx, const std::vector<Stream>& streams,
                             const StreamRange& range) {
    std::vector<ListPlace> places;
    for (const auto& stream : streams) read_stream(tx, stream, range, places);
    if (range.towards == Towards::before)
        std::ranges::sort(places, std::greater<>());
    else
        std::ranges::sort(places);
    // What is assigned to the principal is in a scope's stream too.
    const auto repeated = std::ranges::unique(places);
    places.erase(repeated.begin(), repeated.end());
    if (static_cast<std::int64_t>(places.size()) > range.limit)
        places.resize(static_cast<std::size_t>(range.limit));
    return places;
}

}  // namespace

std::optional<ListView> parse_list_view(std::string_view name) {
    if (name == "all") return ListView::all;
    if (name == "mine") return ListView::mine;
    if (name == "unassigned") return ListView::unassigned;
    if (name == "unread") return ListView::unread;
    return std::nullopt;
}

Page<model::Conversation> list_conversations(store::Transaction& tx,
                                             const model::Principal& principal,
                                             const ConversationQuery& query) {
    if (principal.anonymous()) return {};
    const auto& page = query.page;
    StreamRange range{page.towards, {end_of_time, ""}, page.limit + 1};
    if (page.from) range.from = {time_of(page.from->key), page.from->id};

    const auto places = merge(tx, streams_of(known_scopes(tx), principal, query), range);
    std::vector<model::Conversation> read;
    read.reserve(places.size());
    for (const auto& place : places)
        read.push_back(find_conversation(tx, model::ConversationId{place.id}).value());
    return to_page(std::move(read), page, [](const model::Conversation& conversation) {
        return Place{to_key(conversation.updated_at), conversation.id.text()};
    });
}

Page<model::Message> list_messages(store::Transaction& tx,
                                   const model::ConversationId& conversation,
                                   const PageRequest& page) {
    const auto from =
        page.from ? MessagePlace{time_of(page.from->key), page.from->id} : newest_place();
    const auto read = page.towards == Towards::before ? messages_before : messages_after;
    return to_page(read(tx, conversation, from, page.limit + 1), page,
                   [](const model::Message& message) {
                       return Place{to_key(message.sort_at), message.id.text()};
                   });
}

Page<model::Contact> list_contacts(store::Transaction& tx, const model::Principal& principal,
                                   const PageRequest& asked) {
    // Without a cursor a list by name begins at its beginning.
    auto request = asked;
    if (!request.from) request.towards = Towards::after;
    const bool after = request.towards == Towards::after;
    const auto place_of = [](const model::Contact& contact) {
        return Place{sort_key(contact.name), contact.id.text()};
    };

    auto from = request.from.value_or(Place{});
    std::vector<model::Contact> shown;
    const auto is_full = [&] { return static_cast<std::int64_t>(shown.size()) == request.limit; };
    bool more = true;
    for (std::int64_t looked_at = 0; more && !is_full() && looked_at < contacts_looked_at_max;) {
        auto read =
            (after ? contacts_after : contacts_before)(tx, {from.key, from.id}, page_items_max + 1);
        more = static_cast<std::int64_t>(read.size()) > page_items_max;
        if (more) read.pop_back();
        for (const auto& contact : read) {
            if (is_full()) {
                more = true;
                break;
            }
            from = place_of(contact);
            ++looked_at;
            if (may_see_contact(tx, principal, contact.id)) shown.push_back(contact);
        }
    }
    if (!after) std::ranges::reverse(shown);

    Page<model::Contact> page;
    page.items = std::move(shown);
    // The cursor onwards is the last place looked at, shown or not; backwards the first shown.
    if (after) {
        if (more) page.ends.after = from;
        if (asked.from)
            page.ends.before =
                page.items.empty() ? asked.from : std::optional(place_of(page.items.front()));
    } else {
        if (more) page.ends.before = from;
        page.ends.after =
            page.items.empty() ? asked.from : std::optional(place_of(page.items.back()));
    }
    return page;
}

}  // namespace inbox

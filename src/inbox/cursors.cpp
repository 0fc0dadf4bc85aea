#include "inbox/cursors.hpp"

#include "core/text.hpp"

namespace inbox {
namespace {

std::optional<std::string> cursor_or_nothing(const std::optional<Place>& place) {
    if (!place) return std::nullopt;
    return to_cursor(*place);
}

}  // namespace

// The id comes first: it has no colon, and a key may have one.
std::string to_cursor(const Place& place) {
    return core::to_base64url(core::as_bytes(place.id + ":" + place.key));
}

std::optional<Place> parse_cursor(std::string_view cursor) {
    const auto bytes = core::from_base64url(cursor);
    if (!bytes) return std::nullopt;
    std::string text;
    for (const auto byte : *bytes) text.push_back(static_cast<char>(byte));
    const auto colon = text.find(':');
    if (colon == std::string::npos || !core::is_valid_utf8(text)) return std::nullopt;
    return Place{text.substr(colon + 1), text.substr(0, colon)};
}

core::Result<PageRequest> parse_page(const PageQuery& query) {
    using core::Kind;
    PageRequest request;
    if (query.limit) {
        const auto limit = core::parse_integer(*query.limit);
        if (!limit || *limit < 1 || *limit > page_items_max)
            return core::Error{Kind::invalid, "inbox.limit", {{"max", page_items_max}}};
        request.limit = *limit;
    }
    if (query.before && query.after) return core::Error{Kind::invalid, "inbox.cursor"};
    if (const auto& cursor = query.before ? query.before : query.after) {
        request.from = parse_cursor(*cursor);
        if (!request.from) return core::Error{Kind::invalid, "inbox.cursor"};
        request.towards = query.before ? Towards::before : Towards::after;
    }
    return request;
}

PageEnds ends_of(const PageRequest& request, const PageSpan& span) {
    PageEnds ends;
    if (request.towards == Towards::before) {
        if (span.more) ends.before = span.first;
        if (request.from) ends.after = span.last ? span.last : request.from;
    } else {
        if (span.more) ends.after = span.last;
        ends.before = span.first ? span.first : request.from;
    }
    return ends;
}

core::JsonObject page_json(std::string_view items, const PageEnds& ends) {
    core::JsonObject page;
    page.raw("items", items)
        .text_or_null("before", cursor_or_nothing(ends.before))
        .text_or_null("after", cursor_or_nothing(ends.after));
    return page;
}

}  // namespace inbox

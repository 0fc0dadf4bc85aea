#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/json_text.hpp"
#include "core/result.hpp"

// Pages of lists (interfaces, HTTP): ascending in a page, the newest page without a cursor, and
// opaque cursors both ways. A cursor is a place in the order, not a row: it stays good whatever is
// inserted, moved or deleted.
namespace inbox {

inline constexpr std::int64_t page_items_default = 50;
inline constexpr std::int64_t page_items_max = 100;

// A place in an order of (key, id).
struct Place {
    std::string key;
    std::string id;
    friend auto operator<=>(const Place&, const Place&) = default;
};

std::string to_cursor(const Place& place);
std::optional<Place> parse_cursor(std::string_view cursor);

// What a request asks of a list.
enum class Towards { before, after };
struct PageRequest {
    Towards towards = Towards::before;
    std::optional<Place> from;  // absent: the newest page
    std::int64_t limit = page_items_default;
};

// Fails with inbox.limit {max} or inbox.cursor; `before` and `after` together are inbox.cursor too.
struct PageQuery {
    std::optional<std::string> limit;
    std::optional<std::string> before;
    std::optional<std::string> after;
};
core::Result<PageRequest> parse_page(const PageQuery& query);

// The cursors of a page, each absent where nothing lies beyond it.
struct PageEnds {
    std::optional<Place> before;
    std::optional<Place> after;
};
// Of the page's first and last place (absent for an empty page), and whether more lies beyond in
// the direction that was asked for. Against it lies at least the place that was asked from.
struct PageSpan {
    std::optional<Place> first;
    std::optional<Place> last;
    bool more = false;
};
PageEnds ends_of(const PageRequest& request, const PageSpan& span);

// {"items": <array>, "before": …, "after": …}, still open for more.
core::JsonObject page_json(std::string_view items, const PageEnds& ends);

}  // namespace inbox

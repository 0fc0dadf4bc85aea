#include "core/catalogue.hpp"

#include <algorithm>
#include <vector>

#include "core/catalogue_areas.hpp"
#include "core/check.hpp"
#include "core/text.hpp"

namespace core {
namespace {

constexpr std::array<std::string_view, 3> language_codes{"es", "en", "pt"};

const std::vector<CatalogueEntry>& sorted_rows() {
    static const auto rows = [] {
        std::vector<CatalogueEntry> all;
        for (const auto area : catalogue_areas)
            for (const auto& row : area()) all.push_back(row);
        std::sort(all.begin(), all.end(),
                  [](const auto& a, const auto& b) { return a.code < b.code; });
        return all;
    }();
    return rows;
}

const CatalogueEntry* find_row(std::string_view code) {
    const auto& rows = sorted_rows();
    const auto found = std::lower_bound(
        rows.begin(), rows.end(), code,
        [](const auto& row, std::string_view wanted) { return row.code < wanted; });
    return found != rows.end() && found->code == code ? &*found : nullptr;
}

std::string_view row_of_kind(Kind kind) {
    switch (kind) {
        case Kind::invalid: return "kind.invalid";
        case Kind::unauthenticated: return "kind.unauthenticated";
        case Kind::forbidden: return "kind.forbidden";
        case Kind::not_found: return "kind.not_found";
        case Kind::conflict: return "kind.conflict";
        case Kind::too_large: return "kind.too_large";
        case Kind::unprocessable: return "kind.unprocessable";
        case Kind::rate_limited: return "kind.rate_limited";
        case Kind::internal: return "kind.internal";
        case Kind::unavailable: return "kind.unavailable";
    }
    unreachable("core::Kind has no such value");
}

// `{name}` becomes the parameter's value; one that the error has not is left out.
std::string filled(std::string_view text, const Error& error) {
    std::string out;
    for (;;) {
        const auto open = text.find('{');
        out += text.substr(0, open);
        if (open == std::string_view::npos) return out;
        const auto close = text.find('}', open);
        check(close != std::string_view::npos, "a brace of the catalogue is closed");
        out += parameter_text(error, text.substr(open + 1, close - open - 1));
        text.remove_prefix(close + 1);
    }
}

// The quality of one element of Accept-Language in thousandths: "es-MX;q=0.8" has 800; 0 where it
// cannot be read.
int quality_of(std::string_view element) {
    const auto at = element.find(';');
    if (at == std::string_view::npos) return 1000;
    auto text = trim(element.substr(at + 1));
    if (!text.starts_with("q=") && !text.starts_with("Q=")) return 0;
    text.remove_prefix(2);
    if (text.starts_with('1')) return 1000;
    if (!text.starts_with("0.")) return 0;
    int thousandths = 0, scale = 100;
    for (const char c : text.substr(2, 3)) {
        if (c < '0' || c > '9') return 0;
        thousandths += (c - '0') * scale;
        scale /= 10;
    }
    return thousandths;
}

}  // namespace

std::optional<Language> parse_language(std::string_view code) {
    const auto primary = code.substr(0, code.find_first_of("-_."));
    for (std::size_t i = 0; i < language_codes.size(); ++i)
        if (equals_ignoring_case(primary, language_codes[i])) return static_cast<Language>(i);
    return std::nullopt;
}

std::string_view to_string(Language language) {
    return language_codes[static_cast<std::size_t>(language)];
}

Language negotiate_language(std::string_view accept_language, Language otherwise) {
    auto best = otherwise;
    int best_quality = 0;
    for (const auto element : split(accept_language, ',')) {
        const auto tag = trim(element.substr(0, element.find(';')));
        const auto language = tag == "*" ? otherwise : parse_language(tag);
        const auto quality = quality_of(element);
        if (!language || quality <= best_quality) continue;
        best = *language;
        best_quality = quality;
    }
    return best;
}

Words words_for(const Error& error, Language language) {
    const auto* row = find_row(error.code);
    if (!row) row = find_row(row_of_kind(error.kind));
    check(row != nullptr, "the catalogue has a row for each kind");
    const auto at = static_cast<std::size_t>(language);
    return {filled(row->text[at], error), filled(row->hint[at], error)};
}

bool has_words(std::string_view code) {
    return find_row(code) != nullptr;
}

std::string text_for(std::string_view key, Language language) {
    const auto* row = find_row(key);
    return std::string(row ? row->text[static_cast<std::size_t>(language)] : key);
}

std::span<const CatalogueEntry> catalogue() {
    return sorted_rows();
}

}  // namespace core

#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace core {

enum class Language : std::uint8_t { es, en, pt };

std::optional<Language> parse_language(std::string_view code);  // "es", "es-MX", "pt_BR", …
std::string_view to_string(Language language);
// The best of ours for an Accept-Language header (RFC 9110 §12.5.4), or `otherwise`.
Language negotiate_language(std::string_view accept_language, Language otherwise);

// The words for a failure in a language: what happened, and what to do about it. `{name}` in the
// catalogue's text stands for the error's parameter of that name. A code without a row gets the
// words of its kind.
struct Words {
    std::string text;
    std::string hint;
};
Words words_for(const Error& error, Language language);
bool has_words(std::string_view code);  // a row of its own
// Texts that are no failure, by key ("setup.link"); the key itself when unknown.
std::string text_for(std::string_view key, Language language);

// One row: a code, and its words by language. To add one, put it into core/catalogue_AREA.cpp,
// where AREA is what stands before the code's dot; a new area is one more file of that form and
// one more line in core/catalogue_areas.hpp. tools/check_catalogue tells what is missing.
// How to write: Spanish with tú, Portuguese of Brazil with você; the text says what happened, the
// hint what to do; whole sentences, no exclamation marks; the same {parameters} in all three.
struct CatalogueEntry {
    std::string_view code;
    std::array<std::string_view, 3> text;  // es, en, pt
    std::array<std::string_view, 3> hint;  // may be empty, in all three
};
// Every row, for tests and the reference page.
std::span<const CatalogueEntry> catalogue();

}  // namespace core

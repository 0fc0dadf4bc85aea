#pragma once

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
// catalogue's text stands for the error's parameter of that name.
struct Words {
    std::string text;
    std::string hint;
};
Words words_for(const Error& error, Language language);
// Texts that are no failure, by key ("card.image", "setup.link"); the key itself when unknown.
std::string text_for(std::string_view key, Language language);

// Every code of the catalogue, for tests and the reference page.
struct CatalogueEntry {
    std::string_view code;
    std::string_view text[3];  // es, en, pt
    std::string_view hint[3];
};
std::span<const CatalogueEntry> catalogue();

}  // namespace core

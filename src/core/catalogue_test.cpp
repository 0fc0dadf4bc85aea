#include "core/catalogue.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>

using namespace core;

namespace {

std::set<std::string> parameters(std::string_view text) {
    std::set<std::string> names;
    for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open)) {
        const auto close = text.find('}', open);
        names.emplace(text.substr(open + 1, close - open - 1));
        open = close;
    }
    return names;
}

}  // namespace

TEST_CASE("every row has its words in all three languages, with the same parameters") {
    for (const auto& row : catalogue()) {
        CAPTURE(row.code);
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK_FALSE(row.text[i].empty());
            CHECK(row.hint[i].empty() == row.hint[0].empty());
            CHECK(parameters(row.text[i]) == parameters(row.text[0]));
            CHECK(parameters(row.hint[i]) == parameters(row.hint[0]));
            const auto all = std::string(row.text[i]).append(row.hint[i]);
            CHECK(all.find('!') == std::string::npos);
        }
    }
}

TEST_CASE("no code has two rows") {
    const auto rows = catalogue();
    CHECK(std::adjacent_find(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
              return a.code == b.code;
          }) == rows.end());
}

TEST_CASE("words are filled with the error's parameters, by language") {
    const Error error{Kind::invalid, "inbox.text_too_long", {{"max", 4096}}};
    CHECK(words_for(error, Language::es).text == "El mensaje tiene más de 4096 caracteres.");
    CHECK(words_for(error, Language::en).text == "The message has more than 4096 characters.");
    CHECK(words_for(error, Language::pt).text == "A mensagem tem mais de 4096 caracteres.");
}

TEST_CASE("a code without a row gets the words of its kind") {
    CHECK(words_for({Kind::unavailable, "no.such"}, Language::en).text == "The server is busy.");
    CHECK(text_for("no.such", Language::es) == "no.such");
}

TEST_CASE("the language is the caller's best that we have (RFC 9110 §12.5.4)") {
    const auto chosen = [](std::string_view header) {
        return to_string(negotiate_language(header, Language::es));
    };
    CHECK(chosen("") == "es");
    CHECK(chosen("en") == "en");
    CHECK(chosen("fr, pt-BR;q=0.8, en;q=0.9") == "en");
    CHECK(chosen("en;q=0, pt;q=0.001") == "pt");
    CHECK(chosen("fr, *;q=0.1") == "es");
    CHECK(chosen("pt, en") == "pt");
    CHECK(chosen("en;q=x,,;;") == "es");
    CHECK(parse_language("es-MX") == Language::es);
    CHECK(parse_language("pt_BR.UTF-8") == Language::pt);
    CHECK_FALSE(parse_language("est"));
}

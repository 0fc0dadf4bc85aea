#include <algorithm>

#include "core/config_sources.hpp"
#include "core/text.hpp"

namespace core {
namespace {

constexpr std::string_view remedy_of_line =
    "Write NAME=value, or begin the line with # to make it a comment.";

bool is_name_start(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}
bool is_name_part(char c) {
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

// Walks over the text of a .env file, a line at a time.
class EnvParser {
public:
    EnvParser(std::string_view text, std::string_view source) : text_(text), source_(source) {
        constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
        if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
    }

    ConfigLayer parse() {
        while (!text_.empty()) {
            skip_blanks();
            if (text_.empty()) break;
            if (text_[0] != '\n' && text_[0] != '#') assignment();
            skip_line();
        }
        return std::move(layer_);
    }

private:
    void skip_blanks() {
        while (!text_.empty() && (text_[0] == ' ' || text_[0] == '\t' || text_[0] == '\r'))
            text_.remove_prefix(1);
    }

    // To the start of the next line.
    void skip_line() {
        const auto end = text_.find('\n');
        text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
        ++line_;
    }

    std::string_view take_name() {
        if (text_.empty() || !is_name_start(text_[0])) return {};
        const auto* end = std::find_if_not(text_.begin(), text_.end(), is_name_part);
        const auto name = text_.substr(0, static_cast<std::size_t>(end - text_.begin()));
        text_.remove_prefix(name.size());
        return name;
    }

    void assignment() {
        const auto line = line_;
        const auto whole = trim(text_.substr(0, text_.find('\n')));
        auto name = take_name();
        skip_blanks();
        if (name == "export" && !text_.starts_with('=')) {
            name = take_name();
            skip_blanks();
        }
        if (name.empty() || !text_.starts_with('='))
            return fault(line, std::string(name.empty() ? whole : name), "NAME=value",
                         remedy_of_line);
        text_.remove_prefix(1);
        skip_blanks();

        std::string value;
        const bool quoted = text_.starts_with('"') || text_.starts_with('\'');
        if (quoted ? !quoted_value(value) : !bare_value(value))
            return fault(line, std::string(name), "a value whose quotes are closed",
                         "Close the quote, and put nothing but a comment behind it.");
        layer_.values[std::string(name)] = {std::move(value), source_at(line)};
    }

    bool bare_value(std::string& value) {
        auto line = text_.substr(0, text_.find('\n'));
        for (std::size_t i = 0; i < line.size(); ++i) {
            // A # inside a word belongs to it: passwords and colours have some.
            if (line[i] != '#' || (i > 0 && line[i - 1] != ' ' && line[i - 1] != '\t')) continue;
            line = line.substr(0, i);
            break;
        }
        value = std::string(trim(line));
        return true;
    }

    bool quoted_value(std::string& value) {
        const char quote = text_[0];
        std::size_t at = 1, lines = 0;
        for (; at < text_.size() && text_[at] != quote; ++at) {
            if (quote == '"' && text_[at] == '\\' && at + 1 < text_.size())
                value += unescaped(text_[++at]);
            else if (text_[at] != '\r')
                value += text_[at];
            if (text_[at] == '\n') ++lines;
        }
        if (at == text_.size()) return false;  // the next line is read as one of its own
        text_.remove_prefix(at + 1);
        line_ += lines;
        skip_blanks();
        return text_.empty() || text_[0] == '\n' || text_[0] == '#';
    }

    static std::string unescaped(char c) {
        switch (c) {
            case 'n': return "\n";
            case 'r': return "\r";
            case 't': return "\t";
            case '"':
            case '\\':
            case '$': return {c};
            default: return {'\\', c};
        }
    }

    std::string source_at(std::size_t line) const {
        return std::string(source_) + ":" + std::to_string(line);
    }

    // The value is not shown: what stands in a broken line may be a secret.
    void fault(std::size_t line, std::string key, std::string expected, std::string_view remedy) {
        key = std::string(first_characters(key.substr(0, key.find('=')), 40));
        layer_.faults.push_back({source_at(line), std::move(key), "(hidden)", std::move(expected),
                                 std::string(remedy)});
    }

    std::string_view text_;
    std::string_view source_;
    std::size_t line_ = 1;
    ConfigLayer layer_;
};

}  // namespace

ConfigLayer parse_env(std::string_view text, std::string_view source) {
    return EnvParser(text, source).parse();
}

}  // namespace core

#include "core/config.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <iterator>
#include <unistd.h>
#include <utility>

#include "core/config_sources.hpp"
#include "core/text.hpp"

extern char** environ;

namespace core {
namespace {

constexpr std::size_t file_bytes_max = 1024 * 1024;
constexpr std::string_view hidden = "(hidden)";

// Names of ours that tests and scripts set, and that are no settings.
constexpr std::array<std::string_view, 2> names_of_tests{"CHASQUI_FIXTURES", "CHASQUI_BIN"};

// How many letters must change to make one word of the other (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

std::string number_range(const SettingInfo& info) {
    std::string text = "a whole number";
    if (info.maximum == INT64_MAX)
        text += " of at least " + std::to_string(info.minimum);
    else
        text += " from " + std::to_string(info.minimum) + " to " + std::to_string(info.maximum);
    if (!info.unit.empty()) text += " (" + info.unit + ")";
    return text;
}

std::string sentence(std::string text) {
    if (!text.ends_with('.')) text += '.';
    return text;
}

std::string one_of(const std::vector<std::string>& choices) {
    std::string text = "one of ";
    for (const auto& choice : choices) text += (&choice == &choices.front() ? "" : ", ") + choice;
    return text;
}

std::optional<bool> parse_truth(std::string_view text) {
    for (const auto* yes : {"true", "1", "yes", "on"})
        if (equals_ignoring_case(text, yes)) return true;
    for (const auto* no : {"false", "0", "no", "off"})
        if (equals_ignoring_case(text, no)) return false;
    return std::nullopt;
}

std::vector<std::string> parse_list(std::string_view text) {
    std::vector<std::string> items;
    for (const auto part : split(text, ','))
        if (const auto item = trim(part); !item.empty()) items.emplace_back(item);
    return items;
}

}  // namespace

std::optional<std::string> read_small_file(const std::string& path, std::size_t bytes_max) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    std::string bytes(bytes_max + 1, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (file.bad() || static_cast<std::size_t>(file.gcount()) > bytes_max) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return bytes;
}

std::string ConfigFault::to_line() const {
    return source + ": " + key + " = " + value + ": expected " + expected + ". " + remedy;
}

std::map<std::string, std::string> ConfigSources::process_environment() {
    std::map<std::string, std::string> all;
    for (char** entry = environ; entry && *entry; ++entry) {
        const std::string_view text(*entry);
        const auto at = text.find('=');
        if (at != std::string_view::npos) all.emplace(text.substr(0, at), text.substr(at + 1));
    }
    return all;
}

struct Config::Entry {
    SettingInfo info;
    std::string expected;
    // Reads the text into the pending value; false where it is none. Only apply() touches the
    // field, so that a configuration with a fault changes nothing.
    std::function<bool(const std::string&)> parse;
    std::function<void()> apply;
    std::function<std::string()> show;
    std::string source = "default";
    std::string pending_source;  // "" where no layer names it
    std::string refusal;
};

Config::Config() = default;
Config::~Config() = default;

template <class Pending, class Parse, class Apply, class Show>
void Config::add(SettingInfo info, std::string expected, Parse parse, Apply apply, Show show) {
    auto entry = std::make_unique<Entry>();
    auto pending = std::make_shared<Pending>();
    entry->info = std::move(info);
    entry->expected = std::move(expected);
    entry->parse = [parse, pending, of = &entry->info](const std::string& text) {
        return parse(text, *of, *pending);
    };
    entry->apply = [apply, pending] { apply(std::move(*pending)); };
    entry->show = show;
    entries_.push_back(std::move(entry));
}

namespace {

bool parse_number(const std::string& text, const SettingInfo& info, std::int64_t& number) {
    const bool negative = text.starts_with('-');
    const auto digits = parse_integer(negative ? std::string_view(text).substr(1) : text);
    if (!digits) return false;
    number = negative ? -*digits : *digits;
    return number >= info.minimum && number <= info.maximum;
}

}  // namespace

void Config::integer(SettingInfo info, std::int64_t& field) {
    info.is_number = true;
    auto expected = number_range(info);
    add<std::int64_t>(
        std::move(info), std::move(expected), parse_number,
        [&field](std::int64_t number) { field = number; },
        [&field] { return std::to_string(field); });
}

void Config::milliseconds(SettingInfo info, Milliseconds& field) {
    if (info.unit.empty()) info.unit = "ms";
    info.is_number = true;
    auto expected = number_range(info);
    add<std::int64_t>(
        std::move(info), std::move(expected), parse_number,
        [&field](std::int64_t number) { field = Milliseconds{number}; },
        [&field] { return std::to_string(field.count()); });
}

void Config::text(SettingInfo info, std::string& field) {
    auto expected = info.choices.empty() ? "a text" : one_of(info.choices);
    add<std::string>(
        std::move(info), std::move(expected),
        [](const std::string& text, const SettingInfo& of, std::string& pending) {
            pending = text;
            return of.choices.empty() ||
                   std::find(of.choices.begin(), of.choices.end(), text) != of.choices.end();
        },
        [&field](std::string text) { field = std::move(text); }, [&field] { return field; });
}

void Config::boolean(SettingInfo info, bool& field) {
    add<bool>(
        std::move(info), "true or false",
        [](const std::string& text, const SettingInfo&, bool& pending) {
            const auto truth = parse_truth(text);
            pending = truth.value_or(false);
            return truth.has_value();
        },
        [&field](bool truth) { field = truth; },
        [&field] { return std::string(field ? "true" : "false"); });
}

void Config::list(SettingInfo info, std::vector<std::string>& field) {
    auto expected = info.choices.empty() ? "a list, separated by commas"
                                         : "a list of " + one_of(info.choices).substr(7);
    add<std::vector<std::string>>(
        std::move(info), std::move(expected),
        [](const std::string& text, const SettingInfo& of, std::vector<std::string>& pending) {
            pending = parse_list(text);
            return of.choices.empty() ||
                   std::all_of(pending.begin(), pending.end(), [&of](const std::string& item) {
                       return std::find(of.choices.begin(), of.choices.end(), item) !=
                              of.choices.end();
                   });
        },
        [&field](std::vector<std::string> items) { field = std::move(items); },
        [&field] {
            std::string joined;
            for (const auto& item : field) joined += (joined.empty() ? "" : ",") + item;
            return joined;
        });
}

void Config::refused(SettingInfo info, std::string remedy) {
    auto entry = std::make_unique<Entry>();
    entry->info = std::move(info);
    entry->expected = "that it is not set";
    entry->refusal = std::move(remedy);
    entry->show = [] { return std::string(); };
    entries_.push_back(std::move(entry));
}

// What one load() gathers: the layers so far, and everything that is wrong.
class Config::Loading {
public:
    explicit Loading(Config& config) : config_(config) {}

    void file(const std::optional<std::string>& path,
              ConfigLayer (*parse)(std::string_view, std::string_view), Unknown unknown) {
        if (!path) return;
        const auto text = read_small_file(*path, file_bytes_max);
        if (!text) {
            faults.push_back({*path, "the file", "unreadable", "a file of at most 1 MiB",
                              "Check the path and who may read it."});
            return;
        }
        layer(parse(*text, path->substr(path->rfind('/') + 1)), unknown);
    }

    void variables(const std::map<std::string, std::string>& values, std::string_view source,
                   Unknown unknown) {
        ConfigLayer made;
        for (const auto& [name, value] : values) made.values[name] = {value, std::string(source)};
        layer(std::move(made), unknown);
    }

    std::vector<ConfigFault> faults;

private:
    void layer(ConfigLayer read, Unknown unknown) {
        for (auto& fault : read.faults) faults.push_back(std::move(fault));
        for (const auto& [name, raw] : read.values) {
            if (raw.value.empty()) continue;  // NAME= in a template stands for "not set"
            if (auto* entry = config_.find(name)) {
                take(*entry, raw);
                continue;
            }
            auto* secret =
                name.ends_with("_FILE") ? config_.find(name.substr(0, name.size() - 5)) : nullptr;
            if (secret && secret->info.secret)
                take_file(*secret, name, raw,
                          read.values.contains(secret->info.name) &&
                              !read.values.at(secret->info.name).value.empty());
            else if (unknown == Unknown::fault || is_ours(name))
                faults.push_back(unknown_name(name, raw));
        }
    }

    static bool is_ours(std::string_view name) {
        return (name.starts_with("CHASQUI_") || name.starts_with("WHATSAPP_")) &&
               std::find(names_of_tests.begin(), names_of_tests.end(), name) ==
                   names_of_tests.end();
    }

    void take(Entry& entry, const RawSetting& raw) {
        const auto shown = entry.info.secret ? std::string(hidden) : "\"" + raw.value + "\"";
        if (!entry.refusal.empty()) {
            faults.push_back({raw.source, entry.info.name, shown, entry.expected, entry.refusal});
            return;
        }
        if (!entry.parse(raw.value)) {
            faults.push_back(
                {raw.source, entry.info.name, shown, entry.expected,
                 sentence(entry.info.description) + " Without it: " + default_of(entry) + "."});
            return;
        }
        entry.pending_source = raw.source;
    }

    void take_file(Entry& entry, const std::string& name, const RawSetting& raw, bool given_twice) {
        if (given_twice) {
            faults.push_back({raw.source, name, "\"" + raw.value + "\"",
                              entry.info.name + " or " + name + ", not both", "Remove one."});
            return;
        }
        const auto text = read_small_file(raw.value, file_bytes_max);
        if (!text || trim(*text).empty()) {
            faults.push_back({raw.source, name, "\"" + raw.value + "\"",
                              "a file that can be read and holds the secret",
                              "Check the path and who may read it."});
            return;
        }
        take(entry, {std::string(trim(*text)), raw.source});
    }

    static std::string default_of(const Entry& entry) {
        const auto value = entry.info.secret ? std::string() : entry.show();
        return value.empty() ? "as if it were not set" : value;
    }

    ConfigFault unknown_name(const std::string& name, const RawSetting& raw) const {
        ConfigFault fault{raw.source, name, std::string(hidden), "a name that Chasqui knows",
                          "chasqui config show lists them all."};
        std::size_t nearest = std::max<std::size_t>(2, name.size() / 4) + 1;
        for (const auto& entry : config_.entries_) {
            const auto far = distance(name, entry->info.name);
            if (far >= nearest) continue;
            nearest = far;
            fault.remedy = "Did you mean " + entry->info.name + "?";
        }
        return fault;
    }

    Config& config_;
};

Config::Entry* Config::find(std::string_view name) {
    for (const auto& entry : entries_)
        if (entry->info.name == name) return entry.get();
    return nullptr;
}

std::vector<ConfigFault> Config::load(const ConfigSources& sources) {
    Loading loading(*this);
    loading.file(sources.toml_path, parse_toml, Unknown::fault);
    loading.file(sources.env_file_path, parse_env, Unknown::foreign);
    loading.variables(sources.environment, "environment", Unknown::foreign);
    loading.variables(sources.command_line, "command line", Unknown::fault);
    for (const auto& entry : entries_) {
        const auto source = std::exchange(entry->pending_source, "");
        if (source.empty() || !loading.faults.empty()) continue;
        entry->apply();
        entry->source = source;
    }
    return std::move(loading.faults);
}

std::vector<Config::Explained> Config::explain() const {
    std::vector<Explained> all;
    for (const auto& entry : entries_) {
        auto value = entry->show();
        if (entry->info.secret && !value.empty()) value = hidden;
        all.push_back({entry->info, std::move(value), entry->source});
    }
    return all;
}

}  // namespace core

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"

namespace core {

// What a setting is, for reading it, for its error text and for the reference page.
struct SettingInfo {
    std::string name;  // the environment's name: "SOCKET_PING_TIMEOUT"; in chasqui.toml the same in
                       // lower case
    std::string unit = "";     // "ms", "bytes", "%", or ""
    std::string description;   // one line, English
    std::int64_t minimum = 0;  // for numbers
    std::int64_t maximum = INT64_MAX;
    std::vector<std::string> choices = {};  // for words: nothing else is taken
    bool secret = false;                    // never shown; may be given as NAME_FILE
    bool is_number = false;                 // set by the registry
    std::string unused =
        "";  // why nothing obeys it yet, though it is checked: "comes with the bot"
};

// One thing wrong in the configuration, ready to be printed as one line.
struct ConfigFault {
    std::string source;  // "chasqui.toml:12", ".env:3", "environment", "command line"
    std::string key;
    std::string value;     // "(hidden)" for secrets
    std::string expected;  // "a whole number from 1 to 65535"
    std::string remedy;
    std::string to_line() const;
};

// Where values come from; each layer wins over the one before:
// defaults < chasqui.toml < .env < environment < command line.
struct ConfigSources {
    std::optional<std::string> toml_path;      // absent: none is read
    std::optional<std::string> env_file_path;  // absent: none is read
    std::map<std::string, std::string> environment;
    std::map<std::string, std::string> command_line;  // by the setting's name

    // The process's environment; the one place that reads it.
    static std::map<std::string, std::string> process_environment();
};

// The registry of settings: each module declares its fields, then load() reads and checks them
// all at once. A field keeps its default where no layer names it.
//   config.integer({.name = "PORT", .description = "…", .minimum = 0, .maximum = 65535},
//   http.port);
// The fields outlive the registry.
class Config {
public:
    Config();
    ~Config();

    void integer(SettingInfo info, std::int64_t& field);
    void milliseconds(SettingInfo info, Milliseconds& field);
    void text(SettingInfo info, std::string& field);
    void boolean(SettingInfo info, bool& field);  // true, false, 1, 0, yes, no, on, off
    void list(SettingInfo info, std::vector<std::string>& field);  // comma separated
    // A name that is known but cannot be obeyed yet: set, it stops the start with this remedy.
    void refused(SettingInfo info, std::string remedy);

    // Everything that is wrong, empty when all is well. Unknown keys in chasqui.toml and unknown
    // CHASQUI_* and WHATSAPP_* names are faults; foreign variables never are. An empty value is
    // as good as none. Where there is a fault, no field is changed.
    std::vector<ConfigFault> load(const ConfigSources& sources);

    struct Explained {
        SettingInfo info;
        std::string value;   // "(hidden)" for a secret that is set
        std::string source;  // "default", "chasqui.toml:12", …
    };
    std::vector<Explained> explain() const;

private:
    struct Entry;
    class Loading;
    // What a name that nobody declared is in a layer.
    enum class Unknown { fault, foreign };

    template <class Pending, class Parse, class Apply, class Show>
    void add(SettingInfo info, std::string expected, Parse parse, Apply apply, Show show);
    Entry* find(std::string_view name);

    std::vector<std::unique_ptr<Entry>> entries_;
};

}  // namespace core

#pragma once

#include <string>
#include <vector>

namespace app {

class Settings;

// A value whose form the registry cannot check.
struct FormFault {
    std::string key;
    std::string value;
    std::string expected;
    std::string remedy;
};

// Everything in `settings` that is set and is not what it must look like: addresses, URLs, ids,
// keys, names of places.
std::vector<FormFault> faults_of_form(const Settings& settings);

}  // namespace app

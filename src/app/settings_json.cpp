#include "app/settings_json.hpp"

namespace app {
namespace {

core::json::object to_object(const core::Config::Explained& setting) {
    const auto& info = setting.info;
    core::json::object out{
        {"name", info.name}, {"value", setting.value},          {"source", setting.source},
        {"unit", info.unit}, {"description", info.description}, {"secret", info.secret}};
    if (!info.unused.empty()) out["unused"] = info.unused;
    if (!info.choices.empty())
        out["choices"] = core::json::array(info.choices.begin(), info.choices.end());
    if (info.is_number) {
        out["minimum"] = info.minimum;
        out["maximum"] = info.maximum;
    }
    return out;
}

}  // namespace

core::json::array to_json(const std::vector<core::Config::Explained>& settings) {
    core::json::array all;
    for (const auto& setting : settings) all.push_back(to_object(setting));
    return all;
}

core::json::array to_json(const std::vector<core::ConfigFault>& faults) {
    core::json::array all;
    for (const auto& fault : faults)
        all.push_back({{"source", fault.source},
                       {"key", fault.key},
                       {"value", fault.value},
                       {"expected", fault.expected},
                       {"remedy", fault.remedy}});
    return all;
}

}  // namespace app

#include "sim/graph_api.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cctype>

#include "core/text.hpp"

namespace sim {
namespace {

namespace json = boost::json;

constexpr std::string_view newest_version = "v26.0";

// "v26.0": any plausible one.
bool is_version(std::string_view segment) {
    return segment.size() >= 4 && segment.front() == 'v' &&
           segment.find('.') != std::string_view::npos &&
           std::ranges::all_of(segment.substr(1),
                               [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

std::string token_of(const GraphRequest& request) {
    for (const std::string_view scheme : {"Bearer ", "OAuth "})
        if (request.authorization.starts_with(scheme))
            return std::string{core::trim(request.authorization.substr(scheme.size()))};
    return std::string{request.query_value("access_token")};
}

// "+1 555-000-1111" as GET shows it; webhooks carry the digits.
std::string displayed(const std::string& digits) {
    if (digits.size() != 11 || digits.front() != '1') return "+" + digits;
    return "+1 " + digits.substr(1, 3) + "-" + digits.substr(4, 3) + "-" + digits.substr(7);
}

// Only the fields that were asked for, and the id.
json::object chosen(const json::object& all, std::string_view fields) {
    if (fields.empty()) return all;
    json::object some;
    for (const auto field : core::split(fields, ',')) {
        const auto name = core::trim(field);
        if (const auto* value = all.if_contains(name)) some[name] = *value;
    }
    some["id"] = all.at("id");
    return some;
}

}  // namespace

std::string_view GraphRequest::query_value(std::string_view name) const {
    for (const auto& [key, value] : query)
        if (key == name) return value;
    return "";
}

GraphApi::GraphApi(Account account, SendLimits limits, Parts parts)
    : account_(std::move(account)),
      limits_(limits),
      parts_(parts),
      paces_(account_.numbers.size()) {}

GraphAnswer GraphApi::answer(const GraphRequest& request) {
    std::vector<std::string_view> path;
    for (const auto segment : core::split(request.path, '/'))
        if (!segment.empty()) path.push_back(segment);
    std::string version{newest_version};
    if (!path.empty() && is_version(path.front())) {
        version = path.front();
        path.erase(path.begin());
    }
    auto answer = dispatch(request, path);
    answer.headers.emplace_back("Content-Type", "application/json; charset=UTF-8");
    answer.headers.emplace_back("facebook-api-version", version);
    answer.headers.emplace_back("x-fb-trace-id", parts_.ids.trace());
    answer.headers.emplace_back("x-fb-request-id", parts_.ids.trace());
    answer.headers.emplace_back("x-fb-rev", "1030000000");
    return answer;
}

GraphAnswer GraphApi::dispatch(const GraphRequest& request,
                               const std::vector<std::string_view>& path) {
    if (auto fault = fault_in_token(request)) return failure(*fault);
    const auto is = [&](std::string_view method) { return request.method == method; };
    if (path.size() == 1 && path[0] == "debug_token" && is("GET")) return debug_token(request);
    if (path.size() == 1 && is("GET")) return get_object(request, path[0]);
    if (path.size() == 2) {
        const auto number = number_with(path[0]);
        if (number && path[1] == "messages" && is("POST")) return post_message(request, *number);
        const bool account = path[0] == account_.id;
        if (account && path[1] == "phone_numbers" && is("GET")) return phone_numbers();
        if (account && path[1] == "subscribed_apps") return subscribed_apps(request.method);
    }
    return failure(unknown_object(request.method, path.empty() ? "" : path[0]));
}

std::optional<GraphError> GraphApi::fault_in_token(const GraphRequest& request) const {
    const auto token = token_of(request);
    if (token.empty()) return missing_token();
    if (!account_.access_token.empty() && token != account_.access_token) return bad_token();
    return std::nullopt;
}

std::optional<std::size_t> GraphApi::number_with(std::string_view id) const {
    for (std::size_t i = 0; i < account_.numbers.size(); ++i)
        if (account_.numbers[i].id == id) return i;
    return std::nullopt;
}

json::object GraphApi::describe(const BusinessNumber& number) const {
    json::object object;
    object["verified_name"] = number.name;
    object["code_verification_status"] = "VERIFIED";
    object["display_phone_number"] = displayed(number.digits);
    object["quality_rating"] = "GREEN";
    object["platform_type"] = "CLOUD_API";
    object["throughput"] = {{"level", limits_.throughput > 80 ? "HIGH" : "STANDARD"}};
    object["name_status"] = "APPROVED";
    object["status"] = "CONNECTED";
    object["account_mode"] = "LIVE";
    object["is_official_business_account"] = false;
    object["is_pin_enabled"] = true;
    object["whatsapp_business_manager_messaging_limit"] = "TIER_10K";
    object["webhook_configuration"] = {{"application", parts_.webhooks.options().url}};
    object["id"] = number.id;
    return object;
}

GraphAnswer GraphApi::get_number(const GraphRequest& request, std::size_t number) {
    const auto& asked = account_.numbers[number];
    const auto fault = parts_.faults.take({FaultSubject::Kind::number, asked.id, ""});
    if (fault && (fault->code || fault->cut_before_accept || fault->http_status))
        return answer_faulty(*fault);
    auto answer = success(chosen(describe(asked), request.query_value("fields")));
    if (fault) answer.delay = fault->delay;
    return answer;
}

GraphAnswer GraphApi::get_object(const GraphRequest& request, std::string_view id) {
    const auto fields = request.query_value("fields");
    if (const auto number = number_with(id)) return get_number(request, *number);
    if (id != account_.id) return failure(unknown_object("GET", id));
    const json::object account{
        {"id", account_.id},
        {"name", account_.numbers.front().name},
        {"currency", "USD"},
        {"timezone_id", "1"},
        {"message_template_namespace", "00000000_0000_0000_0000_000000000000"},
        {"account_review_status", "APPROVED"},
        {"business_verification_status", "verified"},
        {"status", "ACTIVE"}};
    return success(chosen(account, fields));
}

GraphAnswer GraphApi::phone_numbers() {
    json::array numbers;
    for (const auto& number : account_.numbers) numbers.push_back(describe(number));
    json::object body;
    body["data"] = std::move(numbers);
    body["paging"] = {{"cursors", {{"before", "QVFIUzE"}, {"after", "QVFIUzI"}}}};
    return success(body);
}

GraphAnswer GraphApi::subscribed_apps(std::string_view method) {
    if (method == "POST") parts_.webhooks.subscribe(true);
    if (method == "DELETE") parts_.webhooks.subscribe(false);
    if (method != "GET") return success({{"success", true}});
    json::array apps;
    if (parts_.webhooks.subscribed())
        apps.push_back(json::object{{"whatsapp_business_api_data",
                                     {{"id", "1000000000000001"},
                                      {"name", "Chasqui"},
                                      {"link", "https://example.test/"}}}});
    json::object body;
    body["data"] = std::move(apps);
    return success(body);
}

GraphAnswer GraphApi::debug_token(const GraphRequest& request) {
    const auto token = request.query_value("input_token");
    const bool valid =
        !token.empty() && (account_.access_token.empty() || token == account_.access_token);
    json::object data{{"app_id", "1000000000000001"},
                      {"type", "SYSTEM_USER"},
                      {"is_valid", valid},
                      {"expires_at", 0}};
    data["scopes"] = json::array{"whatsapp_business_management", "whatsapp_business_messaging"};
    json::object body;
    body["data"] = std::move(data);
    return success(body);
}

GraphAnswer GraphApi::success(const json::object& body) const {
    GraphAnswer answer;
    answer.body = json::serialize(body);
    return answer;
}

GraphAnswer GraphApi::failure(const GraphError& error) {
    GraphAnswer answer;
    answer.status = http_status_of(error.code);
    answer.body = json::serialize(to_json(error, parts_.ids.trace()));
    return answer;
}

}  // namespace sim

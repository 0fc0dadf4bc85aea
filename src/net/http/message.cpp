#include "net/http/message.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/json_text.hpp"
#include "core/text.hpp"

namespace net::http {
namespace {

constexpr std::string_view json_type = "application/json";
constexpr auto retry_after_seconds = "1";

bool forwarded(const Request& request) {
    constexpr std::string_view names[] = {"Forwarded",        "X-Forwarded-For",
                                          "X-Forwarded-Host", "X-Forwarded-Proto",
                                          "X-Real-IP",        "Via"};
    return std::ranges::any_of(names, [&](auto name) {
        return std::ranges::any_of(request.headers, [&](const Header& header) {
            return core::equals_ignoring_case(header.first, name);
        });
    });
}

Response json(int status, std::string body) {
    Response response{.status = status, .headers = {}, .body = std::move(body)};
    response.headers.emplace_back("Content-Type", json_type);
    return response;
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
    for (const auto& [header_name, value] : headers)
        if (core::equals_ignoring_case(header_name, name)) return value;
    return {};
}

std::optional<std::string> Request::query_value(std::string_view name) const {
    for (const auto& [key, value] : query)
        if (key == name) return value;
    return std::nullopt;
}

const std::string& Request::path_parameter(std::string_view name) const {
    for (const auto& [key, value] : path_parameters)
        if (key == name) return value;
    core::unreachable("a route reads only the parameters of its own path");
}

std::string_view Request::cookie(std::string_view name) const {
    for (const auto& [header_name, value] : headers) {
        if (!core::equals_ignoring_case(header_name, "Cookie")) continue;
        for (const auto part : core::split(value, ';')) {
            const auto pair = core::trim(part);
            if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
                return pair.substr(name.size() + 1);
        }
    }
    return {};
}

bool Request::from_loopback() const {
    return peer.is_loopback() && !forwarded(*this);
}

Response ok(std::string_view data, int status) {
    std::string body = R"({"success":true,"data":)";
    body += data;
    body += '}';
    return json(status, std::move(body));
}

Response failure(const Request& request, const core::Error& error) {
    const auto words = core::words_for(error, request.language);
    core::JsonObject body;
    body.boolean("success", false)
        .text("error", words.text)
        .text("code", error.code)
        .text("hint", words.hint)
        .text("requestId", request.id);
    auto response = json(core::http_status(error.kind), body.take());
    if (error.kind == core::Kind::rate_limited || error.kind == core::Kind::unavailable) {
        const auto given = core::parameter_text(error, "seconds");
        response.headers.emplace_back("Retry-After", given.empty() ? retry_after_seconds : given);
    }
    return response;
}

Response plain_text(int status, std::string body) {
    Response response{.status = status, .headers = {}, .body = std::move(body)};
    response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
    return response;
}

}  // namespace net::http

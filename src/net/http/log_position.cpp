#include "net/http/log_position.hpp"

#include <algorithm>

namespace net::http {
namespace {

constexpr auto header_name = "Chasqui-Sequence";

}  // namespace

void say_position(Response& response, const model::LogPosition& position) {
    response.headers.emplace_back(header_name,
                                  position.epoch + "/" + std::to_string(position.sequence));
}

bool says_position(const Response& response) {
    return std::ranges::any_of(response.headers,
                               [](const auto& header) { return header.first == header_name; });
}

}  // namespace net::http

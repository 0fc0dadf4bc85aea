#include "core/error.hpp"

#include "core/check.hpp"

namespace core {

int http_status(Kind kind) {
    switch (kind) {
        case Kind::invalid: return 400;
        case Kind::unauthenticated: return 401;
        case Kind::forbidden: return 403;
        case Kind::not_found: return 404;
        case Kind::conflict: return 409;
        case Kind::too_large: return 413;
        case Kind::unprocessable: return 422;
        case Kind::rate_limited: return 429;
        case Kind::internal: return 500;
        case Kind::unavailable: return 503;
    }
    unreachable("core::Kind has no such value");
}

std::string parameter_text(const Error& error, std::string_view name) {
    for (const auto& parameter : error.parameters) {
        if (parameter.name != name) continue;
        if (const auto* number = std::get_if<std::int64_t>(&parameter.value))
            return std::to_string(*number);
        return std::get<std::string>(parameter.value);
    }
    return "";
}

}  // namespace core

#include "net/http/response_writer.hpp"

#include <array>
#include <charconv>
#include <cstdio>

#include "core/text.hpp"

namespace net::http {
namespace {

// Up to here copying the body behind its head is cheaper than a second part of the write.
constexpr std::size_t joined_body_max = 16 * 1024;

std::string_view reason_phrase(int status) {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 206: return "Partial Content";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 416: return "Range Not Satisfiable";
        case 417: return "Expectation Failed";
        case 422: return "Unprocessable Content";
        case 426: return "Upgrade Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 503: return "Service Unavailable";
        case 505: return "HTTP Version Not Supported";
        default: return "Status";
    }
}

void append_number(std::string& out, std::uint64_t number) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    if (value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos) {
        out += value;
    } else {
        for (const char c : value) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
    }
    out += "\r\n";
}

std::size_t body_size(const Response& response) {
    return response.shared_body ? response.shared_body->size() : response.body.size();
}

// 1xx, 204 and 304 have no body, whatever the handler says (RFC 9110 §6.4.1).
bool may_have_body(int status) {
    return status >= 200 && status != 204 && status != 304;
}

}  // namespace

std::string http_date(core::WallTime time) {
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
    std::array<char, 40> text;
    const int size = std::snprintf(
        text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
        days[std::chrono::weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
        months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()));
    return {text.data(), static_cast<std::size_t>(size)};
}

std::string head_of(const Response& response, const HeadContext& context) {
    std::string out;
    out.reserve(256 + (context.body_follows && !response.shared_body ? response.body.size() : 0));
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::uint64_t>(response.status));
    out += ' ';
    out += reason_phrase(response.status);
    out += "\r\n";
    bool caches = false;
    for (const auto& [name, value] : response.headers) {
        append_field(out, name, value);
        caches = caches || core::equals_ignoring_case(name, "Cache-Control");
    }
    if (!caches) out += "Cache-Control: no-store\r\n";
    out += "X-Content-Type-Options: nosniff\r\n";
    if (!context.request_id.empty()) append_field(out, "X-Request-Id", context.request_id);
    if (may_have_body(response.status)) {
        out += "Content-Length: ";
        append_number(out, body_size(response));
        out += "\r\n";
    }
    append_field(out, "Date", context.date);
    if (!context.keep_alive)
        out += "Connection: close\r\n";
    else if (context.is_http_10)
        out += "Connection: keep-alive\r\n";
    out += "\r\n";
    return out;
}

void send_response(Connection& connection, Response response, const HeadContext& context) {
    auto head = head_of(response, context);
    const bool body_follows = context.body_follows && may_have_body(response.status);
    if (!body_follows || body_size(response) == 0) return connection.send(std::move(head));
    if (response.shared_body) {
        connection.send(std::move(head));
        return connection.send(std::move(response.shared_body));
    }
    if (response.body.size() <= joined_body_max)
        return connection.send(std::move(head += response.body));
    connection.send(std::move(head));
    connection.send(std::move(response.body));
}

}  // namespace net::http

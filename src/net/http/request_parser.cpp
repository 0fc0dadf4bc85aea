#include "net/http/request_parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "core/check.hpp"
#include "net/http/target.hpp"

namespace net::http {
namespace {

namespace beast_http = boost::beast::http;
using ErrorCode = boost::system::error_code;
using BoostView = boost::beast::string_view;

constexpr int empty_lines_max = 4;  // before a request line (RFC 9112 §2.2)
// A body is not believed in advance: this much at most is reserved for what is only announced.
constexpr std::size_t body_reserve_max = 64 * 1024;

std::string_view view(BoostView text) {
    return {text.data(), text.size()};
}

}  // namespace

// Beast's parser, which fills our request from a head. Bodies are none of its business: see
// ChunkedBody.
class RequestParser::Beast final : public beast_http::basic_parser<true> {
public:
    explicit Beast(Request& request) : request_(request) {
        header_limit(head_bytes_max);
        body_limit(boost::none);
    }

private:
    void on_request_impl(beast_http::verb, BoostView method, BoostView target, int,
                         ErrorCode&) override {
        request_.method = view(method);
        request_.target = view(target);
    }
    void on_field_impl(beast_http::field, BoostView name, BoostView value, ErrorCode&) override {
        request_.headers.emplace_back(view(name), view(value));
    }
    void on_header_impl(ErrorCode&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
    std::size_t on_body_impl(BoostView bytes, ErrorCode&) override { return bytes.size(); }
    void on_chunk_header_impl(std::uint64_t, BoostView, ErrorCode&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, BoostView bytes, ErrorCode&) override {
        return bytes.size();
    }
    void on_finish_impl(ErrorCode&) override {}
    void on_response_impl(int, BoostView, int, ErrorCode&) override {}

    Request& request_;
};

RequestParser::Progress RequestParser::feed(std::string_view& bytes) {
    switch (stage_) {
        case Stage::head: return feed_head(bytes);
        case Stage::body: return feed_body(bytes);
        case Stage::refused: return Progress::refused;
    }
    core::unreachable("a request parser has no such stage");
}

// Drops empty lines before the request line; false when there are too many. A CR may stay behind,
// whose LF has not come.
bool RequestParser::skip_empty_lines(std::string_view& bytes) {
    if (partial_ == "\r" && bytes.starts_with('\n')) {
        partial_.clear();
        bytes.remove_prefix(1);
        ++empty_lines_;
    }
    while (partial_.empty() && bytes.starts_with("\r\n")) {
        bytes.remove_prefix(2);
        ++empty_lines_;
    }
    return empty_lines_ <= empty_lines_max;
}

RequestParser::Progress RequestParser::feed_head(std::string_view& bytes) {
    if (!skip_empty_lines(bytes)) return refuse({400, "empty_lines"});
    if (bytes.empty()) return Progress::more;
    // What is no HTTP at all (a TLS hello, say) is not waited for.
    const char first = partial_.empty() ? bytes.front() : partial_.front();
    const bool may_be_empty_line = partial_.empty() && bytes == "\r";
    if (!may_be_empty_line && !is_token_character(first)) return refuse({400, "method"});

    constexpr std::string_view end_mark = "\r\n\r\n";
    if (partial_.empty()) {  // the usual case: all of it at once, and nothing is copied
        const auto end = bytes.substr(0, head_bytes_max).find(end_mark);
        if (end != std::string_view::npos) {
            const auto head = bytes.substr(0, end + end_mark.size());
            bytes.remove_prefix(head.size());
            return read_head(head);
        }
    }
    const auto before = partial_.size();
    const auto room = head_bytes_max - before;
    partial_ += bytes.substr(0, room);
    const auto end = partial_.find(end_mark, before < 3 ? 0 : before - 3);
    if (end != std::string::npos) {
        const auto size = end + end_mark.size();
        bytes.remove_prefix(size - before);
        partial_.resize(size);
        const auto head = std::exchange(partial_, {});
        return read_head(head);
    }
    bytes.remove_prefix(std::min(bytes.size(), room));
    if (partial_.size() >= head_bytes_max) return refuse({431, "head_too_large"});
    if (has_bare_lf(partial_, before)) return refuse({400, "line_ending"});
    return Progress::more;
}

RequestParser::Progress RequestParser::read_head(std::string_view head) {
    auto fault = fault_in_head(head);
    if (!fault) fault = put_head(head);
    if (fault) return refuse(*fault);
    stage_ = Stage::body;
    body_may_come_ = false;
    body_bytes_seen_ = 0;
    empty_lines_ = 0;
    return Progress::head;
}

std::optional<Refusal> RequestParser::put_head(std::string_view head) {
    request_ = {};
    request_.headers.reserve(static_cast<std::size_t>(std::ranges::count(head, '\n')) - 2);
    Beast beast(request_);
    ErrorCode error;
    beast.put({head.data(), head.size()}, error);
    if (error || !beast.is_header_done()) return Refusal{400, "malformed_head"};

    auto target = parse_target(request_.target);
    if (!target) return Refusal{400, "target"};
    request_.path = std::move(target->path);
    request_.query = std::move(target->query);
    keep_alive_ = beast.keep_alive();
    body_length_ = std::nullopt;
    if (!beast.chunked()) body_length_ = beast.content_length().value_or(0);
    is_http_10_ = head.substr(0, head.find('\r')).ends_with("HTTP/1.0");
    expects_continue_ = has_body() && !request_.header("Expect").empty();
    return std::nullopt;
}

void RequestParser::take_body(std::size_t bytes_max) {
    core::check(stage_ == Stage::body, "a body is taken after its head");
    body_may_come_ = true;
    if (!body_length_)
        chunked_.emplace(bytes_max);
    else if (*body_length_ > bytes_max)
        refuse({413, "body_too_large"});
    else
        request_.body.reserve(std::min<std::uint64_t>(*body_length_, body_reserve_max));
}

RequestParser::Progress RequestParser::feed_body(std::string_view& bytes) {
    core::check(body_may_come_, "take_body() comes between the head and the body");
    const auto offered = bytes.size();
    auto state = ChunkedBody::State::more;
    if (chunked_) {
        state = chunked_->feed(bytes, request_.body);
    } else {
        const auto count = std::min<std::uint64_t>(*body_length_ - request_.body.size(), offered);
        request_.body += bytes.substr(0, count);
        bytes.remove_prefix(count);
        if (request_.body.size() == *body_length_) state = ChunkedBody::State::done;
    }
    body_bytes_seen_ += offered - bytes.size();
    switch (state) {
        case ChunkedBody::State::more: return Progress::more;
        case ChunkedBody::State::done: return Progress::request;
        case ChunkedBody::State::malformed: return refuse({400, "malformed_body"});
        case ChunkedBody::State::too_large: return refuse({413, "body_too_large"});
    }
    core::unreachable("ChunkedBody::State has no such value");
}

Request RequestParser::take() {
    stage_ = Stage::head;
    chunked_.reset();
    return std::exchange(request_, {});
}

RequestParser::Progress RequestParser::refuse(Refusal refusal) {
    stage_ = Stage::refused;
    refusal_ = refusal;
    partial_ = {};
    return Progress::refused;
}

}  // namespace net::http

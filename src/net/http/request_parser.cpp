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

// Of a chunk's framing or of the trailers, what may wait for its end.
constexpr std::size_t framing_bytes_max = 8 * 1024;
constexpr int empty_lines_max = 4;  // before a request line (RFC 9112 §2.2)
// A body is not believed in advance: this much at most is reserved for what is only announced.
constexpr std::size_t body_reserve_max = 64 * 1024;

std::string_view view(BoostView text) {
    return {text.data(), text.size()};
}

}  // namespace

// Beast's parser, which fills our request.
class RequestParser::Beast final : public beast_http::basic_parser<true> {
public:
    explicit Beast(Request& request) : request_(request) {
        header_limit(head_bytes_max);
        body_limit(boost::none);  // take_body() knows it
    }

private:
    void on_request_impl(beast_http::verb, BoostView method, BoostView target, int,
                         ErrorCode&) override {
        request_.method = view(method);
        request_.target = view(target);
    }
    void on_field_impl(beast_http::field, BoostView name, BoostView value, ErrorCode&) override {
        // Fields after a chunked body are dropped: nothing of ours may be overridden so late.
        if (in_head_) request_.headers.emplace_back(view(name), view(value));
    }
    void on_header_impl(ErrorCode&) override { in_head_ = false; }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) override {
        request_.body.reserve(std::min<std::uint64_t>(length.value_or(0), body_reserve_max));
    }
    std::size_t on_body_impl(BoostView bytes, ErrorCode&) override {
        request_.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t, BoostView, ErrorCode&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, BoostView bytes, ErrorCode&) override {
        request_.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }
    void on_finish_impl(ErrorCode&) override {}
    void on_response_impl(int, BoostView, int, ErrorCode&) override {}

    Request& request_;
    bool in_head_ = true;
};

RequestParser::RequestParser() = default;
RequestParser::~RequestParser() = default;

RequestParser::Progress RequestParser::feed(std::string_view& bytes) {
    switch (stage_) {
        case Stage::head: return feed_head(bytes);
        case Stage::body: return feed_body(bytes);
        case Stage::refused: return Progress::refused;
    }
    core::unreachable("a request parser has no such stage");
}

RequestParser::Progress RequestParser::feed_head(std::string_view& bytes) {
    while (partial_.empty() && bytes.starts_with("\r\n")) {
        if (++empty_lines_ > empty_lines_max) return refuse({400, "empty_lines"});
        bytes.remove_prefix(2);
    }
    if (bytes.empty()) return Progress::more;
    // What is no HTTP at all (a TLS hello, say) is not waited for.
    const char first = partial_.empty() ? bytes.front() : partial_.front();
    if (first != '\r' && !is_token_character(first)) return refuse({400, "method"});

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
        if (!head.starts_with("\r\n")) return read_head(head);
        auto rest = std::string_view(head);  // an empty line that was cut
        const auto progress = feed_head(rest);
        return progress == Progress::more ? feed_head(bytes) : progress;
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
    beast_ = std::make_unique<Beast>(request_);
    ErrorCode error;
    beast_->put({head.data(), head.size()}, error);
    if (error || !beast_->is_header_done()) return Refusal{400, "malformed_head"};

    auto target = parse_target(request_.target);
    if (!target) return Refusal{400, "target"};
    request_.path = std::move(target->path);
    request_.query = std::move(target->query);
    keep_alive_ = beast_->keep_alive();
    is_http_10_ = head.substr(0, head.find('\r')).ends_with("HTTP/1.0");
    expects_continue_ = has_body() && !request_.header("Expect").empty();
    return std::nullopt;
}

bool RequestParser::has_body() const {
    return beast_->chunked() || beast_->content_length().value_or(0) > 0;
}

std::optional<std::uint64_t> RequestParser::body_length() const {
    if (beast_->chunked()) return std::nullopt;
    return beast_->content_length().value_or(0);
}

void RequestParser::take_body(std::size_t bytes_max) {
    core::check(stage_ == Stage::body, "a body is taken after its head");
    body_may_come_ = true;
    if (const auto length = body_length(); length && *length > bytes_max)
        refuse({413, "body_too_large"});
    else
        beast_->body_limit(bytes_max);
}

RequestParser::Progress RequestParser::feed_body(std::string_view& bytes) {
    core::check(body_may_come_, "take_body() comes between the head and the body");
    std::string_view input = bytes;
    if (!partial_.empty()) {
        partial_ += bytes;
        input = partial_;
    }
    ErrorCode error;
    while (!beast_->is_done() && !error && !input.empty())
        input.remove_prefix(beast_->put({input.data(), input.size()}, error));
    // All of `bytes` is ours, but for what comes after a whole request.
    const auto left = beast_->is_done() ? input.size() : 0;
    body_bytes_seen_ += bytes.size() - left;
    if (error == beast_http::error::need_more) error = {};
    if (!error && !beast_->is_done() && input.size() > framing_bytes_max)
        return refuse({400, "chunk_framing"});
    std::string rest(beast_->is_done() ? std::string_view{} : input);
    partial_ = std::move(rest);  // not at once: `input` may be a view of it
    bytes.remove_prefix(bytes.size() - left);

    if (error == beast_http::error::body_limit) return refuse({413, "body_too_large"});
    if (error) return refuse({400, "malformed_body"});
    return beast_->is_done() ? Progress::request : Progress::more;
}

Request RequestParser::take() {
    stage_ = Stage::head;
    beast_.reset();
    return std::exchange(request_, {});
}

RequestParser::Progress RequestParser::refuse(Refusal refusal) {
    stage_ = Stage::refused;
    refusal_ = refusal;
    partial_ = {};
    return Progress::refused;
}

}  // namespace net::http

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/http/chunked_body.hpp"
#include "net/http/head_scan.hpp"
#include "net/http/message.hpp"

namespace net::http {

// HTTP/1.1 requests out of a connection's bytes, however they are cut; sans-I/O. The raw head is
// scanned first (head_scan.hpp), then a library's parser reads it (Boost.Beast, in the .cpp alone).
//   while (true) switch (parser.feed(bytes)) {
//       more:    wait for bytes        head: parser.take_body(limit), and feed again
//       request: parser.take()         refused: answer parser.refusal(), close
//   }
class RequestParser {
public:
    enum class Progress { more, head, request, refused };

    RequestParser() = default;
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    // Reads on, and removes from the front of `bytes` what it has taken.
    Progress feed(std::string_view& bytes);
    // Between head and the body: how long the body may be. Beyond it feed() gives refused, 413, at
    // once where Content-Length says so.
    void take_body(std::size_t bytes_max);
    // After `request`: hands it over; the parser is ready for the next.
    Request take();

    // From `head` on: what has come of the request.
    Request& request() { return request_; }
    bool has_body() const { return body_length_ != 0; }                        // one is announced
    std::optional<std::uint64_t> body_length() const { return body_length_; }  // absent: chunked
    bool expects_continue() const { return expects_continue_; }
    bool keep_alive() const { return keep_alive_; }  // what the request asks for
    bool is_http_10() const { return is_http_10_; }
    // After `refused`.
    const Refusal& refusal() const { return *refusal_; }

    // A part of a head has come; a part of a body has. (In between requests: neither.)
    bool in_head() const { return stage_ == Stage::head && !partial_.empty(); }
    bool in_body() const { return stage_ == Stage::body; }
    // Bytes of the body that have come, chunk framing included.
    std::uint64_t body_bytes_seen() const { return body_bytes_seen_; }

private:
    enum class Stage { head, body, refused };
    class Beast;

    bool skip_empty_lines(std::string_view& bytes);
    Progress feed_head(std::string_view& bytes);
    Progress feed_body(std::string_view& bytes);
    Progress read_head(std::string_view head);
    std::optional<Refusal> put_head(std::string_view head);
    Progress refuse(Refusal refusal);

    Request request_;
    std::string partial_;  // a piece of a head
    std::optional<std::uint64_t> body_length_ = 0;
    std::optional<ChunkedBody> chunked_;
    std::optional<Refusal> refusal_;
    std::uint64_t body_bytes_seen_ = 0;
    int empty_lines_ = 0;  // before the request line
    Stage stage_ = Stage::head;
    bool body_may_come_ = false;  // take_body() was called
    bool keep_alive_ = false;
    bool is_http_10_ = false;
    bool expects_continue_ = false;
};

}  // namespace net::http

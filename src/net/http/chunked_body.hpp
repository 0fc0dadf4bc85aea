#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace net::http {

// Takes the chunks of a body apart (RFC 9112 §7.1), byte by byte where it must be, so that cuts do
// not matter and nothing is kept but numbers. Extensions and trailers are read and dropped: nothing
// of a request may be changed after its head. (Beast's own reader meets an assertion in itself on a
// trailer that follows a cut last chunk.)
class ChunkedBody {
public:
    enum class State : std::uint8_t { more, done, malformed, too_large };

    explicit ChunkedBody(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    // Removes from the front of `bytes` what it takes, and appends the content to `body`.
    State feed(std::string_view& bytes, std::string& body);

private:
    enum class Expects : std::uint8_t {
        size,
        extension,
        size_lf,
        data,
        data_cr,
        data_lf,
        trailer,
        trailer_lf
    };

    State take(char c);
    State take_size(char c);
    State take_trailer(char c);

    std::size_t bytes_max_;
    std::size_t taken_ = 0;          // of the content
    std::uint64_t left_ = 0;         // of this chunk
    std::size_t framing_bytes_ = 0;  // of this chunk's line, or of all trailers
    int digits_ = 0;
    Expects expects_ = Expects::size;
    bool line_is_empty_ = true;  // of the trailers
};

}  // namespace net::http

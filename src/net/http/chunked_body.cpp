#include "net/http/chunked_body.hpp"

#include <algorithm>

namespace net::http {
namespace {

// A chunk's line with its extensions, or all trailers together: more is an attack.
constexpr std::size_t framing_bytes_max = 4 * 1024;
constexpr int size_digits_max = 16;  // 64 bits: a size cannot overflow

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_control(char c) {
    return (c >= 0 && c < ' ' && c != '\t') || c == 0x7F;
}

}  // namespace

ChunkedBody::State ChunkedBody::feed(std::string_view& bytes, std::string& body) {
    while (!bytes.empty()) {
        if (expects_ == Expects::data) {
            const auto count = std::min<std::uint64_t>(left_, bytes.size());
            body += bytes.substr(0, count);
            bytes.remove_prefix(count);
            left_ -= count;
            if (left_ == 0) expects_ = Expects::data_cr;
            continue;
        }
        const char c = bytes.front();
        bytes.remove_prefix(1);
        if (const auto state = take(c); state != State::more) return state;
    }
    return State::more;
}

ChunkedBody::State ChunkedBody::take(char c) {
    const auto go_on = [this](bool right, Expects next) {
        expects_ = next;
        return right ? State::more : State::malformed;
    };
    switch (expects_) {
        case Expects::size:
        case Expects::extension:
        case Expects::size_lf: return take_size(c);
        case Expects::data_cr: return go_on(c == '\r', Expects::data_lf);
        case Expects::data_lf: return go_on(c == '\n', Expects::size);
        case Expects::trailer:
        case Expects::trailer_lf: return take_trailer(c);
        case Expects::data: break;
    }
    return State::malformed;
}

ChunkedBody::State ChunkedBody::take_size(char c) {
    if (++framing_bytes_ > framing_bytes_max) return State::malformed;
    if (expects_ == Expects::size_lf) {
        if (c != '\n') return State::malformed;
        framing_bytes_ = 0;
        digits_ = 0;
        line_is_empty_ = true;
        expects_ = left_ == 0 ? Expects::trailer : Expects::data;
        if (left_ > bytes_max_ - taken_) return State::too_large;
        taken_ += left_;
        return State::more;
    }
    if (expects_ == Expects::extension) {
        if (c == '\r') expects_ = Expects::size_lf;
        return c != '\r' && is_control(c) ? State::malformed : State::more;
    }
    if (const int value = hex_value(c); value >= 0) {
        left_ = (digits_ == 0 ? 0 : left_ * 16) + static_cast<std::uint64_t>(value);
        return ++digits_ > size_digits_max ? State::malformed : State::more;
    }
    if (digits_ == 0) return State::malformed;
    if (c == '\r')
        expects_ = Expects::size_lf;
    else if (c == ';' || c == ' ' || c == '\t')  // blanks before an extension: RFC 9112 §7.1.1
        expects_ = Expects::extension;
    else
        return State::malformed;
    return State::more;
}

ChunkedBody::State ChunkedBody::take_trailer(char c) {
    if (++framing_bytes_ > framing_bytes_max) return State::malformed;
    if (expects_ == Expects::trailer_lf) {
        if (c != '\n') return State::malformed;
        if (line_is_empty_) return State::done;
        line_is_empty_ = true;
        expects_ = Expects::trailer;
        return State::more;
    }
    if (c == '\r') {
        expects_ = Expects::trailer_lf;
        return State::more;
    }
    line_is_empty_ = false;
    return is_control(c) ? State::malformed : State::more;
}

}  // namespace net::http

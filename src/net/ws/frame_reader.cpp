#include "net/ws/frame_reader.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace net::ws {
namespace {

unsigned byte_at(std::string_view bytes, std::size_t index) {
    return static_cast<unsigned char>(bytes[index]);
}

bool is_known(unsigned opcode) {
    return opcode <= 0x2 || (opcode >= 0x8 && opcode <= 0xA);
}

// The most that a scratch buffer keeps between two reads.
constexpr std::size_t scratch_bytes_kept = 64 * 1024;

}  // namespace

CloseCode close_code_for(Fault fault) {
    switch (fault) {
        case Fault::invalid_utf8: return CloseCode::invalid_payload;
        case Fault::message_too_big: return CloseCode::too_big;
        case Fault::too_many_fragments: return CloseCode::policy_violation;
        default: return CloseCode::protocol_error;
    }
}

std::string_view to_string(Fault fault) {
    switch (fault) {
        case Fault::reserved_bits: return "reserved_bits";
        case Fault::unknown_opcode: return "unknown_opcode";
        case Fault::not_masked: return "not_masked";
        case Fault::masked: return "masked";
        case Fault::length_not_minimal: return "length_not_minimal";
        case Fault::control_too_long: return "control_too_long";
        case Fault::control_fragmented: return "control_fragmented";
        case Fault::nothing_to_continue: return "nothing_to_continue";
        case Fault::message_not_continued: return "message_not_continued";
        case Fault::close_code: return "close_code";
        case Fault::invalid_utf8: return "invalid_utf8";
        case Fault::message_too_big: return "message_too_big";
        case Fault::too_many_fragments: return "too_many_fragments";
    }
    return "";
}

FrameReader::Parsed FrameReader::parse(std::string_view bytes, Header& header) {
    if (bytes.size() < 2) return Parsed::incomplete;
    const unsigned first = byte_at(bytes, 0), second = byte_at(bytes, 1);
    const auto fail = [this](Fault fault) {
        fault_ = fault;
        return Parsed::fault;
    };
    if ((first & 0x70U) != 0) return fail(Fault::reserved_bits);
    if (!is_known(first & 0x0FU)) return fail(Fault::unknown_opcode);
    header.opcode = static_cast<Opcode>(first & 0x0FU);
    header.final = (first & 0x80U) != 0;
    header.masked = (second & 0x80U) != 0;
    const unsigned short_length = second & 0x7FU;
    const std::size_t length_bytes = short_length < 126 ? 0 : short_length == 126 ? 2 : 8;
    header.header_bytes = 2 + length_bytes + (header.masked ? 4 : 0);
    header.payload_bytes = short_length;
    if (length_bytes != 0) {
        if (is_control(header.opcode)) return fail(Fault::control_too_long);
        if (bytes.size() < 2 + length_bytes) return Parsed::incomplete;
        header.payload_bytes = 0;
        for (std::size_t i = 0; i < length_bytes; ++i)
            header.payload_bytes = header.payload_bytes << 8 | byte_at(bytes, 2 + i);
    }
    if (const auto fault = fault_in(header)) return fail(*fault);
    if (length_bytes != 0 && header.payload_bytes < (length_bytes == 2 ? 126U : 0x10000U))
        return fail(Fault::length_not_minimal);
    if (bytes.size() < header.header_bytes) return Parsed::incomplete;
    for (std::size_t i = 0; header.masked && i < 4; ++i)
        header.key[i] = static_cast<std::uint8_t>(byte_at(bytes, 2 + length_bytes + i));
    return bytes.size() - header.header_bytes < header.payload_bytes ? Parsed::incomplete
                                                                     : Parsed::whole;
}

std::optional<Fault> FrameReader::fault_in(const Header& header) const {
    if (header.masked != options_->expects_masks)
        return header.masked ? Fault::masked : Fault::not_masked;
    if (is_control(header.opcode)) {
        return header.final ? std::nullopt : std::optional(Fault::control_fragmented);
    }
    const bool continues = header.opcode == Opcode::continuation;
    if (continues && !in_message()) return Fault::nothing_to_continue;
    if (!continues && in_message()) return Fault::message_not_continued;
    const std::uint64_t before = in_message() ? partial_->message.size() : 0;
    if (header.payload_bytes > options_->message_bytes_max ||
        header.payload_bytes + before > options_->message_bytes_max)
        return Fault::message_too_big;
    if (in_message() && partial_->fragments >= options_->fragments_max)
        return Fault::too_many_fragments;
    return std::nullopt;
}

std::optional<Fault> FrameReader::read(std::string_view bytes, std::string& scratch,
                                       FrameSink& sink) {
    std::string joined;
    if (partial_ && !partial_->raw.empty()) {
        joined = std::move(partial_->raw);
        partial_->raw.clear();
        joined.append(bytes);
        bytes = joined;
    }
    while (!bytes.empty() && !stopped_) {
        Header header;
        const auto parsed = parse(bytes, header);
        if (parsed == Parsed::fault) return fault_;
        if (parsed == Parsed::incomplete) break;
        auto payload =
            bytes.substr(header.header_bytes, static_cast<std::size_t>(header.payload_bytes));
        bytes.remove_prefix(header.header_bytes + payload.size());
        if (header.masked) {
            scratch.resize(std::max(scratch.size(), payload.size()));
            apply_mask(header.key, payload, scratch.data());
            payload = std::string_view(scratch).substr(0, payload.size());
        }
        if (const auto fault = take(header, payload, sink)) return fault;
    }
    if (scratch.size() > scratch_bytes_kept) scratch = std::string();
    keep(std::move(joined), stopped_ ? std::string_view{} : bytes);
    return std::nullopt;
}

// The beginning of a frame stays as it came; with nothing half received no memory is held.
void FrameReader::keep(std::string&& joined, std::string_view rest) {
    if (rest.empty()) {
        if (partial_ && !in_message()) partial_.reset();
        return;
    }
    if (!partial_) partial_ = std::make_unique<Partial>();
    if (joined.empty()) {
        partial_->raw.assign(rest);
    } else {
        joined.erase(0, joined.size() - rest.size());
        partial_->raw = std::move(joined);
    }
}

std::optional<Fault> FrameReader::take(const Header& header, std::string_view payload,
                                       FrameSink& sink) {
    if (header.opcode == Opcode::close) {
        if (payload.size() == 1) return Fault::close_code;
        if (payload.size() >= 2) {
            const auto code = byte_at(payload, 0) << 8 | byte_at(payload, 1);
            if (!may_close_with(static_cast<std::uint16_t>(code))) return Fault::close_code;
            if (!core::is_valid_utf8(payload.substr(2))) return Fault::invalid_utf8;
        }
    }
    if (is_control(header.opcode)) {
        if (!sink.on_frame(header.opcode, payload)) stopped_ = true;
        return std::nullopt;
    }
    if (header.final && !in_message()) return deliver(header.opcode, payload, sink);
    return take_fragment(header, payload, sink);
}

std::optional<Fault> FrameReader::take_fragment(const Header& header, std::string_view payload,
                                                FrameSink& sink) {
    if (!partial_) partial_ = std::make_unique<Partial>();
    if (!in_message()) partial_->opcode = header.opcode;
    ++partial_->fragments;
    partial_->message.append(payload);
    if (!header.final) return std::nullopt;
    const auto opcode = partial_->opcode;
    const auto message = std::move(partial_->message);
    partial_->message = std::string();
    partial_->opcode = Opcode::continuation;
    partial_->fragments = 0;
    return deliver(opcode, message, sink);
}

std::optional<Fault> FrameReader::deliver(Opcode opcode, std::string_view payload,
                                          FrameSink& sink) {
    if (opcode == Opcode::text && !core::is_valid_utf8(payload)) return Fault::invalid_utf8;
    if (!sink.on_frame(opcode, payload)) stopped_ = true;
    return std::nullopt;
}

}  // namespace net::ws

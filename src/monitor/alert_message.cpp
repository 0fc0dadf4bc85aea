#include "monitor/alert_message.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace monitor {
namespace {

constexpr std::size_t encoded_line_max = 76;  // RFC 2045 §6.8

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto left = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8 | (j < left ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            out += j <= left ? digits[group >> (18 - 6 * j) & 63] : '=';
    }
    return out;
}

std::string in_lines(const std::string& encoded) {
    std::string out;
    for (std::size_t i = 0; i < encoded.size(); i += encoded_line_max)
        out += encoded.substr(i, encoded_line_max) + "\r\n";
    return out;
}

// A header's text that is not ASCII: encoded words, cut between characters, in lines of 76
// characters at most with the header's name (RFC 2047 §2), so 39 bytes of text each.
std::string encoded_words(const std::string& text) {
    constexpr std::size_t word_bytes = 39;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto end = std::min(text.size(), at + word_bytes);
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
        out +=
            (at == 0 ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base64(text.substr(at, end - at)) + "?=";
        at = end;
    }
    return out;
}

// "Tue, 24 Nov 2026 21:00:00 +0000", whatever the locale says.
std::string mail_date(core::WallTime at) {
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
    const auto two = [](auto number) {
        const auto digits = std::to_string(number);
        return digits.size() < 2 ? "0" + digits : digits;
    };
    return std::string(days[std::chrono::weekday(day).c_encoding()]) + ", " +
           two(unsigned{date.day()}) + " " + months[unsigned{date.month()} - 1] + " " +
           std::to_string(int{date.year()}) + " " + two(time.hours().count()) + ":" +
           two(time.minutes().count()) + ":" + two(time.seconds().count()) + " +0000";
}

std::string word_for(std::string_view kind, core::Language language) {
    return core::text_for("alert_word." + std::string(kind), language);
}

core::Words words_of_alert(const AlertMessage::Told& told, core::Language language) {
    const auto* rule = find_rule(told.alert.rule);
    if (!rule) return core::words_for({core::Kind::internal, "alert_word.test"}, language);
    return words_of(*rule, language);
}

std::string line_of(const AlertMessage::Told& told, core::Language language) {
    const auto* rule = find_rule(told.alert.rule);
    const auto words = words_of_alert(told, language);
    std::string line = "[" + word_for(told.kind, language);
    if (told.kind != "resolved" && told.alert.level != Level::none)
        line += " · " + word_for(to_string(told.alert.level), language);
    line += "] " + words.text;
    if (told.alert.value && rule && !rule->unit.empty())
        line += " (" + told.alert.rule + ": " + number_json(told.alert.value) + " " +
                std::string(rule->unit) + ")";
    return line;
}

std::string_view status_of(const AlertMessage& message) {
    const auto is = [&](std::string_view kind) {
        return std::ranges::all_of(message.told,
                                   [&](const auto& told) { return told.kind == kind; });
    };
    if (is("test")) return "test";
    return is("resolved") ? "resolved" : "firing";
}

}  // namespace

AlertMessage test_message(std::string delivery, core::WallTime at, core::Language language) {
    AlertMessage message{
        .delivery = std::move(delivery), .told = {}, .at = at, .language = language};
    Alert alert{.id = message.delivery, .rule = "test", .state = "test"};
    alert.pending_at = at;
    alert.updated_at = at;
    message.told.push_back({"test", std::move(alert)});
    return message;
}

std::string subject_of(const AlertMessage& message) {
    if (message.told.empty()) return "Chasqui";
    auto subject = "Chasqui: " + line_of(message.told.front(), message.language);
    if (message.told.size() > 1) subject += " +" + std::to_string(message.told.size() - 1);
    return subject;
}

std::string text_of(const AlertMessage& message) {
    std::string text;
    for (const auto& told : message.told) {
        text += line_of(told, message.language) + "\n";
        if (told.kind != "resolved") text += words_of_alert(told, message.language).hint + "\n";
    }
    return text;
}

std::string webhook_body(const AlertMessage& message) {
    const auto one = [&](const AlertMessage::Told& told) {
        auto alert = to_json(told.alert, message.language);
        std::string kind;
        core::append_json_text(kind, told.kind);
        return alert.insert(1, "\"kind\":" + kind + ",");
    };
    return core::JsonObject()
        .text("id", message.delivery)
        .integer("version", 1)
        .text("at", core::to_iso8601(message.at))
        .text("status", status_of(message))
        .text("text", text_of(message))
        .raw("alerts", core::json_array(message.told, one))
        .take();
}

std::string slack_body(const AlertMessage& message) {
    return core::JsonObject().text("text", text_of(message)).take();
}

std::string mail_text(const AlertMessage& message, const MailHead& head) {
    std::string to;
    for (const auto& recipient : head.recipients) to += (to.empty() ? "" : ",\r\n ") + recipient;
    return "Date: " + mail_date(message.at) + "\r\nFrom: " + head.from + "\r\nTo: " + to +
           "\r\nSubject: " + encoded_words(subject_of(message)) + "\r\nMessage-ID: <" +
           message.delivery +
           "@chasqui>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
           "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
           in_lines(base64(text_of(message)));
}

}  // namespace monitor

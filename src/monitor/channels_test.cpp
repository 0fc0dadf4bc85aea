#include "monitor/channels.hpp"

#include <doctest/doctest.h>

#include "monitor/alert_message.hpp"
#include "monitor/notifier.hpp"

using namespace std::chrono_literals;
using monitor::ChannelKind;

namespace {

std::string fault_of(std::string_view body) {
    const auto read = monitor::read_channel(core::parse_json(body).value(), {});
    return read ? "" : read.error().code;
}

}  // namespace

TEST_CASE("a channel that could not reach anybody is refused, each way with its own code") {
    CHECK(fault_of(R"({"kind":"webhook","name":"A","url":"https://a.example/x"})") == "");
    CHECK(fault_of(R"({"kind":"email","name":"A","recipients":["ana@example.com"]})") == "");
    CHECK(fault_of(R"({"kind":"pager","name":"A"})") == "channel.bad_kind");
    CHECK(fault_of(R"({"kind":"webhook","name":" ","url":"https://a.example"})") ==
          "channel.bad_name");
    CHECK(fault_of(R"({"kind":"webhook","name":"A"})") == "channel.bad_url");
    CHECK(fault_of(R"({"kind":"slack","name":"A","url":"file:///etc/passwd"})") ==
          "channel.bad_url");
    CHECK(fault_of(R"({"kind":"email","name":"A"})") == "channel.bad_recipients");
    CHECK(fault_of(R"({"kind":"whatsapp","name":"A","recipients":["600"],"template":"t"})") ==
          "channel.bad_recipients");
    CHECK(fault_of(R"({"kind":"whatsapp","name":"A","recipients":["+34600000001"]})") ==
          "channel.bad_template");
    CHECK(fault_of(
              R"({"kind":"webhook","name":"A","url":"https://a.example","minimumSeverity":"x"})") ==
          "channel.bad_severity");
}

TEST_CASE("nothing that ends a header or an SMTP command goes through as an address") {
    for (const auto* address : {"a@b\\r\\nRCPT TO:<c@d>", "a b@c", "<a@b>", "a@b,c@d", "@b", "a@"})
        CHECK(fault_of(std::string(R"({"kind":"email","name":"A","recipients":[")") + address +
                       R"("]})") == "channel.bad_recipients");
}

TEST_CASE("a channel shows its host and never its address or its secret") {
    const auto read = monitor::read_channel(
        core::parse_json(
            R"({"kind":"slack","name":"A","url":"https://hooks.example/T0/xyzzy","secret":"s3"})")
            .value(),
        {});
    const auto json = to_json(read.value().channel);
    CHECK(json.find("hooks.example") != std::string::npos);
    CHECK(json.find("xyzzy") == std::string::npos);
    CHECK(json.find("s3") == std::string::npos);
}

TEST_CASE("a change leaves what it does not name, and never the kind") {
    monitor::WantedChannel before{.channel = {.id = "1", .name = "A"},
                                  .config = {.url = "https://a.example/x", .secret = "s"}};
    const auto read =
        monitor::read_channel(core::parse_json(R"({"kind":"email","name":"B"})").value(), before);
    CHECK(read.value().channel.name == "B");
    CHECK(read.value().channel.kind == ChannelKind::webhook);
    CHECK(read.value().config.secret == "s");
}

TEST_CASE("a channel waits 10 s after its first failure, doubling to 10 min") {
    CHECK(monitor::channel_backoff(1) == 10s);
    CHECK(monitor::channel_backoff(2) == 20s);
    CHECK(monitor::channel_backoff(7) == 10min);
    CHECK(monitor::channel_backoff(1'000'000) == 10min);
}

TEST_CASE("a mail is ASCII in short lines, its subject in encoded words") {
    auto message =
        monitor::test_message("d-1", core::from_epoch_ms(1'795'500'000'000), core::Language::es);
    const auto text = monitor::mail_text(message, {"a@b.example", {"c@d.example"}});
    CHECK(text.starts_with("Date: Tue, 24 Nov 2026"));
    CHECK(text.find("\r\nMessage-ID: <d-1@chasqui>\r\n") != std::string::npos);
    CHECK(text.find("\r\nSubject: =?UTF-8?B?") != std::string::npos);
    std::size_t line = 0;
    for (const char c : text) {
        CHECK(static_cast<unsigned char>(c) < 0x80);
        line = c == '\n' ? 0 : line + 1;
        REQUIRE(line <= 77);
    }
}

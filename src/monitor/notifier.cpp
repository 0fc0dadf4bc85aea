#include "monitor/notifier.hpp"

#include <algorithm>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "monitor/alerts_store.hpp"

namespace monitor {
namespace {

constexpr core::Milliseconds backoff_first{10'000};
constexpr core::Milliseconds backoff_max{600'000};
constexpr core::Milliseconds call_time_max{15'000};
constexpr std::size_t error_bytes_max = 300;

std::string hex(const core::Digest& digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const auto byte : digest) {
        out += digits[std::to_integer<unsigned>(byte) >> 4];
        out += digits[std::to_integer<unsigned>(byte) & 15];
    }
    return out;
}

net::ClientRequest request_of(const Channel& channel, const ChannelConfig& config,
                              const AlertMessage& message) {
    net::ClientRequest request{.method = "POST", .url = config.url, .headers = {}, .body = ""};
    request.body = channel.kind == ChannelKind::slack ? slack_body(message) : webhook_body(message);
    request.time_max = call_time_max;
    request.response_bytes_max = 64 * 1024;
    request.headers = {{"Content-Type", "application/json"},
                       {"X-Chasqui-Delivery", message.delivery}};
    if (!config.secret.empty())
        request.headers.emplace_back(
            "X-Chasqui-Signature-256",
            "sha256=" + hex(core::HmacSha256(config.secret).sign(request.body)));
    return request;
}

std::string reason_of(const net::ClientOutcome& outcome) {
    if (const auto* failure = std::get_if<net::ClientFailure>(&outcome)) return failure->reason;
    const auto status = std::get<net::ClientResponse>(outcome).status;
    if (status >= 200 && status < 300) return "";
    return "the other side answered with status " + std::to_string(status);
}

}  // namespace

core::Milliseconds channel_backoff(std::int64_t failures) {
    auto wait = backoff_first;
    for (std::int64_t i = 1; i < failures && wait < backoff_max; ++i) wait *= 2;
    return std::min(wait, backoff_max);
}

ChannelConfig open_config(const whatsapp::SecretBox& box, const Channel& channel) {
    const auto opened = box.open(channel.sealed_config, channel.id);
    return opened ? channel_config_of(*opened) : ChannelConfig{};
}

Notifier::Notifier(Seams seams, MailServer mail, core::Language language)
    : seams_(std::move(seams)),
      mail_(std::move(mail)),
      language_(language),
      sent_(seams_.metrics.counter("chasqui_alert_messages_total", "Messages to alert channels.",
                                   {{"result", "sent"}})),
      failed_(seams_.metrics.counter("chasqui_alert_messages_total", "Messages to alert channels.",
                                     {{"result", "failed"}})),
      scope_(seams_.log) {}

core::Task<> Notifier::stop() {
    scope_.stop();
    co_await scope_.join();
}

void Notifier::each_second() {
    if (woken_ == looked_ || looking_ || scope_.stopping()) return;
    scope_.spawn("alert_channels", look());
}

core::Task<> Notifier::look() {
    struct Found {
        bool more = true;
        std::vector<std::string> due;
    };
    struct Looking {
        bool& flag;
        explicit Looking(bool& it) : flag(it) { flag = true; }
        ~Looking() { flag = false; }
    };
    const Looking looking(looking_);
    const auto seen = woken_;
    auto found = co_await seams_.database.read(
        [](store::Transaction& tx) { return Found{any_unsaid(tx), channels_due(tx)}; });
    if (!found.more) looked_ = seen;
    for (auto& channel : found.due)
        if (!busy_.contains(channel) && !scope_.stopping())
            scope_.spawn("alert_channel", serve(std::move(channel)));
}

core::Task<> Notifier::serve(std::string id) {
    struct Busy {
        std::set<std::string>& all;
        std::string id;
        Busy(std::set<std::string>& channels, std::string one) : all(channels), id(std::move(one)) {
            all.insert(id);
        }
        ~Busy() { all.erase(id); }
    };
    const Busy busy(busy_, id);
    struct Batch {
        std::optional<Channel> channel;
        AlertMessage message;
    };
    auto batch = co_await seams_.database.write([id, language = language_](store::Transaction& tx) {
        Batch taken{find_channel(tx, id), {}};
        if (!taken.channel) return taken;
        taken.message.at = tx.now();
        taken.message.language = language;
        for (const auto& one : take_batch(tx, id)) {
            taken.message.delivery = one.delivery;
            if (auto alert = find_alert(tx, one.alert))
                taken.message.told.push_back({one.kind, *std::move(alert)});
        }
        return taken;
    });
    if (!batch.channel || batch.message.told.empty()) co_return;
    auto channel = *batch.channel;
    const auto reason = co_await call(channel, open_config(seams_.box, channel), batch.message);
    (reason.empty() ? sent_ : failed_).add();
    if (!reason.empty())
        seams_.log.warn("alert_channel_failed", {{"channel", channel.id},
                                                 {"kind", to_string(channel.kind)},
                                                 {"reason", reason},
                                                 {"failures", channel.failures + 1}});
    // Spread, so that channels which failed together do not come back together.
    const auto spread = 1.0 + seams_.random.unit() / 5;
    co_await seams_.database.write(
        [channel, reason, spread, delivery = batch.message.delivery](store::Transaction& tx) {
            auto now = channel;
            now.failures = reason.empty() ? 0 : channel.failures + 1;
            now.last_error = reason.substr(0, error_bytes_max);
            now.next_try_at = std::nullopt;
            if (reason.empty())
                now.last_sent_at = tx.now();
            else
                now.next_try_at = tx.now() + std::chrono::duration_cast<core::Milliseconds>(
                                                 channel_backoff(now.failures) * spread);
            note_channel_outcome(tx, now);
            finish_batch(tx, delivery, reason.empty());
        });
    wake();
}

core::Task<std::string> Notifier::call(Channel channel, ChannelConfig config,
                                       AlertMessage message) {
    if (!channel.fed()) co_return "not fed yet: comes with template management";
    if (channel.kind != ChannelKind::email) {
        if (config.url.empty()) co_return "its secrets cannot be opened with this folder's key";
        co_return reason_of(co_await seams_.http.send(request_of(channel, config, message)));
    }
    if (mail_.url.empty() || mail_.from.empty()) co_return "SMTP_URL and SMTP_FROM are not set";
    net::Mail mail{.server_url = mail_.url,
                   .from = mail_.from,
                   .recipients = config.recipients,
                   .message = mail_text(message, {mail_.from, config.recipients}),
                   .time_max = call_time_max};
    const auto outcome = co_await seams_.mail.send(std::move(mail));
    co_return outcome.sent ? "" : outcome.reason;
}

core::Task<std::string> Notifier::test(Channel channel, ChannelConfig config) {
    auto message = test_message(seams_.random.token(16), seams_.clock.wall(), language_);
    co_return co_await call(std::move(channel), std::move(config), std::move(message));
}

}  // namespace monitor

#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/scheduler.hpp"
#include "core/task.hpp"
#include "core/task_scope.hpp"
#include "monitor/alert_message.hpp"
#include "monitor/channels_store.hpp"
#include "net/http_client.hpp"
#include "net/mail_client.hpp"
#include "store/database.hpp"
#include "whatsapp/secret_box.hpp"

namespace monitor {

struct MailServer {
    std::string url;  // "" : no mail goes out
    std::string from;
};

// Brings to the channels what the alert engine has planned. At least once: what a crash cut off is
// sent again under the same delivery, by which the other side knows it (the webhook's `id` and
// header, the mail's Message-ID). A channel has one call under way; one that fails is tried again
// after 10 s, doubling to 10 min, and what it was to say is dropped after a day. It never holds up
// another.
class Notifier {
public:
    struct Seams {
        store::Database& database;
        const core::Clock& clock;
        core::Random& random;
        core::Metrics& metrics;
        core::Log log;
        net::HttpClient& http;
        net::MailClient& mail;
        const whatsapp::SecretBox& box;
    };
    Notifier(Seams seams, MailServer mail, core::Language language);

    // On the loop: looks for what is due. wake() says that something may be.
    void each_second();
    void wake() { ++woken_; }
    core::Task<> stop();

    // A real call with a test message: "" where it went through, else why not. Any scheduler.
    core::Task<std::string> test(Channel channel, ChannelConfig config);

private:
    core::Task<> look();
    core::Task<> serve(std::string channel);
    core::Task<std::string> call(Channel channel, ChannelConfig config, AlertMessage message);

    Seams seams_;
    const MailServer mail_;
    const core::Language language_;
    core::Counter& sent_;
    core::Counter& failed_;
    core::TaskScope scope_;
    std::set<std::string> busy_;  // channels with a call under way
    // How often something was said to be due, and up to which of these all was found said.
    std::uint64_t woken_ = 1;
    std::uint64_t looked_ = 0;
    bool looking_ = false;
};

// How long a channel waits after its n-th failure in a row.
core::Milliseconds channel_backoff(std::int64_t failures);

// What a sealed channel holds; nothing where the key is another.
ChannelConfig open_config(const whatsapp::SecretBox& box, const Channel& channel);

}  // namespace monitor

#include "net/curl_client.hpp"

#include <algorithm>
#include <cstring>
#include <curl/curl.h>
#include <unistd.h>
#include <unordered_map>

#include "core/check.hpp"
#include "core/text.hpp"
#include "net/address.hpp"

namespace net {
namespace {

using Sent = ClientFailure::Sent;

struct HeaderListEnd {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct UrlEnd {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct EasyEnd {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};

}  // namespace

std::string authority_of(const std::string& url) {
    const std::unique_ptr<CURLU, UrlEnd> parsed(curl_url());
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return "";
    char* host = nullptr;
    char* port = nullptr;
    std::string authority;
    if (curl_url_get(parsed.get(), CURLUPART_HOST, &host, 0) == CURLUE_OK &&
        curl_url_get(parsed.get(), CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK)
        authority = std::string(host) + ":" + port;
    curl_free(host);
    curl_free(port);
    return authority;
}

namespace {

// One request under way. Its address is libcurl's private pointer, so it stays where it was made.
struct Exchange {
    ClientRequest request;
    bool private_allowed = false;
    std::string authority;  // "host:port"
    std::unique_ptr<CURL, EasyEnd> easy;
    std::unique_ptr<curl_slist, HeaderListEnd> header_list;
    // Of a mail: the envelope; the message is the request's body.
    std::string mail_from;
    std::vector<std::string> mail_to;
    std::unique_ptr<curl_slist, HeaderListEnd> mail_to_list;
    bool is_mail() const { return !mail_to.empty(); }
    std::size_t body_given = 0;
    bool forbidden = false;
    bool too_large = false;
    ClientResponse response;
    std::function<void(ClientOutcome)> done;
};

// Gives the body once. There is no seek callback on purpose: libcurl cannot repeat the request.
std::size_t give_body(char* out, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    const auto& body = exchange.request.body;
    const auto bytes = std::min(size * count, body.size() - exchange.body_given);
    std::memcpy(out, body.data() + exchange.body_given, bytes);
    exchange.body_given += bytes;
    return bytes;
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    exchange.too_large =
        exchange.response.body.size() + size * count > exchange.request.response_bytes_max;
    if (exchange.too_large) return 0;
    exchange.response.body.append(data, size * count);
    return size * count;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    const std::string_view line(data, size * count);
    // "100 Continue" and the like come before the real answer's lines.
    if (line.starts_with("HTTP/")) exchange.response.headers.clear();
    const auto colon = line.find(':');
    if (colon != std::string_view::npos)
        exchange.response.headers.emplace_back(line.substr(0, colon),
                                               core::trim(line.substr(colon + 1)));
    return size * count;
}

// The address that is really connected to is judged here, after every name look-up.
curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address) {
    auto& exchange = *static_cast<Exchange*>(self);
    const auto peer = Address::of(address->addr);
    if (!exchange.private_allowed && !(peer && peer->is_public())) {
        exchange.forbidden = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void set_up_body(Exchange& exchange) {
    auto* easy = exchange.easy.get();
    if (exchange.request.method == "POST") {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(exchange.request.body.size()));
    } else if (!exchange.request.body.empty()) {
        curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE,
                         static_cast<curl_off_t>(exchange.request.body.size()));
    }
    if (exchange.request.method != "POST" && exchange.request.method != "GET")
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, exchange.request.method.c_str());
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_body);
    curl_easy_setopt(easy, CURLOPT_READDATA, &exchange);
}

void set_up_headers(Exchange& exchange) {
    curl_slist* list = curl_slist_append(nullptr, "Expect:");
    for (const auto& [name, value] : exchange.request.headers)
        list = curl_slist_append(list, (name + ": " + value).c_str());
    exchange.header_list.reset(list);
    curl_easy_setopt(exchange.easy.get(), CURLOPT_HTTPHEADER, list);
}

bool is_this_machine(const std::string& authority) {
    return authority.starts_with("127.") || authority.starts_with("localhost:") ||
           authority.starts_with("[::1]:");
}

// A mail server on this machine has a certificate of its own making as a rule, and nobody listens
// in between. Elsewhere a password never goes out in the clear.
curl_usessl tls_for_mail(const Exchange& exchange) {
    if (is_this_machine(exchange.authority)) return CURLUSESSL_NONE;
    const bool has_password = exchange.request.url.find('@') != std::string::npos;
    return has_password ? CURLUSESSL_ALL : CURLUSESSL_TRY;
}

void set_up_mail(Exchange& exchange) {
    auto* easy = exchange.easy.get();
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_USE_SSL, static_cast<long>(tls_for_mail(exchange)));
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, ("<" + exchange.mail_from + ">").c_str());
    curl_slist* list = nullptr;
    for (const auto& recipient : exchange.mail_to)
        list = curl_slist_append(list, ("<" + recipient + ">").c_str());
    exchange.mail_to_list.reset(list);
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, list);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_body);
    curl_easy_setopt(easy, CURLOPT_READDATA, &exchange);
}

void set_up(Exchange& exchange, const CurlOptions& options) {
    exchange.easy.reset(curl_easy_init());
    auto* easy = exchange.easy.get();
    core::check(easy != nullptr, "libcurl gives a handle");
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &exchange);
    curl_easy_setopt(easy, CURLOPT_URL, exchange.request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(exchange.request.connect_time_max.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
                     static_cast<long>(exchange.request.time_max.count()));
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
    if (exchange.is_mail()) return set_up_mail(exchange);
    set_up_body(exchange);
    set_up_headers(exchange);
}

// Whether not one byte of the request has left: libcurl counts what it wrote of it, over all
// connections that it tried.
Sent sent_of(const Exchange& exchange) {
    long written = 0;
    curl_easy_getinfo(exchange.easy.get(), CURLINFO_REQUEST_SIZE, &written);
    return written == 0 && exchange.body_given == 0 ? Sent::provably_not : Sent::maybe;
}

ClientOutcome outcome_of(Exchange& exchange, CURLcode code) {
    if (code == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(exchange.easy.get(), CURLINFO_RESPONSE_CODE, &status);
        exchange.response.status = static_cast<int>(status);
        return std::move(exchange.response);
    }
    if (exchange.forbidden)
        return ClientFailure{sent_of(exchange), "the address is private, and not allowed"};
    if (exchange.too_large) return ClientFailure{Sent::maybe, "the answer is too large"};
    std::string reason = curl_easy_strerror(code);
    if (exchange.is_mail()) {
        long answer = 0;
        curl_easy_getinfo(exchange.easy.get(), CURLINFO_RESPONSE_CODE, &answer);
        if (answer != 0) reason += " (the server's last answer: " + std::to_string(answer) + ")";
    }
    return ClientFailure{sent_of(exchange), std::move(reason)};
}

}  // namespace

class CurlClient::Multi {
public:
    Multi(CurlOptions options, Parts parts)
        : options_(std::move(options)),
          loop_(parts.loop),
          log_(std::move(parts.log)),
          answered_(parts.metrics.counter("chasqui_calls_out_total", "Calls to other servers.",
                                          {{"result", "answered"}})),
          failed_(parts.metrics.counter("chasqui_calls_out_total", "Calls to other servers.",
                                        {{"result", "failed"}})) {
        // Before any thread of ours uses libcurl; it counts its calls, so that several do no harm.
        curl_global_init(CURL_GLOBAL_DEFAULT);
        multi_ = curl_multi_init();
        curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Multi::on_socket);
        curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
        curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Multi::on_timer);
        curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
        curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS,
                          static_cast<long>(options_.connections_max));
    }

    ~Multi() {
        stop();
        curl_multi_cleanup(multi_);
    }

    Loop& loop() { return loop_; }

    void start(std::unique_ptr<Exchange> exchange) {
        if (stopped_)
            return exchange->done(ClientFailure{Sent::provably_not, "the client has stopped"});
        exchange->authority = authority_of(exchange->request.url);
        const auto host = exchange->authority.substr(0, exchange->authority.rfind(':'));
        exchange->private_allowed = allowed(exchange->authority) || allowed(host);
        set_up(*exchange, options_);
        curl_multi_add_handle(multi_, exchange->easy.get());
        auto* raw = exchange.get();
        under_way_[raw] = std::move(exchange);
    }

    void stop() {
        stopped_ = true;
        while (!under_way_.empty()) finish(under_way_.begin()->first, CURLE_ABORTED_BY_CALLBACK);
        if (timer_ != core::TimerId::none) loop_.cancel(std::exchange(timer_, core::TimerId::none));
    }

private:
    bool allowed(const std::string& name) const {
        const auto& names = options_.private_allowed;
        return std::find(names.begin(), names.end(), name) != names.end();
    }

    void finish(Exchange* raw, CURLcode code) {
        const auto exchange = std::move(under_way_.extract(raw).mapped());
        curl_multi_remove_handle(multi_, exchange->easy.get());
        auto outcome = outcome_of(*exchange, code);
        (code == CURLE_OK ? answered_ : failed_).add();
        if (const auto* failure = std::get_if<ClientFailure>(&outcome))
            log_.debug("call_failed",
                       {{"server", exchange->authority}, {"reason", failure->reason}});
        exchange->done(std::move(outcome));
    }

    void act(curl_socket_t socket, int events) {
        int running = 0;
        curl_multi_socket_action(multi_, socket, events, &running);
        int left = 0;
        while (const auto* message = curl_multi_info_read(multi_, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            Exchange* exchange = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &exchange);
            finish(exchange, message->data.result);
        }
    }

    static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
        auto& multi = *static_cast<Multi*>(self);
        unsigned events = 0;
        if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) events |= Loop::watch_read;
        if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) events |= Loop::watch_write;
        multi.loop_.watch(socket, events, [&multi, socket](unsigned ready) {
            const int read = (ready & Loop::watch_read) != 0 ? CURL_CSELECT_IN : 0;
            const int write = (ready & Loop::watch_write) != 0 ? CURL_CSELECT_OUT : 0;
            multi.act(socket, read | write);
        });
        return 0;
    }

    static int on_timer(CURLM*, long milliseconds, void* self) {
        auto& multi = *static_cast<Multi*>(self);
        if (multi.timer_ != core::TimerId::none)
            multi.loop_.cancel(std::exchange(multi.timer_, core::TimerId::none));
        if (milliseconds < 0) return 0;
        multi.timer_ = multi.loop_.after(core::Milliseconds(milliseconds), [&multi] {
            multi.timer_ = core::TimerId::none;
            multi.act(CURL_SOCKET_TIMEOUT, 0);
        });
        return 0;
    }

    CurlOptions options_;
    Loop& loop_;
    core::Log log_;
    core::Counter& answered_;
    core::Counter& failed_;
    CURLM* multi_ = nullptr;
    core::TimerId timer_ = core::TimerId::none;
    std::unordered_map<Exchange*, std::unique_ptr<Exchange>> under_way_;
    bool stopped_ = false;
};

CurlClient::CurlClient(CurlOptions options, Parts parts)
    : multi_(std::make_unique<Multi>(std::move(options), std::move(parts))) {}

CurlClient::~CurlClient() = default;

void CurlClient::stop() {
    multi_->stop();
}

namespace {

// Suspends the caller, does the work on the client's loop, and resumes at home.
template <class Multi>
struct Awaiter {
    Multi& multi;
    std::unique_ptr<Exchange> exchange;
    ClientOutcome outcome = ClientFailure{};

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> awaiting) {
        auto* home = core::Scheduler::current();
        core::check(home != nullptr, "a call is awaited on a scheduler's thread");
        exchange->done = [this, home, awaiting](ClientOutcome result) {
            outcome = std::move(result);
            home->post([awaiting] { awaiting.resume(); });
        };
        multi.loop().post([&client = multi, moved = std::move(exchange)]() mutable {
            client.start(std::move(moved));
        });
    }
    ClientOutcome await_resume() { return std::move(outcome); }
};

}  // namespace

core::Task<ClientOutcome> CurlClient::send(ClientRequest request) {
    auto exchange = std::make_unique<Exchange>();
    exchange->request = std::move(request);
    Awaiter<Multi> awaiter{*multi_, std::move(exchange)};
    co_return co_await awaiter;
}

core::Task<MailOutcome> CurlClient::send(Mail mail) {
    auto exchange = std::make_unique<Exchange>();
    exchange->request = {.url = std::move(mail.server_url),
                         .headers = {},
                         .body = std::move(mail.message),
                         .time_max = mail.time_max};
    exchange->mail_from = std::move(mail.from);
    exchange->mail_to = std::move(mail.recipients);
    if (!exchange->is_mail()) co_return MailOutcome{false, "there is no recipient"};
    Awaiter<Multi> awaiter{*multi_, std::move(exchange)};
    const auto outcome = co_await awaiter;
    if (const auto* failure = std::get_if<ClientFailure>(&outcome))
        co_return MailOutcome{false, failure->reason};
    co_return MailOutcome{true, ""};
}

}  // namespace net

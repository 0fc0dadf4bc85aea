#include "app/bench_load.hpp"

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <memory>
#include <stdexcept>
#include <vector>

#include "core/text.hpp"

namespace app {
namespace {

constexpr core::Milliseconds pace_step{1};
constexpr core::Milliseconds last_wait{10'000};

std::uint64_t microseconds(core::SteadyTime from, core::SteadyTime to) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(to - from).count());
}

class Load;

// One kept connection: a request at a time.
class LoadConnection : public net::ConnectionHandler {
public:
    explicit LoadConnection(Load& load) : load_(load) {}
    void send(net::Connection& connection, std::string request, core::SteadyTime due);
    void on_bytes(net::Connection& connection, std::string_view bytes) override;
    void on_closed(net::Connection& connection, net::CloseReason reason) override;

private:
    // Takes a whole answer off the front of what has come; its status, or 0.
    int take_answer();

    Load& load_;
    std::string received_;
    core::SteadyTime due_{};
};

class Load {
public:
    Load(const LoadOptions& options, LoadResult& result)
        : options_(options),
          result_(result),
          loop_(net::make_epoll_loop(clock_, {.timer_tick = pace_step})) {}

    void run() {
        begin_ = clock_.steady();
        end_ = begin_ + std::chrono::duration_cast<std::chrono::nanoseconds>(
                            std::chrono::duration<double>(options_.seconds));
        loop_->post([this] { start(); });
        loop_->run();
        result_.seconds = std::chrono::duration<double>(last_answer_ - begin_).count();
    }

    void answered(net::Connection& connection, LoadConnection& handler, int status,
                  core::SteadyTime due) {
        last_answer_ = clock_.steady();
        result_.latency.record(microseconds(due, last_answer_));
        ++(status >= 200 && status < 300 ? result_.answered : result_.refused);
        --under_way_;
        next(connection, handler);
    }

    void broken(bool waiting) {
        if (over_) return;  // the loop closes what is open when it stops
        ++result_.broken;
        if (waiting) --under_way_;
        if (under_way_ == 0 && clock_.steady() >= end_) finish();
    }

private:
    void start() {
        for (std::size_t i = 0; i < options_.connections; ++i)
            loop_->connect(options_.server, [this](net::Connection& connection) {
                auto handler = std::make_shared<LoadConnection>(*this);
                idle_.push_back({&connection, handler.get()});
                if (options_.rate <= 0) next_of_idle();
                return handler;
            });
        if (options_.rate > 0) pace();
        loop_->after(std::chrono::duration_cast<core::Milliseconds>(end_ - begin_) + last_wait,
                     [this] { finish(); });
    }

    // Open loop: what is due goes out on a free connection, or waits for one, its clock running.
    void pace() {
        const auto now = clock_.steady();
        const auto passed = std::chrono::duration<double>(std::min(now, end_) - begin_).count();
        const auto due = static_cast<std::uint64_t>(passed * options_.rate);
        for (; made_ < due; ++made_) {
            const auto offset =
                std::chrono::duration<double>(static_cast<double>(made_) / options_.rate);
            waiting_.push_back(begin_ +
                               std::chrono::duration_cast<std::chrono::nanoseconds>(offset));
        }
        while (!waiting_.empty() && !idle_.empty()) next_of_idle();
        if (now < end_)
            loop_->after(pace_step, [this] { pace(); });
        else
            finish_when_quiet();
    }

    void next_of_idle() {
        const auto [connection, handler] = idle_.back();
        idle_.pop_back();
        next(*connection, *handler);
    }

    void next(net::Connection& connection, LoadConnection& handler) {
        if (options_.rate > 0) {
            if (waiting_.empty()) {
                idle_.push_back({&connection, &handler});
                return finish_when_quiet();
            }
            const auto due = waiting_.front();
            waiting_.pop_front();
            return send(connection, handler, due);
        }
        if (clock_.steady() >= end_) return finish_when_quiet();
        send(connection, handler, clock_.steady());
    }

    void send(net::Connection& connection, LoadConnection& handler, core::SteadyTime due) {
        ++under_way_;
        handler.send(connection, options_.request(sent_++), due);
    }

    void finish() {
        over_ = true;
        loop_->stop();
    }

    void finish_when_quiet() {
        if (under_way_ == 0 && waiting_.empty() && clock_.steady() >= end_) finish();
    }

    core::RealClock clock_;
    const LoadOptions& options_;
    LoadResult& result_;
    std::unique_ptr<net::Loop> loop_;
    std::vector<std::pair<net::Connection*, LoadConnection*>> idle_;
    std::deque<core::SteadyTime> waiting_;
    core::SteadyTime begin_{}, end_{}, last_answer_{};
    bool over_ = false;
    std::uint64_t made_ = 0, sent_ = 0, under_way_ = 0;
};

void LoadConnection::send(net::Connection& connection, std::string request, core::SteadyTime due) {
    due_ = due;
    connection.send(std::move(request));
}

int LoadConnection::take_answer() {
    const auto head = received_.find("\r\n\r\n");
    if (head == std::string::npos || received_.size() < 12) return 0;
    const auto field = received_.find("Content-Length: ");
    std::size_t body = 0;
    if (field != std::string::npos && field < head)
        body = std::strtoul(received_.c_str() + field + 16, nullptr, 10);
    if (received_.size() < head + 4 + body) return 0;
    const int status = std::atoi(received_.c_str() + 9);
    received_.erase(0, head + 4 + body);
    return status;
}

void LoadConnection::on_bytes(net::Connection& connection, std::string_view bytes) {
    received_.append(bytes);
    const int status = take_answer();
    if (status == 0) return;
    load_.answered(connection, *this, status, std::exchange(due_, core::SteadyTime{}));
}

void LoadConnection::on_closed(net::Connection&, net::CloseReason) {
    load_.broken(due_ != core::SteadyTime{});
}

// Keeps one whole answer's body.
class OneAnswer : public net::ConnectionHandler {
public:
    explicit OneAnswer(net::Loop& loop) : loop_(loop) {}
    void on_bytes(net::Connection&, std::string_view bytes) override {
        received.append(bytes);
        const auto head = received.find("\r\n\r\n");
        if (head == std::string::npos) return;
        const auto field = received.find("Content-Length: ");
        const auto length = field == std::string::npos
                                ? 0
                                : std::strtoul(received.c_str() + field + 16, nullptr, 10);
        if (received.size() < head + 4 + length) return;
        body = received.substr(head + 4);
        whole = true;
        loop_.stop();
    }
    void on_closed(net::Connection&, net::CloseReason) override { loop_.stop(); }

    std::string received, body;
    bool whole = false;

private:
    net::Loop& loop_;
};

}  // namespace

void run_load(const LoadOptions& options, LoadResult& result) {
    Load(options, result).run();
}

std::string http_request(std::string_view method, std::string_view path, std::string_view headers,
                         std::string_view body) {
    std::string text;
    text.append(method)
        .append(" ")
        .append(path)
        .append(" HTTP/1.1\r\nHost: bench\r\n")
        .append(headers);
    if (!body.empty())
        text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    return text.append("\r\n").append(body);
}

std::string exchange(const net::Endpoint& server, const std::string& request) {
    const core::RealClock clock;
    const auto loop = net::make_epoll_loop(clock, {.timer_tick = pace_step});
    const auto answer = std::make_shared<OneAnswer>(*loop);
    loop->post([&] {
        loop->after(last_wait, [&] { loop->stop(); });
        loop->connect(server, [&](net::Connection& connection) {
            connection.send(request);
            return answer;
        });
    });
    loop->run();
    if (!answer->whole) throw std::runtime_error("no whole answer: " + answer->received);
    return answer->body;
}

}  // namespace app

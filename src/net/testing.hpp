#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/testing.hpp"
#include "net/http_client.hpp"
#include "net/loop.hpp"

// Test doubles for net's seams: a loop, connections and an HTTP client without sockets.
namespace net {

class ManualLoop;

// A connection in memory. The test is its peer: it says what arrives, and looks at what was sent.
class FakeConnection : public Connection {
public:
    FakeConnection(ManualLoop& loop, Endpoint peer) : loop_(loop), peer_(std::move(peer)) {}

    using Connection::send;
    void send(Frame frame) override;
    std::size_t queued_bytes() const override { return queued_bytes_; }
    void pause_reading(bool paused) override;
    void close(CloseReason reason = CloseReason::local) override;
    void abort(CloseReason reason = CloseReason::error) override;
    void hand_to(std::shared_ptr<ConnectionHandler> handler) override;
    const Endpoint& peer() const override { return peer_; }
    Loop& loop() override;

    // What the peer does; then the loop runs what is to do. Bytes wait while reading is paused.
    void receive(std::string_view bytes);
    void peer_closes();
    // The peer stops reading: what is sent stays queued until it reads again.
    void stall(bool stalled);

    // All bytes sent so far, or since the last call of take_sent().
    const std::string& sent() const { return sent_; }
    std::string take_sent() { return std::exchange(sent_, {}); }
    const std::vector<Frame>& frames() const { return frames_; }  // that went out, in order
    bool reading_paused() const { return paused_; }
    // Why our side ended it; absent while it is open, also when the peer closed.
    std::optional<CloseReason> closed() const { return closed_; }
    bool handler_told() const { return told_; }  // of the end: on_closed was called

private:
    void flush_later();
    void flush();
    void end_later(CloseReason reason);
    void deliver();

    ManualLoop& loop_;
    Endpoint peer_;
    std::shared_ptr<ConnectionHandler> handler_;
    std::vector<Frame> queue_;
    std::vector<Frame> frames_;
    std::string sent_;
    std::string unread_;
    std::size_t queued_bytes_ = 0;
    std::optional<CloseReason> closed_;
    bool flush_awaited_ = false;
    bool ending_ = false;  // no more is delivered
    bool told_ = false;
    bool paused_ = false;
    bool stalled_ = false;
};

// The loop of unit tests: runs when told, on a clock that moves when told. Connections live as
// long as it does.
class ManualLoop : public Loop {
public:
    explicit ManualLoop(core::FakeClock& clock) : scheduler_(clock, this) {}

    void post(core::Callback work) override { scheduler_.post(std::move(work)); }
    core::TimerId after(core::Milliseconds delay, core::Callback work) override {
        return scheduler_.after(delay, std::move(work));
    }
    void cancel(core::TimerId timer) override { scheduler_.cancel(timer); }
    const core::Clock& clock() const override { return scheduler_.clock(); }

    core::Result<std::uint16_t> listen(const Endpoint& at, Accept accept) override;
    void stop_accepting() override { listeners_.clear(); }
    void connect(const Endpoint& to, Accept accept) override;
    void watch(int, unsigned, std::function<void(unsigned)>) override;
    void run() override { run_now(); }
    void stop() override {}
    std::size_t connections() const override;

    // Runs what is posted and due; moves the clock on.
    void run_now();
    void advance(core::Milliseconds by);
    template <class T>
    T complete(core::Task<T> task) {
        return scheduler_.complete(std::move(task));
    }

    // A peer connects to what listens on the port (or to `accept`).
    FakeConnection& accept(std::uint16_t port, Endpoint peer = {"192.0.2.7", 50'000});
    FakeConnection& accept(const Accept& accept, Endpoint peer = {"192.0.2.7", 50'000});
    // Those that connect() made, in order; the test is the server.
    const std::vector<FakeConnection*>& made() const { return made_; }

private:
    core::ManualScheduler scheduler_;
    std::map<std::uint16_t, Accept> listeners_;
    std::uint16_t next_port_ = 40'000;
    std::vector<std::unique_ptr<FakeConnection>> connections_;
    std::vector<FakeConnection*> made_;
};

// Answers in the order in which they were scripted, and keeps what was asked. A request beyond the
// script fails the test by an exception.
class FakeHttpClient : public HttpClient {
public:
    using Answer = std::function<ClientOutcome(const ClientRequest&)>;

    void answer(int status, std::string body, std::vector<http::Header> headers = {});
    void fail(ClientFailure::Sent sent, std::string reason = "scripted");
    void answer_with(Answer answer) { script_.push_back(std::move(answer)); }

    core::Task<ClientOutcome> send(ClientRequest request) override;
    const std::vector<ClientRequest>& requests() const { return requests_; }

private:
    std::deque<Answer> script_;
    std::vector<ClientRequest> requests_;
};

}  // namespace net

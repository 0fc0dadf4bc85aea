#include "net/testing.hpp"

#include <algorithm>
#include <stdexcept>

namespace net {

void FakeConnection::send(Frame frame) {
    if (ending_ || closed_ || frame->empty()) return;
    queued_bytes_ += frame->size();
    queue_.push_back(std::move(frame));
    flush_later();
}

void FakeConnection::flush_later() {
    if (stalled_ || std::exchange(flush_awaited_, true)) return;
    loop_.post([this] { flush(); });
}

void FakeConnection::flush() {
    flush_awaited_ = false;
    if (stalled_ || queue_.empty()) return;
    for (auto& frame : std::exchange(queue_, {})) {
        sent_ += *frame;
        frames_.push_back(std::move(frame));
    }
    queued_bytes_ = 0;
    if (closed_) return end_later(*closed_);
    if (handler_) handler_->on_drained(*this);
}

void FakeConnection::pause_reading(bool paused) {
    paused_ = paused;
    if (!paused_) loop_.post([this] { deliver(); });
}

void FakeConnection::deliver() {
    if (paused_ || ending_ || closed_ || unread_.empty()) return;
    const auto bytes = std::exchange(unread_, {});
    const auto handler = handler_;  // it may hand us to another in the call
    if (handler) handler->on_bytes(*this, bytes);
}

void FakeConnection::close(CloseReason reason) {
    if (closed_ || ending_) return;
    closed_ = reason;
    if (queue_.empty()) end_later(reason);
}

void FakeConnection::abort(CloseReason reason) {
    if (ending_) return;
    closed_ = reason;
    queue_.clear();
    queued_bytes_ = 0;
    end_later(reason);
}

void FakeConnection::end_later(CloseReason reason) {
    if (std::exchange(ending_, true)) return;
    loop_.post([this, reason] {
        told_ = true;
        const auto handler = std::move(handler_);
        if (handler) handler->on_closed(*this, reason);
    });
}

void FakeConnection::hand_to(std::shared_ptr<ConnectionHandler> handler) {
    handler_ = std::move(handler);
}

Loop& FakeConnection::loop() {
    return loop_;
}

void FakeConnection::receive(std::string_view bytes) {
    unread_ += bytes;
    loop_.post([this] { deliver(); });
    loop_.run_now();
}

void FakeConnection::peer_closes() {
    end_later(CloseReason::peer);
    loop_.run_now();
}

void FakeConnection::stall(bool stalled) {
    stalled_ = stalled;
    flush_later();
    loop_.run_now();
}

core::Result<std::uint16_t> ManualLoop::listen(const Endpoint& at, Accept accept) {
    const auto port = at.port != 0 ? at.port : next_port_++;
    if (listeners_.contains(port))
        return core::Error{core::Kind::unavailable, "net.port_in_use", {{"port", port}}};
    listeners_[port] = std::move(accept);
    return port;
}

void ManualLoop::connect(const Endpoint& to, Accept accept) {
    made_.push_back(&this->accept(accept, to));
}

void ManualLoop::watch(int, unsigned, std::function<void(unsigned)>) {
    throw std::logic_error("a loop without a network watches no descriptors");
}

std::size_t ManualLoop::connections() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        connections_, [](const auto& connection) { return !connection->handler_told(); }));
}

void ManualLoop::run_now() {
    const Entered entered(*this);
    scheduler_.run();
}

void ManualLoop::advance(core::Milliseconds by) {
    const Entered entered(*this);
    scheduler_.advance(by);
}

FakeConnection& ManualLoop::accept(std::uint16_t port, Endpoint peer) {
    return accept(listeners_.at(port), std::move(peer));
}

FakeConnection& ManualLoop::accept(const Accept& accept, Endpoint peer) {
    const Entered entered(*this);
    connections_.push_back(std::make_unique<FakeConnection>(*this, std::move(peer)));
    auto& connection = *connections_.back();
    if (auto handler = accept(connection))
        connection.hand_to(std::move(handler));
    else
        connection.abort(CloseReason::local);
    return connection;
}

void FakeHttpClient::answer(int status, std::string body, std::vector<http::Header> headers) {
    script_.push_back([response = ClientResponse{status, std::move(headers), std::move(body)}](
                          const ClientRequest&) { return response; });
}

void FakeHttpClient::fail(ClientFailure::Sent sent, std::string reason) {
    script_.push_back([failure = ClientFailure{sent, std::move(reason)}](const ClientRequest&) {
        return failure;
    });
}

core::Task<ClientOutcome> FakeHttpClient::send(ClientRequest request) {
    requests_.push_back(std::move(request));
    if (script_.empty())
        throw std::logic_error("no answer is scripted for " + requests_.back().url);
    const auto answer = std::move(script_.front());
    script_.pop_front();
    co_return answer(requests_.back());
}

}  // namespace net

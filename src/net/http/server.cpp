#include "net/http/server.hpp"

#include "net/http/server_state.hpp"

namespace net::http {

Server::Server(std::vector<Route> routes, ServerParts parts, ServerOptions options)
    : state_(
          std::make_shared<ServerState>(std::move(routes), std::move(parts), std::move(options))) {}

Server::~Server() = default;

Accept Server::attach(Loop& loop) {
    const auto side = std::make_shared<ServerLoop>(state_, loop);
    const std::scoped_lock lock(state_->sides_mutex);
    state_->sides.push_back(side);
    return [side](Connection& connection) { return side->accept(connection); };
}

void Server::drain() {
    state_->draining.store(true);
    const std::scoped_lock lock(state_->sides_mutex);
    for (const auto& weak : state_->sides)
        if (const auto side = weak.lock()) side->loop.post([side] { side->drain(); });
}

std::size_t Server::busy() const {
    return state_->busy.load(std::memory_order_relaxed);
}

std::size_t Server::held_bytes() const {
    return state_->held->load(std::memory_order_relaxed);
}

std::size_t Server::connections() const {
    return state_->open->load(std::memory_order_relaxed);
}

const std::vector<Route>& Server::routes() const {
    return state_->routes;
}

}  // namespace net::http

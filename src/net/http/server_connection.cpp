#include "net/http/server_connection.hpp"

#include <algorithm>

#include "core/exception.hpp"
#include "core/text.hpp"
#include "core/trace.hpp"
#include "core/uuid.hpp"
#include "net/http/cors.hpp"
#include "net/http/forwarded.hpp"
#include "net/http/response_writer.hpp"
#include "net/http/target.hpp"

namespace net::http {
namespace {

// Pipelined requests wait here while one is answered; beyond it the socket is not read.
constexpr std::size_t held_bytes_max = 64 * 1024;
// Beyond this the client reads its answers before we read its next request.
constexpr std::size_t queued_answer_bytes_max = 1024 * 1024;
// A refused request's body up to this is read and dropped, so that the connection can stay.
constexpr std::size_t dropped_body_max = 64 * 1024;
// What takes longer is told in full, with what was kept in its memory.
constexpr core::Milliseconds slow_request{1'000};
constexpr core::Milliseconds look_interval{10'000};  // at how a body comes, or an answer goes

const core::Error foreign_origin{core::Kind::forbidden, "http.foreign_origin"};
const core::Error no_such_path{core::Kind::not_found, "http.no_such_path"};
const core::Error overloaded{core::Kind::unavailable, "http.overloaded"};

core::SteadyTime now(const ServerLoop& side) {
    return side.loop.clock().steady();
}

bool wants_websocket(const Request& request) {
    return request.method == "GET" &&
           core::equals_ignoring_case(request.header("Upgrade"), "websocket");
}

// What a proxy or another service calls the request, where that is a UUID: of anything else nobody
// knows what it holds, and it would stand in the log.
std::string request_id_of(const Request& request) {
    const auto given = request.header("X-Request-Id");
    return core::is_uuid(given) ? std::string(given) : std::string();
}

Response method_not_allowed(const Request& request, std::string allowed) {
    auto response = failure(request, {core::Kind::invalid, "http.method_not_allowed"});
    response.status = 405;
    response.headers.emplace_back("Allow", std::move(allowed));
    return response;
}

}  // namespace

ServerConnection::ServerConnection(std::shared_ptr<ServerLoop> side, Connection& connection)
    : side_(std::move(side)), connection_(&connection), unread_(side_->state->held) {
    side_->connections.insert(this);
    side_->state->open->fetch_add(1, std::memory_order_relaxed);
    wait_for(Phase::idle);
}

ServerConnection::~ServerConnection() {
    leave();
}

void ServerConnection::on_bytes(Connection&, std::string_view bytes) {
    side_->state->metrics.received_bytes.add(bytes.size());
    if (closing_) return;
    if (may_go_on() && held_.empty()) pump(bytes);
    if (!closing_ && connection_) hold(bytes);
}

void ServerConnection::on_drained(Connection& connection) {
    unread_.set(connection.queued_bytes());
    resume();
}

void ServerConnection::on_closed(Connection&, CloseReason) {
    leave();
}

void ServerConnection::close_when_idle() {
    if (!busy_ && phase_ == Phase::idle) close();
}

// ---- from bytes to requests

bool ServerConnection::may_go_on() const {
    return connection_ && !busy_ && !closing_ &&
           connection_->queued_bytes() <= queued_answer_bytes_max;
}

void ServerConnection::pump(std::string_view& bytes) {
    using Progress = RequestParser::Progress;
    pumping_ = true;
    while (may_go_on()) {
        const auto progress = parser_.feed(bytes);
        if (!has_room_for_body()) {
            refuse({503, "overloaded"});
            break;
        }
        if (progress == Progress::more) {
            wait_for(parser_.in_body()   ? Phase::body
                     : parser_.in_head() ? Phase::head
                                         : Phase::idle);
            break;
        }
        if (progress == Progress::head) settle_head();
        if (progress == Progress::request) take_request(bytes);
        if (progress == Progress::refused) refuse(parser_.refusal());
    }
    pumping_ = false;
}

void ServerConnection::hold(std::string_view bytes) {
    held_ += bytes;
    if (held_.size() > held_bytes_max) connection_->pause_reading(true);
}

void ServerConnection::resume() {
    if (held_.empty() || !may_go_on()) return;
    const auto held = std::exchange(held_, {});
    std::string_view rest = held;
    pump(rest);
    if (closing_ || !connection_) return;
    held_ = rest;
    if (held_.size() <= held_bytes_max) connection_->pause_reading(false);
}

// ---- what is settled at the head

void ServerConnection::settle_head() {
    current_ = {};
    current_.body = HeldBytes(side_->state->held);
    current_.started = now(*side_);
    auto& request = parser_.request();
    fill(request);
    current_.keep_alive = parser_.keep_alive() && !side_->state->draining.load();
    current_.is_http_10 = parser_.is_http_10();
    if (const auto origin = request.header("Origin"); side_->state->takes_origin(origin))
        current_.cors_origin = origin;
    current_.verdict = verdict_on(current_);
    expect_body();
}

bool ServerConnection::is_overloaded() const {
    const auto& state = *side_->state;
    return state.held->load(std::memory_order_relaxed) > state.options.held_bytes_max;
}

// Counts what has come of the body; false where there is no room for more.
bool ServerConnection::has_room_for_body() {
    const auto bytes = parser_.request().body.size();
    if (bytes == 0) return true;
    current_.body.set(bytes);
    return !is_overloaded();
}

void ServerConnection::fill(Request& request) {
    const auto& state = *side_->state;
    request.id = request_id_of(request);
    if (request.id.empty()) request.id = side_->next_request_id();
    request.peer = connection_->peer();
    auto client = client_of(request, state.options.trusted_proxies);
    request.client = std::move(client.address);
    request.secure = client.secure;
    const auto languages = request.header("Accept-Language");
    request.language = languages.empty()
                           ? state.options.language
                           : core::negotiate_language(languages, state.options.language);
}

// The answer that needs no handler; absent: the route's handler (or the take-over) decides.
std::optional<Response> ServerConnection::verdict_on(Exchange& exchange) {
    auto& request = parser_.request();
    const auto& state = *side_->state;
    exchange.may_upgrade = wants_websocket(request) && state.upgrade_of(request.path);
    if (!exchange.cors_origin.empty() && is_preflight(request)) return preflight_answer(request);

    // Another site's page must not sign anybody in or out, nor use a cookie: a form needs no CORS.
    const bool is_safe =
        request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
    if (!is_safe && !origin_is_ours(request, state.options.cors_origins))
        return failure(request, foreign_origin);

    auto match = state.router.match(request.method, raw_path_of(request.target));
    request.path_parameters = std::move(match.parameters);
    exchange.route = match.route;
    if (!exchange.route && match.allowed.empty() && state.parts.otherwise)
        exchange.route = &*state.parts.otherwise;
    if (exchange.route) {
        // What is small and for everybody (health, sign-in page) goes on.
        const bool costs =
            parser_.has_body() || exchange.route->permission != model::Permission::everyone;
        if (costs && is_overloaded()) {
            side_->state->metrics.refused("overloaded");
            return failure(request, overloaded);
        }
        return refused_access(exchange);
    }
    if (!match.allowed.empty()) return method_not_allowed(request, std::move(match.allowed));
    return failure(request, no_such_path);
}

std::optional<Response> ServerConnection::refused_access(Exchange& exchange) {
    const auto& request = parser_.request();
    const auto& authenticate = side_->state->parts.authenticate;
    const auto permission = exchange.route->permission;
    if (authenticate) {
        auto found = authenticate(request);
        if (found)
            exchange.principal = std::move(found).value();
        else if (permission != model::Permission::everyone)
            return failure(request, found.error());
    }
    if (model::may(exchange.principal, permission)) return std::nullopt;
    if (exchange.principal.anonymous())
        return failure(request, {core::Kind::unauthenticated, "auth.sign_in_needed"});
    return failure(request, {core::Kind::forbidden, "auth.forbidden"});
}

void ServerConnection::expect_body() {
    if (!current_.verdict) {
        parser_.take_body(current_.route->body_bytes_max);
        if (parser_.expects_continue() && parser_.in_body())
            connection_->send(std::string("HTTP/1.1 100 Continue\r\n\r\n"));
        return;
    }
    const auto length = parser_.body_length();
    if (length && *length <= dropped_body_max && !parser_.expects_continue())
        return parser_.take_body(dropped_body_max);
    // Too long to be read for nothing, or not sent yet.
    current_.request = std::move(parser_.request());
    current_.keep_alive = false;
    answer(current_, std::move(*current_.verdict));
}

// ---- from the request to the answer

void ServerConnection::take_request(std::string_view& bytes) {
    auto exchange = std::exchange(current_, {});
    exchange.request = parser_.take();
    if (exchange.may_upgrade && upgrade(exchange, bytes)) return;
    if (exchange.verdict) return answer(exchange, *std::exchange(exchange.verdict, std::nullopt));
    busy_ = true;
    wait_for(Phase::handler);
    side_->state->busy.fetch_add(1, std::memory_order_relaxed);
    side_->tasks.spawn("http_request", await_handler(shared_from_this(), std::move(exchange)));
}

bool ServerConnection::upgrade(const Exchange& exchange, std::string_view& bytes) {
    const auto* handler = side_->state->upgrade_of(exchange.request.path);
    if (!handler || !(*handler)(exchange.request, *connection_, bytes)) return false;
    bytes = {};
    report(exchange, 101);
    leave();
    return true;
}

core::Task<void> ServerConnection::await_handler(std::shared_ptr<ServerConnection> self,
                                                 Exchange exchange) {
    const auto side = self->side_;
    const auto& parts = side->state->parts;
    core::Trace trace(exchange.request.id);
    const core::Trace::Entered entered(&trace);
    Response response;
    try {
        response =
            parts.around
                ? co_await parts.around(*exchange.route, exchange.request, exchange.principal)
                : co_await exchange.route->handler(exchange.request, exchange.principal);
        if (parts.before_answer) parts.before_answer(exchange.request, response);
    } catch (const std::exception& fault) {
        response = self->answer_to_fault(exchange, fault);
    }
    side->state->busy.fetch_sub(1, std::memory_order_relaxed);
    self->busy_ = false;
    self->answer(exchange, std::move(response));
    if (!self->connection_) {
        // The client has left, and this may be the last that holds the loop's part: it must see the
        // end of this task, which comes after our own variables'.
        side->loop.post([side] {});
    } else if (!self->pumping_) {
        self->resume();
    }
}

Response ServerConnection::answer_to_fault(const Exchange& exchange,
                                           const std::exception& fault) const {
    const auto& parts = side_->state->parts;
    auto error = parts.error_of_fault ? parts.error_of_fault(fault) : std::nullopt;
    const core::FaultText text(fault);
    const core::LogFields fields{{"error", text.error},
                                 {"stack", text.stack},
                                 {"causes", text.causes},
                                 {"route", exchange.route->path},
                                 {"requestId", exchange.request.id}};
    if (error)
        parts.log.warn("request_unserved", fields);
    else
        parts.log.error("request_failed", fields);
    return failure(exchange.request,
                   error.value_or(core::Error{core::Kind::internal, "http.failed"}));
}

void ServerConnection::answer(Exchange& exchange, Response response) {
    auto& state = *side_->state;
    if (response.status == Response::cut) return cut();
    if (!exchange.cors_origin.empty()) allow_origin(response, exchange.cors_origin);
    report(exchange, response.status);
    if (!connection_) return;  // the client has left

    const bool stays = exchange.keep_alive && !state.draining.load();
    state.metrics.sent_bytes.add(response.shared_body ? response.shared_body->size()
                                                      : response.body.size());
    send_response(*connection_, std::move(response),
                  {.date = side_->date(),
                   .request_id = exchange.request.id,
                   .keep_alive = stays,
                   .is_http_10 = exchange.is_http_10,
                   .body_follows = exchange.request.method != "HEAD"});
    unread_.set(connection_->queued_bytes());
    if (stays)
        wait_for(Phase::idle);
    else
        close();
}

void ServerConnection::report(const Exchange& exchange, int status) const {
    const auto took =
        std::chrono::duration_cast<std::chrono::microseconds>(now(*side_) - exchange.started);
    side_->state->metrics.answered(exchange.request.method, status, took);
    const core::LogFields fields{
        {"method", exchange.request.method},
        {"route", exchange.route ? std::string_view(exchange.route->path) : "-"},
        {"status", status},
        {"ms", static_cast<double>(took.count()) / 1000.0},
        {"requestId", exchange.request.id}};
    const auto& log = side_->state->parts.log;
    if (status < 500 && took < slow_request) return log.success("http_request", fields);
    log.each(core::LogLevel::warn, "http_request", fields);
    if (auto* trace = core::Trace::current()) trace->tell();
}

// The bytes cannot be trusted from here on: one answer, and the end.
void ServerConnection::refuse(const Refusal& refusal) {
    side_->state->metrics.refused(refusal.reason);
    Exchange exchange = std::exchange(current_, {});
    if (exchange.started != core::SteadyTime{}) {  // the head was good
        exchange.request = std::move(parser_.request());
    } else {
        exchange.started = now(*side_);
        exchange.request.id = side_->next_request_id();
        exchange.request.language = side_->state->options.language;
    }
    exchange.keep_alive = false;
    const auto kind = refusal.status == 413   ? core::Kind::too_large
                      : refusal.status == 503 ? core::Kind::unavailable
                                              : core::Kind::invalid;
    auto response = failure(exchange.request, {kind, "http." + std::string(refusal.reason)});
    response.status = refusal.status;
    answer(exchange, std::move(response));
}

void ServerConnection::close() {
    closing_ = true;
    held_ = {};
    if (connection_) connection_->close();
}

void ServerConnection::cut() {
    side_->state->metrics.refused("cut");
    closing_ = true;
    held_ = {};
    if (connection_) connection_->abort(CloseReason::local);
}

// The connection is not ours any more.
void ServerConnection::leave() {
    if (!connection_) return;
    connection_->loop().cancel(timer_);
    connection_ = nullptr;
    unread_.set(0);
    held_ = {};
    side_->connections.erase(this);
    side_->state->open->fetch_sub(1, std::memory_order_relaxed);
}

// ---- time

// A timer is moved only where it would come too late; one that comes too early looks again. So the
// usual request sets none.
void ServerConnection::wait_for(Phase phase) {
    const bool goes_on = phase == phase_ && deadline_ != core::SteadyTime{};
    phase_ = phase;
    switch (phase) {
        case Phase::head:
            if (!goes_on) move_deadline(now(*side_) + side_->state->options.head_time_max);
            return;
        case Phase::body:
            if (goes_on) return;
            progress_ = 0;
            return move_deadline(now(*side_) + look_interval);
        case Phase::idle:
            progress_ = 0;
            return move_deadline(now(*side_) + side_->state->options.idle_time_max);
        case Phase::handler: return move_deadline(core::SteadyTime::max());
    }
}

void ServerConnection::move_deadline(core::SteadyTime deadline) {
    deadline_ = deadline;
    if (timer_ != core::TimerId::none && timer_at_ <= deadline) return;
    side_->loop.cancel(timer_);
    timer_at_ = std::min(deadline, now(*side_) + side_->state->options.idle_time_max);
    timer_ = side_->loop.after(std::chrono::ceil<core::Milliseconds>(timer_at_ - now(*side_)),
                               [this] { on_timer(); });
}

void ServerConnection::on_timer() {
    timer_ = core::TimerId::none;
    if (!connection_ || closing_) return;
    if (now(*side_) < deadline_) return move_deadline(deadline_);
    if (phase_ == Phase::body) {
        const auto seen = parser_.body_bytes_seen();
        const auto least = side_->state->options.body_bytes_per_second_min *
                           static_cast<std::uint64_t>(look_interval / std::chrono::seconds(1));
        if (seen - std::exchange(progress_, seen) < least) return time_out("slow_body");
        return move_deadline(now(*side_) + look_interval);
    }
    if (phase_ == Phase::head) return time_out("slow_head");
    // Idle, or with an answer that the client reads slowly: as long as some goes, it stays.
    const auto queued = connection_->queued_bytes();
    if (queued == 0 || queued == std::exchange(progress_, queued)) {
        side_->state->metrics.idle_closed.add();
        return close();
    }
    move_deadline(now(*side_) + side_->state->options.idle_time_max);
}

void ServerConnection::time_out(std::string_view reason) {
    refuse({408, reason});
}

}  // namespace net::http

#include "net/socketio/client.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "core/exception.hpp"
#include "core/trace.hpp"

namespace net::socketio {
namespace {

// Refused events in a row, as a multiple of a second's allowance, after which the session ends.
constexpr std::int64_t refused_seconds_max = 10;

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

// A handler that throws ends its event, never the connection.
void handler_failed(const core::Log& log, const std::string& event, const std::exception& fault,
                    Ack ack, core::Language language) {
    const core::FaultText text(fault);
    log.error(
        "socket_event_failed",
        {{"event", event}, {"error", text.error}, {"stack", text.stack}, {"causes", text.causes}});
    if (auto* trace = core::Trace::current()) trace->tell();
    const core::Error internal{core::Kind::internal, "socket.event_failed"};
    ack(json::array{failure(internal, language)});
}

// What is known of an event that runs.
struct Event {
    std::string name;
    std::string id;  // of its lines in the log
    core::Language language;
};

core::Task<void> guarded(core::Log log, Event event, core::Task<void> task, Ack ack) {
    core::Trace trace(std::move(event.id));
    const core::Trace::Entered entered(&trace);
    try {
        co_await std::move(task);
    } catch (const std::exception& fault) {
        handler_failed(log, event.name, fault, ack, event.language);
    }
}

}  // namespace

Shard::Shard(Server& server, Loop& loop)
    : server_(server),
      engine_({loop, server.seams_.random, server.engine_metrics_, server.options_.engine}),
      tasks_(server.seams_.log) {
    for (const auto& space : server.namespaces_)
        hubs_.push_back(std::make_unique<Hub>(*space, engine_));
}

Hub* Shard::hub(std::string_view name) {
    for (const auto& hub : hubs_)
        if (hub->space().name() == name) return hub.get();
    return nullptr;
}

Client::Client(Shard& shard, Connection& connection, const http::Request& request, Seat seat)
    : EngineSession(shard.engine(), connection),
      shard_(shard),
      request_id_(request.id),
      handshake_(std::make_shared<const http::Request>(request)),
      language_(request.language),
      seat_(seat) {}

Client::~Client() {
    auto& server = shard_.server();
    auto& places = seat_ == Seat::taken ? server.connections_ : server.excess_;
    places.fetch_sub(1, std::memory_order_relaxed);
}

SocketPtr Client::find(std::string_view namespace_name) const {
    for (const auto& socket : sockets_)
        if (socket->namespace_name() == namespace_name) return socket;
    return nullptr;
}

void Client::forget(Socket& socket) {
    std::erase_if(sockets_, [&socket](const SocketPtr& other) { return other.get() == &socket; });
}

void Client::fail() {
    engine().metrics().protocol_faults.add();
    end(EndReason::parse_error);
}

void Client::on_text(std::string_view message) {
    Packet packet;
    if (half_ || parse_packet(message, packet)) return fail();
    if (packet.header.attachments == 0) return on_packet(packet.header, packet.data, {});
    half_ = std::make_unique<Half>();
    half_->text = packet.header.namespace_name;
    half_->header = packet.header;
    half_->header.namespace_name = half_->text;
    half_->data = std::move(*packet.data);
}

void Client::on_binary(std::string_view message) {
    // All attachments of an event together keep to the limit of one message.
    if (!half_ || half_->bytes + message.size() > engine().options().reader.message_bytes_max)
        return fail();
    half_->bytes += message.size();
    half_->attachments.emplace_back(message);
    if (half_->attachments.size() < half_->header.attachments) return;
    const auto whole = std::move(half_);
    std::optional<json::value> data = std::move(whole->data);
    on_packet(whole->header, data, std::move(whole->attachments));
}

void Client::on_packet(const PacketHeader& header, std::optional<json::value>& data,
                       std::vector<std::string> attachments) {
    const bool in_budget = within_budget();
    if (ended()) return;
    if (header.type == PacketType::connect) return on_connect_packet(header, data);
    const auto socket = find(header.namespace_name);
    if (!socket || !socket->connected()) return fail();
    switch (header.type) {
        case PacketType::disconnect: return socket->gone(EndReason::client_left);
        case PacketType::event:
        case PacketType::binary_event:
            if (!in_budget) return refuse_event(*socket, header.id);
            return on_event(socket, header, std::move(data->as_array()), std::move(attachments));
        case PacketType::ack:
        case PacketType::binary_ack: {
            Arguments arguments{std::move(data->as_array())};
            arguments.attachments = std::move(attachments);
            return socket->take_ack(*header.id, std::move(arguments));
        }
        case PacketType::connect:
        case PacketType::connect_error: return fail();
    }
}

void Client::on_connect_packet(const PacketHeader& header, const std::optional<json::value>& auth) {
    if (find(header.namespace_name)) return fail();
    auto* hub = shard_.hub(header.namespace_name);
    if (!hub) return send_refusal(header.namespace_name, "Invalid namespace", nullptr);
    if (seat_ != Seat::taken) {
        const core::Error full{core::Kind::unavailable, seat_ == Seat::none
                                                            ? "socket.too_many_connections"
                                                            : "socket.memory_pressure"};
        auto data = failure(full, language_);
        const std::string message(data["error"].as_string());
        send_refusal(header.namespace_name, message, data);
        return end(EndReason::server_close);
    }
    const auto socket = std::make_shared<Socket>(*this, *hub);
    sockets_.push_back(socket);
    Admission admission{socket};
    const auto& admit_handler = hub->space().admit_;
    if (!admit_handler) return admission.accept();
    static const json::value nothing = json::object{};
    admit_handler(socket, auth ? *auth : nothing, std::move(admission));
}

void Client::admit(Socket& socket) {
    const auto alive = socket.shared_from_this();
    settled();
    if (!shard_.server().options().keep_handshake) handshake_.reset();
    socket.state_ = Socket::State::connected;
    socket.hub_->enter(socket);
    const auto payload = "{\"sid\":\"" + std::string(socket.id()) + "\"}";
    send_text(encode_packet({PacketType::connect, socket.namespace_name()}, payload));
    if (const auto& handler = socket.hub_->space().on_connect_) handler(socket);
}

void Client::refuse(Socket& socket, std::string_view message, const json::value& data) {
    send_refusal(socket.namespace_name(), message, data);
    socket.gone(EndReason::server_left);
}

void Client::send_refusal(std::string_view namespace_name, std::string_view message,
                          const json::value& data) {
    json::object payload{{"message", view(message)}};
    if (!data.is_null()) payload["data"] = data;
    send_text(encode_packet({PacketType::connect_error, namespace_name}, json::serialize(payload)));
}

void Client::on_event(const SocketPtr& socket, const PacketHeader& header, json::array payload,
                      std::vector<std::string> attachments) {
    shard_.server().events_in_.add();
    const std::string name(payload.front().as_string());
    payload.erase(payload.begin());
    Arguments arguments{std::move(payload)};
    arguments.attachments = std::move(attachments);
    const auto ack = header.id ? Ack{socket, *header.id} : Ack{};
    const auto& space = socket->hub_->space();
    if (const auto found = space.tasks_.find(name); found != space.tasks_.end()) {
        shard_.tasks().spawn(name,
                             guarded(shard_.server().seams_.log, {name, next_event_id(), language_},
                                     found->second(socket, std::move(arguments), ack), ack));
        return;
    }
    const auto found = space.events_.find(name);
    const auto& handler = found != space.events_.end() ? found->second : space.other_;
    if (!handler) return;
    core::Trace trace(next_event_id());
    const core::Trace::Entered entered(&trace);
    try {
        handler(*socket, std::move(arguments), ack);
    } catch (const std::exception& fault) {
        handler_failed(shard_.server().seams_.log, name, fault, ack, language_);
    }
}

std::string Client::next_event_id() {
    return request_id_ + "." + std::to_string(++events_);
}

void Client::refuse_event(Socket& socket, const std::optional<std::uint64_t>& id) {
    shard_.server().events_refused_.add();
    if (!id) return;
    const core::Error limited{core::Kind::rate_limited, "socket.too_many_events"};
    Ack{socket.weak_from_this(), *id}(json::array{failure(limited, language_)});
}

bool Client::within_budget() {
    const auto rate = shard_.server().options().events_per_second_max;
    if (rate == 0) return true;
    const auto now = std::chrono::duration_cast<core::Milliseconds>(
                         engine().loop().clock().steady().time_since_epoch())
                         .count();
    const std::int64_t whole = 1000, burst = 2 * rate * whole;
    const auto refilled = budget_.tokens + (now - budget_.last_ms) * rate;
    budget_.tokens = budget_.tokens < 0 ? burst : std::min(burst, refilled);
    budget_.last_ms = now;
    if (budget_.tokens >= whole) {
        budget_.tokens -= whole;
        budget_.refused = 0;
        return true;
    }
    if (++budget_.refused > refused_seconds_max * rate) end(EndReason::too_many_events);
    return false;
}

void Client::on_slow() {
    const auto sockets = sockets_;
    for (const auto& socket : sockets)
        if (const auto& handler = socket->hub_->space().on_slow_; handler && socket->connected())
            handler(*socket);
}

void Client::on_end(EndReason reason) {
    half_.reset();
    const auto sockets = std::move(sockets_);
    sockets_.clear();
    for (const auto& socket : sockets) socket->gone(reason);
}

}  // namespace net::socketio

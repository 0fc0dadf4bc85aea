// Profile `client`: what the official JavaScript client expects of a server in its own tests.
// Connection state recovery is missing.
#include "core/text.hpp"
#include "net/socketio/server.hpp"
#include "profiles.hpp"

namespace conformance {
namespace {

using namespace net::socketio;
using namespace std::chrono_literals;

// What a socket has sent before, for events that belong together.
struct Story {
    bool abuff1_came = false;
    int blobs = 0;
    json::value auth;
};

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

json::object handshake_json(const Socket& socket, const core::Clock& clock) {
    const auto request = socket.handshake();
    json::object headers, query;
    for (const auto& [name, value] : request->headers) headers[core::to_lower_ascii(name)] = value;
    for (const auto& [name, value] : request->query) query[name] = value;
    return {{"headers", std::move(headers)},
            {"time", core::to_iso8601(clock.wall())},
            {"address", request->client},
            {"xdomain", !request->header("Origin").empty()},
            {"secure", request->secure},
            {"issued", core::to_epoch_ms(clock.wall())},
            {"url", request->target},
            {"query", std::move(query)},
            {"auth", socket.attached<Story>()->auth}};
}

// {hello: "lol", message: <binary>, goodbye: "gotcha"}
bool is_lol(const Arguments& arguments) {
    const auto* object = arguments.at(0).if_object();
    if (!object) return false;
    const auto *hello = object->if_contains("hello"), *message = object->if_contains("message"),
               *goodbye = object->if_contains("goodbye");
    return hello && message && goodbye && *hello == "lol" && *goodbye == "gotcha" &&
           arguments.bytes(*message);
}

Arguments some_bytes() {
    Arguments arguments;
    arguments.values.emplace_back(arguments.add_bytes("asdfasdf"));
    return arguments;
}

void text_events(Namespace& root, const core::Clock& clock) {
    root.on("hi", [](Socket& socket, Arguments, Ack) { socket.emit("hi"); });
    root.on("echo", [](Socket&, Arguments arguments, Ack ack) { ack(arguments); });
    root.on("ack", [](Socket& socket, Arguments, Ack) {
        socket.emit_with_ack("ack", {}, 10s,
                             [weak = socket.weak_from_this()](core::Result<Arguments> answer) {
                                 const json::array wanted{5, json::object{{"test", true}}};
                                 const auto asker = weak.lock();
                                 if (asker && answer && answer->values == wanted)
                                     asker->emit("got it");
                             });
    });
    root.on("getAckDate", [&clock](Socket&, Arguments, Ack ack) {
        ack(json::array{core::to_iso8601(clock.wall())});
    });
    root.on("getDate", [&clock](Socket& socket, Arguments, Ack) {
        socket.emit("takeDate", json::array{core::to_iso8601(clock.wall())});
    });
    root.on("getDateObj", [&clock](Socket& socket, Arguments, Ack) {
        socket.emit("takeDateObj",
                    json::array{json::object{{"date", core::to_iso8601(clock.wall())}}});
    });
    root.on("getUtf8", [](Socket& socket, Arguments, Ack) {
        for (const auto* text :
             {"てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"})
            socket.emit("takeUtf8", json::array{text});
    });
    root.on("false",
            [](Socket& socket, Arguments, Ack) { socket.emit("false", json::array{false}); });
    root.on("getHandshake", [&clock](Socket& socket, Arguments, Ack ack) {
        ack(json::array{handshake_json(socket, clock)});
    });
}

void binary_events(Namespace& root) {
    const auto when = [&root](std::string event, std::string answer, auto condition) {
        root.on(std::move(event),
                [answer = std::move(answer), condition](Socket& socket, Arguments arguments, Ack) {
                    if (condition(*socket.attached<Story>(), arguments)) socket.emit(answer);
                });
    };
    const auto is_bytes = [](Story&, const Arguments& arguments) {
        return arguments.bytes(arguments.at(0)) != nullptr;
    };
    const auto is_lol_object = [](Story&, const Arguments& arguments) { return is_lol(arguments); };
    root.on("doge", [](Socket& socket, Arguments, Ack) { socket.emit("doge", some_bytes()); });
    root.on("getbin", [](Socket& socket, Arguments, Ack) { socket.emit("takebin", some_bytes()); });
    when("buffa", "buffack", is_bytes);
    when("jsonbuff", "jsonbuff-ack", is_lol_object);
    when("blob", "back", is_bytes);
    when("jsonblob", "jsonblob-ack", is_lol_object);
    root.on("abuff1",
            [](Socket& socket, Arguments, Ack) { socket.attached<Story>()->abuff1_came = true; });
    when("abuff2", "abuff2-ack", [](Story& story, const Arguments&) { return story.abuff1_came; });
    root.on("blob1", [is_bytes](Socket& socket, Arguments arguments, Ack) {
        auto& story = *socket.attached<Story>();
        story.blobs = is_bytes(story, arguments) ? 1 : 0;
    });
    root.on("blob2", [](Socket& socket, Arguments arguments, Ack) {
        auto& story = *socket.attached<Story>();
        story.blobs = story.blobs == 1 && arguments.at(0) == "second" ? 2 : 0;
    });
    when("blob3", "blob3-ack", [is_bytes](Story& story, const Arguments& arguments) {
        return story.blobs == 2 && is_bytes(story, arguments);
    });
}

struct ClientTarget {
    explicit ClientTarget(Machine& machine)
        : server(options(), {machine.random, machine.metrics, machine.log}) {
        for (const auto* name : {"/", "/foo", "/timeout_socket", "/valid", "/asd", "/abc", "/no"})
            server.of(name).admit([&loop = machine.loop](const SocketPtr& socket,
                                                         const json::value& auth, Admission in) {
                socket->attach(std::make_shared<Story>(Story{.auth = auth}));
                loop.after(10ms, [socket, in]() mutable { decide(*socket, in); });
            });
        for (const auto* name : {"/", "/foo"})
            server.of(name).on("getId", [](Socket& socket, Arguments, Ack ack) {
                ack(json::array{view(socket.id())});
            });
        server.of("/abc").on_connect([&clock = machine.clock](Socket& socket) {
            socket.emit("handshake", json::array{handshake_json(socket, clock)});
        });
        text_events(server.of("/"), machine.clock);
        binary_events(server.of("/"));
        server.attach(machine.loop);
    }

    static void decide(const Socket& socket, Admission& admission) {
        const auto request = socket.handshake();
        if (socket.namespace_name() == "/no")
            return admission.refuse("Auth failed (custom namespace)");
        if (socket.namespace_name() == "/" && request && request->query_value("fail"))
            return admission.refuse("Auth failed (main namespace)");
        admission.accept();
    }

    static ServerOptions options() {
        ServerOptions options{.events_per_second_max = 0, .keep_handshake = true};
        options.engine.ping_interval = 2000ms;
        options.engine.reader.message_bytes_max = 1'000'000;
        return options;
    }

    Server server;
};

}  // namespace

Profile client_profile(Machine& machine) {
    const auto target = std::make_shared<ClientTarget>(machine);
    Profile profile{.listen = {"127.0.0.1", 3210}, .owner = target};
    profile.routes = target->server.routes();
    profile.upgrades = {{"/socket.io/", [target](auto& request, auto& connection, auto leftover) {
                             return target->server.upgrade(request, connection, leftover);
                         }}};
    return profile;
}

}  // namespace conformance

// The simulator's HTTP: Graph's routes, and its own under /_sim/.
#include <functional>
#include <limits>
#include <string>
#include <utility>

#include "core/json.hpp"
#include "core/json_text.hpp"
#include "core/text.hpp"
#include "sim/page_files.hpp"
#include "sim/resume_on.hpp"
#include "sim/sim_json.hpp"
#include "sim/simulator.hpp"

namespace sim {
namespace {

using net::Method;
using net::http::Request;
using net::http::Response;

constexpr std::size_t graph_body_bytes_max = 1024 * 1024;

Response json_response(std::string body, int status = 200) {
    Response response;
    response.status = status;
    response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
    response.body = std::move(body);
    return response;
}

bool is_this_machine(std::string_view host) {
    const auto colon = host.rfind(':');
    if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos)
        host = host.substr(0, colon);
    return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

// A page of somebody else, open in a browser on this machine, must not reach in: not with a form
// (its Origin is another) and not by a name that it points at 127.0.0.1 (then the Host is).
bool may_enter(const Request& request) {
    if (!request.from_loopback() || !is_this_machine(request.header("Host"))) return false;
    const auto origin = request.header("Origin");
    if (origin.empty()) return true;
    const auto scheme = origin.find("://");
    return scheme != std::string_view::npos && origin.substr(scheme + 3) == request.header("Host");
}

using Answer = std::function<Response(Simulator&, const Request&)>;

core::Task<Response> answer_there(Simulator& simulator, const Request& request,
                                  const Answer& answer) {
    if (!may_enter(request))
        co_return net::http::failure(request, {core::Kind::forbidden, "sim.not_this_machine"});
    auto* const here = core::Scheduler::current();
    co_await resume_on(simulator.scheduler());
    auto response = answer(simulator, request);
    if (here) co_await resume_on(*here);
    co_return response;
}

std::uint64_t number_or_zero(const std::optional<std::string>& text) {
    return text ? static_cast<std::uint64_t>(core::parse_integer(*text).value_or(0)) : 0;
}

Response get_ledger(Simulator& simulator, const Request& request) {
    return json_response(
        simulator.ledger().to_json({number_or_zero(request.query_value("webhooks")),
                                    number_or_zero(request.query_value("accepted"))}));
}

Response post_message(Simulator& simulator, const Request& request) {
    auto wanted = read_write_request(request.body);
    if (!wanted) return net::http::failure(request, wanted.error());
    const auto written = simulator.write(std::move(*wanted));
    if (!written) return net::http::failure(request, written.error());
    return json_response(
        core::JsonObject().text("wamid", written->wamid).text("from", written->from).take(), 201);
}

Response post_clock(Simulator& simulator, const Request& request) {
    const auto body = core::parse_json(request.body);
    if (!body) return net::http::failure(request, body.error());
    core::JsonReader reader(*body);
    const auto by = reader.integer("advanceMs");
    if (!reader.fault() && by < 0) reader.fail("json.value", "advanceMs");
    if (reader.fault()) return net::http::failure(request, *reader.fault());
    // Of all advances together: the clock counts nanoseconds, and would overflow after 292 years.
    constexpr std::int64_t years_max = 10;
    constexpr core::Milliseconds ahead_max = std::chrono::hours{years_max * 366 * 24};
    if (core::Milliseconds{by} > ahead_max - simulator.ahead())
        return net::http::failure(
            request, {core::Kind::invalid, "sim.clock_too_far", {{"years", years_max}}});
    simulator.advance(core::Milliseconds{by});
    return json_response(state_json(simulator));
}

Response get_faults(Simulator& simulator, const Request&) {
    return json_response("{\"items\":" + core::to_json(simulator.faults().to_json()) + "}");
}

Response post_fault(Simulator& simulator, const Request& request) {
    const auto body = core::parse_json(request.body);
    if (!body) return net::http::failure(request, body.error());
    const auto id = simulator.faults().add(*body);
    if (!id) return net::http::failure(request, id.error());
    return json_response(core::JsonObject().text("id", *id).take(), 201);
}

Response delete_faults(Simulator& simulator, const Request& request) {
    const auto id = request.query_value("id");
    if (!id)
        simulator.faults().clear();
    else
        simulator.faults().remove(*id);
    return json_response("{}");
}

Response get_customers(Simulator& simulator, const Request& request) {
    constexpr std::size_t most = 1'000;
    const auto& all = simulator.customers().all();
    const auto from =
        std::min<std::size_t>(number_or_zero(request.query_value("from")), all.size());
    const auto count = std::min(most, all.size() - from);
    std::string items = "[";
    for (std::size_t i = from; i < from + count; ++i)
        items += (i > from ? "," : "") + customer_json(all[i]);
    return json_response(core::JsonObject()
                             .integer("total", static_cast<std::int64_t>(all.size()))
                             .raw("items", items + "]")
                             .take());
}

Response post_customer(Simulator& simulator, const Request& request) {
    const auto body = core::parse_json(request.body);
    if (!body) return net::http::failure(request, body.error());
    core::JsonReader reader(*body);
    Customers::Known known{reader.text_or("waId", ""), reader.text_or("userId", ""),
                           reader.text_or("username", ""), reader.text_or("name", "")};
    if (reader.fault()) return net::http::failure(request, *reader.fault());
    const auto* customer = simulator.customers().add(std::move(known));
    if (!customer)
        return net::http::failure(request, {core::Kind::conflict, "sim.customer_exists"});
    return json_response(customer_json(*customer), 201);
}

Response get_conversations(Simulator& simulator, const Request& request) {
    return json_response(
        conversations_json(simulator, number_or_zero(request.query_value("since"))));
}

// A person opens a conversation on the page; `look` takes the phone into their hand, and reads.
Response with_conversation(Simulator& simulator, const Request& request, bool look) {
    auto* customer = simulator.customers().find(request.path_parameter("customer"));
    if (!customer)
        return net::http::failure(request, {core::Kind::not_found, "sim.unknown_customer"});
    auto& conversation = simulator.conversations().of(customer->number, customer->index);
    if (look) {
        simulator.crowd().hand_over(customer->index);
        simulator.phones().look_at(conversation);
    }
    return json_response(conversation_json(simulator, conversation));
}

Response put_settings(Simulator& simulator, const Request& request) {
    const auto body = core::parse_json(request.body);
    if (!body) return net::http::failure(request, body.error());
    core::JsonReader reader(*body);
    const auto batch = reader.integer_or("batch", 0);
    const auto concurrency = reader.integer_or("concurrency", 0);
    const auto* rate = reader.find("rate");
    if (rate && !rate->is_number()) reader.fail("json.value", "rate");
    if (reader.fault()) return net::http::failure(request, *reader.fault());
    if (rate) simulator.crowd().set_rate(rate->to_number<double>());
    if (batch > 0) simulator.webhooks().set_batch(static_cast<std::size_t>(batch));
    if (concurrency > 0)
        simulator.webhooks().set_concurrency(static_cast<std::size_t>(concurrency));
    return json_response(state_json(simulator));
}

Response page_file(std::string_view name) {
    for (const auto& file : page_files()) {
        if (file.name != name) continue;
        Response response;
        response.headers = {
            {"Content-Type", std::string{file.content_type}},
            {"Cache-Control", "no-cache"},
            {"X-Content-Type-Options", "nosniff"},
            {"Content-Security-Policy",
             "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
             "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
             "require-trusted-types-for 'script'"}};
        response.body = file.bytes;
        return response;
    }
    return net::http::plain_text(404, "not found");
}

GraphRequest graph_request(const Request& request, std::size_t prefix_length) {
    GraphRequest graph;
    graph.method = request.method;
    graph.path = request.path.substr(std::min(prefix_length, request.path.size()));
    graph.query = request.query;
    graph.authorization = request.header("Authorization");
    graph.body = request.body;
    return graph;
}

core::Task<Response> answer_graph(Simulator& simulator, const Request& request,
                                  std::size_t prefix_length) {
    auto* const here = core::Scheduler::current();
    co_await resume_on(simulator.scheduler());
    auto answer = simulator.graph(graph_request(request, prefix_length));
    if (answer.delay.count() > 0) co_await core::sleep_for(answer.delay);
    if (here) co_await resume_on(*here);
    Response response;
    response.status = answer.cut ? Response::cut : answer.status;
    response.headers = std::move(answer.headers);
    response.body = std::move(answer.body);
    co_return response;
}

net::Route own(Simulator& simulator, Method method, std::string path, std::string summary,
               Answer answer) {
    return {
        method,
        std::move(path),
        model::Permission::everyone,
        [&simulator, answer = std::move(answer)](const Request& request, const model::Principal&) {
            return answer_there(simulator, request, answer);
        },
        {.summary = std::move(summary), .query = {}}};
}

}  // namespace

std::vector<net::Route> Simulator::graph_routes(const std::string& prefix) {
    std::vector<net::Route> routes;
    for (const auto method : {Method::get, Method::post, Method::del})
        routes.emplace_back(
            method, prefix + "/*", model::Permission::everyone,
            [this, length = prefix.size()](const Request& request, const model::Principal&) {
                return answer_graph(*this, request, length);
            },
            net::RouteDoc{.summary = "Meta's Graph API, simulated", .query = {}},
            graph_body_bytes_max);
    return routes;
}

std::vector<net::Route> Simulator::own_routes() {
    std::vector<net::Route> routes;
    const auto add = [&](Method method, std::string path, std::string summary, Answer answer) {
        routes.push_back(
            own(*this, method, "/_sim" + std::move(path), std::move(summary), std::move(answer)));
    };
    add(Method::get, "/ledger", "What was sent and what was accepted", get_ledger);
    add(Method::post, "/messages", "A customer writes", post_message);
    add(Method::post, "/clock", "Moves the simulator's clock on", post_clock);
    add(Method::get, "/faults", "The rules of what goes wrong", get_faults);
    add(Method::post, "/faults", "Adds a rule", post_fault);
    add(Method::del, "/faults", "Forgets one rule (id) or all", delete_faults);
    add(Method::get, "/customers", "Who has WhatsApp here", get_customers);
    add(Method::post, "/customers", "Adds a customer", post_customer);
    add(Method::get, "/conversations", "Those that changed since a version", get_conversations);
    add(Method::get, "/conversations/:customer", "One, with its messages",
        [](Simulator& simulator, const Request& request) {
            return with_conversation(simulator, request, false);
        });
    add(Method::post, "/conversations/:customer/look", "A person takes the phone and reads",
        [](Simulator& simulator, const Request& request) {
            return with_conversation(simulator, request, true);
        });
    add(Method::get, "/state", "Seed, clock, rate, webhooks",
        [](Simulator& simulator, const Request&) { return json_response(state_json(simulator)); });
    add(Method::put, "/settings", "Rate of messages, batch and concurrency of webhooks",
        put_settings);
    add(Method::get, "/", "The page on which a person is the customer",
        [](Simulator&, const Request&) { return page_file("index.html"); });
    for (const auto& file : page_files())
        add(Method::get, "/" + std::string{file.name}, "A file of the page",
            [name = file.name](Simulator&, const Request&) { return page_file(name); });
    return routes;
}

}  // namespace sim

#include "auth/auth_store.hpp"
#include "core/json.hpp"
#include "monitor/alert_routes.hpp"

namespace monitor {
namespace {

using model::Permission;
using model::Principal;
using net::http::failure;
using net::http::ok;
using net::http::Request;
using net::http::Response;

constexpr std::size_t channels_max = 50;

auth::Actor actor_of(const Request& request, const Principal& principal) {
    return {principal.user, request.client};
}

core::Error no_channel() {
    return {core::Kind::not_found, "channel.not_found"};
}

core::Task<Response> list(AlertDoors& doors) {
    const auto channels = co_await doors.database.read(list_channels);
    co_return ok(
        core::JsonObject()
            .raw("items", core::json_array(channels, [](const auto& one) { return to_json(one); }))
            .null("before")
            .null("after")
            .take());
}

core::Task<Response> add(AlertDoors& doors, const Request& request, const Principal& who) {
    const auto body = core::parse_json(request.body);
    if (!body) co_return failure(request, body.error());
    const auto wanted = read_channel(*body, {});
    if (!wanted) co_return failure(request, wanted.error());
    const auto made = co_await doors.database.write(
        [wanted = *wanted, &box = doors.box,
         actor = actor_of(request, who)](store::Transaction& tx) -> core::Result<Channel> {
            if (list_channels(tx).size() >= channels_max)
                return core::Error{
                    core::Kind::conflict, "channel.too_many", {{"max", channels_max}}};
            auto channel = wanted.channel;
            channel.id = tx.new_id();
            channel.sealed_config = box.seal(to_json(wanted.config), channel.id);
            put_channel(tx, channel);
            auth::write_audit(tx, actor, {"channel_added", channel.id});
            return *find_channel(tx, channel.id);
        });
    if (!made) co_return failure(request, made.error());
    doors.alerts.look_again();
    co_return ok(to_json(*made), 201);
}

core::Task<Response> change(AlertDoors& doors, const Request& request, const Principal& who) {
    const auto body = core::parse_json(request.body);
    if (!body) co_return failure(request, body.error());
    const auto changed = co_await doors.database.write(
        [body = *body, id = request.path_parameter("id"), &box = doors.box,
         actor = actor_of(request, who)](store::Transaction& tx) -> core::Result<Channel> {
            const auto before = find_channel(tx, id);
            if (!before) return no_channel();
            auto wanted = read_channel(body, {*before, open_config(box, *before)});
            if (!wanted) return wanted.error();
            wanted->channel.sealed_config = box.seal(to_json(wanted->config), id);
            put_channel(tx, wanted->channel);
            auth::write_audit(tx, actor, {"channel_changed", id});
            return *find_channel(tx, id);
        });
    if (!changed) co_return failure(request, changed.error());
    doors.alerts.look_again();
    co_return ok(to_json(*changed));
}

core::Task<Response> remove(AlertDoors& doors, const Request& request, const Principal& who) {
    const auto removed = co_await doors.database.write(
        [id = request.path_parameter("id"),
         actor = actor_of(request, who)](store::Transaction& tx) -> core::Result<> {
            if (!delete_channel(tx, id)) return no_channel();
            auth::write_audit(tx, actor, {"channel_removed", id});
            return {};
        });
    if (!removed) co_return failure(request, removed.error());
    co_return ok("{}");
}

// A real call, and what came of it.
core::Task<Response> test(AlertDoors& doors, const Request& request) {
    const auto channel =
        co_await doors.database.read([id = request.path_parameter("id")](store::Transaction& tx) {
            return find_channel(tx, id);
        });
    if (!channel) co_return failure(request, no_channel());
    const auto reason = co_await doors.notifier.test(*channel, open_config(doors.box, *channel));
    co_return ok(core::JsonObject()
                     .boolean("delivered", reason.empty())
                     .text_or_null("reason", std::string_view(reason))
                     .take());
}

}  // namespace

std::vector<net::Route> channel_routes(AlertDoors& doors) {
    using enum net::Method;
    std::vector<net::Route> all;
    const std::string one = "/api/monitoring/channels/:id";
    all.emplace_back(
        get, "/api/monitoring/channels", Permission::administer,
        [&doors](const Request&, const Principal&) { return list(doors); },
        net::RouteDoc{"Where alerts go, and how the last call went.", {}, "", "ChannelPage"});
    all.emplace_back(
        post, "/api/monitoring/channels", Permission::administer,
        [&doors](const Request& request, const Principal& who) { return add(doors, request, who); },
        net::RouteDoc{"Adds a channel.", {}, "NewChannel", "Channel", 201});
    all.emplace_back(
        put, one, Permission::administer,
        [&doors](const Request& request, const Principal& who) {
            return change(doors, request, who);
        },
        net::RouteDoc{
            "Changes a channel; what is left out stays.", {}, "ChannelChange", "Channel"});
    all.emplace_back(
        del, one, Permission::administer,
        [&doors](const Request& request, const Principal& who) {
            return remove(doors, request, who);
        },
        net::RouteDoc{"Removes a channel.", {}, "", "Empty"});
    all.emplace_back(
        post, one + "/test", Permission::administer,
        [&doors](const Request& request, const Principal&) { return test(doors, request); },
        net::RouteDoc{
            "Sends a test message now, and says what came of it.", {}, "", "ChannelTest"});
    return all;
}

}  // namespace monitor

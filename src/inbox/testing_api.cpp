#include "inbox/testing_api.hpp"

#include "core/check.hpp"
#include "net/http/target.hpp"

namespace inbox {
namespace {

model::Principal agent(const Person& person) {
    model::Principal principal;
    principal.user = person.id;
    principal.name = person.name;
    principal.role = model::Role::agent;
    return principal;
}

}  // namespace

ApiFixture::ApiFixture()
    : eva_signed_in(agent(eva)),
      leo_signed_in(agent(leo)),
      outsider(agent({model::UserId{"max"}, "Max"})),
      path("/api/conversations/" + conversation_id.text()) {
    outsider.numbers.emplace("999");
}

ApiFixture::~ApiFixture() = default;

std::string ApiFixture::Answer::code() const {
    return std::string(body.at("code").as_string());
}

ApiFixture::Answer ApiFixture::get(const model::Principal& principal, const std::string& target) {
    net::http::Request request;
    request.target = target;
    return call(principal, "GET", std::move(request));
}

ApiFixture::Answer ApiFixture::post(const model::Principal& principal, const std::string& target,
                                    const std::string& body) {
    net::http::Request request;
    request.target = target;
    request.body = body;
    return call(principal, "POST", std::move(request));
}

ApiFixture::Answer ApiFixture::call(const model::Principal& principal, std::string_view method,
                                    net::http::Request request) {
    const auto target = net::http::parse_target(request.target);
    core::check(target.has_value(), "a test's target is one");
    const auto match = router.match(method, target->raw_path);
    core::check(match.route != nullptr, "a test's route exists");
    request.method = method;
    request.query = target->query;
    request.path_parameters = match.parameters;
    request.language = core::Language::en;
    const auto response = database.scheduler.complete(match.route->handler(request, principal));
    Answer answer{response.status, core::parse_json(response.body).value(), ""};
    for (const auto& [name, value] : response.headers)
        if (name == "Chasqui-Sequence") answer.sequence = value;
    return answer;
}

}  // namespace inbox

#include "inbox/contact_routes.hpp"

#include "core/json_text.hpp"
#include "inbox/access.hpp"
#include "inbox/answers.hpp"
#include "inbox/lists.hpp"

namespace inbox {
namespace {

using core::Result;
using core::Task;
using model::Principal;
using net::http::Request;
using net::http::Response;

Task<Response> list(const Desk& desk, const Request& request, const Principal& principal) {
    const auto page = parse_page({request.query_value("limit"), request.query_value("before"),
                                  request.query_value("after")});
    if (!page) co_return net::http::failure(request, page.error());
    co_return co_await answer_read(
        desk.database, request,
        [page = *page, principal](store::Transaction& tx) -> Result<std::string> {
            const auto contacts = list_contacts(tx, principal, page);
            const auto items = core::json_array(
                contacts.items, [](const model::Contact& item) { return model::to_json(item); });
            return page_json(items, contacts.ends).take();
        });
}

Task<Response> show(const Desk& desk, const Request& request, const Principal& principal) {
    co_return co_await answer_read(desk.database, request,
                                   [id = model::ContactId{request.path_parameter("id")},
                                    principal](store::Transaction& tx) -> Result<std::string> {
                                       const auto contact = visible_contact(tx, principal, id);
                                       if (!contact) return contact.error();
                                       return model::to_json(*contact);
                                   });
}

}  // namespace

std::vector<net::Route> contact_routes(const Desk& desk) {
    std::vector<net::Route> routes;
    routes.emplace_back(
        net::Method::get, "/api/contacts", model::Permission::signed_in,
        [&desk](const Request& request, const Principal& principal) {
            return list(desk, request, principal);
        },
        net::RouteDoc{
            .summary = "Contacts by name; for agents those they have a conversation with",
            .query = {"limit: 1 to 100 (50)", "before: a page's cursor", "after: a page's cursor"},
            .response_schema = "ContactPage"});
    routes.emplace_back(
        net::Method::get, "/api/contacts/:id", model::Permission::signed_in,
        [&desk](const Request& request, const Principal& principal) {
            return show(desk, request, principal);
        },
        net::RouteDoc{.summary = "One contact", .query = {}, .response_schema = "Contact"});
    return routes;
}

}  // namespace inbox

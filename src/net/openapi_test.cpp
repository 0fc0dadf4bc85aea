#include "net/openapi.hpp"

#include <doctest/doctest.h>
#include <stdexcept>

#include "core/json.hpp"

namespace {

using model::Permission;
using net::Method;

std::vector<net::Route> routes() {
    return {
        {Method::get,
         "/api/things/:id/parts",
         Permission::signed_in,
         {},
         {"Parts of a thing.", {"limit: 1 to 100 (50)", "before: a cursor"}, "", "PartPage"}},
        {Method::post,
         "/api/things/:id/parts",
         Permission::administer,
         {},
         {"Adds a part.", {}, "NewPart", "Part", 201}},
        {Method::get, "/files/*", Permission::everyone, {}, {"A file.", {}}},
    };
}

const std::vector<net::NamedSchema> schemas{{"Part", R"({"type":"object"})"},
                                            {"NewPart", R"({"type":"object"})"},
                                            {"PartPage", R"({"type":"object"})"}};

// The value at a JSON pointer, as text.
std::string at(const core::json::value& document, std::string_view pointer) {
    boost::system::error_code error;
    const auto* found = document.find_pointer(pointer, error);
    return found ? core::to_json(*found) : "(nothing)";
}

core::json::value document() {
    return core::parse_json(net::openapi_document({"Chasqui", "1", "All"}, routes(), schemas))
        .value();
}

}  // namespace

TEST_CASE("each route is an operation of its path, with a name of its own") {
    const auto all = document();
    CHECK(at(all, "/openapi") == "\"3.1.0\"");
    const std::string path = "/paths/~1api~1things~1{id}~1parts";
    CHECK(at(all, path + "/get/operationId") == "\"getApiThingsIdParts\"");
    CHECK(at(all, path + "/post/operationId") == "\"postApiThingsIdParts\"");
    CHECK(at(all, "/paths/~1files~1{rest}/get/parameters/0/name") == "\"rest\"");
}

TEST_CASE("parameters of the path are required, those of the query have their bounds") {
    const auto all = document();
    const std::string parameters = "/paths/~1api~1things~1{id}~1parts/get/parameters";
    CHECK(at(all, parameters + "/0/name") == "\"id\"");
    CHECK(at(all, parameters + "/0/required") == "true");
    CHECK(at(all, parameters + "/1/name") == "\"limit\"");
    CHECK(at(all, parameters + "/1/schema") ==
          R"({"type":"integer","minimum":1,"maximum":100,"default":50})");
    CHECK(at(all, parameters + "/2/schema") == R"({"type":"string"})");
    CHECK(at(all, parameters + "/2/description") == "\"a cursor\"");
}

TEST_CASE("an answer stands in the API's envelope, a failure has one shape") {
    const auto all = document();
    const std::string post = "/paths/~1api~1things~1{id}~1parts/post";
    CHECK(at(all, post + "/responses/201/content/application~1json/schema/properties/data/$ref") ==
          "\"#/components/schemas/Part\"");
    CHECK(at(all, post + "/requestBody/content/application~1json/schema/$ref") ==
          "\"#/components/schemas/NewPart\"");
    CHECK(at(all, post + "/responses/default/content/application~1json/schema/$ref") ==
          "\"#/components/schemas/Failure\"");
    CHECK(at(all, "/components/schemas/Failure/properties/requestId/type") == "\"string\"");
}

TEST_CASE("only a route for everyone needs no token") {
    const auto all = document();
    CHECK(at(all, "/paths/~1api~1things~1{id}~1parts/get/security") == R"([{"bearer":[]}])");
    CHECK(at(all, "/paths/~1files~1{rest}/get/security") == "[]");
}

TEST_CASE("a schema that is not given is a fault of the program") {
    CHECK_THROWS_AS(net::openapi_document({"", "", ""}, routes(), {}), std::logic_error);
}

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
         {.summary = "Parts of a thing.",
          .query = {"limit: 1 to 100 (50)", "before: a cursor", "kind: all, big or very_big (all)",
                    "colour: red or blue (any)"},
          .response_schema = "PartPage",
          .other_status = 503,
          .response_headers = {"Place: where", "Again?: when"}}},
        {Method::post,
         "/api/things/:id/parts",
         Permission::administer,
         {},
         {.summary = "Adds a part.",
          .query = {},
          .request_schema = "NewPart",
          .response_schema = "Part",
          .success_status = 201,
          .failure_schema = "EngineError",
          .request_headers = {"Key?: makes it one"}}},
        {Method::get,
         "/files/*",
         Permission::everyone,
         {},
         {.summary = "A file.", .query = {}, .content_types = {"text/plain", "text/html"}}},
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
          "\"#/components/schemas/EngineError\"");
    const std::string get = "/paths/~1api~1things~1{id}~1parts/get/responses/";
    CHECK(at(all, get + "default/content/application~1json/schema/$ref") ==
          "\"#/components/schemas/Failure\"");
    CHECK(at(all, get + "503") == at(all, get + "200"));
    CHECK(at(all, "/components/schemas/Failure/properties/requestId/type") == "\"string\"");
}

TEST_CASE("words to choose from are an enum, with a default where it is one of them") {
    const auto all = document();
    const std::string parameters = "/paths/~1api~1things~1{id}~1parts/get/parameters";
    CHECK(at(all, parameters + "/3/schema") ==
          R"({"type":"string","enum":["all","big","very_big"],"default":"all"})");
    CHECK(at(all, parameters + "/4/schema") == R"({"type":"string","enum":["red","blue"]})");
}

TEST_CASE("a header is required unless its name ends in a question mark") {
    const auto all = document();
    const std::string parts = "/paths/~1api~1things~1{id}~1parts";
    const std::string headers = parts + "/get/responses/200/headers";
    CHECK(at(all, headers + "/Place/required") == "true");
    CHECK(at(all, headers + "/Again/required") == "false");
    CHECK(at(all, headers + "/Again/description") == "\"when\"");
    CHECK(at(all, parts + "/post/parameters/1") ==
          R"({"name":"Key","in":"header","required":false,"description":"makes it one",)"
          R"("schema":{"type":"string"}})");
}

TEST_CASE("an answer that names its media types has no envelope") {
    const auto all = document();
    const std::string content = "/paths/~1files~1{rest}/get/responses/200/content";
    CHECK(at(all, content) == R"({"text/plain":{"schema":{"type":"string"}},)"
                              R"("text/html":{"schema":{"type":"string"}}})");
}

TEST_CASE("only a route for everyone needs no token") {
    const auto all = document();
    CHECK(at(all, "/paths/~1api~1things~1{id}~1parts/get/security") == R"([{"bearer":[]}])");
    CHECK(at(all, "/paths/~1files~1{rest}/get/security") == "[]");
}

TEST_CASE("a schema that is not given is a fault of the program") {
    CHECK_THROWS_AS(net::openapi_document({"", "", ""}, routes(), {}), std::logic_error);
}

#include <iterator>

#include "auth/auth_routes.hpp"

namespace auth {
namespace {

constexpr std::pair<std::string_view, std::string_view> schemas[] = {
    {"Login", R"({"type":"object","required":["email","password"],"properties":{
            "email":{"type":"string"},"password":{"type":"string"}}})"},
    {"Setup", R"({"type":"object","required":["token","name","email","password"],"properties":{
            "token":{"type":"string","description":"Of the one-time link."},
            "name":{"type":"string","minLength":1,"maxLength":80},
            "email":{"type":"string","maxLength":254},
            "password":{"type":"string","minLength":10,"maxLength":1024}}})"},
    {"SetupState", R"({"type":"object","required":["open"],"properties":{
            "open":{"type":"boolean"}}})"},
    {"Role", R"({"type":"string","enum":["admin","supervisor","agent"]})"},
    {"User", R"({"type":"object","required":["id","email","name","role","disabled","teams",
            "numbers","createdAt"],"properties":{
            "id":{"type":"string"},"email":{"type":"string"},"name":{"type":"string"},
            "role":{"$ref":"#/components/schemas/Role"},"disabled":{"type":"boolean"},
            "teams":{"type":"array","items":{"type":"string"},"description":"Ids; none: all."},
            "numbers":{"type":"array","items":{"type":"string"},"description":"Ids; none: all."},
            "createdAt":{"type":"string","format":"date-time"}}})"},
    {"NewUser", R"({"type":"object","required":["email","name","role","password"],"properties":{
            "email":{"type":"string","maxLength":254},
            "name":{"type":"string","minLength":1,"maxLength":80},
            "role":{"$ref":"#/components/schemas/Role"},
            "password":{"type":"string","minLength":10,"maxLength":1024},
            "teams":{"type":"array","items":{"type":"string"},"description":"Ids or names."},
            "numbers":{"type":"array","items":{"type":"string","pattern":"^[0-9]{1,32}$"},
            "description":"Ids of phone numbers."}}})"},
    {"UserChange", R"({"type":"object","description":"What is absent stays.","properties":{
            "name":{"type":"string","minLength":1,"maxLength":80},
            "role":{"$ref":"#/components/schemas/Role"},
            "disabled":{"type":"boolean"},
            "teams":{"type":"array","items":{"type":"string"},"description":"Ids or names."},
            "numbers":{"type":"array","items":{"type":"string","pattern":"^[0-9]{1,32}$"},
            "description":"Ids of phone numbers."}}})"},
    {"Session", R"({"type":"object","required":["accessToken","expiresIn","user"],"properties":{
            "accessToken":{"type":"string"},
            "expiresIn":{"type":"integer","minimum":1,"description":"Seconds."},
            "user":{"$ref":"#/components/schemas/User"}}})"},
    {"Me", R"({"type":"object","required":["user"],"properties":{
            "user":{"$ref":"#/components/schemas/User"}}})"},
    {"Device", R"({"type":"object","required":["id","createdAt","lastSeenAt","address",
            "userAgent","current"],"properties":{
            "id":{"type":"string"},"createdAt":{"type":"string","format":"date-time"},
            "lastSeenAt":{"type":"string","format":"date-time"},"address":{"type":"string"},
            "userAgent":{"type":"string"},"current":{"type":"boolean"}}})"},
    {"Person", R"({"type":"object","required":["id","name"],"properties":{
            "id":{"type":"string"},"name":{"type":"string"}}})"},
    {"RateLimit", R"({"type":"object","required":["max","windowMs"],"description":
            "At most max calls in any window.","properties":{
            "max":{"type":"integer","minimum":1,"maximum":65535},
            "windowMs":{"type":"integer","minimum":1,"maximum":86400000}}})"},
    {"ApiKey", R"({"type":"object","required":["id","name","owner","shown","role","teams","numbers",
            "limit","createdAt","expiresAt","lastUsedAt"],"properties":{
            "id":{"type":"string"},"name":{"type":"string"},
            "owner":{"type":"string","description":"Id of the user whom its doings are put down to."},
            "shown":{"type":"string","description":"How the key begins."},
            "role":{"$ref":"#/components/schemas/Role"},
            "teams":{"type":"array","items":{"type":"string"},"description":"Ids; none: all."},
            "numbers":{"type":"array","items":{"type":"string"},"description":"Ids; none: all."},
            "limit":{"$ref":"#/components/schemas/RateLimit"},
            "createdAt":{"type":"string","format":"date-time"},
            "expiresAt":{"type":["string","null"],"format":"date-time"},
            "lastUsedAt":{"type":["string","null"],"format":"date-time",
            "description":"To within two minutes."}}})"},
    {"NewApiKey", R"({"type":"object","required":["name","role"],"properties":{
            "name":{"type":"string","minLength":1,"maxLength":80},
            "role":{"$ref":"#/components/schemas/Role"},
            "teams":{"type":"array","items":{"type":"string"},"description":"Ids or names."},
            "numbers":{"type":"array","items":{"type":"string","pattern":"^[0-9]{1,32}$"},
            "description":"Ids of phone numbers."},
            "limit":{"$ref":"#/components/schemas/RateLimit"},
            "expiresAt":{"type":["string","null"],"format":"date-time"}}})"},
    {"MadeApiKey", R"({"type":"object","required":["apiKey","secret"],"properties":{
            "apiKey":{"$ref":"#/components/schemas/ApiKey"},
            "secret":{"type":"string","description":"The key itself; it is shown this once."}}})"},
    {"ApiKeyPage", R"({"type":"object","required":["items","before","after"],"properties":{
            "items":{"type":"array","items":{"$ref":"#/components/schemas/ApiKey"}},
            "before":{"type":["string","null"]},"after":{"type":["string","null"]}}})"},
    {"Team", R"({"type":"object","required":["id","name"],"properties":{
            "id":{"type":"string"},"name":{"type":"string"}}})"},
    {"TeamName", R"({"type":"object","required":["name"],"properties":{
            "name":{"type":"string","minLength":1,"maxLength":80}}})"},
    {"UserPage", R"({"type":"object","required":["items","before","after"],"properties":{
            "items":{"type":"array","items":{"$ref":"#/components/schemas/User"}},
            "before":{"type":["string","null"]},"after":{"type":["string","null"]}}})"},
    {"PersonPage", R"({"type":"object","required":["items","before","after"],"properties":{
            "items":{"type":"array","items":{"$ref":"#/components/schemas/Person"}},
            "before":{"type":["string","null"]},"after":{"type":["string","null"]}}})"},
    {"TeamPage", R"({"type":"object","required":["items","before","after"],"properties":{
            "items":{"type":"array","items":{"$ref":"#/components/schemas/Team"}},
            "before":{"type":["string","null"]},"after":{"type":["string","null"]}}})"},
    {"DevicePage", R"({"type":"object","required":["items","before","after"],"properties":{
            "items":{"type":"array","items":{"$ref":"#/components/schemas/Device"}},
            "before":{"type":["string","null"]},"after":{"type":["string","null"]}}})"},
    {"Empty", R"({"type":"object"})"},
};

}  // namespace

std::vector<std::pair<std::string_view, std::string_view>> component_schemas() {
    return {std::begin(schemas), std::end(schemas)};
}

}  // namespace auth

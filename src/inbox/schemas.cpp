#include "inbox/inbox.hpp"

namespace inbox {
namespace {

// What a page has beside its items.
struct More {
    std::string required;    // ,"seen"
    std::string properties;  // ,"seen":{…}
};

// A page of some component, ascending.
std::string page_of(const std::string& component, const More& more = {}) {
    return R"({"type":"object","required":["items","before","after")" + more.required +
           R"(],"properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/)" +
           component +
           R"("}},"before":{"type":["string","null"],"description":"For ?before=: what is older"},)"
           R"("after":{"type":["string","null"],"description":"For ?after=: what is newer"})" +
           more.properties + "}}";
}

constexpr auto contact = R"({"type":"object","required":["id","name","phone","username"],
    "properties":{
    "id":{"type":"string"},
    "name":{"type":"string","description":"Profile name; empty when WhatsApp has told none"},
    "phone":{"type":["string","null"],"description":"Digits with country code"},
    "username":{"type":["string","null"],"description":"Without @"}}})";

constexpr auto piece_of_work = R"({"type":"object","required":["id","state","openedAt",
    "firstReplyAt","resolvedAt","snoozedUntil"],"properties":{
    "id":{"type":"string"},
    "state":{"type":"string","enum":["open","snoozed","resolved"]},
    "openedAt":{"type":"string","format":"date-time"},
    "firstReplyAt":{"type":["string","null"],"format":"date-time"},
    "resolvedAt":{"type":["string","null"],"format":"date-time"},
    "snoozedUntil":{"type":["string","null"],"format":"date-time"}}})";

constexpr auto message_error = R"({"type":"object","required":["code","text","metaCode"],
    "properties":{
    "code":{"type":"string"},
    "text":{"type":"string","description":"What happened and what to do, in the answer's language; in an event, in the product's"},
    "detail":{"type":["string","null"],"description":"WhatsApp's own words, where it told any"},
    "metaCode":{"type":["integer","null"]}}})";

constexpr auto message = R"({"type":"object","required":["id","conversationId","clientId",
    "direction","type","text","content","wamid","status","error","author","sortAt","createdAt"],
    "properties":{
    "id":{"type":"string"},
    "conversationId":{"type":"string"},
    "clientId":{"type":["string","null"]},
    "direction":{"type":"string","enum":["inbound","outbound"]},
    "type":{"type":"string","description":"As WhatsApp names it; unsupported for what is unknown"},
    "text":{"type":["string","null"]},
    "content":{"type":"object","additionalProperties":true,
        "description":"WhatsApp's own words: what the type needs beyond text, under the type's name, and context, referral, identity and errors where they stood beside it"},
    "wamid":{"type":["string","null"]},
    "status":{"type":"string","enum":["received","queued","dispatching","accepted","sent",
        "delivered","read","played","failed","expired","cancelled","unconfirmed"]},
    "error":{"anyOf":[{"$ref":"#/components/schemas/MessageError"},{"type":"null"}]},
    "author":{"anyOf":[{"$ref":"#/components/schemas/Person"},{"type":"null"}],
        "description":"A user of ours; null for customers, the bot and the business's own phone"},
    "sortAt":{"type":"string","format":"date-time",
        "description":"With the id, the order of every screen"},
    "createdAt":{"type":"string","format":"date-time"}}})";

constexpr auto conversation = R"({"type":"object","required":["id","contact","numberId","team",
    "assignee","mode","unread","lastMessage","windowClosesAt","waitingSince","case","updatedAt"],
    "properties":{
    "id":{"type":"string"},
    "contact":{"$ref":"#/components/schemas/Contact"},
    "numberId":{"type":"string"},
    "team":{"type":["string","null"],"description":"Id"},
    "assignee":{"anyOf":[{"$ref":"#/components/schemas/Person"},{"type":"null"}]},
    "mode":{"type":"string","enum":["ai_only","spectator","takeover"]},
    "unread":{"type":"integer","minimum":0},
    "lastMessage":{"anyOf":[{"$ref":"#/components/schemas/Message"},{"type":"null"}]},
    "windowClosesAt":{"type":["string","null"],"format":"date-time"},
    "waitingSince":{"type":["string","null"],"format":"date-time",
        "description":"Since when the customer waits for an answer"},
    "case":{"anyOf":[{"$ref":"#/components/schemas/Case"},{"type":"null"}]},
    "updatedAt":{"type":"string","format":"date-time"}}})";

constexpr auto seen = R"(,"seen":{"anyOf":[{"type":"object","required":["messageId","at"],
    "properties":{"messageId":{"type":"string"},"at":{"type":"string","format":"date-time"}}},
    {"type":"null"}],"description":"How far the caller has seen the conversation"})";

constexpr auto send_message = R"({"type":"object","required":["clientId","type","text"],
    "properties":{
    "clientId":{"type":"string","minLength":1,"maxLength":100,
        "description":"Unique with the conversation: the same again is the same message"},
    "type":{"type":"string","const":"text"},
    "text":{"type":"string","minLength":1,"maxLength":4096}}})";

constexpr auto assignment = R"({"type":"object","minProperties":1,
    "description":"At least one of them; what is absent stays","properties":{
    "userId":{"type":["string","null"],"description":"null: nobody"},
    "teamId":{"type":["string","null"],"description":"null: no team"}}})";

constexpr auto takeover = R"({"type":"object","properties":{
    "mode":{"type":"string","enum":["takeover","spectator","ai_only"],"default":"takeover"}}})";

constexpr auto snoozing = R"({"type":"object","required":["until"],"properties":{
    "until":{"type":"string","format":"date-time"}}})";

}  // namespace

std::vector<net::NamedSchema> component_schemas() {
    return {{"Contact", contact},
            {"Case", piece_of_work},
            {"MessageError", message_error},
            {"Message", message},
            {"Conversation", conversation},
            {"ConversationPage", page_of("Conversation")},
            {"MessagePage", page_of("Message", {R"(,"seen")", seen})},
            {"ContactPage", page_of("Contact")},
            {"SendMessage", send_message},
            {"Assign", assignment},
            {"Takeover", takeover},
            {"Snooze", snoozing}};
}

}  // namespace inbox

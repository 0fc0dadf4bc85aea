#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace model {

// An opaque id of one kind of thing; ids of different things do not mix. Empty means none.
template <class Tag>
class Id {
public:
    Id() = default;
    explicit Id(std::string text) : text_(std::move(text)) {}
    const std::string& text() const { return text_; }
    bool empty() const { return text_.empty(); }
    friend auto operator<=>(const Id&, const Id&) = default;

private:
    std::string text_;
};

using ContactId = Id<struct ContactTag>;
using ConversationId = Id<struct ConversationTag>;
using CaseId = Id<struct CaseTag>;
using MessageId = Id<struct MessageTag>;
using UserId = Id<struct UserTag>;
using TeamId = Id<struct TeamTag>;
using SessionId = Id<struct SessionTag>;
using ApiKeyId = Id<struct ApiKeyTag>;
using AttemptId = Id<struct AttemptTag>;
using NumberId = Id<struct NumberTag>;  // Meta's phone number id: decimal digits, beyond 2^53
using ClientId = Id<struct ClientTag>;  // chosen by a sender; unique with its conversation

}  // namespace model

template <class Tag>
struct std::hash<model::Id<Tag>> {
    std::size_t operator()(const model::Id<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.text());
    }
};

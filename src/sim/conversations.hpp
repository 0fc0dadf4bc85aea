#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/clock.hpp"
#include "sim/customers.hpp"
#include "sim/ids.hpp"
#include "sim/pace.hpp"

namespace sim {

// How far a message of the business's has come.
enum class Progress { accepted, sent, delivered, read, failed };
std::string_view to_string(Progress progress);

// One bubble on the customer's phone.
struct Line {
    std::string wamid;
    Side side = Side::customer;
    std::string type;
    std::string text;            // what a person reads: the text, a caption, or ""
    boost::json::value content;  // what stands under the type's name
    std::string quoted;          // wamid, "" for none
    core::WallTime at{};
    Progress progress = Progress::accepted;  // of the business's lines
    bool seen_by_business = false;           // of the customer's: a read mark has come
};

// What one customer and one of the business's numbers have written to each other.
struct Conversation {
    std::size_t number = 0;                         // which of the business's numbers
    std::size_t customer = 0;                       // index of Customers
    std::deque<Line> lines;                         // the last lines_max
    std::optional<core::WallTime> last_inbound_at;  // opens the 24-hour window
    core::SteadyTime typing_until{};                // the business's typing indicator
    Pace pair_pace;                                 // of the business's messages
    std::uint64_t version = 0;  // grows with every change, over all conversations
};

// All conversations, and every message of them by its wamid.
class Conversations {
public:
    static constexpr std::size_t lines_max = 500;  // of a conversation; the oldest go

    Conversation& of(std::size_t number, std::size_t customer);
    Conversation* find(std::size_t number, std::size_t customer);

    void append(Conversation& conversation, Line line);
    struct Found {
        Conversation* conversation = nullptr;
        Line* line = nullptr;
        explicit operator bool() const { return line != nullptr; }
    };
    Found find_message(std::string_view wamid);

    // Call after every change that a watcher should see.
    void touch(Conversation& conversation) { conversation.version = ++version_; }
    std::uint64_t version() const { return version_; }
    std::map<std::pair<std::size_t, std::size_t>, Conversation>& all() { return all_; }

private:
    std::map<std::pair<std::size_t, std::size_t>, Conversation> all_;  // by (number, customer)
    std::unordered_map<std::string, Conversation*> by_wamid_;
    std::uint64_t version_ = 0;
};

}  // namespace sim

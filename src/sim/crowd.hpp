#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/random.hpp"
#include "core/scheduler.hpp"
#include "sim/agenda.hpp"
#include "sim/conversations.hpp"
#include "sim/customers.hpp"
#include "sim/dialogues.hpp"
#include "sim/ids.hpp"
#include "sim/phones.hpp"
#include "sim/webhook_sender.hpp"

namespace sim {

struct CrowdOptions {
    double rate = 0;                    // messages a second that nobody has asked for; 0: silence
    std::size_t openings_at_start = 0;  // customers who write within the first seconds
    bool answers = true;                // customers answer what they have read
};

// The customers' will: who begins a dialogue, who answers, who loses patience. What they write of
// their own accord comes at a rate of real time, so that a day's jump of the clock does not bring a
// day's messages at once; answers follow their habits on the simulator's clock.
class Crowd {
public:
    static constexpr double rate_max = 5'000;

    struct Parts {
        core::Scheduler& scheduler;
        Agenda& agenda;
        const core::Clock& clock;
        core::Random& random;
        IdSource& ids;
        Customers& customers;
        Conversations& conversations;
        Phones& phones;
        const WebhookSender& webhooks;
    };
    Crowd(CrowdOptions options, Parts parts) : options_(options), parts_(parts) {}

    void start();
    void stop();
    // From 0 (silence) to rate_max; takes effect at once.
    void set_rate(double rate);
    double rate() const { return options_.rate; }

    // A person takes this customer's phone: nothing comes from here for them any more.
    void hand_over(std::size_t customer) { played_.insert(customer); }
    bool is_played(std::size_t customer) const { return played_.contains(customer); }
    // The owner has seen a message of the business's.
    void seen(const Conversation& conversation, const Line& line);

private:
    // Where a customer stands in a dialogue.
    struct Play {
        const Dialogue* dialogue = nullptr;
        std::size_t step = 0;
        bool waits = false;  // for the business
        bool answer_is_due = false;
        unsigned nudges = 0;
        unsigned order = 0;
        core::SteadyTime since{};
    };

    void schedule_next();
    void write_something();
    void act(Customer& customer);
    bool is_free(const Customer& customer);
    void begin(Customer& customer);
    void say_step(Customer& customer);
    void say(Customer& customer, std::string_view line);
    bool say_another_kind(Customer& customer);
    void answer(std::size_t customer);
    std::string last_of(const Customer& customer, Side side);
    bool may_write() const { return parts_.webhooks.has_room(); }

    CrowdOptions options_;
    Parts parts_;
    std::unordered_map<std::size_t, Play> plays_;  // by customer
    std::unordered_set<std::size_t> played_;
    core::TimerId timer_ = core::TimerId::none;
    std::uint64_t owed_ = 0;  // messages that came with a step; the rate counts them
    bool running_ = false;
};

}  // namespace sim

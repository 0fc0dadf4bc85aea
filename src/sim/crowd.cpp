#include "sim/crowd.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/text.hpp"
#include "sim/countries.hpp"
#include "sim/inbound_content.hpp"

namespace sim {
namespace {

constexpr std::chrono::seconds patience{90};
constexpr unsigned nudges_max = 2;
constexpr int tries_max = 8;  // to find somebody who has something to say
constexpr core::Milliseconds opening_time = std::chrono::seconds{6};

// What comes now and then instead of the next line of a dialogue, and how often of a hundred.
struct Rarity {
    std::string_view type;
    unsigned share;
};
constexpr std::array rarities{
    Rarity{"image", 24},   Rarity{"audio", 18},      Rarity{"reaction", 16},   Rarity{"sticker", 8},
    Rarity{"location", 6}, Rarity{"document", 6},    Rarity{"order", 5},       Rarity{"video", 4},
    Rarity{"contacts", 3}, Rarity{"button", 3},      Rarity{"interactive", 3}, Rarity{"edit", 2},
    Rarity{"revoke", 1},   Rarity{"unsupported", 1},
};

std::string_view draw_type(core::Random& random) {
    auto drawn = random.below(100);
    for (const auto& [type, share] : rarities) {
        if (drawn < share) return type;
        drawn -= share;
    }
    return rarities.front().type;
}

const Dialogue& draw_dialogue(core::Language language, core::Random& random) {
    const auto all = dialogues();
    for (;;) {
        const auto& dialogue = all[random.below(all.size())];
        if (dialogue.language == language) return dialogue;
    }
}

boost::json::object advertisement(IdSource& ids) {
    return {{"source_url", "https://fb.me/simulated"},
            {"source_id", ids.object_id()},
            {"source_type", "ad"},
            {"headline", "2x1"},
            {"body", "Esta semana"},
            {"media_type", "image"},
            {"ctwa_clid", "ARsimulated" + ids.trace()}};
}

}  // namespace

void Crowd::start() {
    running_ = true;
    const auto openings = std::min(options_.openings_at_start, parts_.customers.all().size());
    for (std::size_t i = 0; i < openings; ++i) {
        const core::Milliseconds when{300 + static_cast<int>(parts_.random.below(
                                                static_cast<std::uint64_t>(opening_time.count())))};
        parts_.agenda.add(when, [this, i] {
            auto& customer = parts_.customers.all()[i];
            if (is_free(customer) && may_write()) begin(customer);
        });
    }
    schedule_next();
}

void Crowd::stop() {
    running_ = false;
    if (timer_ != core::TimerId::none) parts_.scheduler.cancel(timer_);
    timer_ = core::TimerId::none;
}

void Crowd::set_rate(double rate) {
    options_.rate = std::clamp(rate, 0.0, rate_max);
    if (!running_) return;
    if (timer_ != core::TimerId::none) parts_.scheduler.cancel(timer_);
    timer_ = core::TimerId::none;
    schedule_next();
}

// Exponential gaps, as people are. Above what a timer can tell apart, several write at one tick.
void Crowd::schedule_next() {
    if (!running_ || options_.rate <= 0 || parts_.customers.all().empty()) return;
    constexpr double shortest_ms = 5;
    const double mean_ms = 1000.0 / options_.rate;
    const double ticks_mean_ms = std::max(mean_ms, shortest_ms);
    const double gap = -std::log(1.0 - parts_.random.unit()) * ticks_mean_ms;
    const auto wait = core::Milliseconds{std::lround(std::min(gap, 10 * ticks_mean_ms))};
    const auto writers = static_cast<int>(std::max(1.0, std::round(ticks_mean_ms / mean_ms)));
    timer_ = parts_.scheduler.after(wait, [this, writers] {
        timer_ = core::TimerId::none;
        for (int i = 0; i < writers; ++i) write_something();
        schedule_next();
    });
}

void Crowd::write_something() {
    if (owed_ > 0) {
        --owed_;
        return;
    }
    if (!may_write()) return;
    auto& all = parts_.customers.all();
    Customer* chosen = nullptr;
    for (int i = 0; i < tries_max; ++i) {
        auto& candidate = all[parts_.random.below(all.size())];
        if (is_played(candidate.index)) continue;
        chosen = &candidate;
        if (is_free(candidate)) break;
    }
    if (chosen) act(*chosen);
}

// Has something to say that nobody has to wait for.
bool Crowd::is_free(const Customer& customer) {
    if (is_played(customer.index)) return false;
    const auto play = plays_.find(customer.index);
    if (play == plays_.end() || !play->second.dialogue) return true;
    const auto& state = play->second;
    return state.waits && !state.answer_is_due && state.nudges < nudges_max &&
           parts_.clock.steady() - state.since > patience;
}

void Crowd::act(Customer& customer) {
    if (parts_.random.below(100) < 8 && say_another_kind(customer)) return;
    auto& play = plays_[customer.index];
    if (!play.dialogue || !play.waits || play.nudges >= nudges_max) return begin(customer);
    ++play.nudges;
    play.since = parts_.clock.steady();
    say(customer, pick(nudges(customer.language), parts_.random));
}

void Crowd::begin(Customer& customer) {
    auto& play = plays_[customer.index];
    play = {};
    play.dialogue = &draw_dialogue(customer.language, parts_.random);
    play.order = 4'000 + static_cast<unsigned>(parts_.random.below(6'000));
    say_step(customer);
}

void Crowd::say_step(Customer& customer) {
    auto& play = plays_[customer.index];
    const auto lines = core::split(play.dialogue->steps[play.step], '|');
    play.waits = true;
    play.answer_is_due = false;
    play.since = parts_.clock.steady();
    ++play.step;
    const bool is_last = play.step >= play.dialogue->steps.size();
    const Filling filling{customer.city, play.order};
    core::Milliseconds when{0};
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto text = filled_in(lines[i], filling);
        if (i == 0) {
            say(customer, text);
            continue;
        }
        when += core::Milliseconds{1'500 + static_cast<int>(parts_.random.below(4'000))};
        ++owed_;
        parts_.agenda.add(when, [this, index = customer.index, text] {
            if (!is_played(index) && may_write()) say(parts_.customers.all()[index], text);
        });
    }
    if (is_last) play.dialogue = nullptr;
}

void Crowd::say(Customer& customer, std::string_view line) {
    if (!line.starts_with('#')) {
        auto writing = plain_text(std::string{line});
        const auto last = last_of(customer, Side::business);
        if (!last.empty() && parts_.random.below(12) == 0) writing.quoted = last;
        const bool is_first = last_of(customer, Side::customer).empty();
        if (is_first && parts_.random.below(15) == 0)
            writing.besides["referral"] = advertisement(parts_.ids);
        parts_.phones.write(customer, customer.number, std::move(writing));
        return;
    }
    const auto space = line.find(' ');
    ContentWish wish;
    wish.type = line.substr(1, space == std::string_view::npos ? space : space - 1);
    if (space != std::string_view::npos) wish.text = line.substr(space + 1);
    if (auto writing = invent_writing(wish, customer, parts_.ids, parts_.random))
        parts_.phones.write(customer, customer.number, std::move(*writing));
}

bool Crowd::say_another_kind(Customer& customer) {
    ContentWish wish;
    wish.type = draw_type(parts_.random);
    const bool about_own = wish.type == "edit" || wish.type == "revoke";
    wish.target = last_of(customer, about_own ? Side::customer : Side::business);
    if (wish.type == "image" && parts_.random.below(2) == 0)
        wish.text = pick(captions(customer.language), parts_.random);
    if (wish.type == "reaction") wish.text = pick(reactions(), parts_.random);
    if (wish.type == "edit") wish.text = pick(nudges(customer.language), parts_.random);
    auto writing = invent_writing(wish, customer, parts_.ids, parts_.random);
    if (!writing) return false;
    parts_.phones.write(customer, customer.number, std::move(*writing));
    return true;
}

std::string Crowd::last_of(const Customer& customer, Side side) {
    const auto* conversation = parts_.conversations.find(customer.number, customer.index);
    if (!conversation) return "";
    const auto last = std::ranges::find_if(
        conversation->lines.rbegin(), conversation->lines.rend(), [&](const Line& line) {
            return line.side == side && line.type != "reaction" && line.type != "edit" &&
                   line.type != "revoke";
        });
    return last == conversation->lines.rend() ? "" : last->wamid;
}

void Crowd::seen(const Conversation& conversation, const Line& line) {
    if (!running_ || !options_.answers || is_played(conversation.customer)) return;
    if (line.type == "reaction") return;
    auto& play = plays_[conversation.customer];
    if (play.answer_is_due) return;
    const auto& customer = parts_.customers.all()[conversation.customer];
    if (!play.dialogue && parts_.random.below(3) != 0) return;  // nothing left to say
    play.answer_is_due = true;
    parts_.agenda.add(customer.habits.answering,
                      [this, index = conversation.customer] { answer(index); });
}

void Crowd::answer(std::size_t index) {
    auto& play = plays_[index];
    play.answer_is_due = false;
    if (!running_ || is_played(index) || !may_write()) return;
    auto& customer = parts_.customers.all()[index];
    if (play.dialogue) return say_step(customer);
    if (parts_.random.below(2) == 0) {
        const ContentWish wish{"reaction", std::string{pick(reactions(), parts_.random)},
                               last_of(customer, Side::business)};
        if (auto writing = invent_writing(wish, customer, parts_.ids, parts_.random))
            parts_.phones.write(customer, customer.number, std::move(*writing));
        return;
    }
    say(customer, pick(thanks(customer.language), parts_.random));
}

}  // namespace sim

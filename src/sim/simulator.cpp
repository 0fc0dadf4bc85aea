#include "sim/simulator.hpp"

#include <algorithm>
#include <utility>

#include "core/json.hpp"
#include "core/text.hpp"
#include "sim/inbound_content.hpp"

namespace sim {
namespace {

// Seeds that differ in more than a bit (splitmix64).
std::uint64_t stream(std::uint64_t seed, std::uint64_t which) {
    auto mixed = seed + which * 0x9e3779b97f4a7c15;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
}

// A person who writes a file looks for the place by line and column, from 1.
core::Error in_file(const Simulator::FaultsFile& file, core::Error error) {
    const auto position = core::parse_integer(core::parameter_text(error, "position"));
    if (!position) return error;
    const auto before = std::string_view(file.text).substr(0, static_cast<std::size_t>(*position));
    const auto line_begin = before.rfind('\n') + 1;  // 0 where there is no line break
    return {core::Kind::invalid,
            "sim.bad_faults_file",
            {{"file", file.name},
             {"line", std::ranges::count(before, '\n') + 1},
             {"column", before.size() - line_begin + 1}}};
}

core::Error bad_message(std::string reason) {
    return {core::Kind::invalid, "sim.bad_message", {{"reason", std::move(reason)}}};
}

}  // namespace

Simulator::Simulator(Options options, Parts parts)
    : options_(std::move(options)),
      parts_(std::move(parts)),
      people_random_(stream(options_.seed, 1)),
      crowd_random_(stream(options_.seed, 2)),
      phone_random_(stream(options_.seed, 3)),
      id_random_(stream(options_.seed, 4)),
      fault_random_(stream(options_.seed, 5)),
      agenda_(parts_.scheduler, parts_.clock),
      ids_(id_random_, parts_.clock),
      people_ids_(people_random_, parts_.clock),
      customers_(people_random_, people_ids_),
      faults_(fault_random_),
      webhooks_(options_.webhooks, options_.account.id, options_.account.numbers,
                {agenda_, parts_.clock, faults_, ledger_, parts_.client, parts_.log}),
      phones_({agenda_, parts_.clock, phone_random_, ids_, customers_, conversations_, webhooks_}),
      crowd_(options_.crowd, {parts_.scheduler, agenda_, parts_.clock, crowd_random_, ids_,
                              customers_, conversations_, phones_, webhooks_}),
      graph_(
          options_.account, options_.limits,
          {parts_.clock, ids_, customers_, conversations_, phones_, faults_, ledger_, webhooks_}) {
    customers_.populate(options_.customers, options_.account.numbers.size());
    phones_.on_seen = [this](const Conversation& conversation, const Line& line) {
        crowd_.seen(conversation, line);
    };
    phones_.is_played = [this](std::size_t customer) { return crowd_.is_played(customer); };
    if (!options_.windows_open_at_start) return;
    for (const auto& customer : customers_.all())
        conversations_.of(customer.number, customer.index).last_inbound_at = parts_.clock.wall();
}

core::Result<void> Simulator::add_faults(const FaultsFile& file) {
    const auto rules = core::parse_json(file.text);
    if (!rules) return in_file(file, rules.error());
    return faults_.add_all(*rules);
}

void Simulator::start() {
    webhooks_.start();
    crowd_.start();
}

core::Task<> Simulator::stop() {
    crowd_.stop();
    agenda_.clear();
    co_await webhooks_.stop();
}

Customer* Simulator::sender_of(const WriteRequest& request) {
    if (request.from.empty()) {
        auto& all = customers_.all();
        if (all.empty()) return customers_.add({.name = request.name});
        return &all[crowd_random_.below(all.size())];
    }
    if (auto* known = customers_.find(request.from)) return known;
    const auto digits = only_digits(request.from);
    const bool is_number =
        digits.size() >= 7 && digits.size() <= 15 && request.from.find('.') == std::string::npos;
    if (!is_number) return nullptr;
    if (auto* known = customers_.find_by_phone(digits)) return known;
    return customers_.add({.wa_id = digits, .name = request.name});
}

core::Result<Simulator::Written> Simulator::write(WriteRequest request) {
    if (!webhooks_.has_room()) return core::Error{core::Kind::unavailable, "sim.backlog_full"};
    auto* customer = sender_of(request);
    if (!customer) return core::Error{core::Kind::not_found, "sim.unknown_customer"};

    std::size_t number = customer->number;
    if (!request.number.empty()) {
        const auto& numbers = options_.account.numbers;
        number = 0;
        while (number < numbers.size() && numbers[number].id != request.number) ++number;
        if (number == numbers.size())
            return core::Error{core::Kind::not_found, "sim.unknown_number"};
    }
    if (!request.invent.empty()) {
        auto invented = invent_writing({request.invent, request.text, request.target}, *customer,
                                       ids_, crowd_random_);
        if (!invented) return bad_message("type: " + request.invent);
        if (!request.writing.quoted.empty()) invented->quoted = request.writing.quoted;
        request.writing = std::move(*invented);
    }
    return Written{phones_.write(*customer, number, std::move(request.writing)),
                   customer->handle()};
}

}  // namespace sim

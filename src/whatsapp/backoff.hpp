#pragma once

#include "core/clock.hpp"
#include "core/random.hpp"
#include "whatsapp/error_table.hpp"

namespace whatsapp {

// How long until a message that was provably not sent goes again, after `tries` attempts before
// this one. Doubling from 1 s to 60 s, half of it by chance, so that lanes do not come together;
// for the pair limit at least 4^tries seconds (Cloud API, pair rate), at most an hour.
core::Milliseconds back_off(Verdict verdict, std::int64_t tries, core::Random& random);

}  // namespace whatsapp

#include "whatsapp/error_table.hpp"

#include <doctest/doctest.h>

using whatsapp::Verdict;
using whatsapp::verdict_for;

TEST_CASE("rate limits and maintenance were provably not sent, and are tried again") {
    for (const int code :
         {4, 613, 80007, 130429, 131057, 133000, 133004, 133015, 134101, 131208, 139102, 139103})
        CHECK_MESSAGE(verdict_for(code) == Verdict::retry, code);
    CHECK(verdict_for(131056) == Verdict::pair_limit);
}

TEST_CASE("1, 2, 131000 and 131016 may have been sent, whatever the contract calls them") {
    for (const int code : {1, 2, 131000, 131016})
        CHECK_MESSAGE(verdict_for(code) == Verdict::ambiguous, code);
}

TEST_CASE("a code that nobody has told us of proves nothing") {
    for (const int code : {-1, 5, 300, 99999, 130430, 131999, 2147483647})
        CHECK_MESSAGE(verdict_for(code) == Verdict::ambiguous, code);
}

TEST_CASE("a bad token stops the number, it does not fail its messages") {
    CHECK(verdict_for(190) == Verdict::token);
    CHECK(verdict_for(0) == Verdict::token);
}

TEST_CASE("what can never go as it is, is refused") {
    for (const int code :
         {3,      10,     33,     100,    200,    250,    299,    368,    506,    130403,
          130472, 130497, 131005, 131008, 131009, 131021, 131026, 131030, 131031, 131037,
          131042, 131044, 131045, 131047, 131048, 131049, 131050, 131051, 131052, 131053,
          131055, 131058, 131062, 131063, 131064, 132000, 132001, 132005, 132007, 132008,
          132012, 132015, 132016, 132018, 132068, 132069, 133010, 134102, 135000, 137000})
        CHECK_MESSAGE(verdict_for(code) == Verdict::refuse, code);
}

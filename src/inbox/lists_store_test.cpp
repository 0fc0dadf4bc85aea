#include "inbox/lists_store.hpp"

#include <doctest/doctest.h>

#include "inbox/testing.hpp"

using inbox::Narrowing;
using inbox::Stream;
using inbox::Towards;

namespace {

const Stream of_scope{model::NumberId{"1"}, {}, {}, "open", Narrowing::none};
const Stream of_assignee{{}, {}, model::UserId{"eva"}, "open", Narrowing::none};

}  // namespace

TEST_CASE_FIXTURE(inbox::EmptyInbox,
                  "every stream walks one index in its order and sorts nothing") {
    struct Case {
        Stream stream;
        Narrowing narrowing;
        std::string index;
    };
    for (const auto& expected : {
             Case{of_scope, Narrowing::none, "conversations_by_scope"},
             Case{of_scope, Narrowing::unread, "conversations_by_scope_unread"},
             Case{of_scope, Narrowing::unassigned, "conversations_by_scope_unassigned"},
             Case{of_assignee, Narrowing::none, "conversations_by_assignee"},
             Case{of_assignee, Narrowing::unread, "conversations_by_assignee_unread"},
         }) {
        for (const auto towards : {Towards::before, Towards::after}) {
            auto stream = expected.stream;
            stream.narrowing = expected.narrowing;
            const auto plan = query_plan(stream_sql(stream, towards));
            REQUIRE(plan.size() == 1);
            CAPTURE(plan.front());
            const bool by_index =
                plan.front().find(" INDEX " + expected.index + " (") != std::string::npos;
            CHECK(by_index);
            const bool ranged =
                plan.front().ends_with(towards == Towards::before ? " AND (updated_at,id)<(?,?))"
                                                                  : " AND (updated_at,id)>(?,?))");
            CHECK(ranged);
        }
    }
}

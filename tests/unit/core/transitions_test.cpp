// SPDX-License-Identifier: MIT
#include "daemon/core/jobs/transitions.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace msd::core {
namespace {

using S = ms::JobState;

// Written again from the life of a job, not from the table: from → to.
const std::map<S, std::set<S>> allowed{
    {S::pending, {S::running, S::cancelled, S::deadline}},
    {S::running,
     {S::suspended, S::completed, S::failed, S::cancelled, S::timeout, S::node_fail, S::out_of_memory, S::pending}},
    {S::suspended, {S::running}},
    {S::completed, {S::pending}},
    {S::failed, {S::pending}},
    {S::cancelled, {S::pending}},
    {S::timeout, {S::pending}},
    {S::node_fail, {S::pending}},
    {S::out_of_memory, {S::pending}},
};

bool is_allowed(S from, S to) {
    auto row = allowed.find(from);
    return row != allowed.end() && row->second.count(to);
}

TEST(Transitions, EveryPairIsAllowedOrForbiddenAsWritten) {
    for (int f = 0; f < ms::job_state_count; ++f)
        for (int t = 0; t < ms::job_state_count; ++t) {
            const S from = static_cast<S>(f), to = static_cast<S>(t);
            EXPECT_EQ(find_transition(from, to) != nullptr, is_allowed(from, to))
                << ms::state_name(from) << " to " << ms::state_name(to);
            if (!is_allowed(from, to)) continue;
            ms::Job job;
            job.state = from;
            set_state(job, to);
            EXPECT_EQ(job.state, to);
        }
}

TEST(Transitions, AForbiddenOneEndsTheProcess) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    ms::Job job;
    job.id = {7};
    job.state = S::completed;
    EXPECT_DEATH(set_state(job, S::running), "bug: job 7 can not go from COMPLETED to RUNNING");
}

TEST(Transitions, EachHasACauseAndStandsOnce) {
    std::set<std::pair<S, S>> seen;
    for (const auto& row : transitions()) {
        EXPECT_FALSE(row.cause.empty());
        EXPECT_TRUE(seen.insert({row.from, row.to}).second);
    }
}

}  // namespace
}  // namespace msd::core

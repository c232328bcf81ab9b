// SPDX-License-Identifier: MIT
// Causes of a job's end that race: cancelled, at its time limit, stopped and let go, the daemon's restart, and what its
// processes made of it. In whatever order they come, the job ends once, by the first that was ordered, else as it says.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "tests/support/core_world.hpp"

namespace msd::core {
namespace {

using ms::test::World;
using Operation = ControlRequest::Operation;

struct Race {
    World world;
    JobState ordered = JobState::running;  // what the first order makes of the job; running = none was given

    void order(JobState state) {
        if (ordered == JobState::running) ordered = state;
    }
};

/// What can happen to a job on its way.
struct Cause {
    const char* name;
    void (*befall)(Race&);
};
constexpr Seconds time_limit{60};
const Cause causes[] = {
    {"suspended", [](Race& race) { race.world.control(Operation::suspend, "1"); }},
    {"stopped", [](Race& race) { race.world.pass(Seconds{2}); }},  // two seconds later it stands still
    {"resumed", [](Race& race) { race.world.control(Operation::resume, "1"); }},
    {"cancelled",
     [](Race& race) {
         if (race.world.cancel("1") == Errc::ok) race.order(JobState::cancelled);
     }},
    {"at its limit",
     [](Race& race) {
         const bool counts = race.world.job_state(1) == JobState::running;
         race.world.pass(time_limit);
         if (counts) race.order(JobState::timeout);
     }},
    {"seen by another daemon", [](Race& race) { race.world.restart(); }},
};

struct End {
    const char* name;
    int wait_status;
    bool out_of_memory;
    JobState alone;  // what it makes of a job that nothing was ordered for
};
const End ends[] = {
    {"exits", 0, false, JobState::completed},
    {"is killed", SIGKILL, false, JobState::failed},
    {"is out of memory", SIGKILL, true, JobState::out_of_memory},
};

Ended report_of(const World& world, const End& end) {
    Ended report;
    report.job = JobId{1};
    report.wait_status = end.wait_status;
    report.out_of_memory = end.out_of_memory;
    report.usage.cpu_time.user = std::chrono::microseconds{12'000'000};
    report.at = world.now();
    return report;
}

/// The batch step's rows that tell an end.
std::vector<Step> ended_steps(const World& world) {
    std::vector<Step> ended;
    for (const Step& step : world.steps())
        if (is_set(step.end)) ended.push_back(step);
    return ended;
}

void expect_one_end(Race& race, const End& end) {
    World& world = race.world;
    const Ended report = report_of(world, end);
    world.send(report);
    const JobState expected = race.ordered == JobState::running ? end.alone : race.ordered;
    EXPECT_EQ(state_name(world.job_state(1)), state_name(expected));
    EXPECT_EQ(world.job(1).cpu_time, report.usage.cpu_time);
    const auto steps = ended_steps(world);
    ASSERT_EQ(steps.size(), 1u);
    EXPECT_EQ(steps[0].usage.cpu_time, report.usage.cpu_time);

    const Job once = world.job(1);
    world.send(report);
    world.cancel("1");
    world.control(Operation::suspend, "1");
    EXPECT_TRUE(world.job(1) == once) << "what comes after the end changes it";
    EXPECT_EQ(ended_steps(world).size(), 1u);
    EXPECT_EQ(world.state().next_due(), world.job(1).end + Seconds{300}) << "nothing is left but to forget it";
    for (const auto& complaint : world.complaints()) ADD_FAILURE() << complaint;
}

/// Whoever was frozen and is to end is let go on first, or it could not.
void expect_no_frozen_end(const std::vector<SendSignal>& signals) {
    bool frozen = false;
    for (const SendSignal& signal : signals) {
        if (signal.signal == 0) continue;  // a message
        if (signal.with_continue || signal.signal == SIGCONT) frozen = false;
        EXPECT_FALSE(frozen && signal.signal == SIGTERM);
        frozen = frozen || signal.suspend;
    }
}

TEST(Races, EveryOrderOfCausesEndsTheJobOnceByTheFirst) {
    std::size_t order[std::size(causes)];
    std::size_t tried = 0;
    for (const End& end : ends) {
        for (std::size_t at = 0; at < std::size(order); ++at) order[at] = at;
        do {
            std::string story;
            Race race;
            JobSpec spec = race.world.spec();
            spec.time_limit = TimeLimit::of_minutes(1);
            race.world.submit(spec);
            for (const std::size_t which : order) {
                causes[which].befall(race);
                story += std::string(causes[which].name) + ", ";
            }
            SCOPED_TRACE(story + end.name);
            expect_no_frozen_end(race.world.take_signals());
            expect_one_end(race, end);
            ++tried;
        } while (!::testing::Test::HasFailure() && std::next_permutation(std::begin(order), std::end(order)));
    }
    EXPECT_EQ(tried, 3u * 720u);
}

/// A run that is out of memory before anything was ordered is that, whatever is ordered behind its end.
TEST(Races, WhatEndedFirstIsNotRenamedByAnOrderThatCameTooLate) {
    for (const End& end : ends) {
        for (const Cause& late : causes) {
            Race race;
            JobSpec spec = race.world.spec();
            spec.time_limit = TimeLimit::of_minutes(1);
            race.world.submit(spec);
            race.world.send(report_of(race.world, end));
            late.befall(race);
            EXPECT_EQ(state_name(race.world.job_state(1)), state_name(end.alone)) << late.name;
        }
    }
}

}  // namespace
}  // namespace msd::core

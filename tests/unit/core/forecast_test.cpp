// SPDX-License-Identifier: MIT
// When and where waiting jobs will start.
#include "daemon/core/schedule/forecast.hpp"

#include <gtest/gtest.h>

#include "tests/support/core_world.hpp"

namespace ms::test {
namespace {

struct Forecasting : testing::Test {
    World world;
    const Time begin = world.now();

    std::uint32_t submit(std::uint32_t cpus, std::uint32_t minutes) {
        JobSpec spec = world.spec();
        spec.tasks = cpus;
        spec.time_limit = TimeLimit::of_minutes(minutes);
        return world.submit(spec).id.value;
    }
    void submit_endless(std::uint32_t cpus) {
        JobSpec spec = world.spec();
        spec.tasks = cpus;
        spec.time_limit = TimeLimit::unlimited();
        world.submit(spec);
    }
    std::vector<PlannedStart> planned() {
        std::vector<JobPtr> jobs;
        for (const auto& [id, job] : world.state().jobs()) jobs.push_back(job);
        return forecast(world.state().config(), jobs, world.now());
    }
    PlannedStart at(std::uint32_t job, int minutes) { return {JobId{job}, begin + std::chrono::minutes{minutes}, "n1"}; }
};

TEST_F(Forecasting, EachStartsWhenThoseBeforeItEnd) {
    submit(4, 10);                           // runs
    const auto second = submit(3, 20), third = submit(2, 5), fourth = submit(2, 5);
    EXPECT_EQ(planned(), (std::vector<PlannedStart>{at(second, 10), at(third, 30), at(fourth, 30)}));
}

TEST_F(Forecasting, TheStateItIsMadeOfStaysAsItIs) {
    submit(4, 10);
    const auto waiting = submit(4, 10);
    ASSERT_EQ(planned().size(), 1u);
    EXPECT_EQ(world.job_state(waiting), JobState::pending);
    EXPECT_EQ(world.reason(waiting), Reason::resources);
    EXPECT_TRUE(violations(world.state()).empty());
}

TEST_F(Forecasting, NothingIsKnownOfWhatWaitsForOtherThanRoom) {
    const auto running = submit(4, 10);
    JobSpec held = world.spec();
    held.hold = true;
    world.submit(held);
    JobSpec dependent = world.spec();
    dependent.dependency = "afterok:" + std::to_string(running);
    world.submit(dependent);
    EXPECT_TRUE(planned().empty());
}

TEST_F(Forecasting, AJobWithoutALimitNeverEnds) {
    submit_endless(2);
    submit(2, 10);
    const auto small = submit(2, 10);
    submit(4, 10);  // no start
    EXPECT_EQ(planned(), (std::vector<PlannedStart>{at(small, 10)}));
}

TEST_F(Forecasting, AReservationThatRepeatsForEverEndsNothing) {
    submit_endless(4);
    submit(4, 10);
    world.change_site([this](ClusterConfig& config, Time) -> Result<void> {
        Reservation daily;
        daily.name = "daily";
        daily.start = begin + std::chrono::hours{1};
        daily.end = daily.start + std::chrono::hours{1};
        daily.flags = resv_daily;
        config.reservations.push_back(daily);
        return {};
    });
    EXPECT_TRUE(planned().empty());
}

TEST_F(Forecasting, AnArrayStartsWithItsFirstElement) {
    submit(4, 10);
    JobSpec array = world.spec();
    array.tasks = 4;
    array.time_limit = TimeLimit::of_minutes(5);
    array.array = "1-3";
    const auto master = world.submit(array).id.value;
    const auto behind = submit(4, 10);
    EXPECT_EQ(planned(), (std::vector<PlannedStart>{at(master, 10), at(behind, 25)}));
}

TEST_F(Forecasting, OnlyTheFirstOfALongQueueAreLookedAt) {
    submit(4, 10);
    const auto first = submit(4, 1);
    for (std::size_t i = 0; i < most_forecast_jobs; ++i) submit(4, 1);
    const auto all = planned();
    ASSERT_EQ(all.size(), most_forecast_jobs);
    EXPECT_EQ(all.front(), at(first, 10));
    EXPECT_EQ(all.back().start, begin + std::chrono::minutes{9 + most_forecast_jobs});
}

}  // namespace
}  // namespace ms::test

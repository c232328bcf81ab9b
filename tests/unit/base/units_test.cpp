// SPDX-License-Identifier: MIT
#include "libms/base/units.hpp"

#include <ctime>
#include <gtest/gtest.h>
#include <tuple>
#include <unordered_set>

#include "libms/base/clock.hpp"

namespace ms {
namespace {

TEST(Units, Times) {
    EXPECT_FALSE(is_set(Time{}));
    EXPECT_TRUE(is_set(Time{Micros{1}}));
    EXPECT_EQ(epoch_seconds(from_epoch_seconds(1787238245)), 1787238245);
    EXPECT_EQ(epoch_seconds(Time{Micros{1'999'999}}), 1);
    EXPECT_EQ(epoch_seconds(Time{Micros{-1}}), -1);  // rounds down, also before the epoch
}

TEST(Units, TimeLimitIsExactlyOneOfThree) {
    const auto kinds = [](TimeLimit limit) {
        return std::tuple(limit.is_set(), limit.is_unlimited(), limit.is_finite());
    };
    EXPECT_EQ(kinds(TimeLimit{}), std::tuple(false, false, false));
    EXPECT_EQ(kinds(TimeLimit::not_set()), std::tuple(false, false, false));
    EXPECT_EQ(kinds(TimeLimit::unlimited()), std::tuple(true, true, false));
    EXPECT_EQ(kinds(TimeLimit::of_minutes(0)), std::tuple(true, false, true));
}

TEST(Units, JobIds) {
    EXPECT_FALSE(JobId{});
    EXPECT_TRUE(JobId{1});
    EXPECT_LT(JobId{9}, JobId{10});
    std::unordered_set<JobId> ids;
    for (std::uint32_t i = 1; i <= 1000; ++i) ids.insert(JobId{i});
    EXPECT_EQ(ids.size(), 1000u);
    EXPECT_TRUE(ids.contains(JobId{1000}));
}

TEST(Clock, IsTheWallClock) {
    const std::time_t before = std::time(nullptr);
    const Time read = now();
    const std::time_t after = std::time(nullptr);
    EXPECT_GE(epoch_seconds(read), before - 1);
    EXPECT_LE(epoch_seconds(read), after + 1);
}

}  // namespace
}  // namespace ms

// SPDX-License-Identifier: MIT
#include "libms/text/duration.hpp"

#include <gtest/gtest.h>

namespace ms::text {
namespace {

TEST(Duration, TimeLimits) {
    const std::pair<std::string_view, std::int64_t> table[] = {
        {"30", 30},           {"30:00", 30},        {"0:30", 1},        {"1:01", 2},
        {"1:30:00", 90},      {"100:00:00", 6000},  {"1-0", 1440},      {"1-00", 1440},
        {"1-", 1440},         {"1-12:30", 2190},    {"1-0:0:0", 1440},  {"0-48:00", 2880},
        {"2-24:00:00", 4320}, {"00:90:00", 90},     {"0", 0},           {"00:00:00", 0},
        {"72:00:00", 4320},   {"15:00", 15},        {"1-00:00:01", 1441},
        {"99:99:99", 4 * 1440 + 4 * 60 + 41},
        {"4294967293", 4294967293},
    };
    for (const auto& [text, minutes] : table) {
        const auto limit = parse_time_limit(text);
        ASSERT_TRUE(limit) << text;
        EXPECT_EQ(limit->minutes, minutes) << text;
    }
    for (const char* text : {"-1", "unlimited", "UNLIMITED", "INFINITE", "infinite", "Infinite"})
        EXPECT_EQ(parse_time_limit(text), TimeLimit::unlimited()) << text;
}

TEST(Duration, Refusals) {
    for (const char* text :
         {"", " ", "48h", "2days", "1:00:00:00", "1d", "1.5", "24:00:", ":30", "::", "+10", "hh:mm:ss", "12:00:00AM",
          "-2", "-", "-1-0", "1--0", "1-2-3", "1-:30", "1-1:2:3:4", "=10:00", "1 ", "TIME", "03-00:00:", "INFINITE ",
          "1:-1", "4294967294", "99999999999999999999", "4294967295-4294967295:4294967295:4294967295"}) {
        const auto limit = parse_time_limit(text);
        ASSERT_FALSE(limit) << text;
        EXPECT_EQ(limit.error(), (Error{Errc::usage, std::string("Invalid time limit: ") + text}));
    }
}

TEST(Duration, WholeSeconds) {
    EXPECT_EQ(parse_duration("0:30"), Seconds{30});
    EXPECT_EQ(parse_duration("2"), Seconds{120});
    EXPECT_EQ(parse_duration("1-0:0:1"), Seconds{86401});
    EXPECT_FALSE(parse_duration("UNLIMITED"));
    EXPECT_FALSE(parse_duration("x"));
    EXPECT_TRUE(parse_duration("4294967295-4294967295:4294967295:4294967295"));  // must not overflow
}

struct Shown {
    std::int64_t seconds;
    std::string_view as_short;
    std::string_view as_long;
};

TEST(Duration, Output) {
    const Shown table[] = {
        {0, "0:00", "00:00:00"},
        {5, "0:05", "00:00:05"},
        {720, "12:00", "00:12:00"},
        {3600, "1:00:00", "01:00:00"},
        {86399, "23:59:59", "23:59:59"},
        {86400, "1-00:00:00", "1-00:00:00"},
        {365 * 86400, "365-00:00:00", "365-00:00:00"},
        {365 * 86400 + 1, "INVALID", "365-00:00:01"},
        {-1, "INVALID", "00:00:00"},
        {std::numeric_limits<std::int64_t>::max(), "INVALID", "106751991167300-15:30:07"},
        {std::numeric_limits<std::int64_t>::min(), "INVALID", "00:00:00"},
    };
    for (const auto& row : table) {
        EXPECT_EQ(format_short(Seconds{row.seconds}), row.as_short);
        EXPECT_EQ(format_long(Seconds{row.seconds}), row.as_long);
    }
}

TEST(Duration, Limits) {
    EXPECT_EQ(format_limit_short(TimeLimit::not_set()), "NOT_SET");
    EXPECT_EQ(format_limit_sinfo(TimeLimit::not_set()), "n/a");
    EXPECT_EQ(format_limit_long(TimeLimit::not_set()), "Partition_Limit");
    EXPECT_EQ(format_limit_short(TimeLimit::unlimited()), "UNLIMITED");
    EXPECT_EQ(format_limit_sinfo(TimeLimit::unlimited()), "infinite");
    EXPECT_EQ(format_limit_long(TimeLimit::unlimited()), "UNLIMITED");
    EXPECT_EQ(format_limit_short(TimeLimit::of_minutes(30)), "30:00");
    EXPECT_EQ(format_limit_sinfo(TimeLimit::of_minutes(60)), "1:00:00");
    EXPECT_EQ(format_limit_sinfo(TimeLimit::of_minutes(500 * 1440)), "500-00:00:00");
    EXPECT_EQ(format_limit_long(TimeLimit::of_minutes(5)), "00:05:00");
}

TEST(Duration, CpuTime) {
    const std::pair<std::int64_t, std::string_view> table[] = {
        {0, "00:00:00"},          {999, "00:00:00"},           {1000, "00:00.001"},     {250'000, "00:00.250"},
        {5'000'000, "00:00:05"},  {65'123'456, "01:05.123"},   {3'600'500'000, "01:00:00"},
        {90'061'000'000, "1-01:01:01"}, {-5, "00:00:00"},
    };
    for (const auto& [micros, text] : table) EXPECT_EQ(format_cpu_time(Micros{micros}), text) << micros;
}

TEST(Duration, LimitsReadBackWhatIsShown) {
    for (std::int64_t minutes : {0, 1, 59, 60, 61, 1439, 1440, 1441, 100000, 525600}) {
        const auto limit = TimeLimit::of_minutes(minutes);
        EXPECT_EQ(parse_time_limit(format_limit_long(limit)), limit);
        EXPECT_EQ(parse_time_limit(format_limit_short(limit)), limit);
    }
}

}  // namespace
}  // namespace ms::text

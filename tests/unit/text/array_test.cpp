// SPDX-License-Identifier: MIT
#include "libms/text/array.hpp"

#include <gtest/gtest.h>

namespace ms::text {
namespace {

constexpr std::uint32_t size = 4'000'001;

struct Row {
    std::string_view text;
    std::string_view tasks;  // as format_tasks shows all of them, with the limit
    std::uint32_t step = 1;
};

TEST(Array, Accepts) {
    const Row table[] = {
        {"1", "1"},
        {"0-3", "0-3"},
        {"1,3,5", "1,3,5"},
        {"1-10:2", "1,3,5,7,9", 2},
        {"0-18:2", "0-18:2", 2},
        {"0-19:2", "0-18:2", 2},
        {"1-10%2", "1-10%2"},
        {"1-10:2%3", "1,3,5,7,9%3", 2},
        {"1,3-5%2", "1,3-5%2"},
        {"[1-10]", "1-10"},
        {"[1-10%4]", "1-10%4"},
        {"[143]%5", "143%5"},
        {"1-10%", "1-10"},
        {"1-10%0", "1-10"},
        {"0-4000000", "0-4000000"},
        {"1-3,2-5", "1-5"},
        {"5,4,3,1", "1,3-5"},
        {"1-10,", "1-10"},
        {"001,", "1"},
        {"1-1", "1"},
        {"0-330:10", "0-330:10", 10},
        {"1-9:4,30-40:5", "1,5,9,30,35,40", 4},
        {"0-10:4000000000", "0", 4'000'001},
        {"0-10,20%99999999999", "0-10,20%4000001"},
        {"5-12,37-40%4", "5-12,37-40%4"},
    };
    for (const auto& row : table) {
        const auto spec = parse_array(row.text, size);
        ASSERT_TRUE(spec) << row.text;
        EXPECT_EQ(format_tasks(spec->tasks, spec->max_running, 0), row.tasks) << row.text;
        EXPECT_EQ(spec->step, row.step) << row.text;
    }
}

TEST(Array, Refuses) {
    for (const char* text :
         {"", ",", "a-b", "10-1", "1..10", "1-$N", "-5", "1:10", "1-", "1-10:", "1-10:0", "0-5000000", "4000001",
          "[1-3", "1-3]", "[1-3%2", "[]", "%2", "1-3%x", "1-3%-1", "1%2%3", "1-3 %2", "1-2-3", "1 2", "rray=1-2",
          "_1-3", "0-18446744073709551615", "99999999999999999999", "1-3%99999999999999999999"}) {
        const auto spec = parse_array(text, size);
        ASSERT_FALSE(spec) << text;
        EXPECT_EQ(spec.error(), (Error{Errc::invalid_array, "Invalid job array specification"}));
    }
    EXPECT_TRUE(parse_array("0-1000", 1001));
    EXPECT_FALSE(parse_array("0-1001", 1001));
    EXPECT_FALSE(parse_array("0", 0));
}

TEST(Array, NamingTheSameIndicesForeverIsRefused) {
    std::string text = "0-3999999,0-3999999";
    EXPECT_EQ(parse_array(text, size)->tasks, TaskSet::range(0, 3999999));
    for (int i = 0; i < 200; ++i) text += ",0-3999999:1";
    EXPECT_FALSE(parse_array(text, size));
}

TEST(Array, LongSetsAreCut) {
    std::string listed = "1-2";
    for (int i = 4; i < 400; i += 2) listed += "," + std::to_string(i);
    const auto spec = parse_array(listed, 1001);
    ASSERT_TRUE(spec);
    const std::string shown = format_tasks(spec->tasks, 3);
    EXPECT_EQ(shown, listed.substr(0, 60) + "...%3");
    EXPECT_EQ(format_tasks(spec->tasks, 0, 0), listed);
    EXPECT_EQ(format_tasks(spec->tasks, 0, 4096), listed);
    EXPECT_EQ(format_tasks(spec->tasks, 0, 2), "1-");
    EXPECT_EQ(format_tasks(TaskSet{}), "");
}

TEST(Array, StepsShowOverALongSpanOnly) {
    EXPECT_EQ(format_tasks(*parse_tasks("0-10:2")), "0,2,4,6,8,10");
    EXPECT_EQ(format_tasks(*parse_tasks("0-12:2")), "0-12:2");
    EXPECT_EQ(format_tasks(*parse_tasks("0,2,4,6,8,10,12")), "0-12:2");
    EXPECT_EQ(format_tasks(*parse_tasks("0,2,4,6,8,10,13")), "0,2,4,6,8,10,13");
    EXPECT_EQ(format_tasks(*parse_tasks("0-6:2,8-20:4")), "0,2,4,6,8,12,16,20");
    EXPECT_EQ(format_tasks(*parse_tasks("1-30")), "1-30");
}

TEST(Array, SelectorsLists) {
    EXPECT_EQ(parse_tasks("1-3,5")->indices(), (std::vector<std::uint32_t>{1, 2, 3, 5}));
    EXPECT_EQ(parse_tasks("0-8:4")->indices(), (std::vector<std::uint32_t>{0, 4, 8}));
    for (const char* text : {"", "*", "[1-3]", "1-3%2", "x", "4000001"}) EXPECT_FALSE(parse_tasks(text)) << text;
}

}  // namespace
}  // namespace ms::text

// SPDX-License-Identifier: MIT
#include "libms/text/selector.hpp"

#include <gtest/gtest.h>

#include "libms/text/array.hpp"

namespace ms::text {
namespace {

/// A selector told in full: "12 tasks=1-3 step=batch".
std::string told(const JobSelector& selector) {
    std::string out = std::to_string(selector.job.value);
    if (selector.waiting_tasks) out += " waiting";
    if (selector.has_tasks && !selector.waiting_tasks) out += " tasks=" + format_tasks(selector.tasks);
    if (selector.has_step) out += " step=" + format_step(selector.step);
    return out;
}

TEST(Selector, Forms) {
    const std::pair<std::string_view, std::string_view> table[] = {
        {"12", "12"},
        {"12_3", "12 tasks=3"},
        {"12_[1-5,7]", "12 tasks=1-5,7"},
        {"12_[0-8:2]", "12 tasks=0,2,4,6,8"},
        {"12_*", "12 waiting"},
        {"12.0", "12 step=0"},
        {"12.batch", "12 step=batch"},
        {"12_3.extern", "12 tasks=3 step=extern"},
        {"12.interactive", "12 step=interactive"},
        {"12.BATCH", "12 step=batch"},
        {"4294967295", "4294967295"},
    };
    for (const auto& [text, expected] : table) {
        const auto selector = parse_selector(text);
        ASSERT_TRUE(selector) << text;
        EXPECT_EQ(told(*selector), expected);
        EXPECT_EQ(selector->text, text);
    }
}

TEST(Selector, Refusals) {
    for (const char* text :
         {"", "abc", "0", "-1", "12x", "12.", "12.x", "12._3", "12_", "12_x", "12_[", "12_[]", "12_[x]", "12_[5-1]",
          "12_1-3", "12_3_4", "12.0.1", "_3", ".batch", "12 ", "4294967296", "99999999999999999999", "12.2147483648",
          "12_4000001", "12+0", "12_**"}) {
        const auto selector = parse_selector(text);
        ASSERT_FALSE(selector) << text;
        EXPECT_EQ(selector.error(), (Error{Errc::invalid_job_id, "Invalid job id specified"}));
    }
}

TEST(Selector, ListsKeepBracketsTogether) {
    const auto selectors = parse_selectors("12_[1-3,5],13, 14.0,");
    ASSERT_TRUE(selectors);
    ASSERT_EQ(selectors->size(), 3u);
    EXPECT_EQ(told((*selectors)[0]), "12 tasks=1-3,5");
    EXPECT_EQ(told((*selectors)[1]), "13");
    EXPECT_EQ(told((*selectors)[2]), "14 step=0");
    for (const char* text : {"", ",", "12,x", "12_[1,13"}) EXPECT_FALSE(parse_selectors(text)) << text;
}

}  // namespace
}  // namespace ms::text

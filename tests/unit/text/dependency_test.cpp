// SPDX-License-Identifier: MIT
#include "libms/text/dependency.hpp"

#include <gtest/gtest.h>

namespace ms::text {
namespace {

TEST(Dependency, Accepts) {
    const std::pair<std::string_view, std::string_view> table[] = {
        {"", ""},
        {"0", ""},
        {"singleton", "singleton(unfulfilled)"},
        {"SINGLETON", "singleton(unfulfilled)"},
        {"afterok:1", "afterok:1(unfulfilled)"},
        {"AfterOK:1", "afterok:1(unfulfilled)"},
        {"afterok:12:13,singleton", "afterok:12(unfulfilled),afterok:13(unfulfilled),singleton(unfulfilled)"},
        {"afterany:1?afterok:2", "afterany:1(unfulfilled)?afterok:2(unfulfilled)"},
        {"after:12+5", "after:12+5(unfulfilled)"},
        {"after:12+5:13", "after:12+5(unfulfilled),after:13(unfulfilled)"},
        {"afternotok:4294967295", "afternotok:4294967295(unfulfilled)"},
        {"aftercorr:9", "aftercorr:9(unfulfilled)"},
        {"afterburstbuffer:9", "afterburstbuffer:9(unfulfilled)"},
        {"expand:9", "expand:9(unfulfilled)"},
        {"afterok:7_3", "afterok:7_3(unfulfilled)"},
        {"afterok:7_0", "afterok:7_0(unfulfilled)"},
        {"afterok:7_*", "afterok:7_*(unfulfilled)"},
        {"afterok:7_[1,3-4],singleton",
          "afterok:7_1(unfulfilled),afterok:7_3(unfulfilled),afterok:7_4(unfulfilled),singleton(unfulfilled)"},
        {"after:7_2+10", "after:7_2+10(unfulfilled)"},
        {"123", "afterany:123(unfulfilled)"},
        {"123,124", "afterany:123(unfulfilled),afterany:124(unfulfilled)"},
        {"afterok:12(unfulfilled),afterany:13(failed)", "afterok:12(unfulfilled),afterany:13(unfulfilled)"},
        {"singleton(unfulfilled)", "singleton(unfulfilled)"},
    };
    for (const auto& [text, shown] : table) {
        const auto spec = parse_dependency(text);
        ASSERT_TRUE(spec) << text;
        EXPECT_EQ(format_dependency(spec->all, spec->any), shown) << text;
        const auto again = parse_dependency(shown);
        ASSERT_TRUE(again) << shown;
        EXPECT_EQ(again->all, spec->all) << shown;
        EXPECT_EQ(again->any, spec->any && spec->all.size() > 1) << shown;
    }
}

TEST(Dependency, Refuses) {
    for (const char* text :
         {"afterok", "afterok:", "afterok:abc", "afterok:$jid", "foo:1", "afterok:0", "00", "123:124", "afterok:1,",
          ",afterok:1", "afterok:1,,2", "afterok:1,afterok:2?3", "afterok:1?afterok:2,3", "afterok:1:", "afterok: 1",
          "afterok:1 ", "afterok:1+5", "after:1+", "after:1+x", "after:1+4294967296", "singleton:1",
          "afterok:4294967296", "afterok:1_", "afterok:1_x", "afterok:1_[", "afterok:1_[]", "afterok:1_[3-1]",
          "afterok:1_[0-10000]", "afterok:1_1-3", "afterok:1_[1,2", "after", "-1", "1?", "afterok:1(unfulfilled",
          "(unfulfilled)"}) {
        const auto spec = parse_dependency(text);
        ASSERT_FALSE(spec) << text;
        EXPECT_EQ(spec.error(), (Error{Errc::dependency_problem, "Job dependency problem"}));
    }
}

TEST(Dependency, FulfilledOnesVanishFailedOnesShow) {
    auto spec = *parse_dependency("afterok:1,afterany:2,afternotok:3");
    spec.all[0].state = Dependency::State::failed;
    spec.all[1].state = Dependency::State::fulfilled;
    EXPECT_EQ(format_dependency(spec.all, false), "afterok:1(failed),afternotok:3(unfulfilled)");
    EXPECT_EQ(format_dependency(spec.all, true), "afterok:1(failed)?afternotok:3(unfulfilled)");
    EXPECT_EQ(format_dependency({}, false), "");
}

}  // namespace
}  // namespace ms::text

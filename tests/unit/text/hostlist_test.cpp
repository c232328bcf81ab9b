// SPDX-License-Identifier: MIT
#include "libms/text/hostlist.hpp"

#include <gtest/gtest.h>

#include "libms/text/number.hpp"

namespace ms::text {
namespace {

std::string expanded(std::string_view text) {
    const auto names = expand_hostlist(text);
    return names ? join(*names, " ") : names.error().message;
}

TEST(Hostlist, Expands) {
    const std::pair<std::string_view, std::string_view> table[] = {
        {"", ""},
        {"vm", "vm"},
        {"node[01-03,7],vm", "node01 node02 node03 node7 vm"},
        {"n[8-11]", "n8 n9 n10 n11"},
        {"n[08-11]", "n08 n09 n10 n11"},
        {"n[3,1,1]", "n3 n1 n1"},
        {"r[0-1]n[1-2]", "r0n1 r0n2 r1n1 r1n2"},
        {"a[1-2]-ib", "a1-ib a2-ib"},
        {"c-3-[341-342], c-6-[231]", "c-3-341 c-3-342 c-6-231"},
        {"a,,b,", "a b"},
        {"[1-2]", "1 2"},
    };
    for (const auto& [text, names] : table) EXPECT_EQ(expanded(text), names) << text;
}

TEST(Hostlist, RefusesNamingThePart) {
    const std::pair<std::string_view, std::string_view> table[] = {
        {"a,n[1-", "n[1-"},
        {"n[1", "n[1"},
        {"n]", "n]"},
        {"n[]", "n[]"},
        {"n[3-1]", "n[3-1]"},
        {"n[a-b]", "n[a-b]"},
        {"n[1-2-3]", "n[1-2-3]"},
        {"n[-1]", "n[-1]"},
        {"n[0-65536]", "n[0-65536]"},
        {"a,n[0-65535]", "n[0-65535]"},
        {"n[0-999]m[0-999]", "n[0-999]m[0-999]"},
        {"n[0-18446744073709551615]", "n[0-18446744073709551615]"},
        {"n[1-99999999999999999999]", "n[1-99999999999999999999]"},
    };
    for (const auto& [text, part] : table) {
        const auto names = expand_hostlist(text);
        ASSERT_FALSE(names) << text;
        EXPECT_EQ(names.error(), (Error{Errc::usage, "Invalid hostlist: " + std::string(part)}));
    }
    EXPECT_EQ(expand_hostlist("n[0-65535]")->size(), 65536u);
}

TEST(Hostlist, Folds) {
    using Names = std::vector<std::string>;
    const std::pair<Names, std::string_view> table[] = {
        {{}, ""},
        {{"vm"}, "vm"},
        {{"a1", "a2", "a3", "b07"}, "a[1-3],b07"},
        {{"n1", "n3"}, "n[1,3]"},
        {{"n9", "n10", "n11"}, "n[9-11]"},
        {{"n09", "n10"}, "n[09-10]"},
        {{"n9", "n010"}, "n[9,010]"},
        {{"n2", "n1"}, "n[2,1]"},
        {{"n1", "n1"}, "n[1,1]"},
        {{"n1", "m1", "n2"}, "n1,m1,n2"},
        {{"vm", "vm", "vm1"}, "vm,vm,vm1"},
        {{"cn0001", "cn0002"}, "cn[0001-0002]"},
        {{"n999999999999999999", "n1000000000000000000"}, "n999999999999999999,n1000000000000000000"},
    };
    for (const auto& [names, text] : table) {
        EXPECT_EQ(fold_hostlist(names), text);
        EXPECT_EQ(expand_hostlist(text), names) << text;
    }
}

TEST(Hostlist, FoldsSorted) {
    EXPECT_EQ(fold_hostlist_sorted({"b2", "a2", "a1"}), "a[1-2],b2");
    EXPECT_EQ(fold_hostlist_sorted({"n10", "n9", "n9", "n8"}), "n[8-10]");
    EXPECT_EQ(fold_hostlist_sorted({}), "");
}

TEST(Hostlist, RepeatedCounts) {
    EXPECT_EQ(format_repeated({4, 4, 2}), "4(x2),2");
    EXPECT_EQ(format_repeated({2, 2, 2, 1}), "2(x3),1");
    EXPECT_EQ(format_repeated({1}), "1");
    EXPECT_EQ(format_repeated({}), "");
}

}  // namespace
}  // namespace ms::text

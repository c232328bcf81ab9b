// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "daemon/config/conf_text.hpp"
#include "tests/support/temp_dir.hpp"

namespace msd::config {
namespace {

/// "3: A=1 B=2" for each line.
std::vector<std::string> shown(const std::vector<ConfLine>& lines) {
    std::vector<std::string> out;
    for (const ConfLine& line : lines) {
        std::string text = std::to_string(line.place.line) + ":";
        for (const Pair& pair : line.pairs) text += " " + pair.key + "=" + pair.value;
        out.push_back(text);
    }
    return out;
}
std::vector<std::string> parsed(std::string_view text) {
    const auto lines = parse_conf(text, "f");
    return lines ? shown(*lines) : std::vector<std::string>{lines.error().message};
}
using Lines = std::vector<std::string>;

TEST(ConfText, PairsOfOneLineStayTogether) {
    EXPECT_EQ(parsed("NodeName=n1 CPUs=4\n\nKillWait=5\n"), (Lines{"1: NodeName=n1 CPUs=4", "3: KillWait=5"}));
}
TEST(ConfText, BlanksAroundTheEqualsSign) { EXPECT_EQ(parsed("  KillWait =\t5 \r\n"), Lines{"1: KillWait=5"}); }
TEST(ConfText, CommentsEndALine) {
    EXPECT_EQ(parsed("# all\nA=1 # rest B=2\nC=x\\#y\n"), (Lines{"2: A=1", "3: C=x#y"}));
}
TEST(ConfText, ABackslashContinues) {
    EXPECT_EQ(parsed("NodeName=n1 \\\n  CPUs=4 \\  \n  Boards=1\nA=1"),
              (Lines{"1: NodeName=n1 CPUs=4 Boards=1", "4: A=1"}));
}
TEST(ConfText, AContinuedCommentIsNoContinuation) { EXPECT_EQ(parsed("# x \\\nA=1\n"), Lines{"2: A=1"}); }
TEST(ConfText, QuotesHoldBlanks) {
    EXPECT_EQ(parsed("Reason=\"to be fixed\" A=1"), Lines{"1: Reason=to be fixed A=1"});
}
TEST(ConfText, ValuesMayHoldEqualsSigns) { EXPECT_EQ(parsed("F=task=30,x=1"), Lines{"1: F=task=30,x=1"}); }

TEST(ConfText, WhatIsNoPairIsToldWithItsPlace) {
    EXPECT_EQ(parsed("A=1\nB=2 what is this\n"), Lines{"f:2: expected Key=Value, found 'what is this'"});
    EXPECT_EQ(parsed("=5"), Lines{"f:1: expected Key=Value, found '=5'"});
    EXPECT_EQ(parsed("A=\"open"), Lines{"f:1: expected Key=Value, found 'A=\"open'"});
}

TEST(ConfText, IncludedLinesStandInPlaceAndKeepTheirFile) {
    const ms::test::TempDir dir;
    const auto inner = dir.write("sub/inner.conf", "B=2\n");
    const auto outer = dir.write("outer.conf", "A=1\ninclude sub/inner.conf\nC=3\n");
    const auto lines = read_conf(outer);
    ASSERT_TRUE(lines) << lines.error().message;
    EXPECT_EQ(shown(*lines), (Lines{"1: A=1", "1: B=2", "3: C=3"}));
    EXPECT_EQ((*lines)[1].place.file, inner);
}

TEST(ConfText, AMissingIncludeNamesTheLineThatAsks) {
    const ms::test::TempDir dir;
    const auto outer = dir.write("outer.conf", "\nInclude gone.conf\n");
    const auto lines = read_conf(outer);
    ASSERT_FALSE(lines);
    EXPECT_EQ(lines.error().message,
              outer + ":2: " + dir.path() + "/gone.conf: No such file or directory");
}

TEST(ConfText, AFileThatIncludesItselfEnds) {
    const ms::test::TempDir dir;
    const auto lines = read_conf(dir.write("loop.conf", "Include loop.conf\n"));
    ASSERT_FALSE(lines);
    EXPECT_NE(lines.error().message.find("Include goes too deep"), std::string::npos);
}

}  // namespace
}  // namespace msd::config

// SPDX-License-Identifier: MIT
#include "libms/options/options.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace ms::options {
namespace {

struct Settings {
    std::string name;
    int verbose = 0;
};

constexpr Option<Settings> table[] = {
    {{"name", 'J', Arg::required, "text", "name of the job", "MS_TEST_NAME,MS_TEST_NAME_OLD"},
     [](Settings& s, std::string_view v) -> Result<void> {
         if (v.empty()) return fail(Errc::generic, "empty name");
         s.name = v;
         return {};
     }},
    {{"job", 0, Arg::required, "text", "hidden spelling", "MS_TEST_NAME", "", Status::works, true, "name"}},
    {{"steps", 0, Arg::none, "", "a thing of later work", "", "", Status::later}},
    {{"switches", 0, Arg::required, "count", "leaf switches", "", "", Status::no_effect}},
    {{"verbose", 'v', Arg::none, "", "say more"},
     [](Settings& s, std::string_view) -> Result<void> {
         ++s.verbose;
         return {};
     }},
};
const std::vector<const Row*> rows = rows_of(std::span<const Option<Settings>>(table));

Result<Settings> settings_of(const std::vector<std::string>& words) {
    Settings settings;
    auto line = parse(rows, words, Order::permute);
    if (!line) return Failure(line.error());
    MS_TRY(apply(std::span<const Option<Settings>>(table), line->given, settings));
    return settings;
}

TEST(Options, AppliesInOrderAndTheLastOneWins) {
    const auto settings = settings_of({"-v", "-J", "a", "--name=b", "-v"});
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->name, "b");
    EXPECT_EQ(settings->verbose, 2);
}

TEST(Options, ErrorsOfARowReachTheCaller) {
    const auto settings = settings_of({"--name="});
    ASSERT_FALSE(settings);
    EXPECT_EQ(settings.error().message, "empty name");
}

TEST(Options, LaterWorkIsRefusedNotSwallowed) {
    const auto settings = settings_of({"--steps"});
    ASSERT_FALSE(settings);
    EXPECT_EQ(settings.error().code, Errc::not_here);
    EXPECT_NE(settings.error().message.find("--steps"), std::string::npos);
    EXPECT_TRUE(settings_of({"--switches=1"}));
}

TEST(Options, EnvironmentGivesTheFirstVariableOnceAndNotForAliases) {
    unsetenv("MS_TEST_NAME");
    unsetenv("MS_TEST_NAME_OLD");
    EXPECT_TRUE(from_environment(rows).empty());
    setenv("MS_TEST_NAME_OLD", "old", 1);
    ASSERT_EQ(from_environment(rows).size(), 1u);
    EXPECT_EQ(from_environment(rows)[0].value, "old");
    setenv("MS_TEST_NAME", "", 1);
    ASSERT_EQ(from_environment(rows).size(), 1u);
    EXPECT_EQ(from_environment(rows)[0].value, "");
    EXPECT_EQ(from_environment(rows)[0].row, 0u);
    unsetenv("MS_TEST_NAME");
    unsetenv("MS_TEST_NAME_OLD");
}

TEST(Options, HelpListsDocumentedRowsInTwoColumns) {
    EXPECT_EQ(help_text("prog [OPTIONS...]", rows),
              "Usage: prog [OPTIONS...]\n"
              "\n"
              "Options:\n"
              "  -J, --name=text             name of the job\n"
              "      --steps                 a thing of later work (not in this version)\n"
              "      --switches=count        leaf switches (kept, no effect here)\n"
              "  -v, --verbose               say more\n");
}

TEST(Options, UsageIsWrappedAtEightyColumns) {
    EXPECT_EQ(usage_text("prog", "[script [arguments...]]", rows),
              "Usage: prog [--name=text] [--steps] [--switches=count] [--verbose]\n"
              "            [script [arguments...]]\n");
}

}  // namespace
}  // namespace ms::options

// SPDX-License-Identifier: MIT
#include "libms/table/table.hpp"

#include <gtest/gtest.h>

#include <vector>

using namespace ms::table;

namespace {

struct Person {
    std::string name;
    int age;
    std::string home;
};
struct Units {
    std::string suffix;
};
using PersonColumn = Column<Person, Units>;

constexpr PersonColumn columns[] = {
    {"Name", 'n', "NAME", [](const Person& p, const Units&) { return p.name; }, "what they are called"},
    {"Age", 'a', "AGE_NOW", [](const Person& p, const Units& u) { return std::to_string(p.age) + u.suffix; }, "years",
     Fit::keep},
    {"Home", 0, "HOME", [](const Person& p, const Units&) { return p.home; }, "where they live"},
    {"House", 'n', "NAME", [](const Person& p, const Units&) { return p.name; }},
};
const std::span<const PersonColumn> all(columns);
const Person ada{"adalovelace", 36, "london"};

std::string printed(Layout layout, const Units& units = {}) {
    Table<PersonColumn> table(all, std::move(layout));
    std::string out;
    table.put_header(out);
    table.put_row(out, ada, units);
    return out;
}

TEST(Cell, JustifiesCutsAndOverflows) {
    struct Case {
        std::string_view value;
        unsigned width;
        Side side;
        Fit fit;
        std::string_view expected;
    };
    const Case cases[] = {
        {"abc", 0, Side::left, Fit::cut, "abc"},     {"abc", 0, Side::right, Fit::keep, "abc"},
        {"abc", 5, Side::left, Fit::cut, "abc  "},   {"abc", 5, Side::right, Fit::cut, "  abc"},
        {"abcdef", 4, Side::left, Fit::cut, "abcd"}, {"abcdef", 4, Side::right, Fit::cut, "abcd"},
        {"abcdef", 4, Side::left, Fit::keep, "abcd"}, {"abcdef", 4, Side::right, Fit::keep, "abcdef"},
        {"", 3, Side::right, Fit::cut, "   "},       {"abcd", 4, Side::right, Fit::cut, "abcd"},
    };
    for (const auto& each : cases) {
        std::string out = "|";
        put_cell(out, each.value, each.width, each.side, each.fit);
        EXPECT_EQ(out.substr(1), each.expected) << each.value << " in " << each.width;
    }
}

TEST(LetterFormat, SplitsPrefixWidthsLettersAndTexts) {
    const auto format = split_letters("x=%.18i %5j,%t!");
    EXPECT_EQ(format.prefix, "x=");
    ASSERT_EQ(format.fields.size(), 3u);
    EXPECT_EQ(format.fields[0].letter, 'i');
    EXPECT_EQ(format.fields[0].width, 18u);
    EXPECT_EQ(format.fields[0].side, Side::right);
    EXPECT_EQ(format.fields[0].suffix, " ");
    EXPECT_EQ(format.fields[1].letter, 'j');
    EXPECT_EQ(format.fields[1].width, 5u);
    EXPECT_EQ(format.fields[1].side, Side::left);
    EXPECT_EQ(format.fields[1].suffix, ",");
    EXPECT_EQ(format.fields[2].suffix, "!");
}

TEST(LetterFormat, PercentSignsInARowCountAsOne) {
    const auto format = split_letters("%%n%");
    ASSERT_EQ(format.fields.size(), 1u);
    EXPECT_EQ(format.fields[0].letter, 'n');
}

TEST(LetterFormat, AHugeWidthIsBounded) {
    EXPECT_EQ(split_letters("%99999999999999999999n").fields[0].width, 65535u);
}

TEST(NameGrid, HasFourColumns) {
    EXPECT_EQ(name_grid({"Account", "AllocCPUS", "a_name_of_more_than_nineteen", "End", "State"}),
              "Account             AllocCPUS           a_name_of_more_than_nineteen End                \n"
              "State              \n");
    EXPECT_EQ(name_grid({}), "");
}

TEST(LetterLayout, PrintsHeaderCutAndValuesByTheirFit) {
    EXPECT_EQ(printed(letter_layout("%.5a|%.4n|%-", all), {" years"}), "AGE_N|NAME|%-\n36 years|adal|%-\n");
}

TEST(LetterLayout, AnUnknownLetterIsPrintedAsItStands) {
    const auto layout = letter_layout("<%n %.3Q> %1", all);
    EXPECT_EQ(layout.unknown, (std::vector<std::string>{"Q", ""}));
    EXPECT_EQ(printed(layout), "<NAME %.3Q> %1\n<adalovelace %.3Q> %1\n");
}

TEST(LetterLayout, PercentAllIsEveryLetterOnceInTheirOrder) {
    EXPECT_EQ(printed(letter_layout("%all", all)), "AGE_NOW|NAME\n36|adalovelace\n");
    EXPECT_EQ(printed(letter_layout("%ALL", all)), "AGE_NOW|NAME\n36|adalovelace\n");
}

TEST(Cell, OfAMarkedNameTheStarStays) {
    const auto cut = [](std::string_view name, unsigned width) {
        std::string out;
        put_cell(out, name, width, Side::right, Fit::mark);
        return out;
    };
    EXPECT_EQ(cut("debug*", 5), "debu*");
    EXPECT_EQ(cut("debug", 4), "debu");
    EXPECT_EQ(cut("debug*", 8), "  debug*");
}

TEST(Tint, IsThatOfTheFirstWordOfAState) {
    EXPECT_EQ(state_tint("RUNNING"), state_tint("R"));
    EXPECT_EQ(state_tint("CANCELLED by 0"), state_tint("CA"));
    EXPECT_EQ(state_tint("idle*"), state_tint("idle"));
    EXPECT_NE(state_tint("FAILED"), state_tint("PENDING"));
    EXPECT_EQ(state_tint("COMPLETED"), "");
    EXPECT_EQ(state_tint(""), "");
}

TEST(Tint, StandsAroundTheCellAndOnlyWhereItIsAskedFor) {
    constexpr Column<std::string, int> columns[] = {
        of_states(Column<std::string, int>{"State", 't', "ST", [](const std::string& row, const int&) { return row; }})};
    const std::span<const Column<std::string, int>> all_of(columns);
    Table<Column<std::string, int>> table(all_of, letter_layout("%.4t|", all_of));
    std::string plain, tinted;
    table.put_row(plain, "PD", 0);
    table.use_tints(true);
    table.put_header(tinted);
    table.put_row(tinted, "PD", 0);
    EXPECT_EQ(plain, "  PD|\n");
    EXPECT_EQ(tinted, "  ST|\n\033[33m  PD\033[0m|\n");
}

TEST(LetterLayout, WithoutFieldsOnlyTheTextIsPrinted) {
    EXPECT_EQ(printed(letter_layout("hello", all)), "hello\nhello\n");
    EXPECT_EQ(printed(letter_layout("", all)), "\n\n");
}

TEST(NameLayout, IsTwentyWideWithoutSeparator) {
    EXPECT_EQ(printed(name_layout("NAME,age", all)),
              "NAME                AGE_NOW             \nadalovelace         36                  \n");
}

TEST(NameLayout, TakesWidthSideAndSuffix) {
    EXPECT_EQ(printed(name_layout("name:4,age:.9,home:|", all)), "NAME  AGE_NOWHOME|\nadal       36london|\n");
    EXPECT_EQ(printed(name_layout("name: ,age:0-,home:3", all)), "NAME AGE_NOW-HOM\nadalovelace 36-lon\n");
}

TEST(NameLayout, LeavesUnknownNamesOutAndNamesThem) {
    const auto layout = name_layout("foo,name:4,bar:7", all);
    EXPECT_EQ(layout.unknown, (std::vector<std::string>{"foo", "bar"}));
    EXPECT_EQ(printed(layout), "NAME\nadal\n");
    EXPECT_EQ(printed(name_layout("foo", all)), "\n\n");
}

TEST(NameLayout, AllIsEveryColumnButOtherSpellings) {
    EXPECT_EQ(printed(name_layout("all:5", all)), "NAME AGE_NHOME \nadalo36   londo\n");
}

TEST(Layout, TellsWhichLettersItShows) {
    EXPECT_TRUE(shows(letter_layout("%n", all), all, 'n'));
    EXPECT_FALSE(shows(letter_layout("%n %z", all), all, 'a'));
}

}  // namespace

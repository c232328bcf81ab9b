// SPDX-License-Identifier: MIT
#include "tools/docgen/prose.hpp"

#include <gtest/gtest.h>

namespace {

std::string body(std::string_view prose) {
    const std::string page = docgen::man_page({"thing", "1", "Mini-SLURM 1"}, prose);
    return page.substr(page.find(".ad l\n") + 6);
}

TEST(Prose, title_is_upper_case) {
    const std::string page = docgen::man_page({"msd.conf", "5", "Mini-SLURM 1"}, "");
    EXPECT_NE(page.find(".TH MSD.CONF 5 \"\" \"Mini-SLURM 1\" \"Mini-SLURM\"\n"), page.npos) << page;
}

struct Sample {
    const char* name;
    const char* prose;
    const char* roff;
};
const Sample samples[] = {
    {"section_and_paragraphs", "# NAME\none\ntwo\n\nthree\n", ".SH NAME\none\ntwo\n.PP\nthree\n"},
    {"part_of_a_section", "## Dates\ntext\n", ".SS Dates\ntext\n"},
    {"marks", "`-l` and *file*\n", ".PP\n\\fB\\-l\\fR and \\fIfile\\fR\n"},
    {"escaped_marks", "12\\* \\`x\\`\n", ".PP\n12* \\(gax\\(ga\n"},
    {"mark_inside_another", "`a*b`\n", ".PP\n\\fBa*b\\fR\n"},
    {"backslash_at_the_end", "a\\\n", ".PP\na\\e\n"},
    {"request_characters_begin_a_line", "a\n.b\n'c\n", ".PP\na\n\\&.b\n\\(aqc\n"},
    {"definition", "`-a`\n:   first\nsecond\n\n`-b`\n:   third\n",
     ".TP\n\\fB\\-a\\fR\nfirst\nsecond\n.TP\n\\fB\\-b\\fR\nthird\n"},
    {"verbatim", "see\n\n    a -b '*'\n\n    .c\n\nafter\n",
     ".PP\nsee\n.PP\n.RS 4\n.nf\na \\-b \\(aq*\\(aq\n\n\\&.c\n.fi\n.RE\n.PP\nafter\n"},
    {"verbatim_below_a_heading", "# S\n    a b\n# T\n", ".SH S\n.nf\na b\n.fi\n.SH T\n"},
};

class ProseSample : public testing::TestWithParam<Sample> {};
TEST_P(ProseSample, becomes_roff) { EXPECT_EQ(body(GetParam().prose), GetParam().roff); }
INSTANTIATE_TEST_SUITE_P(Prose, ProseSample, testing::ValuesIn(samples),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Prose, table_words_print_as_they_are) {
    EXPECT_EQ(body(docgen::literal("a`b*c\\d") + "\n"), ".PP\n\\fBa\\(gab*c\\ed\\fR\n");
}

TEST(Prose, pieces_take_the_place_of_their_line) {
    const auto text = docgen::expand("a\n{b c}\nd {e}\n", [](std::string_view name) -> ms::Result<std::string> {
        return "<" + std::string(name) + ">\n";
    });
    EXPECT_EQ(text.value(), "a\n<b c>\nd {e}\n");
}

TEST(Prose, a_piece_that_is_refused_refuses_the_page) {
    const auto text = docgen::expand("{b}\n", [](std::string_view) -> ms::Result<std::string> {
        return ms::fail(ms::Errc::generic, "no b");
    });
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().message, "no b");
}

}  // namespace

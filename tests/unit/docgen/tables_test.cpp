// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "tools/docgen/completions.hpp"
#include "tools/docgen/kinds.hpp"
#include "tools/docgen/pieces.hpp"

namespace {

using ms::options::Arg;
using ms::options::Row;
using ms::options::Status;

const Row rows[] = {
    {"partition", 'p', Arg::required, "list", "partitions, it's a [list]", "SX_PARTITION,SLURM_PARTITION", "partition"},
    {"jobs", 'j', Arg::optional, "list", "these jobs", "", "job"},
    {"quiet", 0, Arg::none, "", "say nothing"},
    {"format", 'o', Arg::required, "names", "columns", "", "field"},
    {"hidden", 0, Arg::none, "", ""},
    {"silent", 0, Arg::none, "", "", "", "", Status::works, true, "quiet"},
    {"json", 0, Arg::none, "", "as JSON", "", "", Status::later},
    {"power", 0, Arg::required, "watts", "power cap", "", "", Status::no_effect},
};

ms::CommandDoc doc() {
    ms::CommandDoc doc{"sx", "do things", "sx [OPTIONS...] [job]", {}, {{"JobID", 'i', "JOBID", "the job's number"}}, "job"};
    for (const Row& row : rows) doc.rows.push_back(&row);
    return doc;
}

TEST(Pieces, options_that_work_are_defined_and_others_named) {
    EXPECT_EQ(docgen::options_piece(doc()),
              "`-p` *list*, `--partition`=*list*\n:   Partitions, it's a [list].\n\n"
              "`-j`[*list*], `--jobs`[=*list*]\n:   These jobs.\n\n"
              "`--quiet`\n:   Say nothing.\n\n"
              "`-o` *names*, `--format`=*names*\n:   Columns.\n\n"
              "`--power`=*watts*\n:   Power cap. Checked and kept with the job; nothing here acts on it.\n\n"
              "Known, but not in this version, and refused: `--json`.\n\n");
}

TEST(Pieces, environment_names_each_variable_with_its_option) {
    EXPECT_EQ(docgen::environment_piece(doc()), "`SX_PARTITION`, `SLURM_PARTITION`\n:   Same as `--partition`.\n\n");
}

TEST(Pieces, fields_have_letter_name_and_meaning) {
    EXPECT_EQ(docgen::fields_piece(doc()), "`%i`, `JobID`\n:   The job's number.\n\n");
}

TEST(Pieces, states_are_those_of_the_model) {
    EXPECT_NE(docgen::states_piece().find("`CD`, `COMPLETED`\n:   "), std::string::npos);
}

TEST(Pieces, keys_are_those_of_the_configuration) {
    const auto node = docgen::keys_piece("node");
    ASSERT_TRUE(node);
    EXPECT_NE(node->find("`RealMemory`\n:   "), std::string::npos);
    EXPECT_FALSE(docgen::keys_piece("nonsense"));
}

TEST(Completions, bash_offers_what_works_and_says_what_a_value_is) {
    const std::string text = docgen::bash_tables({doc()});
    EXPECT_NE(text.find("__msd_live[partition]='sinfo --noheader --format=%R'\n"), std::string::npos);
    EXPECT_EQ(text.substr(text.find("__msd_options")),
              "__msd_options[sx]='-p --partition= -j --jobs --quiet -o --format= --power='\n"
              "__msd_operand[sx]='job'\n"
              "__msd_value[sx:-p]='partition' __msd_value[sx:--partition]='partition'\n"
              "__msd_optional_value[sx:--jobs]='job'\n"
              "__msd_value[sx:-o]='JobID' __msd_value[sx:--format]='JobID'\n"
              "__msd_value[sx:--power]='none'\ncomplete -F __msd_complete sx\n\n");
}

TEST(Completions, an_operand_may_depend_on_those_before_it) {
    ms::CommandDoc with = doc();
    with.operands = {{"show", "jobs nodes"}, {"show jobs", "job"}};
    EXPECT_NE(docgen::bash_tables({with}).find("__msd_operand[sx:show]='jobs nodes'\n"
                                               "__msd_operand[\"sx:show jobs\"]='job'\n"),
              std::string::npos);
    EXPECT_NE(docgen::zsh_functions({with}).find("    'sx:show jobs' 'job'\n"), std::string::npos);
    EXPECT_NE(docgen::fish_operand_function({with}).find("case 'sx:show'\n            printf '%s\\n' jobs nodes\n"),
              std::string::npos);
}

TEST(Completions, kinds_are_words_of_tables_or_what_a_shell_asks_for) {
    EXPECT_EQ(docgen::kind_of("", doc()), "none");
    EXPECT_EQ(docgen::kind_of("letters", doc()), "%i");
    EXPECT_EQ(docgen::kind_of("sort", doc()), "i");
    EXPECT_EQ(docgen::kind_of("job", doc()), "job");
    EXPECT_EQ(docgen::kind_of("a b", doc()), "a b");
    EXPECT_EQ(docgen::kind_of("signal", doc()).find_first_of("0123456789"), docgen::kind_of("signal", doc()).find("USR1") + 3);
}

TEST(Completions, zsh_escapes_what_arguments_would_read) {
    const std::string text = docgen::zsh_functions({doc()});
    EXPECT_NE(text.find("'(-p --partition)'{-p+,--partition=}'[partitions, it'\\''s a \\[list\\]]:list: "
                        "__msd_values partition'"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("'(-j --jobs)'{-j-,--jobs=-}'[these jobs]::list: __msd_values job'"), std::string::npos) << text;
}

TEST(Completions, fish_has_a_line_for_each_option) {
    EXPECT_NE(docgen::fish_lines(doc()).find(
                  "complete -c sx -s p -l partition -a '(__msd_values partition)' -x -d 'partitions, it\\'s a [list]'\n"),
              std::string::npos);
}

}  // namespace

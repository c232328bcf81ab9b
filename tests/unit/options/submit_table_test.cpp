// SPDX-License-Identifier: MIT
// Which command has which of the shared rows, and reads which variables for them.
#include "libms/options/submit_table.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include "libms/text/number.hpp"
#include "tests/support/paths.hpp"

namespace ms::options {
namespace {

struct Command {
    std::string_view name;
    Submitter bit;
};
constexpr Command commands[] = {{"sbatch", sbatch}, {"srun", srun}, {"salloc", salloc}};

const Row* find(const SubmitTable<>& table, std::string_view name) {
    for (const Row* row : table.rows())
        if (row->name == name) return row;
    return nullptr;
}

TEST(SubmitTable, GivesEachCommandItsRowsAndVariables) {
    const SubmitTable<> sbatch_rows(sbatch), srun_rows(srun), salloc_rows(salloc);
    EXPECT_TRUE(find(sbatch_rows, "array"));
    EXPECT_FALSE(find(srun_rows, "array"));
    EXPECT_FALSE(find(salloc_rows, "output"));
    EXPECT_EQ(find(sbatch_rows, "account")->environment, "SBATCH_ACCOUNT");
    EXPECT_EQ(find(srun_rows, "account")->environment, "SLURM_ACCOUNT");
    EXPECT_EQ(find(salloc_rows, "account")->environment, "SALLOC_ACCOUNT");
    EXPECT_EQ(find(sbatch_rows, "ntasks")->environment, "");
    EXPECT_EQ(find(srun_rows, "ntasks")->environment, "SLURM_NTASKS,SLURM_NPROCS");
    EXPECT_EQ(find(srun_rows, "error")->environment, "SRUN_ERROR,SLURM_STDERRMODE");
    EXPECT_EQ(find(salloc_rows, "hint")->environment, "SALLOC_HINT,SLURM_HINT");
    EXPECT_EQ(find(srun_rows, "hint")->environment, "SLURM_HINT");
}

struct Labelled : SubmitSettings {
    bool label = false;
};
Result<void> set_label(Labelled& settings, std::string_view) {
    settings.label = true;
    return {};
}

TEST(SubmitTable, TakesRowsOfACommandsOwnInTheirPlace) {
    constexpr Option<Labelled> own[] = {{{"label", 'l', Arg::none, "", "prepend the task's number"}, set_label}};
    const SubmitTable<Labelled> table(srun, own);
    EXPECT_TRUE(std::is_sorted(table.rows().begin(), table.rows().end(),
                               [](const Row* a, const Row* b) { return a->name < b->name; }));
    const auto line = parse(table.rows(), {"-l", "-n3", "--bb=x", "true"}, Order::stop_at_operand);
    ASSERT_TRUE(line);
    Labelled settings;
    ASSERT_TRUE(table.apply(line->given, Source::command_line, settings));
    EXPECT_TRUE(settings.label);
    EXPECT_EQ(settings.spec.tasks, 3u);
    EXPECT_EQ(settings.spec.kept_options, (std::vector<std::pair<std::string, std::string>>{{"bb", "x"}}));
    EXPECT_EQ(settings.given.size(), 3u);
    EXPECT_EQ(table.shown_value(settings.given[1], settings), "set");
}

/// options.tsv: command, long name, letter, argument, form, variables, header, class, note.
struct Fact {
    std::string letter;
    std::string argument;
    std::set<std::string> variables;
};

TEST(SubmitTable, AgreesWithSlurmsTableOfOptions) {
    std::ifstream file(test::shared_path("surface/options.tsv"));
    if (!file) GTEST_SKIP() << "no ../shared/surface/options.tsv: the options of Slurm are not compared";
    std::map<std::string, std::map<std::string, Fact>> facts;  // by command and name
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> cells;
        for (std::size_t at = 0; at != std::string::npos;) {
            const std::size_t tab = line.find('\t', at);
            cells.push_back(line.substr(at, tab - at));
            at = tab == std::string::npos ? tab : tab + 1;
        }
        if (cells.size() < 8) continue;
        const auto variables = text::split_list(cells[5]);
        facts[cells[0]][cells[1]] = {cells[2], cells[3], {variables.begin(), variables.end()}};
    }
    for (const Command& command : commands) {
        const SubmitTable<> table(command.bit);
        for (const Row* row : table.rows()) {
            const std::string where = std::string(command.name) + " --" + std::string(row->name);
            const auto fact = facts[std::string(command.name)].find(std::string(row->name));
            ASSERT_NE(fact, facts[std::string(command.name)].end()) << where;
            EXPECT_EQ(row->letter ? std::string(1, row->letter) : "", fact->second.letter) << where;
            const auto ours = text::split_list(row->environment);
            // The switch variable has a row of its own in the facts, as it has no option's name there.
            if (row->name == "switches") continue;
            EXPECT_EQ(std::set<std::string>(ours.begin(), ours.end()), fact->second.variables) << where;
        }
    }
}

}  // namespace
}  // namespace ms::options

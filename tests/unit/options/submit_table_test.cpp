// SPDX-License-Identifier: MIT
// Which command has which of the shared rows, and reads which variables for them.
#include "libms/options/submit_table.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace ms::options {
namespace {

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

TEST(SubmitTable, ImmediateWithinNoSecondsIsNoHurry) {
    const SubmitTable<> table(srun);
    const auto seconds = [&](std::vector<std::string> words) {
        SubmitSettings settings;
        EXPECT_TRUE(table.apply(parse(table.rows(), words, Order::stop_at_operand)->given, Source::command_line, settings));
        return settings.immediate;
    };
    EXPECT_EQ(seconds({"-I"}), 1u);
    EXPECT_EQ(seconds({"-I5"}), 5u);
    EXPECT_EQ(seconds({"-I5", "-I0"}), std::nullopt);
}

TEST(SubmitTable, TheVariableHasTheSwitchesWaitWhereTheOptionHasNone) {
    setenv("SALLOC_WAIT4SWITCH", "10:00", 1);
    JobSpec with, without, other;
    keep_option("switches", "1@5:00", with);
    keep_option("switches", "1", without);
    for (JobSpec* spec : {&with, &without, &other}) keep_switch_wait("SALLOC_WAIT4SWITCH", *spec);
    unsetenv("SALLOC_WAIT4SWITCH");
    EXPECT_EQ(with.kept_options.at(0).second, "1@5:00");
    EXPECT_EQ(without.kept_options.at(0).second, "1@10:00");
    EXPECT_TRUE(other.kept_options.empty());
}

}  // namespace
}  // namespace ms::options

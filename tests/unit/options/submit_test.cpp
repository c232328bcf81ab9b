// SPDX-License-Identifier: MIT
#include "libms/options/submit_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace ms::options {
namespace {

const SubmitTable<>& table() {
    static const SubmitTable<> rows(sbatch);
    return rows;
}

struct Sources {
    std::vector<std::string> header;
    std::vector<std::pair<std::string, std::string>> environment;  // by long name, as from_environment would give
    std::vector<std::string> command_line;
};

std::vector<Given> parsed(const std::vector<std::string>& words) {
    const auto line = parse(table().rows(), words, Order::stop_at_operand);
    EXPECT_TRUE(line) << line.error().message;
    return line ? line->given : std::vector<Given>{};
}

struct Outcome {
    Result<void> result;
    SubmitSettings settings;
};

Outcome settled(const Sources& sources) {
    Outcome out;
    out.settings.now = from_epoch_seconds(1'800'000'000);
    out.settings.directory = "/home/alice";
    out.settings.caller = 1000;
    const auto all = [&]() -> Result<void> {
        MS_TRY(table().apply(parsed(sources.header), Source::header, out.settings));
        std::vector<Given> variables;
        for (const auto& [name, value] : sources.environment)
            for (std::size_t i = 0; i < table().rows().size(); ++i)
                if (table().rows()[i]->name == name) variables.push_back({i, value, true});
        MS_TRY(table().apply(variables, Source::environment, out.settings));
        MS_TRY(table().apply(parsed(sources.command_line), Source::command_line, out.settings));
        return complete_submit(out.settings);
    };
    out.result = all();
    return out;
}

SubmitSettings accepted(const std::vector<std::string>& words) {
    const Outcome out = settled({{}, {}, words});
    EXPECT_TRUE(out.result) << out.result.error().message;
    return out.settings;
}

TEST(SubmitTable, IsSortedByNameAndAmbiguityListsAreTheSameAsSlurms) {
    const auto& rows = table().rows();
    EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end(), [](auto* a, auto* b) { return a->name < b->name; }));
    const auto line = parse(rows, {"--no", "x"}, Order::stop_at_operand);
    ASSERT_FALSE(line);
    EXPECT_EQ(line.error().message,
              "option '--no' is ambiguous; possibilities: '--no-kill' '--no-requeue' '--nodefile' '--nodelist' '--nodes'");
}

TEST(SubmitTable, LettersAndNamesAreUniqueAndAliasesPointToRows) {
    std::set<std::string_view> names;
    std::set<char> letters;
    for (const Row* row : table().rows()) {
        EXPECT_TRUE(names.insert(row->name).second) << row->name;
        EXPECT_TRUE(row->letter == 0 || letters.insert(row->letter).second) << row->name;
    }
    for (const Row* row : table().rows())
        EXPECT_TRUE(row->alias_of.empty() || names.count(row->alias_of)) << row->name;
}

TEST(SubmitTable, RowsThatWorkDoSomething) {
    for (const auto& option : shared_submit_options())
        EXPECT_TRUE(option.row.status != Status::works || option.apply) << option.row.name;
}

TEST(SubmitSources, CommandLineBeatsEnvironmentBeatsHeader) {
    const Outcome out = settled({{"-p", "header", "-J", "header", "-A", "header"},
                                 {{"partition", "environment"}, {"job-name", "environment"}},
                                 {"-p", "words"}});
    ASSERT_TRUE(out.result);
    EXPECT_EQ(out.settings.spec.partition, "words");
    EXPECT_EQ(out.settings.spec.name, "environment");
    EXPECT_EQ(out.settings.spec.account, "header");
}

TEST(SubmitSources, MailTypesAddUp) {
    const Outcome out = settled({{"--mail-type=BEGIN"}, {}, {"--mail-type=END", "--mail-type=NONE"}});
    ASSERT_TRUE(out.result);
    EXPECT_EQ(out.settings.spec.mail_events, mail_begin | mail_end);
}

TEST(SubmitSources, HeadersMayNotSpeakOfTheCommandItself) {
    const Outcome out = settled({{"-v", "-Q", "--wrap=x", "--help", "-n3"}, {}, {}});
    ASSERT_TRUE(out.result);
    EXPECT_EQ(out.settings.verbose, 0);
    EXPECT_FALSE(out.settings.quiet);
    EXPECT_FALSE(out.settings.help);
    EXPECT_FALSE(out.settings.wrap);
    EXPECT_EQ(out.settings.spec.tasks, 3u);
}

TEST(SubmitMemory, OneKindOnlyButTheEnvironmentGivesWay) {
    EXPECT_EQ(settled({{}, {}, {"--mem=1G", "--mem-per-cpu=1G"}}).result.error(),
              (Error{Errc::fatal, "--mem, --mem-per-cpu, and --mem-per-gpu are mutually exclusive."}));
    EXPECT_EQ(settled({{"--mem=1G"}, {}, {"--mem-per-gpu=1G"}}).result.error().code, Errc::fatal);
    const Outcome out = settled({{}, {{"mem", "9G"}}, {"--mem-per-cpu=500M"}});
    ASSERT_TRUE(out.result);
    EXPECT_EQ(out.settings.spec.memory_kind, MemoryKind::per_cpu);
    EXPECT_EQ(out.settings.spec.memory, Megabytes{500});
    EXPECT_EQ(settled({{}, {{"mem", "9G"}, {"mem-per-cpu", "1G"}}, {}}).result.error().code, Errc::fatal);
}

TEST(SubmitMemory, ZeroIsAllOfTheNode) {
    const SubmitSettings settings = accepted({"--mem=0"});
    EXPECT_EQ(settings.spec.memory_kind, MemoryKind::per_node);
    EXPECT_EQ(settings.spec.memory, Megabytes{0});
}

struct Refusal {
    std::vector<std::string> words;
    Errc code;
    std::string message;
};

TEST(SubmitValues, RefusalsAreSlurms) {
    const Refusal refusals[] = {
        {{"-n", "foo"}, Errc::generic, "Invalid numeric value \"foo\" for --ntasks."},
        {{"-n", "0"}, Errc::generic, "Invalid numeric value \"0\" for --ntasks."},
        {{"-n=4"}, Errc::generic, "Invalid numeric value \"=4\" for --ntasks."},
        {{"-c", "4,8"}, Errc::generic, "Invalid numeric value \"4,8\" for --cpus-per-task."},
        {{"--ntasks-per-node=0"}, Errc::generic, "Invalid numeric value \"0\" for --ntasks-per-node."},
        {{"-N=4"}, Errc::bad_value, "\"=4\" is not a valid node count"},
        {{"-N", "2x"}, Errc::bad_value, "\"2x\" is not a valid node count"},
        {{"-N", "0,2"}, Errc::bad_value, "\"0,2\" is not a valid node count"},
        {{"-N", "1-3:x"}, Errc::bad_value, "\"1-3:x\" is not a valid node count"},
        {{"-N", "1:2"}, Errc::bad_value, "\"1:2\" is not a valid node count"},
        {{"-N", "2-1"}, Errc::bad_value, "Maximum node count 1 is less than minimum node count 2"},
        {{"-N", "1-"}, Errc::bad_value, "Maximum node count -1 is less than minimum node count 1"},
        {{"--time=abc"}, Errc::bad_value, "Invalid --time specification"},
        {{"--time="}, Errc::bad_value, "Invalid --time specification"},
        {{"--time-min=x"}, Errc::bad_value, "Invalid --time-min specification"},
        {{"--mem=lots"}, Errc::bad_value, "Invalid --mem specification"},
        {{"--begin=whenever"}, Errc::bad_value, "Invalid --begin specification"},
        {{"--mail-type=foo"}, Errc::bad_value, "Invalid --mail-type specification"},
        {{"--signal=FOO@10"}, Errc::bad_value, "Invalid --signal specification"},
        {{"--kill-on-invalid-dep=maybe"}, Errc::bad_value, "Invalid --kill-on-invalid-dep specification"},
        {{"--uid=bob"}, Errc::bad_value, "--uid only permitted by root user"},
        {{"--gid=1"}, Errc::bad_value, "--gid only permitted by root user"},
        {{"--hint=foo"}, Errc::generic, "unrecognized --hint argument \"foo\", see --hint=help"},
        {{"--open-mode=x"}, Errc::bad_value, "Invalid --open-mode specification"},
        {{"-m", "foo"}, Errc::bad_value, "Invalid --distribution specification"},
        {{"-mem=4G"}, Errc::bad_value, "Invalid --distribution specification"},
        {{"--exclusive=true"}, Errc::bad_value, "Invalid --exclusive specification"},
        {{"-B", "x"}, Errc::generic, "Invalid numeric value \"x\" for first arg of -B."},
        {{"--cpus-per-gpu=2", "-c2"}, Errc::invalid_gres,
         "--cpus-per-gpu is mutually exclusive with --cpus-per-task\nInvalid generic resource (gres) specification"},
    };
    for (const Refusal& refusal : refusals) {
        const Outcome out = settled({{}, {}, refusal.words});
        ASSERT_FALSE(out.result) << refusal.message;
        EXPECT_EQ(out.result.error(), (Error{refusal.code, refusal.message}));
    }
}

TEST(SubmitValues, ADateThatDoesNotParseIsExplainedBeforeTheError) {
    const Outcome out = settled({{}, {}, {"--begin=whenever"}});
    EXPECT_EQ(out.settings.remarks, (std::vector<std::string>{"Invalid time specification (pos=0): whenever"}));
}

TEST(SubmitValues, OptionsOfLaterWorkAreRefused) {
    const Outcome out = settled({{"--container=/bundle"}, {}, {}});
    ASSERT_FALSE(out.result);
    EXPECT_EQ(out.result.error().code, Errc::not_here);
}

TEST(SubmitValues, TimeZeroIsUnlimited) {
    EXPECT_TRUE(accepted({"-t", "0"}).spec.time_limit.is_unlimited());
    EXPECT_TRUE(accepted({"-t", "00:00:00"}).spec.time_limit.is_unlimited());
    EXPECT_EQ(accepted({"-t", "1:01"}).spec.time_limit, TimeLimit::of_minutes(2));
}

TEST(SubmitValues, NodesAndTasks) {
    EXPECT_EQ(accepted({"-N", "1-2"}).spec.max_nodes, 2u);
    EXPECT_EQ(accepted({"-N", "1k"}).spec.min_nodes, 1024u);
    const auto listed = accepted({"-N", "2-8:3"});
    EXPECT_EQ(listed.spec.min_nodes, 2u);
    EXPECT_EQ(listed.spec.max_nodes, 8u);
    EXPECT_EQ(kept_text(listed.spec, "node-counts"), "2-8:3");
    EXPECT_EQ(kept_text(accepted({"-N", "1,5", "-N", "3"}).spec, "node-counts"), "");
    EXPECT_EQ(accepted({"--tasks=2"}).spec.tasks_per_node, 2u);
    EXPECT_EQ(accepted({"-c", "08"}).spec.cpus_per_task, 8u);
    EXPECT_EQ(accepted({"-w", "n[1-3]"}).spec.min_nodes, 3u);
    const SubmitSettings fewer = accepted({"-N", "5", "-n", "2"});
    EXPECT_EQ(fewer.spec.min_nodes, 2u);
    EXPECT_EQ(fewer.spec.max_nodes, 2u);
    EXPECT_EQ(fewer.warnings, (std::vector<std::string>{"can't run 2 processes on 5 nodes, setting nnodes to 2"}));
}

TEST(SubmitValues, ExclusiveAndOversubscribeReplaceEachOther) {
    EXPECT_EQ(accepted({"--exclusive"}).spec.exclusive, Exclusive::node);
    EXPECT_EQ(accepted({"--exclusive=user"}).spec.exclusive, Exclusive::user);
    const SubmitSettings settings = accepted({"--exclusive", "-s"});
    EXPECT_EQ(settings.spec.exclusive, Exclusive::no);
    EXPECT_TRUE(settings.spec.oversubscribe);
}

TEST(SubmitValues, NodesNamedAndNodesCountedMustAgree) {
    EXPECT_EQ(settled({{}, {}, {"-N1", "-w", "n[1-2]"}}).result.error(),
              (Error{Errc::generic, "invalid number of nodes (-N 2-1)"}));
    EXPECT_EQ(accepted({"-w", "n[1-2]"}).spec.min_nodes, 2u);
    EXPECT_EQ(accepted({"-N3", "-w", "n[1-2]"}).spec.min_nodes, 3u);
}

TEST(SubmitValues, BadGresIsToldAfterWhatTheParserRefuses) {
    EXPECT_EQ(settled({{}, {}, {"--gres=gpu:", "-t", "x"}}).result.error().message, "Invalid --time specification");
    EXPECT_EQ(settled({{}, {}, {"--gpus-per-node=1:a100"}}).result.error().code, Errc::invalid_gres);
}

TEST(SubmitValues, GresOfANodeComesFromTwoOptions) {
    const SubmitSettings settings = accepted({"--gres=shard:4", "--gpus-per-node=a100:2"});
    EXPECT_EQ(settings.spec.gres, (std::vector<GresRequest>{{"shard", "", 4}, {"gpu", "a100", 2}}));
    EXPECT_EQ(settled({{}, {}, {"--gres=gpu:1", "--gpus-per-node=2"}}).result.error().code, Errc::fatal);
    EXPECT_EQ(accepted({"--gres=gpu:1,shard:2", "--gpus-per-node=1"}).spec.gres,
              (std::vector<GresRequest>{{"shard", "", 2}, {"gpu", "", 1}}));
}

TEST(SubmitValues, GpusOfANodeMayStandBesideThoseOfAll) {
    EXPECT_EQ(accepted({"--gpus-per-node=2", "-G", "4"}).spec.gpus_per_node, (std::vector<GresRequest>{{"gpu", "", 2}}));
}

TEST(SubmitValues, AHintSaysThreadsAndCores) {
    EXPECT_EQ(accepted({"--hint=nomultithread"}).spec.threads_per_core, 1u);
    EXPECT_EQ(accepted({"--hint=multithread"}).spec.threads_per_core, 0u);
    const JobSpec spec = accepted({"--hint=memory_bound"}).spec;
    EXPECT_EQ(spec.threads_per_core, 1u);
    EXPECT_EQ(spec.cores_per_socket, 1u);
}

TEST(SubmitValues, TheGeometryOfBSaysTasksWhereNothingElseDoes) {
    EXPECT_EQ(accepted({"-B", "2:2"}).spec.tasks, 4u);
    EXPECT_EQ(accepted({"-B", "1:2:1", "-N", "2"}).spec.tasks, 4u);
    EXPECT_EQ(accepted({"-B", "1:2:1", "-n", "1"}).spec.tasks, 1u);
    EXPECT_EQ(accepted({"-B", "1:2", "-N", "1-2"}).spec.tasks, 0u);
    EXPECT_EQ(accepted({"--sockets-per-node=2"}).spec.tasks, 0u);
}

TEST(SubmitValues, ProfilesAreSpelledAsBySlurm) {
    EXPECT_EQ(kept_text(accepted({"--profile=task,energy"}).spec, "profile"), "Energy,Task");
}

TEST(SubmitValues, ArbitraryLayoutsNeedNodes) {
    EXPECT_EQ(settled({{}, {}, {"-m", "arbitrary"}}).result.error().message,
              "With Arbitrary distribution you need to specify a nodelist or hostfile with the -w option");
    EXPECT_TRUE(settled({{}, {}, {"-m", "arbitrary", "-w", "n1"}}).result);
}

TEST(SubmitValues, TresPerTaskNamesCpusAndGpus) {
    const SubmitSettings settings = accepted({"--tres-per-task=cpu:2,gres/gpu:a100:1"});
    EXPECT_EQ(settings.spec.cpus_per_task, 2u);
    EXPECT_EQ(settings.spec.gpus_per_task, (std::vector<GresRequest>{{"gpu", "a100", 1}}));
}

TEST(SubmitValues, WhatHasNoEffectIsKeptOnceUnderItsName) {
    const SubmitSettings settings = accepted({"--switches=1", "--cluster=a", "--switches=2@60", "-k"});
    const std::vector<std::pair<std::string, std::string>> kept{{"switches", "2@60"}, {"clusters", "a"}, {"no-kill", ""}};
    EXPECT_EQ(settings.spec.kept_options, kept);
}

TEST(SubmitValues, DirectoriesAreMadeAbsoluteWithoutInterpretation) {
    EXPECT_EQ(accepted({}).spec.work_dir, "/home/alice");
    EXPECT_EQ(accepted({"-D", "$HOME/x"}).spec.work_dir, "/home/alice/$HOME/x");
    EXPECT_EQ(accepted({"-D", "/tmp"}).spec.work_dir, "/tmp");
}

TEST(SubmitValues, RequeuePriorityAndNice) {
    EXPECT_EQ(accepted({"--requeue", "--no-requeue"}).spec.requeue, Choice::no);
    EXPECT_EQ(accepted({"--nice"}).spec.nice, 100);
    EXPECT_EQ(accepted({"--nice=-10"}).spec.nice, -10);
    EXPECT_EQ(accepted({"--priority=7"}).spec.priority, 7u);
    EXPECT_EQ(accepted({"--priority=7"}).spec.priority_set, Choice::yes);
}

}  // namespace
}  // namespace ms::options

// SPDX-License-Identifier: MIT
#include "stepd/hooks.hpp"

#include <fstream>
#include <sys/stat.h>

#include "tests/unit/stepd/shepherd_fixture.hpp"

namespace stepd::test {
namespace {

using Entries = std::vector<std::string>;

TEST(TaskProlog, SaysThreeKindsOfLines) {
    const auto words = parse_task_prolog("export A=1 2\nunset B\nprint hello  you\nechoed\nexport C\nexport =x\nprint\n");
    EXPECT_EQ(words.exports, Entries{"A=1 2"});
    EXPECT_EQ(words.unsets, Entries{"B"});
    EXPECT_EQ(words.printed, "hello  you\n");
}

class Hooks : public ShepherdTest {
  protected:
    std::string program(const std::string& name, const std::string& body) {
        std::ofstream(path(name)) << "#!/bin/sh\n" << body << "\n";
        ::chmod(path(name).c_str(), 0755);
        return path(name);
    }
    /// A program that notes its context, then does as it is told.
    Hook hook(const std::string& context, const std::string& body, const std::string& fault = "", bool holds = false) {
        return {program(context, "echo $SLURM_SCRIPT_CONTEXT $SITE >> " + path("log") + "\n" + body), context, fault, holds};
    }
    LaunchOrder with_hooks(const std::string& body) {
        LaunchOrder wanted = order("echo job >> " + path("log") + "\n" + body);
        wanted.hook_environment = {"SITE=here", "PATH=/usr/bin:/bin"};
        return wanted;
    }
};

TEST_F(Hooks, RunAroundTheJobInOrder) {
    LaunchOrder wanted = with_hooks("exit 3");
    wanted.prologs = {hook("prolog_slurmctld", ""), hook("prolog_slurmd", "")};
    wanted.epilogs = {hook("epilog_slurmd", "echo $SLURM_JOB_EXIT_CODE $SLURM_JOB_EXIT_CODE2 >> " + path("log"))};
    JobStream stream = launch(wanted);
    stream.started();
    stream.ending();
    const Verdict verdict = stream.verdict();
    EXPECT_EQ(verdict.wait_status, 3 << 8);
    EXPECT_EQ(verdict.node_fault, "");
    EXPECT_EQ(text("log"), "prolog_slurmctld here\nprolog_slurmd here\njob\nepilog_slurmd here\n768 3:0\n");
    stream.acknowledge();
    EXPECT_TRUE(stream.at_end());
}

TEST_F(Hooks, AFailedPrologSendsTheJobBackAndTheEpilogFollows) {
    LaunchOrder wanted = with_hooks("");
    wanted.prologs = {hook("prolog_slurmd", "exit 4", "Prolog error", true), hook("second", "")};
    wanted.epilogs = {hook("epilog_slurmd", "")};
    JobStream stream = launch(wanted);
    stream.ending();
    const FailedReport failed = stream.failed();
    EXPECT_TRUE(failed.hold);
    EXPECT_EQ(failed.node_fault, "Prolog error");
    EXPECT_EQ(failed.why, "Prolog error: " + path("prolog_slurmd") + ": exit status 4");
    EXPECT_EQ(text("log"), "prolog_slurmd here\nepilog_slurmd here\n");
}

TEST_F(Hooks, AFailedEpilogIsTheNodesFault) {
    LaunchOrder wanted = with_hooks("");
    wanted.epilogs = {hook("epilog_slurmd", "exit 1", "Epilog error")};
    JobStream stream = launch(wanted);
    stream.started();
    stream.ending();
    EXPECT_EQ(stream.verdict().node_fault, "Epilog error: " + path("epilog_slurmd") + ": exit status 1");
    stream.acknowledge();
    EXPECT_TRUE(stream.at_end());
}

TEST_F(Hooks, AJobThatWasEndedMeanwhileDoesNotBegin) {
    LaunchOrder wanted = with_hooks("");
    Fifo gate(path("gate"));
    wanted.prologs = {hook("prolog_slurmd", "read line < " + gate.path())};
    SignalOrder end;
    end.signal = SIGTERM;
    JobStream stream = launch(wanted, encode(Kind::signal, end));
    gate.write_line();
    EXPECT_EQ(stream.failed().why, "it was ended before it began");
    EXPECT_EQ(text("log"), "prolog_slurmd here\n");
}

TEST_F(Hooks, OfATaskChangeItsEnvironmentAndSpeakInItsOutput) {
    LaunchOrder wanted = order("echo job $A ${B-unset} $SLURM_SCRIPT_CONTEXT");
    wanted.environment.push_back("B=1");
    wanted.task_prolog = program("task_prolog", "echo export A=$SLURM_SCRIPT_CONTEXT\necho unset B\necho print hello");
    wanted.task_epilog = program("task_epilog", "echo $A $SLURM_SCRIPT_CONTEXT");
    run(wanted);
    EXPECT_EQ(text("out"), "hello\njob prolog_task unset\nprolog_task epilog_task\n");
}

TEST_F(Hooks, AFailedTaskPrologStopsTheTask) {
    LaunchOrder wanted = order("echo job");
    wanted.task_prolog = program("task_prolog", "exit 2");
    JobStream stream = launch(wanted);
    const FailedReport failed = stream.failed();
    EXPECT_FALSE(failed.hold);
    EXPECT_EQ(failed.why, "TaskProlog " + path("task_prolog") + " failed: exit status 2");
}

}  // namespace
}  // namespace stepd::test

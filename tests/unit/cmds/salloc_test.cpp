// SPDX-License-Identifier: MIT
// salloc without a daemon: what it asks for, and what it says of the answers.
#include "cmds/salloc/run.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

#include "tests/support/fake_client.hpp"

namespace ms::cmds::salloc {
namespace {

using test::FakeClient;
using test::Ran;

Ran salloc(std::vector<std::string> words, FakeClient& client) {
    return test::run_command(run, "salloc", std::move(words), client);
}

/// A daemon whose job 12 is as `job` says.
FakeClient::Answer grants(Job job) {
    return [job](const Request& request) -> Result<Reply> {
        if (std::holds_alternative<SubmitRequest>(request)) return Reply(SubmitReply{JobId{12}, {"one word"}});
        if (std::holds_alternative<AllocationRequest>(request))
            return Reply(AllocationReply{std::make_shared<Job>(job), {"SLURM_JOB_ID=12"}, "/nonexistent"});
        return fail(Errc::generic);
    };
}

Job running() {
    Job job;
    job.id = JobId{12};
    job.spec = std::make_shared<JobSpec>();
    job.state = JobState::running;
    job.allocation = {{"vm", {0}, {}, {}}};
    return job;
}

TEST(Salloc, NoShellLeavesTheJobAndSaysWhatItIs) {
    FakeClient client(grants(running()));
    const Ran ran = salloc({"-n2", "--no-shell"}, client);
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.err,
              "salloc: warning: one word\n"
              "salloc: Granted job allocation 12\n"
              "salloc: Nodes vm are ready for job\n");
    const auto& submitted = client.last<SubmitRequest>();
    EXPECT_EQ(submitted.spec.kind, JobKind::no_shell);
    EXPECT_EQ(submitted.spec.name, "interactive");
    EXPECT_EQ(submitted.spec.tasks, 2u);
    EXPECT_TRUE(client.last<AllocationRequest>().wait);
}

TEST(Salloc, QuietGrantsInSilence) {
    FakeClient client(grants(running()));
    EXPECT_EQ(salloc({"-Q", "--no-shell"}, client).err, "salloc: warning: one word\n");
}

TEST(Salloc, ARefusalIsSlurms) {
    FakeClient client([](const Request&) -> Result<Reply> {
        return fail(Errc::invalid_partition, "invalid partition specified: nosuch\nInvalid partition name specified");
    });
    const Ran ran = salloc({"-p", "nosuch", "true"}, client);
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err,
              "salloc: error: invalid partition specified: nosuch\n"
              "salloc: error: Job submit/allocate failed: Invalid partition name specified\n");
    EXPECT_EQ(client.only<SubmitRequest>().spec.kind, JobKind::attended);
}

TEST(Salloc, AJobCancelledWhileItWaitedIsToldOf) {
    Job cancelled = running();
    cancelled.state = JobState::cancelled;
    cancelled.allocation.clear();
    FakeClient client(grants(cancelled));
    const Ran ran = salloc({"true"}, client);
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err,
              "salloc: warning: one word\n"
              "salloc: Job allocation 12 has been revoked.\n"
              "salloc: Job has been cancelled\n"
              "salloc: error: Job submit/allocate failed: Job/step already completing or completed\n");
}

TEST(Salloc, AJobThatIsGoneWhenItShallBeHeldIsRevoked) {
    FakeClient client(grants(running()));
    const Ran ran = salloc({"true"}, client);
    EXPECT_EQ(ran.status, 1);
    EXPECT_NE(ran.err.find("salloc: error: Job allocation 12 has been revoked.\n"), std::string::npos);
}

TEST(Salloc, ItsVariablesAreItsOwn) {
    setenv("SALLOC_PARTITION", "mine", 1);
    setenv("SBATCH_PARTITION", "not-mine", 1);
    FakeClient client(grants(running()));
    salloc({"--no-shell"}, client);
    EXPECT_EQ(client.last<SubmitRequest>().spec.partition, "mine");
    unsetenv("SALLOC_PARTITION");
    unsetenv("SBATCH_PARTITION");
}

TEST(Salloc, KillCommandTakesASignal) {
    FakeClient client(grants(running()));
    EXPECT_EQ(salloc({"-KUSR1", "--no-shell"}, client).status, 0);
    const Ran ran = salloc({"-Kbogus", "--no-shell"}, client);
    EXPECT_EQ(ran.status, 255);
    EXPECT_EQ(ran.err, "salloc: error: Invalid --kill-command specification\n");
}

}  // namespace
}  // namespace ms::cmds::salloc

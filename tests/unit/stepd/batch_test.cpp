// SPDX-License-Identifier: MIT
// What a job sees of its start and leaves at its end.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/stepd/shepherd_fixture.hpp"

namespace stepd::test {
namespace {

using Batch = ShepherdTest;

TEST_F(Batch, TellsExitCodeAndRemovesItsSpoolAfterTheAcknowledgement) {
    const auto job = order("echo hello; exit 3");
    auto stream = launch(job);
    const auto started = stream.started();
    EXPECT_GT(started.shepherd_pid, 0);
    EXPECT_NE(started.batch_pid, started.shepherd_pid);
    const auto verdict = stream.verdict();
    EXPECT_EQ(verdict.job_id, 12u);
    EXPECT_TRUE(WIFEXITED(verdict.wait_status));
    EXPECT_EQ(WEXITSTATUS(verdict.wait_status), 3);
    EXPECT_FALSE(verdict.out_of_memory);
    EXPECT_GT(verdict.usage.memory.max, 0u);
    EXPECT_TRUE(exists(job.spool_dir)) << "kept until msd has committed the verdict";
    stream.acknowledge();
    EXPECT_TRUE(stream.at_end());
    EXPECT_FALSE(exists(job.spool_dir));
    EXPECT_EQ(text("out"), "hello\n");
}

TEST_F(Batch, TellsTheSignalThatEndedTheScript) {
    const auto verdict = run(order("kill -SEGV $$"));
    EXPECT_TRUE(WIFSIGNALED(verdict.wait_status));
    EXPECT_EQ(WTERMSIG(verdict.wait_status), SIGSEGV);
}

TEST_F(Batch, JoinsStderrToStdoutUnlessItHasAFileOfItsOwn) {
    auto job = order("echo one; echo two >&2; echo three");
    run(job);
    EXPECT_EQ(text("out"), "one\ntwo\nthree\n");
    job.std_err = path("err");
    run(job);
    EXPECT_EQ(text("out"), "one\nthree\n");
    EXPECT_EQ(text("err"), "two\n");
    job.std_err = job.std_out;
    run(job);
    EXPECT_EQ(text("out"), "one\ntwo\nthree\n");
}

TEST_F(Batch, TruncatesOrAppends) {
    auto job = order("echo again");
    run(job);
    job.append = true;
    run(job);
    EXPECT_EQ(text("out"), "again\nagain\n");
    job.append = false;
    run(job);
    EXPECT_EQ(text("out"), "again\n");
}

TEST_F(Batch, MakesMissingDirectoriesOfOutputFiles) {
    auto job = order("echo deep");
    job.std_out = path("a/b/c/out");
    run(job);
    EXPECT_EQ(text("a/b/c/out"), "deep\n");
}

TEST_F(Batch, ReadsItsInput) {
    run(order("cat; echo end"));
    EXPECT_EQ(text("out"), "end\n") << "/dev/null by default";
    auto job = order("cat");
    job.std_in = job.spool_dir + "/slurm_script";
    run(job);
    EXPECT_EQ(text("out"), "#!/bin/sh\ncat\n");
}

TEST_F(Batch, FailsWithTheReasonWhenOutputCanNotBeOpened) {
    auto job = order("echo never");
    job.std_out = "/dev/null/x";
    auto stream = launch(job);
    EXPECT_EQ(stream.failed().why, "Could not open stdout file /dev/null/x: Not a directory");
    EXPECT_TRUE(stream.at_end());
    EXPECT_FALSE(exists(job.spool_dir));
}

TEST_F(Batch, DoesNotHangOnAPipeNobodyReads) {
    auto job = order("echo never");
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    job.std_out = path("pipe");
    EXPECT_NE(launch(job).failed().why.find("pipe: No such device or address"), std::string::npos);
}

TEST_F(Batch, GoesToTmpWhenTheWorkingDirectoryIsMissing) {
    auto job = order("pwd");
    job.work_dir = "/no/such/dir";
    EXPECT_EQ(run(job).wait_status, 0);
    EXPECT_EQ(text("out"),
              "slurmstepd: error: couldn't chdir to `/no/such/dir': No such file or directory: going to /tmp instead\n"
              "/tmp\n");
}

TEST_F(Batch, TellsAMissingInterpreterWithExitCodeTwo) {
    auto job = order("");
    job.script = "#! /no/such/interpreter -x\necho\n";
    const auto verdict = run(job);
    EXPECT_EQ(WEXITSTATUS(verdict.wait_status), 2);
    EXPECT_EQ(text("out"),
              "slurmstepd: error: the script's interpreter is not on this machine: /no/such/interpreter\n"
              "slurmstepd: error: execve(): " + job.spool_dir + "/slurm_script: No such file or directory\n");
}

TEST_F(Batch, PassesArgumentsAndExactlyTheGivenEnvironment) {
    auto job = order("printf '%s|' \"$0\" \"$@\"; echo; env | grep -v -e '^PWD=' -e '^_=' | sort; echo $$");
    job.arguments = {"one", "two words", ""};
    job.environment = {"PATH=/usr/bin:/bin", "ZED=last"};
    auto stream = launch(job);
    const std::string pid = std::to_string(stream.started().batch_pid);
    stream.verdict();
    stream.acknowledge();
    EXPECT_EQ(text("out"), job.spool_dir + "/slurm_script|one|two words||\nPATH=/usr/bin:/bin\nSLURM_TASK_PID=" + pid +
                               "\nZED=last\n" + pid + "\n");
}

TEST_F(Batch, InheritsNoDescriptorAndNoSignalSettings) {
    run(order("for fd in /proc/$$/fd/*; do readlink $fd; done; grep -E '^Sig(Blk|Ign)' /proc/self/status"));
    const std::string out = text("out");
    EXPECT_EQ(out.find("socket:"), std::string::npos) << out;
    EXPECT_EQ(out.find("anon_inode:"), std::string::npos) << out;
    EXPECT_NE(out.find("SigBlk:\t0000000000000000"), std::string::npos) << out;
    EXPECT_NE(out.find("SigIgn:\t0000000000000000"), std::string::npos) << out;
}

TEST_F(Batch, LeadsASessionOfItsOwn) {
    run(order("read -r pid name state ppid pgrp session rest </proc/$$/stat; [ $pid = $session ] && echo leader"));
    EXPECT_EQ(text("out"), "leader\n");
}

TEST_F(Batch, SetsUmaskLimitsAndAffinity) {
    cpu_set_t allowed;
    ASSERT_EQ(::sched_getaffinity(0, sizeof allowed, &allowed), 0);
    std::uint32_t cpu = 0;
    while (!CPU_ISSET(cpu, &allowed)) ++cpu;
    auto job = order("umask; ulimit -Sn; ulimit -Sc; grep Cpus_allowed_list /proc/self/status; : >made");
    job.umask = 027;
    job.limits = {{"NOFILE", 77}, {"CORE", 0}, {"NOSUCH", 1}};
    job.kernel_cpus = {cpu};
    run(job);
    EXPECT_EQ(text("out"), "0027\n77\n0\nCpus_allowed_list:\t" + std::to_string(cpu) + "\n");
    for (const char* name : {"made", "out"}) {
        struct stat file {};
        ASSERT_EQ(::stat(path(name).c_str(), &file), 0);
        EXPECT_EQ(file.st_mode & 0777, 0640u) << name;
    }
}

TEST_F(Batch, SumsTheUsageOfAllProcesses) {
    const auto verdict = run(order("sh -c 'i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done' & wait; "
                                   "head -c 30000000 /dev/zero | tail | wc -c"));
    EXPECT_GT(verdict.usage.cpu_time.total().count(), 0);
    EXPECT_GT(verdict.usage.memory.max, 30'000'000u);
}

TEST_F(Batch, RunsAsItsOwner) {
    if (::getuid() != 0) GTEST_SKIP() << "only root can give a job away";
    auto job = order("id -u; id -g; id -G; touch /proc/1/oom_score_adj 2>/dev/null && echo root");
    job.switch_user = true;
    job.uid = 65534;
    job.gid = 65533;
    job.groups = {65533, 4242};
    auto stream = launch(job);
    stream.started();
    EXPECT_EQ(stream.verdict().wait_status, 0x100) << "touch fails";
    EXPECT_EQ(text("out"), "65534\n65533\n65533 4242\n");
    struct stat file {};
    ASSERT_EQ(::stat(path("out").c_str(), &file), 0);
    EXPECT_EQ(file.st_uid, 65534u);
    EXPECT_EQ(file.st_gid, 65533u);
    ASSERT_EQ(::stat((job.spool_dir + "/slurm_script").c_str(), &file), 0);
    EXPECT_EQ(file.st_uid, 65534u);
    EXPECT_EQ(file.st_mode & 0777, 0700u);
    ASSERT_EQ(::stat(job.spool_dir.c_str(), &file), 0);
    EXPECT_EQ(file.st_uid, 0u);
    EXPECT_EQ(file.st_mode & 0777, 0711u);
    stream.acknowledge();
}

TEST_F(Batch, OpensFilesWithTheOwnersRights) {
    if (::getuid() != 0) GTEST_SKIP() << "only root can give a job away";
    ASSERT_EQ(::mkdir(path("roots").c_str(), 0700), 0);
    auto job = order("echo never");
    job.switch_user = true;
    job.uid = job.gid = 65534;
    job.std_out = path("roots/out");
    EXPECT_EQ(launch(job).failed().why, "Could not open stdout file " + path("roots/out") + ": Permission denied");
}

}  // namespace
}  // namespace stepd::test

// SPDX-License-Identifier: MIT
// msd goes away and comes back; the job and its verdict do not care.
#include <filesystem>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/stepd/shepherd_fixture.hpp"

namespace stepd::test {
namespace {

using Absence = ShepherdTest;

const std::string wait_for_go = "echo up >ready; read line <go; echo done; exit 9";

TEST_F(Absence, TheVerdictIsLeftWhenTheJobEndsAlone) {
    Fifo ready(path("ready")), go(path("go"));
    const auto job = order(wait_for_go);
    auto stream = launch(job);
    const auto started = stream.started();
    ready.read_line();
    stream.hang_up();
    close_zygote();
    ::waitpid(zygote_pid(), nullptr, 0);
    go.write_line();
    wait_for_end(started.shepherd_pid);
    EXPECT_EQ(text("out"), "done\n");
    EXPECT_FALSE(exists(job.spool_dir + "/ctl"));
    MessageBuffer file;
    file.append(text("job00012/verdict"));
    const auto message = file.next();
    ASSERT_TRUE(message);
    Verdict verdict;
    ASSERT_TRUE(message->kind == Kind::verdict && decode(message->body, verdict));
    EXPECT_EQ(WEXITSTATUS(verdict.wait_status), 9);
    EXPECT_EQ(verdict.job_id, 12u);
}

TEST_F(Absence, ANewMsdHearsEverythingAgain) {
    Fifo ready(path("ready")), go(path("go"));
    const auto job = order(wait_for_go);
    auto stream = launch(job);
    const auto started = stream.started();
    ready.read_line();
    stream.hang_up();
    auto again = reconnect(job);
    EXPECT_EQ(again.started().batch_pid, started.batch_pid);
    SignalOrder note;
    note.message = "still here";
    again.send(Kind::signal, note);
    auto third = reconnect(job);  // the newest connection counts
    third.started();
    go.write_line();
    EXPECT_EQ(WEXITSTATUS(third.verdict().wait_status), 9);
    third.acknowledge();
    EXPECT_TRUE(third.at_end());
    EXPECT_EQ(text("out"), "still here\ndone\n");
    EXPECT_FALSE(exists(job.spool_dir));
}

TEST_F(Absence, AnUnacknowledgedVerdictIsLeft) {
    const auto job = order("exit 2");
    auto stream = launch(job);
    const auto started = stream.started();
    stream.verdict();
    stream.hang_up();
    wait_for_end(started.shepherd_pid);
    EXPECT_TRUE(exists(job.spool_dir + "/verdict"));
}

TEST_F(Absence, WhoseSpoolIsGoneWaitsForNobody) {
    Fifo ready(path("ready")), go(path("go"));
    const auto job = order(wait_for_go);
    auto stream = launch(job);
    const auto started = stream.started();
    ready.read_line();
    std::filesystem::remove_all(job.spool_dir);
    stream.hang_up();
    go.write_line();
    wait_for_end(started.shepherd_pid);
    EXPECT_EQ(text("out"), "done\n");
}

TEST_F(Absence, AnAllocationWhoseSpoolIsGoneEnds) {
    auto job = order("");
    job.kind = ms::JobKind::no_shell;
    auto stream = launch(job);
    const auto started = stream.started();
    stream.hang_up();
    std::filesystem::remove_all(job.spool_dir);
    wait_for_end(started.shepherd_pid);
}

TEST_F(Absence, OnlyTheOwnerMayConnect) {
    Fifo ready(path("ready")), go(path("go"));
    const auto job = order(wait_for_go);
    auto stream = launch(job);
    stream.started();
    ready.read_line();
    struct stat ctl {};
    ASSERT_EQ(::stat((job.spool_dir + "/ctl").c_str(), &ctl), 0);
    EXPECT_EQ(ctl.st_mode & 0066, 0u);
    go.write_line();
    stream.verdict();
    stream.acknowledge();
}

TEST_F(Absence, AJobWhoseMsdDiedBeforeItBeganIsNotStarted) {
    const auto job = order("echo never");
    launch_orphan(job);
    EXPECT_FALSE(exists(path("out")));
    EXPECT_FALSE(exists(job.spool_dir));
}

TEST_F(Absence, GarbageFromMsdEndsTheConnectionAndNotTheJob) {
    Fifo ready(path("ready")), go(path("go"));
    const auto job = order(wait_for_go);
    auto stream = launch(job);
    stream.started();
    ready.read_line();
    {
        auto bad = reconnect(job);
        bad.started();
        bad.send(Kind::signal, Verdict{});  // decodes to something else than a signal
        auto worse = reconnect(job);
        worse.started();
    }
    auto good = reconnect(job);
    good.started();
    go.write_line();
    EXPECT_EQ(WEXITSTATUS(good.verdict().wait_status), 9);
    good.acknowledge();
}

TEST_F(Absence, TheZygoteEndsWithMsd) {
    close_zygote();
    int status = -1;
    ASSERT_EQ(::waitpid(zygote_pid(), &status, 0), zygote_pid());
    EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace stepd::test

// SPDX-License-Identifier: MIT
// Signals, and that nothing of a job survives its end.
#include <csignal>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/stepd/shepherd_fixture.hpp"

namespace stepd::test {
namespace {

using Signals = ShepherdTest;

using enum SignalTarget;

SignalOrder signal_order(int number, SignalTarget target, std::string message = "") {
    SignalOrder order;
    order.signal = number;
    order.target = static_cast<std::uint8_t>(target);
    order.message = std::move(message);
    return order;
}

TEST_F(Signals, ReachTheBatchShellAloneOrEverything) {
    Fifo ready(path("ready"));
    // The trap of the inner shell tells by which signal it was reached.
    auto stream = launch(order("trap 'echo outer; echo woken >ready' USR1\n"
                               "sh -c 'trap \"echo inner; exit\" USR1; echo up >ready; sleep 1000 & wait' &\n"
                               "wait; wait; wait; exit 5"));
    stream.started();
    EXPECT_EQ(ready.read_line(), "up");
    stream.send(Kind::signal, signal_order(SIGUSR1, steps));
    stream.send(Kind::signal, signal_order(SIGUSR1, batch_shell, "a line for the user"));
    EXPECT_EQ(ready.read_line(), "woken");
    EXPECT_EQ(text("out"), "a line for the user\nouter\n");
    stream.send(Kind::signal, signal_order(SIGUSR1, batch_shell_and_children));
    EXPECT_TRUE(WIFEXITED(stream.verdict().wait_status));
    EXPECT_NE(text("out").find("inner\n"), std::string::npos);
    stream.acknowledge();
}

TEST_F(Signals, CountWhenTheyComeTogetherWithTheOrder) {
    auto stream = launch(order("exec sleep 1000"), encode(Kind::signal, signal_order(SIGKILL, everything)));
    stream.started();
    EXPECT_EQ(WTERMSIG(stream.verdict().wait_status), SIGKILL);
    stream.acknowledge();
}

TEST_F(Signals, WakeStoppedProcessesWhenAsked) {
    Fifo ready(path("ready"));
    auto stream = launch(order("trap 'exit 7' TERM; echo up >ready; sleep 1000 & wait"));
    stream.started();
    ready.read_line();
    stream.send(Kind::signal, signal_order(SIGSTOP, everything));
    auto term = signal_order(SIGTERM, batch_shell);
    term.with_continue = true;
    stream.send(Kind::signal, term);
    EXPECT_EQ(WEXITSTATUS(stream.verdict().wait_status), 7);
    stream.acknowledge();
}

/// Detached as a daemon does it: a session of its own, its parents gone, every signal but KILL ignored.
const std::string daemonise = "(setsid sh -c 'trap \"\" HUP INT TERM; echo daemon >&7; exec sleep 1000' &) & wait\n";

TEST_F(Signals, NothingIsLeftWhenTheScriptEnds) {
    Fifo held(path("held")), go(path("go"));
    auto stream = launch(order("exec 7>held\n" + daemonise + "echo $$ >&7; read line <go; exit 4"));
    stream.started();
    held.read_line();
    held.read_line();  // the daemon runs and the script is about to end
    go.write_line();
    EXPECT_EQ(WEXITSTATUS(stream.verdict().wait_status), 4);
    EXPECT_TRUE(held.all_closed());
    stream.acknowledge();
}

TEST_F(Signals, NothingIsLeftAfterKill) {
    Fifo held(path("held"));
    auto stream = launch(order("exec 7>held\n" + daemonise + "trap '' TERM; echo up >&7; exec sleep 1000"));
    stream.started();
    held.read_line();
    held.read_line();
    stream.send(Kind::signal, signal_order(SIGTERM, everything));
    stream.send(Kind::signal, signal_order(SIGKILL, everything));
    EXPECT_EQ(WTERMSIG(stream.verdict().wait_status), SIGKILL);
    EXPECT_TRUE(held.all_closed());
    stream.acknowledge();
}

TEST_F(Signals, KillOutrunsAForkBomb) {
    Fifo held(path("held"));
    auto stream = launch(order("exec 7>held\nbomb() { while :; do sleep 1000 & (setsid sleep 1000 &) done; }\n"
                               "bomb & bomb & echo up >&7; bomb"));
    stream.started();
    held.read_line();
    stream.send(Kind::signal, signal_order(SIGKILL, everything));
    EXPECT_EQ(WTERMSIG(stream.verdict().wait_status), SIGKILL);
    EXPECT_TRUE(held.all_closed());
    stream.acknowledge();
}

TEST_F(Signals, TheJobDiesWithItsShepherd) {
    Fifo held(path("held")), never(path("never"));
    auto stream = launch(order("exec 7>held; echo up >&7; read line <never"));
    const auto started = stream.started();
    held.read_line();
    ::kill(started.shepherd_pid, SIGKILL);
    EXPECT_TRUE(stream.at_end());
    wait_for_end(started.batch_pid);
}

/// What msd tells of a job with one process.
Look look_at(const StartedReport& started, std::uint64_t memory) {
    ProcessFigures process;
    process.pid = process.session = started.batch_pid;
    process.parent = started.shepherd_pid;
    process.memory = memory;
    return {{process}};
}

TEST_F(Signals, WithoutMsdTheShepherdLooksAfterItsMemoryItself) {
    Fifo held(path("held"));
    auto job = order("exec 7>held\n(head -c 100000000 /dev/zero; read line <held) | tail & wait; echo survived");
    job.memory_limit_bytes = 20'000'000;
    job.sample_ms = 20;
    auto stream = launch(job);
    const auto started = stream.started();
    stream.hang_up();
    wait_for_end(started.batch_pid);
    wait_for_end(started.shepherd_pid);  // it leaves its verdict in the spool, which has to be there until then
    EXPECT_EQ(text("out").rfind("slurmstepd: error: Step 12.batch exceeded its memory limit: ", 0), 0u) << text("out");
}

TEST_F(Signals, MemoryOverTheLimitEndsTheJobWithAnExplanation) {
    Fifo held(path("held"));
    auto job = order("exec 7>held\n(head -c 100000000 /dev/zero; read line <held) | tail & wait; echo survived");
    job.memory_limit_bytes = 20'000'000;
    job.sample_ms = 20;
    auto stream = launch(job);
    const auto started = stream.started();
    EXPECT_EQ(started.memory_limit_bytes, job.memory_limit_bytes) << "msd has to look after it";
    EXPECT_EQ(started.sample_ms, 20u);
    stream.send(Kind::look, look_at(started, 30'000'000));
    const auto report = stream.usage();
    EXPECT_EQ(report.step, ms::step_batch);
    EXPECT_EQ(report.usage.memory.total, 30'000'000u);
    EXPECT_EQ(report.pids, (std::vector<std::int32_t>{started.batch_pid}));
    const auto verdict = stream.verdict();
    EXPECT_TRUE(verdict.out_of_memory);
    EXPECT_EQ(WTERMSIG(verdict.wait_status), SIGKILL);
    EXPECT_GT(verdict.usage.memory.max, job.memory_limit_bytes);
    const std::string out = text("out");
    EXPECT_EQ(out.rfind("slurmstepd: error: Step 12.batch exceeded its memory limit: ", 0), 0u) << out;
    EXPECT_NE(out.find("19M allowed; ask for more with --mem"), std::string::npos) << out;
    EXPECT_NE(out.find("slurmstepd: error: Detected 1 oom_kill event in StepId=12.batch. Some of the step tasks have "
                       "been OOM Killed.\n"),
              std::string::npos)
        << out;
    EXPECT_TRUE(held.all_closed());
    stream.acknowledge();
}

/// In both orders, and nothing that comes afterwards is told again.
TEST_F(Signals, WhoIsOverItsLimitWhileItIsEndedIsToldOnce) {
    for (const bool ordered_first : {true, false}) {
        Fifo held(path("held"));
        auto job = order("exec 7>held; trap '' TERM; echo up >&7; exec sleep 1000");
        job.memory_limit_bytes = 20'000'000;
        job.sample_ms = 60'000;
        auto stream = launch(job);
        const auto started = stream.started();
        held.read_line();
        const auto end = [&] { stream.send(Kind::signal, signal_order(SIGTERM, everything)); };
        if (ordered_first) end();
        stream.send(Kind::look, look_at(started, 30'000'000));
        if (!ordered_first) end();
        const auto verdict = stream.next_verdict();
        EXPECT_TRUE(verdict.out_of_memory);
        EXPECT_EQ(WTERMSIG(verdict.wait_status), SIGKILL);
        stream.send(Kind::look, look_at(started, 40'000'000));
        stream.send(Kind::signal, signal_order(SIGKILL, everything));
        stream.acknowledge();
        EXPECT_TRUE(stream.at_end());
        EXPECT_TRUE(held.all_closed());
        EXPECT_FALSE(exists(job.spool_dir));
        std::filesystem::remove(held.path());
    }
}

TEST_F(Signals, MemoryBelowTheLimitIsOnlyMeasured) {
    auto job = order("head -c 30000000 /dev/zero | tail | wc -c");
    job.memory_limit_bytes = 1'000'000'000;
    job.sample_ms = 5;
    auto stream = launch(job);
    const auto started = stream.started();
    stream.send(Kind::look, look_at(started, 70'000'000));
    const auto verdict = stream.next_verdict();
    EXPECT_FALSE(verdict.out_of_memory);
    stream.acknowledge();
    EXPECT_EQ(text("out"), "30000000\n");
}

}  // namespace
}  // namespace stepd::test

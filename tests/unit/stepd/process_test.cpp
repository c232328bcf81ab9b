// SPDX-License-Identifier: MIT
// start_process by itself, with this test in the place of the shepherd.
#include <gtest/gtest.h>

#include <csignal>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libms/base/fd.hpp"
#include "stepd/deadline.hpp"
#include "stepd/process.hpp"

namespace stepd::test {
namespace {

class Process : public ::testing::Test {
  protected:
    Process() {
        int ends[2];
        EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
        output_ = ms::Fd(ends[0]);
        input_of_output_ = ms::Fd(ends[1]);
        plan_.std_in = null_.get();
        plan_.std_out = plan_.std_err = input_of_output_.get();
        plan_.work_dir = "/";
    }

    void run_shell(const std::string& body) {
        plan_.path = "/bin/sh";
        plan_.argv = {"sh", "-c", body};
        run();
    }

    /// Everything the process has written, and its wait status.
    void run() {
        const auto pid = start_process(plan_);
        ASSERT_TRUE(pid) << pid.error().message;
        pid_ = *pid;
        input_of_output_.reset();
        text_ = ms::read_to_end(output_.get(), 1u << 20).value_or("(nothing to read)");
        ASSERT_EQ(::waitpid(pid_, &status_, 0), pid_);
    }

    ms::Fd null_{::open("/dev/null", O_RDWR | O_CLOEXEC)};
    ms::Fd output_, input_of_output_;
    ProcessPlan plan_;
    pid_t pid_ = 0;
    int status_ = 0;
    std::string text_;
};

TEST_F(Process, KnowsItsOwnNumber) {
    run_shell("echo $$ $SLURM_TASK_PID");
    EXPECT_EQ(text_, std::to_string(pid_) + " " + std::to_string(pid_) + "\n");
}

TEST_F(Process, LeavesTheMemoryOfTheShepherdAsItWas) {
    const std::vector<std::string> environment{"ONE=1", "TWO=2"};
    plan_.environment = environment;
    run_shell("echo $ONE$TWO; exit 7");
    EXPECT_EQ(WEXITSTATUS(status_), 7);
    EXPECT_EQ(text_, "12\n");
    EXPECT_EQ(environment, (std::vector<std::string>{"ONE=1", "TWO=2"}));
    EXPECT_EQ(plan_.argv[0], "sh");
}

TEST_F(Process, LeadsASessionOnlyWhereItShall) {
    plan_.new_session = false;
    run_shell("read -r pid name state ppid pgrp session rest </proc/$$/stat; echo $session");
    EXPECT_EQ(text_, std::to_string(::getsid(0)) + "\n");
}

TEST_F(Process, HasNoTerminalUnlessItIsGivenOne) {
    run_shell("(: </dev/tty) 2>/dev/null && echo terminal || echo none");
    EXPECT_EQ(text_, "none\n");
}

TEST_F(Process, TakesItsInputAsTheTerminalOfItsSession) {
    const ms::Fd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    ASSERT_TRUE(master);
    ASSERT_EQ(::grantpt(master.get()), 0);
    ASSERT_EQ(::unlockpt(master.get()), 0);
    char name[64];
    ASSERT_EQ(::ptsname_r(master.get(), name, sizeof name), 0);
    const ms::Fd terminal(::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC));
    ASSERT_TRUE(terminal);
    plan_.std_in = terminal.get();
    plan_.controlling_terminal = true;
    run_shell(": </dev/tty && tty");
    EXPECT_EQ(text_, std::string(name) + "\n");
}

TEST_F(Process, SaysThatInputIsNoTerminal) {
    plan_.controlling_terminal = true;
    run_shell("echo never");
    EXPECT_EQ(text_, "slurmstepd: error: taking the terminal: Inappropriate ioctl for device\n");
    EXPECT_EQ(WEXITSTATUS(status_), ENOTTY);
}

TEST_F(Process, EndsWithTheReasonWhenThereIsNoSuchProgram) {
    plan_.path = "/no/such/program";
    plan_.argv = {"program"};
    run();
    EXPECT_EQ(text_, "slurmstepd: error: execve(): /no/such/program: No such file or directory\n");
    EXPECT_EQ(WEXITSTATUS(status_), ENOENT);
}

/// How a process ends that waits for longer than `deadline` allows, and then does not wait any more.
int end_of_waiting(unsigned allowed_s, unsigned waits_s) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        {
            const Deadline deadline(allowed_s);
            ::sleep(waits_s);
        }
        ::sleep(allowed_s + 1);
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return status;
}

TEST(ADeadline, EndsWhoWaitsLongerAndNobodyElse) {
    const int late = end_of_waiting(1, 60);
    EXPECT_TRUE(WIFSIGNALED(late) && WTERMSIG(late) == SIGALRM);
    const int in_time = end_of_waiting(1, 0);
    EXPECT_TRUE(WIFEXITED(in_time) && WEXITSTATUS(in_time) == 0);
}

TEST_F(Process, SaysWhyItCanNotEnterTheControlGroup) {
    const ms::Fd none(::open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    plan_.group = none.get();
    plan_.path = "/bin/true";
    plan_.argv = {"true"};
    run();
    EXPECT_EQ(text_, "slurmstepd: error: entering the job's control group: No such file or directory\n");
    EXPECT_EQ(WEXITSTATUS(status_), ENOENT);
}

}  // namespace
}  // namespace stepd::test

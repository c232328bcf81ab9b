// SPDX-License-Identifier: MIT
// The launcher over the real msstepd.
#include "daemon/exec/shepherd_launcher.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "daemon/exec/spool_dir.hpp"
#include "libms/base/fd.hpp"
#include "stepd/message.hpp"
#include "tests/support/paths.hpp"

namespace msd::exec {
namespace {

/// What was told, in order, as text a person can read: "started 12", "ended 12 exit 3", "failed 12 WHY".
class Told final : public LauncherEvents {
  public:
    void started(const core::Started& e) override { note("started " + id(e.job, e.restarts)); }
    void ended(const core::Ended& e) override {
        note("ended " + id(e.job, e.restarts) +
             (WIFEXITED(e.wait_status) ? " exit " + std::to_string(WEXITSTATUS(e.wait_status))
                                       : " signal " + std::to_string(WTERMSIG(e.wait_status))));
        if (on_end) on_end(e.job);
    }
    void limit_missing(JobId job, const std::string& why) override {
        lines.push_back("limit missing " + std::to_string(job.value) + ": " + why);
    }
    void epilog_begun(const core::EpilogBegun& event) override {
        lines.push_back("epilog " + std::to_string(event.job.value));
    }
    void step_ended(const core::StepEnded& e) override {
        note("step " + std::to_string(e.verdict.step) + " of " + id(e.job, e.restarts) + " ended");
    }
    void failed(const core::LaunchFailed& e) override {
        note("failed " + id(e.job, e.restarts) + (e.node_failure ? " (node) " : " ") + e.why);
    }

    std::vector<std::string> lines;
    std::function<void(JobId)> on_end;

  private:
    static std::string id(JobId job, std::uint32_t restarts) {
        return std::to_string(job.value) + (restarts == 0 ? "" : "." + std::to_string(restarts));
    }
    void note(std::string line) { lines.push_back(std::move(line)); }
};

class LauncherTest : public ::testing::Test {
  protected:
    LauncherTest() {
        char name[] = "/tmp/msd-launcher-XXXXXX";
        dir_ = ::mkdtemp(name);
        restart();
    }
    ~LauncherTest() override {
        launcher_.reset();
        std::filesystem::remove_all(dir_);
    }
    /// As a new msd: the old one's streams close.
    void restart(const std::string& program = ms::test::binary_path("sbin/msstepd"),
                 std::chrono::milliseconds keep_spares = {}) {
        launcher_.reset();
        io_ = std::make_unique<boost::asio::io_context>();
        launcher_ = std::make_unique<ShepherdLauncher>(*io_, path("spool"), ZygoteProcess(program), told_, keep_spares);
    }
    stepd::LaunchOrder order(std::uint32_t id, const std::string& body) const {
        stepd::LaunchOrder order;
        order.job_id = id;
        order.shown_id = std::to_string(id);
        order.spool_dir = spool(id);
        order.script = "#!/bin/sh\n" + body + "\n";
        order.environment = {"PATH=/usr/bin:/bin"};
        order.work_dir = dir_;
        order.std_out = path("out." + std::to_string(id));
        return order;
    }
    std::string path(const std::string& name) const { return dir_ + "/" + name; }
    std::string spool(std::uint32_t id) const { return spool_dir(path("spool"), JobId{id}, 0); }
    /// Run the launcher's thread until so many lines have been told.
    void wait_for(std::size_t lines) {
        io_->restart();
        while (told_.lines.size() < lines && io_->run_one_for(std::chrono::seconds(60)) != 0) {
        }
        ASSERT_GE(told_.lines.size(), lines) << "the launcher stayed silent";
    }
    /// Until every stream and every queued call is done.
    void drain() {
        io_->restart();
        while (io_->run_one_for(std::chrono::seconds(60)) != 0) {
        }
    }

    Told told_;
    std::unique_ptr<boost::asio::io_context> io_;
    std::unique_ptr<ShepherdLauncher> launcher_;

  private:
    std::string dir_;
};

using Lines = std::vector<std::string>;

TEST_F(LauncherTest, TellsStartAndEnd) {
    launcher_->launch(order(12, "echo hello; exit 3"));
    wait_for(2);
    EXPECT_EQ(told_.lines, (Lines{"started 12", "ended 12 exit 3"}));
    EXPECT_TRUE(std::filesystem::exists(spool(12)));
    launcher_->acknowledge(JobId{12});
    drain();
    EXPECT_FALSE(std::filesystem::exists(spool(12)));
    EXPECT_EQ(read_file(path("out.12")).value(), "hello\n");
}

TEST_F(LauncherTest, GivesTheNextJobToAShepherdThatHasOneBehindIt) {
    restart(ms::test::binary_path("sbin/msstepd"), std::chrono::milliseconds(1));
    told_.on_end = [this](JobId job) {
        launcher_->acknowledge(job);
        if (job.value < 3) launcher_->launch(order(job.value + 1, "echo $PPID"));
    };
    launcher_->launch(order(1, "echo $PPID"));
    drain();
    EXPECT_EQ(told_.lines, (Lines{"started 1", "ended 1 exit 0", "started 2", "ended 2 exit 0", "started 3", "ended 3 exit 0"}));
    const std::string shepherd = read_file(path("out.1")).value();
    EXPECT_EQ(read_file(path("out.2")).value(), shepherd);
    EXPECT_EQ(read_file(path("out.3")).value(), shepherd);
    while (::kill(std::stoi(shepherd), 0) == 0) ::usleep(1000);  // it ends when nothing comes
    EXPECT_TRUE(std::filesystem::is_empty(path("spool")));
}

TEST_F(LauncherTest, DoesWithoutASpareShepherdThatWasKilled) {
    restart(ms::test::binary_path("sbin/msstepd"), std::chrono::minutes(10));
    launcher_->launch(order(1, "echo $PPID"));
    wait_for(2);
    launcher_->acknowledge(JobId{1});
    io_->poll();
    ASSERT_TRUE(std::filesystem::exists(spool(1)));
    ::kill(std::stoi(read_file(path("out.1")).value()), SIGKILL);
    while (std::filesystem::exists(spool(1))) {
        io_->restart();
        io_->run_one_for(std::chrono::seconds(60));
    }
    launcher_->launch(order(2, "exit 4"));
    wait_for(4);
    EXPECT_EQ(told_.lines.back(), "ended 2 exit 4");
    launcher_->acknowledge(JobId{2});
    io_->poll();
    launcher_.reset();
    while (!std::filesystem::is_empty(path("spool"))) ::usleep(1000);
}

TEST_F(LauncherTest, RunsManyShortJobs) {
    constexpr std::uint32_t count = 200;
    told_.on_end = [this](JobId job) { launcher_->acknowledge(job); };
    for (std::uint32_t id = 1; id <= count; ++id) launcher_->launch(order(id, "exit " + std::to_string(id % 7)));
    drain();
    std::map<std::string, int> seen;
    for (const auto& line : told_.lines) ++seen[line];
    EXPECT_EQ(seen.size(), 2 * count);
    for (std::uint32_t id = 1; id <= count; ++id)
        EXPECT_EQ(seen["ended " + std::to_string(id) + " exit " + std::to_string(id % 7)], 1) << id;
    EXPECT_TRUE(std::filesystem::is_empty(path("spool")));
}

TEST_F(LauncherTest, PassesSignals) {
    launcher_->launch(order(5, "exec sleep 1000"));
    wait_for(1);
    stepd::SignalOrder kill;
    kill.signal = SIGKILL;
    launcher_->signal(JobId{5}, kill);
    launcher_->signal(JobId{77}, kill);  // unknown: nothing happens
    wait_for(2);
    EXPECT_EQ(told_.lines.back(), "ended 5 signal 9");
    launcher_->acknowledge(JobId{5});
    drain();
}

TEST_F(LauncherTest, TellsWhyAJobCouldNotStart) {
    auto job = order(5, "true");
    job.std_out = "/dev/null/x";
    launcher_->launch(job);
    drain();
    EXPECT_EQ(told_.lines, Lines{"failed 5 Could not open stdout file /dev/null/x: Not a directory"});
    EXPECT_FALSE(std::filesystem::exists(spool(5)));
}

TEST_F(LauncherTest, TellsThatTheProgramIsMissing) {
    restart("/no/such/msstepd");
    launcher_->launch(order(5, "true"));
    drain();
    EXPECT_EQ(told_.lines, Lines{"failed 5 starting /no/such/msstepd: No such file or directory"});
}

TEST_F(LauncherTest, AProgramThatIsNoZygoteFailsTheJobAndNotTheLauncher) {
    restart("/bin/true");
    launcher_->launch(order(5, "true"));
    drain();
    ASSERT_EQ(told_.lines.size(), 1u);
    EXPECT_EQ(told_.lines[0].rfind("failed 5 ", 0), 0u) << told_.lines[0];
}

TEST_F(LauncherTest, AdoptsARunningJob) {
    ASSERT_EQ(::mkfifo(path("go").c_str(), 0600), 0);
    const Fd go(::open(path("go").c_str(), O_RDWR | O_CLOEXEC));
    launcher_->launch(order(8, "read line <go; exit 6"));
    wait_for(1);
    restart();
    launcher_->adopt(JobId{8}, 0, 0);
    wait_for(2);
    ASSERT_TRUE(write_all(go.get(), "go\n"));
    wait_for(3);
    EXPECT_EQ(told_.lines, (Lines{"started 8", "started 8", "ended 8 exit 6"}));
    launcher_->acknowledge(JobId{8});
    drain();
    EXPECT_FALSE(std::filesystem::exists(spool(8)));
}

TEST_F(LauncherTest, FindsTheVerdictOfAJobThatEndedMeanwhile) {
    launcher_->launch(order(8, "exit 6"));
    wait_for(2);
    restart();  // before the acknowledgement; whether the shepherd has left its verdict by now is all the same
    launcher_->adopt(JobId{8}, 0, 0);
    while (told_.lines.back() != "ended 8 exit 6" || told_.lines.size() < 3) wait_for(told_.lines.size() + 1);
    launcher_->acknowledge(JobId{8});
    drain();
    EXPECT_FALSE(std::filesystem::exists(spool(8)));
}

TEST_F(LauncherTest, ClearsWhatWasCommittedAndNotAcknowledged) {
    ASSERT_EQ(::mkfifo(path("go").c_str(), 0600), 0);
    const Fd go(::open(path("go").c_str(), O_RDWR | O_CLOEXEC));
    launcher_->launch(order(8, "exit 6"));
    wait_for(2);
    launcher_->launch(order(9, "read line <go; exit 7"));
    wait_for(3);
    restart();
    std::filesystem::create_directory(spool_dir(path("spool"), JobId{7}, 1));
    std::filesystem::create_directory(path("spool/jobs"));
    launcher_->adopt(JobId{9}, 0, 0);
    launcher_->clear_rest();
    wait_for(4);
    while (std::filesystem::exists(spool(8))) io_->run_one_for(std::chrono::milliseconds(10)), io_->restart();
    EXPECT_FALSE(std::filesystem::exists(spool_dir(path("spool"), JobId{7}, 1)));
    EXPECT_TRUE(std::filesystem::exists(path("spool/jobs"))) << "nothing of ours";
    EXPECT_TRUE(std::filesystem::exists(spool(9)));
    ASSERT_TRUE(write_all(go.get(), "go\n"));
    wait_for(5);
    EXPECT_EQ(told_.lines, (Lines{"started 8", "ended 8 exit 6", "started 9", "started 9", "ended 9 exit 7"}));
    launcher_->acknowledge(JobId{9});
    drain();
}

TEST_F(LauncherTest, ReadsAVerdictOfARestartedRun) {
    const std::string directory = spool_dir(path("spool"), JobId{8}, 2);
    EXPECT_EQ(directory, path("spool/job00008.2"));
    std::filesystem::create_directory(directory);
    stepd::Verdict verdict;
    verdict.job_id = 8;
    verdict.wait_status = 0x500;
    const Fd file(::open((directory + "/verdict").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    ASSERT_TRUE(write_all(file.get(), stepd::encode(stepd::Kind::verdict, verdict)));
    launcher_->adopt(JobId{8}, 2, 0);
    drain();
    EXPECT_EQ(told_.lines, Lines{"ended 8.2 exit 5"});
    EXPECT_TRUE(std::filesystem::exists(directory)) << "kept until it is committed";
    launcher_->acknowledge(JobId{8});
    drain();
    EXPECT_FALSE(std::filesystem::exists(directory));
}

TEST_F(LauncherTest, AJobWithoutShepherdAndVerdictIsANodeFailure) {
    launcher_->adopt(JobId{8}, 0, 0);
    drain();
    EXPECT_EQ(told_.lines, Lines{"failed 8 (node) the job's shepherd is gone and left no verdict"});
}

TEST_F(LauncherTest, ATornVerdictIsNoVerdict) {
    std::filesystem::create_directory(spool(8));
    const Fd file(::open((spool(8) + "/verdict").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    ASSERT_TRUE(write_all(file.get(), "V\x10"));
    launcher_->adopt(JobId{8}, 0, 0);
    drain();
    EXPECT_EQ(told_.lines, Lines{"failed 8 (node) the job's shepherd is gone and left no verdict"});
    EXPECT_FALSE(std::filesystem::exists(spool(8)));
}

TEST_F(LauncherTest, TellsThatAShepherdWasKilled) {
    ASSERT_EQ(::mkfifo(path("go").c_str(), 0600), 0);
    const Fd go(::open(path("go").c_str(), O_RDWR | O_CLOEXEC));
    launcher_->launch(order(9, "read line <go; kill -KILL $PPID; exec sleep 1000"));
    wait_for(1);
    ASSERT_TRUE(write_all(go.get(), "go\n"));
    wait_for(2);
    EXPECT_EQ(told_.lines, (Lines{"started 9", "failed 9 the job's shepherd ended without a verdict"}));
    EXPECT_FALSE(std::filesystem::exists(spool(9)));
}

TEST_F(LauncherTest, StartsANewZygoteWhenTheOldOneHasDied) {
    launcher_->launch(order(1, "true"));
    wait_for(2);
    launcher_->acknowledge(JobId{1});
    drain();
    const std::string children =
        read_file("/proc/self/task/" + std::to_string(::getpid()) + "/children").value_or(std::string{});
    if (children.empty()) GTEST_SKIP() << "this kernel does not list children";
    ::kill(static_cast<pid_t>(std::stol(children)), SIGKILL);
    siginfo_t dead{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(std::stol(children)), &dead, WEXITED | WNOWAIT), 0);
    launcher_->launch(order(2, "exit 4"));
    wait_for(4);
    EXPECT_EQ(told_.lines.back(), "ended 2 exit 4");
    launcher_->acknowledge(JobId{2});
    drain();
}

}  // namespace
}  // namespace msd::exec

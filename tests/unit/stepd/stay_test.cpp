// SPDX-License-Identifier: MIT
// One shepherd, several jobs: nothing of the last one is left to the next.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/stepd/shepherd_fixture.hpp"

namespace stepd::test {
namespace {

class Stay : public ShepherdTest {
  protected:
    LaunchOrder next(const std::string& body) const {
        auto job = order(body);
        job.job_id = 13;
        job.shown_id = "13";
        job.spool_dir = path("job00013");
        job.std_out = path("next");
        return job;
    }
    /// Both jobs; the second's verdict.
    Verdict run_both(const LaunchOrder& first, const LaunchOrder& second) {
        JobStream stream = launch(first);
        shepherd_ = stream.started().shepherd_pid;
        stream.verdict();
        stream.acknowledge_and_order(second);
        EXPECT_EQ(stream.started().shepherd_pid, shepherd_) << "the same process";
        EXPECT_FALSE(exists(first.spool_dir));
        const Verdict verdict = stream.verdict();
        EXPECT_TRUE(exists(second.spool_dir + "/ctl"));
        stream.acknowledge();
        EXPECT_TRUE(stream.at_end());
        EXPECT_FALSE(exists(second.spool_dir));
        return verdict;
    }
    pid_t shepherd_ = 0;
};

TEST_F(Stay, RunsAnotherScriptUnderAnotherName) {
    auto second = next("echo $0; umask; exit 4");
    second.umask = 077;
    const auto verdict = run_both(order("echo first; exit 3"), second);
    EXPECT_EQ(verdict.job_id, 13u);
    EXPECT_EQ(WEXITSTATUS(verdict.wait_status), 4);
    EXPECT_FALSE(verdict.out_of_memory);
    EXPECT_EQ(text("out"), "first\n");
    EXPECT_EQ(text("next"), second.spool_dir + "/slurm_script\n0077\n");
}

TEST_F(Stay, RunsTheSameScriptFromTheSameFile) {
    const std::string body = "stat --format=%i $0";
    run_both(order(body), next(body));
    EXPECT_EQ(text("out"), text("next"));
}

TEST_F(Stay, DoesNotRunWhatAJobHasMadeOfItsScript) {
    for (const char* damage : {"echo 'echo evil' >$0", "sed -i s/true/evil/ $0", "rm $0", "chmod 777 $0", "ln $0 $DIR/link",
                               "{ mv $0 $DIR/moved; ln -s $DIR/moved $0; }"}) {
        const std::string body = std::string("stat --format='%a %h' $0; [ -e $DIR/done ] || ") + damage + "; : >$DIR/done; true";
        run_both(order(body), next(body));
        EXPECT_EQ(text("next"), "700 1\n") << damage;
        ::unlink(path("done").c_str());
    }
}

TEST_F(Stay, MakesItsSpoolAnewWhenAJobHasRemovedIt) {
    run_both(order("rm -r ${0%/*}"), next("echo here"));
    EXPECT_EQ(text("next"), "here\n");
}

TEST_F(Stay, DoesNotTakeWhatACrashHasLeftUnderTheNextName) {
    const auto second = next("echo here");
    ASSERT_EQ(::mkdir(second.spool_dir.c_str(), 0711), 0);
    ASSERT_TRUE(ms::write_all(ms::Fd(::creat((second.spool_dir + "/verdict").c_str(), 0600)).get(), "old"));
    run_both(order("true"), second);
    EXPECT_EQ(text("next"), "here\n");
}

TEST_F(Stay, LeavesWhenNoOrderFollows) {
    const auto job = order("true");
    JobStream stream = launch(job);
    const pid_t shepherd = stream.started().shepherd_pid;
    stream.verdict();
    stream.send(Kind::stay, Empty{});
    stream.hang_up();
    wait_for_end(shepherd);
    EXPECT_FALSE(exists(job.spool_dir));
    EXPECT_FALSE(exists(job.spool_dir + "/verdict"));
}

TEST_F(Stay, GivesTheScriptToTheNextOwner) {
    if (::getuid() != 0) GTEST_SKIP() << "only root can give a job away";
    auto first = order("stat --format='%u %g' $0; id -u"), second = next("stat --format='%u %g' $0; id -u");
    first.switch_user = second.switch_user = true;
    first.uid = first.gid = 65534;
    second.uid = second.gid = 65533;
    run_both(first, second);
    EXPECT_EQ(text("out"), "65534 65534\n65534\n");
    EXPECT_EQ(text("next"), "65533 65533\n65533\n");
}

}  // namespace
}  // namespace stepd::test

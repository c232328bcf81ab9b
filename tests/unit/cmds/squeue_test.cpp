// SPDX-License-Identifier: MIT
// squeue's output, byte for byte, over a queue as real Slurm printed it. Jobs that sort equal stand by their ids here;
// in Slurm their order is an accident.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "cmds/squeue/columns.hpp"
#include "cmds/squeue/run.hpp"
#include "libms/base/letters.hpp"
#include "libms/table/format.hpp"
#include "tests/support/fake_client.hpp"
#include "tests/unit/cmds/squeue_queue.hpp"

using namespace ms;
using namespace ms::test;

namespace {

const std::string header =
    "             JOBID PARTITION     NAME     USER ST       TIME  NODES NODELIST(REASON)\n";

class Squeue : public ::testing::Test {
  protected:
    Squeue() {
        setenv("TZ", "UTC", 1);
        tzset();
        for (const char* name : {"SQUEUE_FORMAT", "SQUEUE_FORMAT2", "SQUEUE_STATES", "SQUEUE_SORT", "SQUEUE_USERS",
                                 "SLURM_TIME_FORMAT", "SLURM_BITSTR_LEN"})
            unsetenv(name);
    }
    Ran run(std::vector<std::string> words) {
        return run_command(cmds::squeue::run, "squeue", std::move(words), client, "", queue_now());
    }
    /// Standard output of a listing that must succeed in silence.
    std::string out(std::vector<std::string> words) {
        const Ran ran = run(std::move(words));
        EXPECT_EQ(ran.status, 0);
        EXPECT_EQ(ran.err, "");
        return ran.out;
    }
    /// The ids in the order shown.
    std::string ids(std::vector<std::string> words) {
        words.insert(words.end(), {"-h", "-o", "%i"});
        std::string text = out(std::move(words));
        for (char& c : text)
            if (c == '\n') c = ' ';
        if (!text.empty()) text.pop_back();
        return text;
    }

    std::vector<JobPtr> jobs = captured_queue();
    FakeClient client{[this](const Request& request) { return answer_from(jobs, request); }};
};

TEST_F(Squeue, DefaultListing) {
    EXPECT_EQ(
        out({}),
        header +
            "                72     debug  bigpend    alice PD       0:00      1 (Resources)\n"
            "                74     debug priobloc    alice PD       0:00      1 (Priority)\n"
            "                51     debug    later    alice PD       0:00      1 (BeginTime)\n"
            "        52_[4-7%2]     debug      arr    alice PD       0:00      1 (JobArrayTaskLimit)\n"
            "                55     debug    depok    alice PD       0:00      1 (Dependency)\n"
            "                56     debug   depany    alice PD       0:00      1 (Dependency)\n"
            "                58     debug     run1    alice PD       0:00      1 (Dependency)\n"
            "                68     debug depnever    alice PD       0:00      1 (DependencyNeverSatisfied)\n"
            "                70     debug gpu4pend      bob PD       0:00      1 (Priority)\n"
            "                49     debug  heldjob    alice PD       0:00      1 (JobHeldUser)\n"
            "                50     debug adminhel    alice PD       0:00      1 (JobHeldAdmin)\n"
            "54_[1-5,10,20,25,3     debug  arrheld    alice PD       0:00      1 (JobHeldUser)\n"
            "                61     debug a_very_l    alice PD       0:00      1 (JobHeldUser)\n"
            "                44     debug  timeout    alice  R       0:14      1 vm\n"
            "                48     debug     gpu2      bob  R       0:11      1 vm\n"
            "              52_2     debug      arr    alice  R       0:08      1 vm\n"
            "              52_3     debug      arr    alice  R       0:02      1 vm\n"
            "                60     debug   suspme    alice  S       0:02      1 vm\n"
            "                73 debug,lon exclpend      bob PD       0:00      1 (Nodes required for job are DOWN, "
            "DRAINED or reserved for jobs in higher priority partitions)\n"
            "                47      long     run1    alice  R       0:11      1 vm\n");
}

TEST_F(Squeue, LongListingHasADateAndTheTimeLimit) {
    EXPECT_EQ(out({"-l", "-j", "72,48,60"}),
              "Sun Nov 22 20:34:37 2026\n"
              "             JOBID PARTITION     NAME     USER    STATE       TIME TIME_LIMI  NODES NODELIST(REASON)\n"
              "                72     debug  bigpend    alice  PENDING       0:00 1-00:00:00      1 (Resources)\n"
              "                48     debug     gpu2      bob  RUNNING       0:11     20:00      1 vm\n"
              "                60     debug   suspme    alice SUSPENDE       0:02   1:00:00      1 vm\n");
}

TEST_F(Squeue, ExpectedStartsAreSortedWithTheUnknownLast) {
    EXPECT_EQ(out({"--start", "-j", "49,51,72,48"}),
              "             JOBID PARTITION     NAME     USER ST          START_TIME  NODES SCHEDNODES           "
              "NODELIST(REASON)\n"
              "                72     debug  bigpend    alice PD 2026-11-22T21:04:26      1 (null)               "
              "(Resources)\n"
              "                51     debug    later    alice PD 2026-11-23T20:34:25      1 (null)               "
              "(BeginTime)\n"
              "                49     debug  heldjob    alice PD                 N/A      1 (null)               "
              "(JobHeldUser)\n");
}

TEST_F(Squeue, OnlyStates) {
    EXPECT_EQ(out({"--only-job-state", "-j", "48,52"}),
              "             JOBID ST\n        52_[4-7%2] PD\n                48  R\n"
              "              52_2  R\n              52_3  R\n");
}

TEST_F(Squeue, EachTaskOnItsOwnLine) {
    EXPECT_EQ(ids({"-r", "-j", "52"}), "52_4 52_5 52_6 52_7 52_2 52_3");
    EXPECT_EQ(ids({"-r", "-j", "52_[5-6],52_3"}), "52_5 52_6 52_3");
    EXPECT_EQ(ids({"-r", "-j", "54"}), "54_1 54_2 54_3 54_4 54_5 54_10 54_20 54_25 54_30");
}

TEST_F(Squeue, Filters) {
    // a number that has no user here is told of on stderr
    EXPECT_EQ(run({"-h", "-o", "%i", "-u", "1002"}).out, "70\n48\n73\n");
    EXPECT_EQ(run({"-h", "-o", "%i", "--users=1002", "-t", "R"}).out, "48\n");
    EXPECT_EQ(ids({"-t", "pd", "-p", "long"}), "73");
    EXPECT_EQ(ids({"-p", "nosuch"}), "");
    EXPECT_EQ(ids({"-n", "run1"}), "58 47");
    EXPECT_EQ(ids({"-q", "high"}), "72");
    EXPECT_EQ(ids({"-A", "chem"}), "70 48 73");
    EXPECT_EQ(ids({"-w", "vm", "-p", "debug"}), "44 48 52_2 52_3 60");
    EXPECT_EQ(ids({"-t", "CD,F,CA"}), "45 69 40 41");
    EXPECT_EQ(ids({"-t", "RESIZING"}), "");
    EXPECT_EQ(ids({"--running-over", "0:10"}), "44 48 47");
    EXPECT_EQ(ids({"--running-under", "0:03"}), "52_3 60");
    EXPECT_EQ(ids({"--hide", "-t", "R"}), "44 48 52_2 52_3");
}

TEST_F(Squeue, AListThatNamesNothingSelectsNothing) {
    for (const char* option : {"-u", "-p", "-A", "-q", "-n", "-t", "-j"}) EXPECT_EQ(out({option, ""}), header) << option;
    EXPECT_NE(out({"-M", ""}), header);
}

TEST_F(Squeue, OfMeAndAUserTheLastCounts) {
    EXPECT_EQ(ids({"--me", "-u", "nobody"}), ids({"-u", "nobody"}));
    EXPECT_EQ(ids({"-u", "nobody", "--me"}), ids({"--me"}));
}

TEST_F(Squeue, TheWordThatIsNoIdIsNamed) {
    EXPECT_EQ(run({"-j", "47,abc"}).err, "squeue: error: Invalid job id: abc\n");
    EXPECT_EQ(run({"-s", "abc"}).err, "squeue: error: Invalid job_step id: abc.??\n");
    EXPECT_EQ(out({"-h", "-s", "47.0"}), out({"-h", "-s47.0"}));
}

TEST_F(Squeue, OfTheVariablesTheOneWithLettersCounts) {
    setenv("SQUEUE_FORMAT2", "UserName", 1);
    setenv("SQUEUE_FORMAT", "%i", 1);
    EXPECT_EQ(out({"-h", "-j", "47,48"}), "48\n47\n");
    unsetenv("SQUEUE_FORMAT");
    unsetenv("SQUEUE_FORMAT2");
}

TEST_F(Squeue, AllStatesAreSortedByTheirLetters) {
    EXPECT_EQ(ids({"-t", "all", "-S", "t,i", "-j", "40,41,45,60,69,72,73,74,75"}), "45 69 40 41 72 73 74 52_3 60");
}

TEST_F(Squeue, JobsByIdInEverySpelling) {
    EXPECT_EQ(ids({"-j", "47"}), "47");
    EXPECT_EQ(ids({"-j47,48"}), "48 47");
    EXPECT_EQ(ids({"--job", "47,48"}), "48 47");
    EXPECT_EQ(ids({"--jobs=52_3"}), "52_3");
    EXPECT_EQ(ids({"-j", "75"}), "52_3");
    EXPECT_EQ(ids({"-j", "47,999999"}), "47");
}

TEST_F(Squeue, AKnownJobThatHasEndedGivesTheHeaderAlone) { EXPECT_EQ(out({"-j", "40"}), header); }

TEST_F(Squeue, OneUnknownJobIsAnError) {
    const Ran ran = run({"-j", "999999"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err, "slurm_load_jobs error: Invalid job id specified\n");
}

TEST_F(Squeue, RefusesWhatMeansNothing) {
    struct Case {
        std::vector<std::string> words;
        std::string out;
        std::string err;
    };
    const Case cases[] = {
        {{"-j", "abc"}, "", "squeue: error: Invalid job id: abc\n"},
        {{"-w", "nosuch"}, "", "squeue: error: Invalid node name nosuch\n"},
        {{"-S", "?"}, header, "squeue: error: Invalid sort specification: ?\n"},
        {{"-t", "FOO"},
         "",
         "squeue: error: Invalid job state specified: FOO\n"
         "squeue: error: Valid job states include: PENDING,RUNNING,SUSPENDED,COMPLETED,CANCELLED,FAILED,TIMEOUT,"
         "NODE_FAIL,PREEMPTED,BOOT_FAIL,DEADLINE,OUT_OF_MEMORY,COMPLETING,CONFIGURING,RESIZING,RESV_DEL_HOLD,REQUEUED,"
         "REQUEUE_FED,REQUEUE_HOLD,REVOKED,SIGNALING,SPECIAL_EXIT,STAGE_OUT,STOPPED\n\n"},
        {{"--bogus"},
         "",
         "squeue: unrecognized option '--bogus'\nTry \"squeue --help\" for more information\n"},
    };
    for (const Case& each : cases) {
        const Ran ran = run(each.words);
        EXPECT_EQ(ran.status, 1) << each.words[0];
        EXPECT_EQ(ran.out, each.out);
        EXPECT_EQ(ran.err, each.err);
    }
}

TEST_F(Squeue, TheOwnClusterAndNoOther) {
    EXPECT_EQ(out({"-M", "peer", "-j", "47"}), "CLUSTER: peer\n" + out({"-j", "47"}));
    EXPECT_EQ(out({"-M", "all", "-h", "-j", "47"}), out({"-h", "-j", "47"}));
    const Ran other = run({"-M", "nosuch"});
    EXPECT_EQ(other.status, 1);
    EXPECT_EQ(other.out, "");
    EXPECT_EQ(other.err,
              "squeue: error: No cluster 'nosuch' known by database.\n"
              "squeue: error: 'nosuch' can't be reached now, or it is an invalid entry for --cluster.  Use 'sacctmgr "
              "list clusters' to see available clusters.\n");
    const Ran both = run({"-M", "peer,nosuch", "-j", "47"});
    EXPECT_EQ(both.status, 0);
    EXPECT_EQ(both.out, "CLUSTER: peer\n" + out({"-j", "47"}));
    EXPECT_EQ(both.err, "squeue: error: No cluster 'nosuch' known by database.\n");
    setenv("SLURM_CLUSTERS", "peer", 1);
    EXPECT_EQ(out({"-j", "47"}), both.out);
    unsetenv("SLURM_CLUSTERS");
    for (const char* word : {"--federation", "--sibling", "--local"}) EXPECT_EQ(out({word, "-j", "47"}), out({"-j", "47"}));
}

TEST_F(Squeue, StepsByPartitionJobAndNumber) {
    EXPECT_EQ(out({"-s"}),
              "         STEPID     NAME PARTITION     USER      TIME NODELIST\n"
              "       44.batch    batch     debug    alice      0:14 vm\n"
              "           48.0    sleep     debug      bob      0:11 vm\n"
              "       48.batch    batch     debug      bob      0:11 vm\n"
              "       60.batch    batch     debug    alice      0:02 vm\n"
              "     52_2.batch    batch     debug    alice      0:08 vm\n"
              "     52_3.batch    batch     debug    alice      0:02 vm\n"
              "           47.0    sleep      long    alice      0:11 vm\n"
              "       47.batch    batch      long    alice      0:11 vm\n");
    EXPECT_EQ(out({"--steps=48.0,47.batch", "-h", "-o", "%i %A"}), "48.0 1\n47.batch 1\n");
    EXPECT_EQ(out({"--steps=47.0", "-h", "-O", "stepid:8,numcpus:4,stepstate:9"}), "47.0    8   RUNNING  \n");
    const Ran bad = run({"--steps=x.y"});
    EXPECT_EQ(bad.status, 1);
    EXPECT_EQ(bad.err, "squeue: error: Invalid job_step id: x.y\n");
    EXPECT_EQ(run({"--steps=47"}).err, "squeue: error: Invalid job_step id: 47.??\n");
    EXPECT_EQ(run({"-s", "all"}).err, "squeue: error: Invalid job_step id: all.??\n");
}

TEST_F(Squeue, AnUnknownUserIsToldAndTheRestGoesOn) {
    const Ran nobody = run({"-u", "no-such-user-here"});
    EXPECT_EQ(nobody.status, 0);
    EXPECT_EQ(nobody.out, header);
    EXPECT_EQ(nobody.err, "squeue: error: Invalid user: no-such-user-here\n\n");
    EXPECT_EQ(run({"-h", "-o", "%i", "-u", "no-such-user-here,1002", "-t", "R"}).out, "48\n");
}

TEST_F(Squeue, FormatsByLetter) {
    EXPECT_EQ(out({"-j", "52_3,61", "-o", "%.10i %.5P %20j %.3u %t"}),
              "     JOBID PARTI NAME                 USE ST\n"
              "        61 debug a_very_long_job_name ali PD\n"
              "      52_3 debug arr                  ali R\n");
    EXPECT_EQ(out({"-h", "-j", "47", "-o", "x%i,%%j %j"}), "x47,run1 run1\n");
    const Ran bad = run({"-j", "47", "-o", "%1"});
    EXPECT_EQ(bad.status, 0);
    EXPECT_EQ(bad.out, "%1\n%1\n");
    EXPECT_EQ(bad.err, "squeue: error: Invalid job format specification: \n");
}

TEST_F(Squeue, EveryLetterOfARunningJob) {
    EXPECT_EQ(out({"-h", "-j", "48", "-o",
                   "%a|%A|%b|%B|%c|%C|%d|%D|%e|%E|%f|%F|%g|%G|%h|%H|%i|%I|%j|%J|%k|%K|%l|%L|%m|%M|%n|%N|%o|%O|%p|%P|%q|"
                   "%Q|%r|%R|%S|%t|%T|%u|%U|%v|%V|%w|%W|%x|%X|%y|%Y|%z|%Z"}),
              "chem|48|gres/gpu:2|vm|1|1|0|1|2026-11-22T20:54:26|(null)|(null)|48|bob|1002|OK|*|48|*|gpu2|*|(null)|N/A|"
              "20:00|19:49|500M|0:11||vm|(null)|0|0.00000272574835|debug|normal|11707|None|vm|2026-11-22T20:34:26|R|"
              "RUNNING|bob|1002|(null)|2026-11-22T20:34:25|(null)|(null)||N/A|0|(null)|*:*:*|/home/bob\n");
}

TEST_F(Squeue, EveryLetterOfAWaitingTaskAndOfACancelledJob) {
    EXPECT_EQ(out({"-h", "-r", "-j", "52_4", "-t", "PD", "-o", "%A|%B|%e|%F|%h|%i|%K|%l|%L|%M|%N|%r|%R|%S|%t"}),
              "52|n/a|N/A|52|OK|52_4|4|5:00|5:00|0:00||JobArrayTaskLimit|(JobArrayTaskLimit)|N/A|PD\n");
    EXPECT_EQ(out({"-h", "-j", "69", "-t", "all", "-o", "%e|%E|%L|%M|%r|%R|%S|%T"}),
              "2026-11-22T20:34:28|afterok:41(failed)|1:00:00|0:00|DependencyNeverSatisfied||2026-11-22T20:34:28|"
              "CANCELLED\n");
}

TEST_F(Squeue, OneLayoutAtATime) {
    EXPECT_EQ(run({"-o", "%i", "-O", "JobID"}).err, "squeue: error: -O (--Format) is incompatible with -o (--format)\n");
    EXPECT_EQ(run({"-O", "JobID", "-o", "%i"}).err, "squeue: error: -o (--format) is incompatible with -O (--Format)\n");
    const Ran both = run({"-l", "-o", "%i"});
    EXPECT_EQ(both.status, 1);
    EXPECT_EQ(both.err, "squeue: fatal: Options -o(--format) and -l(--long) are mutually exclusive. "
                        "Please remove one and retry.\n");
    EXPECT_EQ(run({"-o", "%i", "-o", "%j", "-h", "-j", "48"}).out, "gpu2\n");
    EXPECT_EQ(run({"-l", "-O", "JobID:4", "-h", "-j", "48"}).status, 0);
}

TEST_F(Squeue, FormatsByName) {
    EXPECT_EQ(out({"-j", "48,61", "-O", "JobID,Name,UserName,ReasonList"}),
              "JOBID               NAME                USER                NODELIST(REASON)    \n"
              "61                  a_very_long_job_namealice               (JobHeldUser)       \n"
              "48                  gpu2                bob                 vm                  \n");
    EXPECT_EQ(out({"-j", "70", "-O", "JobID:8,Name:.20,tres-alloc:60,tres-per-node:20"}),
              "JOBID                   NAMETRES_ALLOC                                                  TRES_PER_NODE"
              "       \n"
              "70                  gpu4pendcpu=1,mem=1G,node=1,billing=1,gres/gpu=4                    gres/gpu:4"
              "          \n");
    const Ran bad = run({"-j", "47", "-O", "foo"});
    EXPECT_EQ(bad.status, 0);
    EXPECT_EQ(bad.out, "\n\n");
    EXPECT_EQ(bad.err, "squeue: error: Invalid job format specification: foo\n");
}

TEST_F(Squeue, FilesShowTheirPatternOrAreExpanded) {
    EXPECT_EQ(out({"-h", "-j", "47", "-O", "StdOut:40,StdErr:40,StdIn:10"}),
              "/home/alice/slurm-%j.out                /home/alice/slurm-%j.out                /dev/null \n");
    EXPECT_EQ(out({"-h", "-j", "47", "--expand-patterns", "-O", "StdOut: "}), "/home/alice/slurm-47.out \n");
    EXPECT_EQ(out({"-h", "-j", "52_3", "--expand-patterns", "-O", "StdOut: "}), "/home/alice/slurm-52_3.out \n");
}

TEST_F(Squeue, SortKeys) {
    EXPECT_EQ(ids({"-S", "-p,i", "-j", "47,48,44,52,72,74,49,60"}),
              "72 47 74 44 48 52_2 52_3 52_[4-7%2] 49 60");
    EXPECT_EQ(ids({"-S", "i", "-j", "72,47,48"}), "47 48 72");
    EXPECT_EQ(ids({"-S", "-i", "-j", "72,47,48"}), "72 48 47");
    EXPECT_EQ(ids({"-S", "j,-i", "-j", "47,58,48"}), "48 58 47");
    EXPECT_EQ(ids({"-S", "uM", "-j", "44,47,48"}), "47 44 48");
    EXPECT_EQ(ids({"-S", "-l", "-j", "44,47,72"}), "72 47 44");
}

TEST_F(Squeue, EachPartitionOnItsOwnLine) {
    EXPECT_EQ(out({"-h", "-P", "-j", "73", "-o", "%i %P"}), "73 debug\n73 long\n");
    EXPECT_EQ(out({"-h", "-j", "73", "-o", "%i %P"}), "73 debug,long\n");
}

TEST_F(Squeue, TheEnvironmentGivesDefaults) {
    setenv("SQUEUE_FORMAT", "%i %t", 1);
    setenv("SQUEUE_STATES", "R", 1);
    EXPECT_EQ(out({"-p", "debug"}), "JOBID ST\n44 R\n48 R\n52_2 R\n52_3 R\n");
    EXPECT_EQ(out({"-t", "S", "-o", "%j"}), "NAME\nsuspme\n");
    EXPECT_NE(out({"-l"}).find("TIME_LIMI"), std::string::npos);
    setenv("SLURM_TIME_FORMAT", "%H:%M", 1);
    EXPECT_EQ(out({"-h", "-j", "48", "-o", "%S"}), "20:34\n");
}

TEST_F(Squeue, ALongTaskListIsCut) {
    Job job = *jobs[0];
    job.id = {300};
    job.state = JobState::pending;
    job.array.master_id = {300};
    for (std::uint32_t i = 0; i < 200; i += 3) job.array.waiting.insert(TaskSet::of(i * i));
    jobs = {std::make_shared<const Job>(job)};
    const std::string shown = out({"-h", "-o", "%i"});
    EXPECT_NE(shown.find("...]"), std::string::npos);
    setenv("SLURM_BITSTR_LEN", "0", 1);
    EXPECT_GT(out({"-h", "-o", "%i"}).size(), shown.size());
    EXPECT_EQ(out({"-h", "-o", "%i"}).find("..."), std::string::npos);
}

TEST_F(Squeue, SizesConvertedOrRaw) {
    EXPECT_EQ(out({"-h", "-j", "70", "-o", "%m"}), "1G\n");
    EXPECT_EQ(out({"-h", "-j", "70", "--noconvert", "-o", "%m"}), "1024M\n");
}

TEST_F(Squeue, AnUnreachableDaemonIsTold) {
    FakeClient dead;
    const Ran ran = run_command(cmds::squeue::run, "squeue", {}, dead);
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err, "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n");
}

TEST_F(Squeue, IteratesUntilTheDaemonIsGone) {
    int answers = 0;
    FakeClient twice{[&](const Request& request) -> Result<Reply> {
        if (++answers > 2) return fail(Errc::connect_failure);
        return answer_from(jobs, request);
    }};
    const Ran ran = run_command(cmds::squeue::run, "squeue", {"-i1", "-j", "47", "-o", "%i"}, twice);
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.out,
              "Sun Nov 22 20:34:37 2026\nJOBID\n47\n\n"
              "Sun Nov 22 20:34:37 2026\nJOBID\n47\n\n");
    EXPECT_EQ(run({"-i", "0"}).status, 1);
}

TEST_F(Squeue, TellsAboutItself) {
    EXPECT_EQ(out({"-V"}), "slurm 25.11.0\n");
    EXPECT_NE(out({"--helpstate"}).find("OUT_OF_MEMORY\n"), std::string::npos);
    EXPECT_NE(out({"--helpformat"}).find("%i  JobArrayId\n"), std::string::npos);
    EXPECT_NE(out({"--helpFormat"}).find("tres-alloc"), std::string::npos);
    EXPECT_NE(out({"--help"}).find("--only-job-state"), std::string::npos);
    const Ran extra = run({"foo"});
    EXPECT_EQ(extra.status, 1);
    EXPECT_EQ(extra.err, "squeue: error: Unrecognized option: foo\n");
    EXPECT_NE(extra.out.find("Usage: squeue"), std::string::npos);
}

/// A column that shows nothing, or the same for every job, would be a mistake in its row; these are known to be so.
TEST_F(Squeue, EveryColumnHasAValueForEveryJob) {
    const auto columns = cmds::squeue::job_columns();
    const std::vector<std::string_view> may_be_empty = {"NodeList", "ReqNodes", "ExcNodes", "AllocNodes", "ReasonList"};
    cmds::squeue::View view;
    view.now = queue_now();
    view.cluster = "peer";
    for (const JobPtr& job : jobs)
        for (const auto& column : columns) {
            const std::string value = column.value({job.get(), std::nullopt, job->partition}, view);
            const bool excused = std::count(may_be_empty.begin(), may_be_empty.end(), column.name) != 0;
            EXPECT_TRUE(excused || !value.empty()) << column.name << " of job " << job->id.value;
            EXPECT_EQ(value.find('\n'), std::string::npos) << column.name;
        }
}

TEST_F(Squeue, ColumnNamesAreUniqueAndLettersHaveOneMeaning) {
    const auto columns = cmds::squeue::job_columns();
    EXPECT_EQ(columns.size(), 126u);
    for (std::size_t i = 0; i < columns.size(); ++i)
        for (std::size_t j = i + 1; j < columns.size(); ++j) {
            EXPECT_FALSE(equal_ignoring_case(columns[i].name, columns[j].name)) << columns[i].name;
            const bool same_letter = columns[i].letter && columns[i].letter == columns[j].letter;
            EXPECT_TRUE(!same_letter || columns[i].value == columns[j].value) << columns[i].letter;
        }
}

}  // namespace

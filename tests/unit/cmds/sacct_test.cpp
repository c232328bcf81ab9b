// SPDX-License-Identifier: MIT
// What sacct prints, byte for byte, and what it asks the daemon.
#include <cstdlib>

#include "cmds/sacct/query.hpp"
#include "cmds/sacct/run.hpp"
#include "tests/unit/cmds/sacct_records.hpp"

namespace ms {
namespace {

using test::run_sacct;
using test::sacct_daemon;
using test::sacct_time;

std::string out_of(std::vector<std::string> words) {
    auto daemon = sacct_daemon();
    const auto ran = run_sacct(std::move(words), daemon);
    EXPECT_EQ(ran.err, "");
    EXPECT_EQ(ran.status, 0);
    return ran.out;
}

std::string error_of(std::vector<std::string> words) {
    auto daemon = sacct_daemon();
    const auto ran = run_sacct(std::move(words), daemon);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.status, 1);
    return ran.err;
}

/// The request behind a command line.
AccountingQuery asked(std::vector<std::string> words) {
    auto daemon = sacct_daemon();
    run_sacct(std::move(words), daemon);
    return daemon.last<AccountingQuery>();
}

constexpr const char* header =
    "JobID           JobName  Partition    Account  AllocCPUS      State ExitCode \n"
    "------------ ---------- ---------- ---------- ---------- ---------- -------- \n";

TEST(Sacct, ListsJobsWithTheirSteps) {
    EXPECT_EQ(out_of({"-j", "40,41", "--jobs=45"}),
              std::string(header) +
                  "40                okjob      debug    physics          2  COMPLETED      0:0 \n"
                  "40.batch          batch               physics          2  COMPLETED      0:0 \n"
                  "40.0            stepone               physics          2  COMPLETED      0:0 \n"
                  "40.1              sleep               physics          2  COMPLETED      0:0 \n"
                  "41              failjob      debug    physics          1     FAILED      3:0 \n"
                  "41.batch          batch               physics          1     FAILED      3:0 \n"
                  "45             cancelme      debug    physics          1 CANCELLED+      0:0 \n"
                  "45.batch          batch               physics          1  CANCELLED     0:15 \n");
}

TEST(Sacct, ListsOnlyTheStepAskedFor) {
    EXPECT_EQ(out_of({"-n", "-j", "40.0"}),
              "40.0            stepone               physics          2  COMPLETED      0:0 \n");
    EXPECT_EQ(out_of({"-nPj", "40.batch,40.1,41", "-o", "jobid"}), "40.batch\n40.1\n41\n41.batch\n");
    EXPECT_EQ(out_of({"-nPj", "40.1,40", "-o", "jobid"}), "40\n40.batch\n40.0\n40.1\n");
}

TEST(Sacct, AnUnknownJobIsAnEmptyList) { EXPECT_EQ(out_of({"-j", "999999"}), header); }

TEST(Sacct, AnArrayIsItsTasksAndOneLineForThoseThatWait) {
    EXPECT_EQ(out_of({"-Xn", "-j", "54"}),
              "54_0                arr      debug    physics          1  COMPLETED      0:0 \n"
              "54_[1-12%2]         arr      debug    physics          0    PENDING      0:0 \n");
    EXPECT_EQ(out_of({"-XnP", "-j", "54_0", "-o", "jobid,jobidraw"}), "54_0|55\n");
    EXPECT_EQ(out_of({"-XnP", "-j", "54_[3-4]", "-o", "jobid,jobidraw"}), "54_[1-12%2]|54\n");
}

TEST(Sacct, BriefAndDelimitedForms) {
    EXPECT_EQ(out_of({"-b", "-Xj40"}),
              "JobID             State ExitCode \n"
              "------------ ---------- -------- \n"
              "40            COMPLETED      0:0 \n");
    EXPECT_EQ(out_of({"-bXPj40"}), "JobID|State|ExitCode\n40|COMPLETED|0:0\n");
    EXPECT_EQ(out_of({"-bXpj40"}), "JobID|State|ExitCode|\n40|COMPLETED|0:0|\n");
    EXPECT_EQ(out_of({"-bXPj40", "--delimiter=,"}), "JobID,State,ExitCode\n40,COMPLETED,0:0\n");
    EXPECT_EQ(out_of({"-nbXPj40"}), "40|COMPLETED|0:0\n");
}

TEST(Sacct, WidthsOfFields) {
    EXPECT_EQ(out_of({"-j", "40", "-o", "jobid%-10,state%5,user"}),
              "JobID      State      User \n"
              "---------- ----- --------- \n"
              "40         COMP+     alice \n"
              "40.batch   COMP+           \n"
              "40.0       COMP+           \n"
              "40.1       COMP+           \n");
}

TEST(Sacct, BlanksMayStandBeforeFields) {
    EXPECT_EQ(out_of({"-nXPj40", "--format=jobid, state,\tuser"}), "40|COMPLETED|alice\n");
    test::FakeClient unasked;
    EXPECT_EQ(run_sacct({"-nXPj40", "-o", "jobid ,state"}, unasked).err, "sacct: error: Invalid field requested: \"jobid \"\n");
}

TEST(Sacct, NoWidthIsNoFieldUnlessDelimited) {
    EXPECT_EQ(out_of({"-Xj40", "-o", "jobid%0,state"}), "      State \n ---------- \n  COMPLETED \n");
    EXPECT_EQ(out_of({"-nXj40", "-o", "state,jobid%-0,exitcode%x"}), " COMPLETED   \n");
    EXPECT_EQ(out_of({"-nXPj40", "-o", "jobid%0,state"}), "40|COMPLETED\n");
}

TEST(Sacct, TimesAndMemoryOfSteps) {
    EXPECT_EQ(out_of({"-j", "40", "-o", "jobid,elapsed,maxrss,submit,start,end"}),
              "JobID           Elapsed     MaxRSS              Submit               Start                 End \n"
              "------------ ---------- ---------- ------------------- ------------------- ------------------- \n"
              "40             00:00:03            2026-11-22T20:34:23 2026-11-22T20:34:23 2026-11-22T20:34:26 \n"
              "40.batch       00:00:03            2026-11-22T20:34:23 2026-11-22T20:34:23 2026-11-22T20:34:26 \n"
              "40.0           00:00:01      1220K 2026-11-22T20:34:24 2026-11-22T20:34:24 2026-11-22T20:34:25 \n"
              "40.1           00:00:01            2026-11-22T20:34:25 2026-11-22T20:34:25 2026-11-22T20:34:26 \n");
}

TEST(Sacct, UnitsOfSizes) {
    EXPECT_EQ(out_of({"-nPj40", "-o", "maxrss,reqmem"}), "|200M\n|\n1220K|\n|\n");
    EXPECT_EQ(out_of({"-nPj40", "--units=K", "-o", "maxrss,reqmem"}), "|204800K\n|\n1220K|\n|\n");
    EXPECT_EQ(out_of({"-nPj40", "--noconvert", "-o", "maxrss,reqmem"}), "|200M\n|\n1249280|\n|\n");
}

TEST(Sacct, UsageListsOfAStep) {
    EXPECT_EQ(out_of({"-nPj40.0", "-o", "tresusageinave,tresusageinmax,tresusageinmaxnode,tresusageinmaxtask"}),
              "cpu=00:00:00,energy=0,fs/disk=1990,mem=610K,pages=0,vmem=1240K|"
              "cpu=00:00:00,energy=0,fs/disk=3981,mem=1220K,pages=0,vmem=2480K|"
              "cpu=vm,energy=vm,fs/disk=vm,mem=vm,pages=vm,vmem=vm|cpu=0,fs/disk=0,mem=0,pages=0,vmem=0\n");
    EXPECT_EQ(out_of({"-nPj40.0", "-o", "avecpu,averss,avevmsize,maxdiskread,maxdiskreadnode,ntasks"}),
              "00:00:00|610K|1240K|0.00M|vm|2\n");
}

TEST(Sacct, CpuTimesOfAJobAreThoseOfItsEndedSteps) {
    EXPECT_EQ(out_of({"-nPj40", "-o", "totalcpu,usercpu,systemcpu,cputime,cputimeraw"}),
              "00:00.182|00:00.085|00:00.097|00:00:06|6\n"
              "00:00.137|00:00.059|00:00.078|00:00:06|6\n"
              "00:00.028|00:00.014|00:00.014|00:00:02|2\n"
              "00:00.017|00:00.012|00:00.005|00:00:02|2\n");
    EXPECT_EQ(out_of({"-nXPj48", "-o", "totalcpu"}), "00:00:00\n");
}

TEST(Sacct, TresListsAreAlphabetical) {
    EXPECT_EQ(out_of({"-XPj48,46", "-o", "jobid,reqtres,alloctres,reqmem,ntasks,timelimit,timelimitraw,elapsedraw"}),
              "JobID|ReqTRES|AllocTRES|ReqMem|NTasks|Timelimit|TimelimitRaw|ElapsedRaw\n"
              "46|billing=4,cpu=4,mem=400M,node=1||400M||00:10:00|10|0\n"
              "48|billing=1,cpu=1,gres/gpu=2,mem=500M,node=1|billing=1,cpu=1,gres/gpu=2,mem=500M,node=1|500M||"
              "00:20:00|20|199\n");
}

TEST(Sacct, HowJobsEnded) {
    EXPECT_EQ(out_of({"-X", "-o", "jobid,exitcode,derivedexitcode,reason,state%30", "-j", "41,45,46,47,59"}),
              "JobID        ExitCode DerivedExitCode                 Reason                          State \n"
              "------------ -------- --------------- ---------------------- ------------------------------ \n"
              "41                3:0             1:0                   None                         FAILED \n"
              "45                0:0             0:0                   None              CANCELLED by 1001 \n"
              "46                0:0             0:0            JobHeldUser                 CANCELLED by 0 \n"
              "47                0:0             0:0                   None                      CANCELLED \n"
              "59                0:0             0:0                   None                       REQUEUED \n");
}

TEST(Sacct, JobsThatNeverRan) {
    EXPECT_EQ(out_of({"-XnP", "-j", "46,54_5", "-o", "start,end,alloccpus,nnodes,nodelist,elapsed,planned,reqcpus"}),
              "None|2026-11-22T20:34:40|0|1|None assigned|00:00:00|00:00:09|4\n"
              "Unknown|Unknown|0|1|None assigned|00:00:00|00:04:04|1\n");
}

TEST(Sacct, ASuspendedJobStandsStill) {
    EXPECT_EQ(out_of({"-nP", "-o", "jobid,state,suspended,elapsed", "-j", "60"}),
              "60|SUSPENDED|00:04:11|00:00:02\n60.batch|SUSPENDED|00:04:11|00:00:02\n");
}

TEST(Sacct, TruncatedTimesStayInTheWindow) {
    EXPECT_EQ(out_of({"-XnP", "-T", "-S", "now-1minutes", "-j", "48,40", "-o", "jobid,start,end,elapsed"}),
              "40|2026-11-22T20:37:39|2026-11-22T20:34:26|00:00:00\n"
              "48|2026-11-22T20:37:39|2026-11-22T20:38:39|00:01:00\n");
}

TEST(Sacct, ScriptsAndEnvironments) {
    const std::string line = std::string(80, '-') + "\n";
    EXPECT_EQ(out_of({"-B", "-j", "40"}), "Batch Script for 40\n" + line + "#!/bin/sh\ntrue\n\n");
    EXPECT_EQ(out_of({"-B", "-j", "41"}), "Batch Script for 41\n" + line + "NONE\n\n");
    EXPECT_EQ(out_of({"--env-vars", "-j", "40"}),
              "Environment used for 40 (must be batch to display)\n" + line + "A=1\nB=2\n\n");
    EXPECT_NE(error_of({"-B"}).find("sacct: fatal: "), std::string::npos);
}

TEST(Sacct, WhatIsWrongIsSaidAsSlurmSaysIt) {
    EXPECT_EQ(error_of({"-o", "foo"}), "sacct: error: Invalid field requested: \"foo\"\n");
    EXPECT_EQ(error_of({"-j", "abc"}), "sacct: fatal: Bad job/step specified: abc\n");
    EXPECT_EQ(error_of({"-j", "12,x.y"}), "sacct: fatal: Bad job/step specified: x.y\n");
    EXPECT_EQ(error_of({"-s", "FOO"}), "sacct: fatal: unrecognized job state value 'FOO'\n");
    EXPECT_EQ(error_of({"-S", "foo"}), "Invalid time specification (pos=0): foo\n");
    EXPECT_EQ(error_of({"-u", "nosuchuser0"}), "sacct: error: Invalid user id: nosuchuser0\n");
    EXPECT_EQ(error_of({"--bogus"}), "sacct: unrecognized option '--bogus'\n");
    EXPECT_EQ(error_of({"-c"}), "Slurm job completion is disabled\n");
    EXPECT_EQ(error_of({"-S", "now", "-E", "now-1hour"}).rfind("sacct: error: Start time (", 0), 0u);
    EXPECT_NE(error_of({"--json=foo"}).find("data_parser/foo"), std::string::npos);
}

TEST(Sacct, AnswersAboutItself) {
    EXPECT_EQ(out_of({"--usage"}), "Usage: sacct [options]\n\tUse --help for help\n");
    EXPECT_EQ(out_of({"-V"}), "slurm 25.11.0\n");
    const std::string fields = out_of({"-e"});
    EXPECT_EQ(fields.substr(0, 160),
              "Account             AdminComment        AllocCPUS           AllocNodes         \n"
              "AllocTRES           AssocID             AveCPU              AveCPUFreq         \n");
    EXPECT_NE(out_of({"--help"}).find("--starttime"), std::string::npos);
    EXPECT_NE(out_of({"--helpstate"}).find("PENDING\n"), std::string::npos);
    EXPECT_NE(out_of({"--helpreason"}).find("Dependency\n"), std::string::npos);
}

TEST(Sacct, TheEnvironmentsFormatStandsInForAMissingOne) {
    setenv("SACCT_FORMAT", "state,jobid", 1);
    EXPECT_EQ(out_of({"-XnPj40"}), "COMPLETED|40\n");
    EXPECT_EQ(out_of({"-XnPj40", "-o", "user"}), "alice\n");
    unsetenv("SACCT_FORMAT");
}

TEST(Sacct, TheTimeFormatOfTheEnvironment) {
    setenv("SLURM_TIME_FORMAT", "%H.%M", 1);
    EXPECT_EQ(out_of({"-XnPj40", "-o", "end"}), "20.34\n");
    unsetenv("SLURM_TIME_FORMAT");
}

TEST(Sacct, FiltersTheDaemonIsNotAskedFor) {
    EXPECT_EQ(out_of({"-aXnP", "-o", "jobid", "-k", "20"}), "48\n");
    EXPECT_EQ(out_of({"-aXnP", "-o", "jobid", "-k", "15", "-K", "30"}), "48\n");
    EXPECT_EQ(out_of({"-aXnP", "-o", "jobid", "-R", "jobhelduser"}), "46\n");
}

TEST(Sacct, ADaemonThatIsNotThereIsAnError) {
    test::FakeClient nobody;
    const auto ran = run_sacct({}, nobody);
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err.rfind("sacct: error: ", 0), 0u);
}

// ---- the question

TEST(SacctQuery, WithoutOptionsTodayUntilNow) {
    const auto query = asked({});
    EXPECT_EQ(query.window_start, from_epoch_seconds(test::sacct_begin - (20 * 60 + 34) * 60));
    EXPECT_EQ(query.window_end, sacct_time(279));
    EXPECT_TRUE(query.with_steps);
    EXPECT_FALSE(query.duplicates);
}

TEST(SacctQuery, OfUsersAndAllUsersTheLastCounts) {
    EXPECT_EQ(asked({"-a", "-u", "0"}).filter.users, std::vector<UserId>{0});
    EXPECT_TRUE(asked({"-u", "0", "-a"}).filter.users.empty());
    EXPECT_EQ(asked({"-u", "0", "-a", "--uid=4711"}).filter.users, std::vector<UserId>{4711});
}

TEST(SacctQuery, JobsHaveNoWindowAndNoUser) {
    const auto query = asked({"-j", "12", "-j", "13_4", "-XD"});
    EXPECT_FALSE(is_set(query.window_start));
    EXPECT_FALSE(is_set(query.window_end));
    EXPECT_TRUE(query.filter.users.empty());
    ASSERT_EQ(query.filter.jobs.size(), 2u);
    EXPECT_EQ(query.filter.jobs[1].job, JobId{13});
    EXPECT_FALSE(query.with_steps);
    EXPECT_TRUE(query.duplicates);
    EXPECT_EQ(asked({"-j", "12", "-S", "now-1hour"}).window_start, sacct_time(279 - 3600));
}

TEST(SacctQuery, AStateAloneMeansNow) {
    auto query = asked({"-s", "F,TO,rq"});
    EXPECT_EQ(query.window_start, sacct_time(279));
    EXPECT_EQ(query.window_end, sacct_time(279));
    constexpr auto bit = [](JobState state) { return 1u << static_cast<int>(state); };
    EXPECT_EQ(query.filter.states, bit(JobState::failed) | bit(JobState::timeout));
    EXPECT_EQ(query.filter.state_flags, static_cast<std::uint32_t>(job_requeued));
    EXPECT_EQ(asked({"-s", "F", "-E", "now-1hour"}).window_start, sacct_time(279 - 3600));
    EXPECT_EQ(asked({"-s", "F", "-S", "now-2hours"}).window_start, sacct_time(279 - 7200));
    EXPECT_EQ(asked({"-s", "F", "-S", "now-2hours"}).window_end, sacct_time(279 - 7200));
    EXPECT_EQ(asked({"-s", "F", "-S", "now-2hours", "-E", "now"}).window_end, sacct_time(279));
    EXPECT_FALSE(is_set(asked({"-s", "F", "-j", "12"}).window_end));
}

cmds::sacct::Settings none() { return {}; }

TEST(SacctQuery, PeopleSeeTheirOwnJobsRootSeesAll) {
    const Time now = sacct_time(279);
    EXPECT_EQ(cmds::sacct::make_query(none(), 1001, now)->filter.users, (std::vector<UserId>{1001}));
    EXPECT_TRUE(cmds::sacct::make_query(none(), 0, now)->filter.users.empty());
    auto settings = none();
    settings.all_users = true;
    EXPECT_TRUE(cmds::sacct::make_query(settings, 1001, now)->filter.users.empty());
    settings = none();
    settings.users = {"root", "7"};
    EXPECT_EQ(cmds::sacct::make_query(settings, 1001, now)->filter.users, (std::vector<UserId>{0, 7}));
}

TEST(Sacct, RefusesAQosThatDoesNotExist) {
    auto daemon = sacct_daemon();
    const auto ran = run_sacct({"-q", "nosuch"}, daemon);
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err, "sacct: error: You gave a bad qos 'nosuch'. Valid QOS's are normal\n"
                       "sacct: fatal: problem processing qos list\n");
}

TEST(Sacct, StatesThatNoRecordHasAreRefused) {
    auto daemon = sacct_daemon();
    EXPECT_EQ(run_sacct({"-s", "CG"}, daemon).err, "sacct: fatal: job state CG is not supported / accounted\n");
    EXPECT_EQ(run_sacct({"-s", "so"}, daemon).err, "sacct: fatal: job state so is not supported / accounted\n");
    EXPECT_EQ(run_sacct({"-s", "xy"}, daemon).err, "sacct: fatal: unrecognized job state value 'xy'\n");
    EXPECT_EQ(asked({"-s", "RS"}).filter.state_flags, job_resizing);
    EXPECT_NE(asked({"-s", "RV"}).filter.state_flags, 0u);  // known, and none has it
}

TEST(Sacct, BriefAndLongFollowTheFormat) {
    auto daemon = sacct_daemon();
    EXPECT_EQ(run_sacct({"-b", "-P", "-o", "user", "-b"}, daemon).out.substr(0, 26), "User|JobID|State|ExitCode\n");
    EXPECT_EQ(run_sacct({"-o", "user", "-l"}, daemon).err,
              "sacct: fatal: Options -o(--format) and -l(--long) are mutually exclusive. Please remove one and retry.\n");
}

TEST(SacctQuery, AUserNamedTwiceIsAskedForOnce) {
    EXPECT_EQ(asked({"-u", "0,root", "-u", "7,0"}).filter.users, (std::vector<UserId>{0, 7}));
}

TEST(SacctQuery, OfNodesAllUsersAreShown) {
    EXPECT_TRUE(asked({"-N", "n1"}).filter.users.empty());
    EXPECT_TRUE(asked({"-s", ""}).window_start < asked({"-s", "F"}).window_start);
}

TEST(SacctQuery, FiltersArePassedOn) {
    const auto query = asked({"-A", "chem,bio", "--name=run1", "-r", "long", "-q", "normal", "-N", "n[1-2]",
                              "-i", "2-4", "-I", "8", "-g", "0"});
    EXPECT_EQ(query.filter.accounts, (std::vector<std::string>{"chem", "bio"}));
    EXPECT_EQ(query.filter.names, (std::vector<std::string>{"run1"}));
    EXPECT_EQ(query.filter.partitions, (std::vector<std::string>{"long"}));
    EXPECT_EQ(query.filter.qos, (std::vector<std::string>{"normal", ""}));
    EXPECT_EQ(query.filter.nodes, (std::vector<std::string>{"n1", "n2"}));
    EXPECT_EQ(query.nodes_range, (std::vector<std::uint32_t>{2, 4}));
    EXPECT_EQ(query.cpus_range, (std::vector<std::uint32_t>{8, 8}));
    EXPECT_EQ(query.groups, (std::vector<GroupId>{0}));
}

}  // namespace
}  // namespace ms

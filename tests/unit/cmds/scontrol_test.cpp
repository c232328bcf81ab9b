// SPDX-License-Identifier: MIT
// scontrol in this process: keywords, the requests they send, and the messages scripts look for.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "cmds/scontrol/keywords.hpp"
#include "cmds/scontrol/run.hpp"
#include "tests/support/fake_client.hpp"
#include "tests/support/temp_dir.hpp"

namespace ms {
namespace {

class Scontrol : public ::testing::Test {
  protected:
    test::Ran scontrol(std::vector<std::string> words) {
        client = test::FakeClient(answer);
        return test::run_command(cmds::scontrol::run, "scontrol", std::move(words), client);
    }
    /// Every job of a control request ends with this code.
    void each_job(Errc code) {
        answer = [code](const Request& request) -> Result<Reply> {
            JobResults results;
            for (const auto& job : std::get<ControlRequest>(request).jobs) results.results.push_back({job.text, code});
            return Reply{results};
        };
    }
    void fails(Errc code) {
        answer = [code](const Request&) -> Result<Reply> { return fail(code); };
    }
    void replies(const Reply& reply) {
        answer = [reply](const Request&) -> Result<Reply> { return reply; };
    }

    test::FakeClient::Answer answer;
    test::FakeClient client;
};

// ---- words

TEST_F(Scontrol, UnknownWordsAreRefusedAsSlurmDoes) {
    auto ran = scontrol({"foo"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "invalid keyword: foo\n");
    ran = scontrol({"show", "foo"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "invalid entity:foo for keyword:show \n");
    EXPECT_EQ(scontrol({"-Q", "foo"}).err, "");
    EXPECT_TRUE(client.requests.empty());
}

TEST_F(Scontrol, WordsOfLaterVersionsSayThatTheyAre) {
    auto ran = scontrol({"reboot"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "scontrol: error: reboot is not available in this version of Mini-SLURM\n");
    ran = scontrol({"show", "resources"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "scontrol: error: show resources is not available in this version of Mini-SLURM\n");
}

TEST(ScontrolWords, MayBeCutShort) {
    using cmds::scontrol::entities;
    using cmds::scontrol::find_word;
    using cmds::scontrol::keywords;
    EXPECT_EQ(find_word(keywords(), "rel")->name, "release");
    EXPECT_EQ(find_word(keywords(), "REQ")->name, "requeue");
    EXPECT_EQ(find_word(keywords(), "requeueh")->name, "requeuehold");
    EXPECT_EQ(find_word(keywords(), "ho"), nullptr);
    EXPECT_EQ(find_word(keywords(), "holdx"), nullptr);
    EXPECT_EQ(find_word(entities(), "job")->name, "jobs");
    EXPECT_EQ(find_word(entities(), "jobid")->name, "jobid");
    EXPECT_EQ(find_word(entities(), "part")->name, "partitions");
    EXPECT_EQ(find_word(entities(), "hostl")->name, "hostlist");
    EXPECT_EQ(find_word(entities(), "hostlists")->name, "hostlistsorted");
    EXPECT_EQ(find_word(entities(), ""), nullptr);
}

TEST_F(Scontrol, TellsItsVersion) {
    EXPECT_EQ(scontrol({"version"}).out, "slurm 25.11.0\n");
    EXPECT_EQ(scontrol({"-V"}).out, "slurm 25.11.0\n");
    const auto help = scontrol({"--help"});
    EXPECT_EQ(help.status, 0);
    EXPECT_NE(help.out.find("requeuehold [State=SpecialExit] JOBS"), std::string::npos);
}

TEST_F(Scontrol, TellsErrorTexts) {
    EXPECT_EQ(scontrol({"errnumstr", "2017"}).out, "Invalid job id specified\n");
    EXPECT_EQ(scontrol({"errnumstr", "x"}).status, 1);
}

// ---- jobs

TEST_F(Scontrol, ControlsEachWordByARequest) {
    each_job(Errc::ok);
    const auto ran = scontrol({"hold", "12,13_4", "15_[1-3]"});
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.out + ran.err, "");
    ASSERT_EQ(client.requests.size(), 2u);
    const auto& first = std::get<ControlRequest>(client.requests[0]);
    EXPECT_EQ(first.operation, ControlRequest::Operation::hold);
    ASSERT_EQ(first.jobs.size(), 2u);
    EXPECT_EQ(first.jobs[0].job, JobId{12});
    EXPECT_TRUE(first.jobs[1].has_tasks);
}

TEST_F(Scontrol, EachKeywordIsItsOperation) {
    using Operation = ControlRequest::Operation;
    each_job(Errc::ok);
    const std::pair<const char*, Operation> rows[] = {
        {"hold", Operation::hold},       {"uhold", Operation::user_hold},
        {"holdu", Operation::user_hold}, {"release", Operation::release},
        {"requeue", Operation::requeue}, {"requeuehold", Operation::requeue_hold},
        {"suspend", Operation::suspend}, {"resume", Operation::resume}};
    for (const auto& row : rows) {
        EXPECT_EQ(scontrol({row.first, "7"}).status, 0) << row.first;
        EXPECT_EQ(client.only<ControlRequest>().operation, row.second) << row.first;
    }
}

TEST_F(Scontrol, HoldAndReleaseTellErrorsTwice) {
    each_job(Errc::invalid_job_id);
    const auto ran = scontrol({"hold", "999999"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "Invalid job id specified for job 999999\nslurm_suspend error: Invalid job id specified\n");
    each_job(Errc::access_denied);
    EXPECT_EQ(scontrol({"release", "50"}).err,
              "Access/permission denied for job 50\nslurm_suspend error: Access/permission denied\n");
}

TEST_F(Scontrol, TheOthersTellErrorsOnce) {
    each_job(Errc::job_pending);
    const auto ran = scontrol({"requeue", "49"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "Job is pending execution for job 49\n");
}

TEST_F(Scontrol, OneBadJobDoesNotStopTheRest) {
    each_job(Errc::ok);
    const auto ran = scontrol({"requeue", "nonsense", "12"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "Invalid job id specified for job nonsense\n");
    EXPECT_EQ(client.only<ControlRequest>().jobs.at(0).job, JobId{12});
}

TEST_F(Scontrol, JobsMustBeNamed) {
    const auto ran = scontrol({"suspend"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "too few arguments for keyword:suspend\n");
}

// ---- the daemon

TEST_F(Scontrol, PingTellsUpAndDown) {
    PingReply up;
    up.notices = {{"memory is not held"}};
    replies(up);
    auto ran = scontrol({"ping"});
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.out.find("Slurmctld(primary) at "), 0u);
    EXPECT_NE(ran.out.find(" is UP\n"), std::string::npos);
    EXPECT_EQ(ran.err, "");
    EXPECT_EQ(scontrol({"-v", "ping"}).err, "scontrol: memory is not held\n");
    fails(Errc::connect_failure);
    ran = scontrol({"ping"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_NE(ran.out.find(" is DOWN\n"), std::string::npos);
}

TEST_F(Scontrol, ShutdownAsksTheDaemonToEnd) {
    replies(Done{});
    EXPECT_EQ(scontrol({"shutdown"}).status, 0);
    client.only<ShutdownRequest>();
    fails(Errc::invalid_user_id);
    const auto ran = scontrol({"shutdown"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "slurm_shutdown error: Invalid user id\n");
}

// ---- scripts

TEST_F(Scontrol, WritesScripts) {
    replies(JobTextReply{"#!/bin/sh\ntrue\n"});
    EXPECT_EQ(scontrol({"write", "batch_script", "47", "-"}).out, "#!/bin/sh\ntrue\n");
    EXPECT_EQ(client.only<JobTextQuery>().job, JobId{47});
    EXPECT_FALSE(client.only<JobTextQuery>().environment);

    const test::TempDir dir;
    const std::string path = dir.path() + "/x.sh";
    const auto ran = scontrol({"write", "batch_script", "47", path});
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.out, "batch script for job 47 written to " + path + "\n");
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    EXPECT_EQ(text.str(), "#!/bin/sh\ntrue\n");
}

TEST_F(Scontrol, AScriptThatCanNotBeHad) {
    fails(Errc::invalid_job_id);
    auto ran = scontrol({"write", "batch_script", "999999"});
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.err, "job script retrieval failed: Invalid job id specified\n");
    replies(JobTextReply{"#!/bin/sh\n"});
    ran = scontrol({"write", "batch_script", "47", "/nowhere/x.sh"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "/nowhere/x.sh: No such file or directory\n");
}

// ---- lists of hosts

TEST_F(Scontrol, HostNamesAndLists) {
    EXPECT_EQ(scontrol({"show", "hostnames", "node[01-03,7],vm"}).out, "node01\nnode02\nnode03\nnode7\nvm\n");
    EXPECT_EQ(scontrol({"show", "hostlist", "a1,a2,a3,b07"}).out, "a[1-3],b07\n");
    EXPECT_EQ(scontrol({"show", "hostlistsorted", "b2,a2,a1"}).out, "a[1-2],b2\n");
    EXPECT_TRUE(client.requests.empty());
}

TEST_F(Scontrol, HostNamesComeFromTheJobsEnvironment) {
    ::setenv("SLURM_JOB_NODELIST", "n[1-2]", 1);
    EXPECT_EQ(scontrol({"show", "hostnames"}).out, "n1\nn2\n");
    ::unsetenv("SLURM_JOB_NODELIST");
    const auto outside = scontrol({"show", "hostnames"});
    EXPECT_EQ(outside.status, 0);
    EXPECT_EQ(outside.err, "scontrol: error: host list is empty\n");
    EXPECT_EQ(scontrol({"show", "hostnames", ""}).out, "");
}

TEST_F(Scontrol, AHostFileIsReadByItsAbsoluteName) {
    const test::TempDir dir;
    EXPECT_EQ(scontrol({"show", "hostlist", dir.write("hosts", "n1\nn2\nx\n")}).out, "n[1-2],x\n");
}

}  // namespace
}  // namespace ms

// SPDX-License-Identifier: MIT
// scancel in this process: the one request it sends, what it prints and how it ends.
#include "cmds/scancel/run.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "tests/support/fake_client.hpp"

namespace ms {
namespace {

/// A daemon that answers each id with the same code.
test::FakeClient::Answer all(Errc code) {
    return [code](const Request& request) -> Result<Reply> {
        JobResults results;
        if (const auto* signal = std::get_if<SignalRequest>(&request))
            for (const auto& job : signal->filter.jobs) results.results.push_back({job.text, code});
        return Reply{results};
    };
}

class Scancel : public ::testing::Test {
  protected:
    void SetUp() override {
        for (const options::Row* row : cmds::scancel::doc().rows) unsetenv(std::string(row->environment).c_str());
    }
    test::Ran scancel(std::vector<std::string> words, const std::string& input = "") {
        client = test::FakeClient(answer);
        return test::run_command(cmds::scancel::run, "scancel", std::move(words), client, input);
    }
    const SignalRequest& sent() { return client.only<SignalRequest>(); }

    test::FakeClient::Answer answer = all(Errc::ok);
    test::FakeClient client;
};

TEST_F(Scancel, CancelsIdsInOneRequest) {
    const auto ran = scancel({"12", "13,14_2", "15_[1-3,7]", "16.0"});
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.out + ran.err, "");
    EXPECT_EQ(sent().signal, 0);
    ASSERT_EQ(sent().filter.jobs.size(), 5u);
    EXPECT_EQ(sent().filter.jobs[0].job, JobId{12});
    EXPECT_TRUE(sent().filter.jobs[2].has_tasks);
    EXPECT_EQ(sent().filter.jobs[3].text, "15_[1-3,7]");
    EXPECT_EQ(sent().filter.jobs[4].step, 0);
}

TEST_F(Scancel, OptionsMayFollowTheId) {
    EXPECT_EQ(scancel({"12", "--signal", "SIGUSR2", "-b"}).status, 0);
    EXPECT_EQ(sent().signal, SIGUSR2);
    EXPECT_TRUE(sent().batch_only);
    EXPECT_FALSE(sent().full);
}

TEST_F(Scancel, FiltersAreLeftToTheDaemon) {
    EXPECT_EQ(scancel({"-n", "job", "-u", "1001", "-p", "debug", "-t", "PD", "-A", "physics", "-q", "high", "-w",
                       "n[1-2]", "-R", "resv", "-f"})
                  .status,
              0);
    const JobFilter& filter = sent().filter;
    EXPECT_TRUE(filter.jobs.empty());
    EXPECT_EQ(filter.names, (std::vector<std::string>{"job"}));
    EXPECT_EQ(filter.users, (std::vector<UserId>{1001}));
    EXPECT_EQ(filter.partitions, (std::vector<std::string>{"debug"}));
    EXPECT_EQ(filter.states, 1u << static_cast<unsigned>(JobState::pending));
    EXPECT_EQ(filter.accounts, (std::vector<std::string>{"physics"}));
    EXPECT_EQ(filter.qos, (std::vector<std::string>{"high"}));
    EXPECT_EQ(filter.nodes, (std::vector<std::string>{"n1", "n2"}));
    EXPECT_EQ(filter.reservations, (std::vector<std::string>{"resv"}));
    EXPECT_TRUE(sent().full);
    scancel({"--me"});
    EXPECT_EQ(sent().filter.users, (std::vector<UserId>{getuid()}));
}

TEST_F(Scancel, TheEnvironmentFiltersToo) {
    setenv("SCANCEL_NAME", "job", 1);
    setenv("SCANCEL_BATCH", "false", 1);
    EXPECT_EQ(scancel({}).status, 0);
    EXPECT_EQ(sent().filter.names, (std::vector<std::string>{"job"}));
    EXPECT_FALSE(sent().batch_only);
    unsetenv("SCANCEL_NAME");
    unsetenv("SCANCEL_BATCH");
}

TEST_F(Scancel, RefusesBadWordsWithSlurmsTexts) {
    const struct {
        std::vector<std::string> words;
        std::string err;
    } cases[] = {
        {{}, "scancel: error: No job identification provided\n"},
        {{"abc"}, "scancel: error: Invalid job id abc\n"},
        {{"-s", "FOO", "47"}, "Unknown job signal: FOO\n"},
        {{"-t", "FOO", "47"},
         "Invalid job state specified: FOO\nValid job states are PENDING, RUNNING, and SUSPENDED\n"},
        {{"-u", "no such user"}, "scancel: error: Invalid user name: no such user\n"},
        {{"--bogus"}, "scancel: unrecognized option '--bogus'\nTry \"scancel --help\" for more information\n"},
        {{"--sibling=other"}, "scancel: error: --sibling is not available in this version of Mini-SLURM\n"},
    };
    for (const auto& each : cases) {
        const auto ran = scancel(each.words);
        EXPECT_EQ(ran.status, 1);
        EXPECT_EQ(ran.err, each.err);
        EXPECT_TRUE(client.requests.empty());
    }
}

TEST_F(Scancel, AJobThatIsGoneIsNoFailure) {
    for (const Errc code : {Errc::invalid_job_id, Errc::job_already_done}) {
        answer = all(code);
        const auto quiet = scancel({"40"});
        EXPECT_EQ(quiet.status, 0);
        EXPECT_EQ(quiet.err, "");
        const auto told = scancel({"-v", "40"});
        EXPECT_EQ(told.status, 0);
        EXPECT_EQ(told.err, "scancel: Terminating job 40\nscancel: error: Kill job error on job id 40: " +
                                std::string(error_text(code)) + "\n");
    }
}

TEST_F(Scancel, WithAFilterASignalOrAStepItIs) {
    answer = all(Errc::invalid_job_id);
    const auto signal = scancel({"-s", "USR1", "40"});
    EXPECT_EQ(signal.status, 1);
    EXPECT_EQ(signal.err, "scancel: error: Kill job error on job id 40: Invalid job id specified\n");
    EXPECT_EQ(scancel({"-p", "debug", "40"}).status, 1);
    const auto quiet = scancel({"-Q", "-s", "USR1", "40"});
    EXPECT_EQ(quiet.status, 1);
    EXPECT_EQ(quiet.err, "");
    const auto step = scancel({"47.99"});
    EXPECT_EQ(step.status, 225);
    EXPECT_EQ(step.err, "scancel: error: Kill job error on job step id 47.99: Invalid job id specified\n");
}

TEST_F(Scancel, AnothersJobIsRefusedEvenQuietly) {
    answer = all(Errc::access_denied);
    const auto ran = scancel({"-Q", "70"});
    EXPECT_EQ(ran.status, 210);
    EXPECT_EQ(ran.err, "scancel: error: Kill job error on job id 70: Access/permission denied\n");
}

TEST_F(Scancel, VerboseTellsWhatIsDone) {
    EXPECT_EQ(scancel({"-v", "57"}).err, "scancel: Terminating job 57\n");
    EXPECT_EQ(scancel({"-v", "-s", "10", "57.0"}).err, "scancel: Signal 10 to step 57.0\n");
}

JobPtr job_record(std::uint32_t id, const std::string& name, bool array = false) {
    auto spec = std::make_shared<JobSpec>();
    spec->name = name;
    auto job = std::make_shared<Job>();
    job->id = JobId{id};
    job->spec = spec;
    job->partition = "debug";
    if (array) job->array.master_id = job->id;
    return job;
}

TEST_F(Scancel, VerboseTellsWhatMatchedNothing) {
    const auto ran = scancel({"-v", "-t", "CD", "-n", "x", "-p", "debug", "-u", "root", "-A", "chem"});
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.err, "scancel: error: No active jobs match ALL job filters, including: account=chem job_name=x "
                       "partition=debug state=COMPLETED user_name=root \n");
    EXPECT_EQ(scancel({"-t", "CD", "-n", "x"}).err, "");
}

TEST_F(Scancel, InteractiveTellsOfAnIdThatIsNone) {
    answer = [](const Request&) -> Result<Reply> { return Reply(JobsReply{}); };
    const auto ran = scancel({"-i", "99"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err, "scancel: error: Kill job error on job id 99: Invalid job id specified\n");
}

TEST_F(Scancel, InteractiveAsksForEachJob) {
    answer = [](const Request& request) -> Result<Reply> {
        if (std::holds_alternative<SignalRequest>(request)) return Reply{JobResults{}};
        return Reply{JobsReply{{}, "", {job_record(61, "first"), job_record(62, "second"), job_record(63, "array", true)}}};
    };
    const auto ran = scancel({"-i", "-u", "1000"}, "n\ny\ny\n");
    EXPECT_EQ(ran.status, 0);
    EXPECT_TRUE(ran.out.starts_with("Cancel job_id=61 name=first partition=debug [y/n]? "
                                    "Cancel job_id=62 name=second partition=debug [y/n]? "))
        << ran.out;
    const auto& jobs = client.last<SignalRequest>().filter.jobs;
    ASSERT_EQ(jobs.size(), 2u);
    EXPECT_EQ(jobs[0].job, JobId{62});
    EXPECT_EQ(jobs[1].job, JobId{63});
    EXPECT_TRUE(jobs[1].waiting_tasks);
}

TEST_F(Scancel, InteractiveWithIdsEndsNoMoreThanWasNamed) {
    answer = [](const Request& request) -> Result<Reply> {
        if (std::holds_alternative<SignalRequest>(request)) return Reply{JobResults{}};
        return Reply{JobsReply{{}, "", {job_record(54, "array", true)}}};
    };
    const auto ran = scancel({"-i", "54_[3-4]"}, "y\n");
    EXPECT_EQ(ran.out, "Cancel job_id=54_[3-4] name=array partition=debug [y/n]? ");
    ASSERT_EQ(client.last<SignalRequest>().filter.jobs.size(), 1u);
    EXPECT_EQ(client.last<SignalRequest>().filter.jobs[0].text, "54_[3-4]");
    EXPECT_EQ(scancel({"-i", "54"}, "").status, 0);
    EXPECT_EQ(client.requests.size(), 1u) << "nothing is ended without a yes";
}

TEST_F(Scancel, TellsThatNoDaemonAnswers) {
    answer = {};
    const auto ran = scancel({"12"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "scancel: error: Unable to contact slurm controller (connect failure)\n");
}

TEST_F(Scancel, AnswersQuestions) {
    EXPECT_EQ(scancel({"-V"}).out, "slurm 25.11.0\n");
    EXPECT_TRUE(scancel({"--help"}).out.starts_with("Usage: scancel [OPTIONS...]"));
    EXPECT_TRUE(scancel({"--usage"}).out.starts_with("Usage: scancel [--account=name]"));
}

}  // namespace
}  // namespace ms

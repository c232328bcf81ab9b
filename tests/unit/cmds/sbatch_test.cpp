// SPDX-License-Identifier: MIT
// sbatch in this process: what it prints, how it ends, and the request the daemon would get.
#include "cmds/sbatch/run.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <fstream>

#include "libms/options/submit.hpp"
#include "tests/support/fake_client.hpp"

namespace ms {
namespace {

Result<Reply> job_12(const Request& request) {
    if (std::holds_alternative<WaitRequest>(request)) return Reply{WaitReply{{3, 0}, JobState::failed}};
    SubmitReply reply;
    reply.id = JobId{12};
    reply.cluster = "cluster";
    reply.expected_start = from_epoch_seconds(1'800'000'000);
    reply.cpus = 2;
    reply.nodes = "n1";
    reply.partition = "debug";
    return Reply{reply};
}

class Sbatch : public ::testing::Test {
  protected:
    void SetUp() override {
        for (const options::Row* row : cmds::sbatch::doc().rows)
            for (std::string_view names = row->environment; !names.empty();) {
                const std::size_t comma = names.find(',');
                unsetenv(std::string(names.substr(0, comma)).c_str());
                names = comma == names.npos ? std::string_view{} : names.substr(comma + 1);
            }
        char pattern[] = "/tmp/sbatch_test.XXXXXX";
        directory_ = mkdtemp(pattern);
        char before[PATH_MAX];
        before_ = getcwd(before, sizeof before);
        ASSERT_EQ(chdir(directory_.c_str()), 0);
    }
    void TearDown() override {
        ASSERT_EQ(chdir(before_.c_str()), 0);
        for (const std::string& file : files_) unlink((directory_ + "/" + file).c_str());
        rmdir(directory_.c_str());
    }

    void file(const std::string& name, const std::string& text) {
        std::ofstream(directory_ + "/" + name) << text;
        files_.push_back(name);
    }
    test::Ran sbatch(std::vector<std::string> words, const std::string& input = "") {
        client = test::FakeClient(answer);
        return test::run_command(cmds::sbatch::run, "sbatch", std::move(words), client, input);
    }
    const SubmitRequest& sent() { return client.only<SubmitRequest>(); }
    std::string variable(const std::string& name) {
        for (const std::string& entry : sent().environment)
            if (entry.starts_with(name + "=")) return entry.substr(name.size() + 1);
        return "(unset)";
    }

    test::FakeClient::Answer answer = job_12;
    test::FakeClient client;
    std::string directory_;

  private:
    std::string before_;
    std::vector<std::string> files_;
};

TEST_F(Sbatch, SubmitsAFile) {
    file("job.sh", "#!/bin/sh\necho hello\n");
    const auto ran = sbatch({"-c2", "job.sh", "a", "-n", "b c"});
    EXPECT_EQ(ran.out, "Submitted batch job 12\n");
    EXPECT_EQ(ran.err, "");
    EXPECT_EQ(ran.status, 0);
    const JobSpec& spec = sent().spec;
    EXPECT_EQ(sent().script, "#!/bin/sh\necho hello\n");
    EXPECT_EQ(spec.name, "job.sh");
    EXPECT_EQ(spec.arguments, (std::vector<std::string>{"a", "-n", "b c"}));
    EXPECT_EQ(spec.command, directory_ + "/job.sh a -n b c");
    EXPECT_EQ(spec.submit_line, "sbatch -c2 job.sh a -n b c");
    EXPECT_EQ(spec.work_dir, directory_);
    EXPECT_EQ(spec.submit_dir, directory_);
    EXPECT_EQ(spec.cpus_per_task, 2u);
    EXPECT_EQ(spec.tasks, 0u);
}

TEST_F(Sbatch, SubmitsStandardInput) {
    EXPECT_EQ(sbatch({}, "#!/bin/sh\n#SBATCH -n 3\ntrue\n").status, 0);
    EXPECT_EQ(sent().spec.name, "sbatch");
    EXPECT_EQ(sent().spec.command, "");
    EXPECT_EQ(sent().spec.tasks, 3u);
}

TEST_F(Sbatch, WrapsACommand) {
    EXPECT_EQ(sbatch({"--wrap", "echo hi"}).status, 0);
    EXPECT_EQ(sent().script, "#!/bin/sh\n# This script was created by sbatch --wrap.\n\necho hi\n");
    EXPECT_EQ(sent().spec.name, "wrap");
    EXPECT_EQ(sent().spec.command, "");
    const auto ran = sbatch({"--wrap", "true", "job.sh"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "sbatch: error: Script arguments not permitted with --wrap option\n");
    EXPECT_TRUE(client.requests.empty());
}

TEST_F(Sbatch, FindsAScriptInPathWhenItIsNotHere) {
    file("elsewhere.sh", "#!/bin/sh\n");
    const std::string path = std::getenv("PATH");
    ASSERT_EQ(chdir("/"), 0);
    setenv("PATH", directory_.c_str(), 1);
    EXPECT_EQ(sbatch({"elsewhere.sh"}).status, 0);
    EXPECT_EQ(sent().spec.command, directory_ + "/elsewhere.sh");
    setenv("PATH", path.c_str(), 1);
    EXPECT_EQ(sbatch({"./elsewhere.sh"}).err, "sbatch: error: Unable to open file ./elsewhere.sh\n");
}

TEST_F(Sbatch, RefusesWhatIsNoScript) {
    EXPECT_EQ(sbatch({"/no/such.sh"}).err, "sbatch: error: Unable to open file /no/such.sh\n");
    EXPECT_EQ(sbatch({directory_}).err, "sbatch: error: Batch script is empty!\n");
    const auto ran = sbatch({}, "echo hi\n");
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err,
              "sbatch: error: This does not look like a batch script.  The first\n"
              "sbatch: error: line must start with #! followed by the path to an interpreter.\n"
              "sbatch: error: For instance: #!/bin/sh\n");
}

TEST_F(Sbatch, PrintsLessOnRequest) {
    EXPECT_EQ(sbatch({"--parsable", "--wrap=x"}).out, "12\n");
    EXPECT_EQ(sbatch({"-Q", "--wrap=x"}).out, "");
    EXPECT_EQ(sbatch({"-M", "cluster", "--wrap=x"}).out, "Submitted batch job 12 on cluster cluster\n");
    EXPECT_EQ(sbatch({"-M", "cluster", "--parsable", "--wrap=x"}).out, "12;cluster\n");
}

TEST_F(Sbatch, ComplainsAsGetoptDoes) {
    const auto ran = sbatch({"--bogus", "job.sh"});
    EXPECT_EQ(ran.status, 255);
    EXPECT_EQ(ran.err,
              "sbatch: unrecognized option '--bogus'\n"
              "Try \"sbatch --help\" for more information\n");
    const auto header = sbatch({}, "#!/bin/sh\n#SBATCH --bogus=1\n");
    EXPECT_EQ(header.status, 255);
    EXPECT_EQ(header.err,
              "sbatch: unrecognized option '--bogus=1'\n"
              "Try \"sbatch --help\" for more information\n");
}

TEST_F(Sbatch, ReadsTheHeaderAsOneCommandLine) {
    EXPECT_EQ(sbatch({}, "#!/bin/sh\n#SBATCH -p\n#SBATCH batch -n 3 # note\n\n#SBATCH --tasks=2\ntrue\n#SBATCH -c 9\n").status, 0);
    EXPECT_EQ(sent().spec.partition, "batch");
    EXPECT_EQ(sent().spec.tasks, 3u);
    EXPECT_EQ(sent().spec.tasks_per_node, 2u);
    EXPECT_EQ(sent().spec.cpus_per_task, 0u);
}

TEST_F(Sbatch, RefusesStrayWordsInTheHeader) {
    const auto ran = sbatch({}, "#!/bin/sh\n#SBATCH -n 2 foo\n");
    EXPECT_EQ(ran.status, 255);
    EXPECT_EQ(ran.err, "sbatch: error: Invalid directive found in batch script: foo\n");
    EXPECT_EQ(sbatch({}, "#!/bin/sh\n#SBATCH -n 2\n#SBATCH hetjob\n").status, 1);
    const auto quote = sbatch({}, "#!/bin/sh\n#SBATCH -J don't\n");
    EXPECT_EQ(quote.status, 1);
    EXPECT_TRUE(quote.err.starts_with("sbatch: fatal: sbatch: line 2: Unmatched")) << quote.err;
}

TEST_F(Sbatch, KeepsThePrecedenceOfTheSources) {
    setenv("SBATCH_PARTITION", "environment", 1);
    setenv("SBATCH_QOS", "environment", 1);
    EXPECT_EQ(sbatch({"-p", "words"}, "#!/bin/sh\n#SBATCH -p header -q header -A header\n").status, 0);
    EXPECT_EQ(sent().spec.partition, "words");
    EXPECT_EQ(sent().spec.qos, "environment");
    EXPECT_EQ(sent().spec.account, "header");
    setenv("SBATCH_TIMELIMIT", "abc", 1);
    const auto ran = sbatch({"--wrap=x"});
    EXPECT_EQ(ran.status, 255);
    EXPECT_EQ(ran.err, "sbatch: error: Invalid --time specification\n");
}

TEST_F(Sbatch, SpeaksOfForeignHeadersOnce) {
    const std::string script = "#!/bin/sh\n#PBS -l nodes=2\n#PBS -N foo\n";
    EXPECT_EQ(sbatch({}, script).err, "sbatch: Warning: #PBS and #BSUB lines of the script are ignored\n");
    EXPECT_EQ(sent().spec.name, "sbatch");
    EXPECT_EQ(sbatch({"--ignore-pbs"}, script).err, "");
    EXPECT_EQ(sbatch({}, "#!/bin/sh\n#SLURM -n 3\n").err,
              "sbatch: Warning: Change from #SLURM to #SBATCH in your script and verify the options are valid in sbatch\n");
    EXPECT_EQ(sent().spec.tasks, 3u);
}

TEST_F(Sbatch, TellsRefusalsWithTheirText) {
    answer = [](const Request&) -> Result<Reply> {
        return Reply{Error{Errc::invalid_partition, "invalid partition specified: nosuch\nInvalid partition name specified"}};
    };
    const auto ran = sbatch({"-p", "nosuch", "--wrap=x"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err,
              "sbatch: error: invalid partition specified: nosuch\n"
              "sbatch: error: Batch job submission failed: Invalid partition name specified\n");
    EXPECT_EQ(sbatch({"--test-only", "-p", "nosuch", "--wrap=x"}).err,
              "sbatch: error: invalid partition specified: nosuch\n"
              "allocation failure: Invalid partition name specified\n");
    setenv("SLURM_EXIT_ERROR", "7", 1);
    EXPECT_EQ(sbatch({"--wrap=x"}).status, 7);
    unsetenv("SLURM_EXIT_ERROR");
}

TEST_F(Sbatch, TellsThatNoDaemonAnswers) {
    answer = {};
    const auto ran = sbatch({"--wrap=x"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)\n");
}

TEST_F(Sbatch, TestsOnly) {
    setenv("TZ", "UTC", 1);
    const auto ran = sbatch({"--test-only", "--wrap=x"});
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err, "sbatch: Job 12 to start at 2027-01-15T08:00:00 using 2 processors on nodes n1 in partition debug\n");
    EXPECT_TRUE(sent().test_only);
}

TEST_F(Sbatch, WaitsAndEndsAsTheJobDid) {
    EXPECT_EQ(sbatch({"--wait", "--wrap=exit 3"}).status, 3);
    EXPECT_EQ(client.last<WaitRequest>().job, JobId{12});
    answer = [](const Request& request) -> Result<Reply> {
        if (std::holds_alternative<WaitRequest>(request)) return Reply{WaitReply{{0, 9}, JobState::cancelled}};
        return job_12(request);
    };
    EXPECT_EQ(sbatch({"-W", "--wrap=x"}).status, 1);
}

TEST_F(Sbatch, ShowsWarningsOfTheDaemon) {
    answer = [](const Request& request) {
        auto reply = job_12(request);
        std::get<SubmitReply>(*reply).warnings = {"no partition 'gpu' here, using the default"};
        return reply;
    };
    EXPECT_EQ(sbatch({"--mail-type=END", "--mail-user=a@b", "--wrap=x"}).err,
              "sbatch: warning: no partition 'gpu' here, using the default\n");
    EXPECT_EQ(sent().spec.mail_user, "a@b");
}

TEST_F(Sbatch, VerboseListsTheOptionsInForce) {
    EXPECT_EQ(sbatch({"-v", "--wrap", "true", "--mem=4GB", "-t", "90", "-H", "--switches=1"}).err,
              "sbatch: defined options\n"
              "sbatch: -------------------- --------------------\n"
              "sbatch: hold                : set\n"
              "sbatch: mem                 : 4G\n"
              "sbatch: switches            : 1\n"
              "sbatch: time                : 01:30:00\n"
              "sbatch: verbose             : 1\n"
              "sbatch: wrap                : true\n"
              "sbatch: -------------------- --------------------\n"
              "sbatch: end of defined options\n"
              "sbatch: --switches has no effect here\n");
}

TEST_F(Sbatch, PassesTheEnvironmentOn) {
    setenv("MS_TEST_FOO", "bar", 1);
    sbatch({"-J", "my job", "--wrap=x"});
    EXPECT_EQ(variable("MS_TEST_FOO"), "bar");
    EXPECT_EQ(variable("SLURM_JOB_NAME"), "my job");
    EXPECT_EQ(variable("SLURM_SUBMIT_DIR"), directory_);
    EXPECT_NE(variable("SLURM_SUBMIT_HOST"), "(unset)");
    EXPECT_NE(variable("SLURM_PRIO_PROCESS"), "(unset)");
    EXPECT_EQ(variable("SLURM_GET_USER_ENV"), "(unset)");
    EXPECT_EQ(sent().spec.export_environment, "");

    sbatch({"--export=NONE", "--wrap=x"});
    EXPECT_EQ(variable("MS_TEST_FOO"), "(unset)");
    EXPECT_EQ(variable("SLURM_SUBMIT_DIR"), directory_);
    EXPECT_EQ(variable("SLURM_GET_USER_ENV"), "1");
    EXPECT_TRUE(sent().spec.get_user_env);
    EXPECT_EQ(sent().spec.export_environment, "NONE");

    sbatch({"--export=ALL,MS_TEST_OTHER=1", "--wrap=x"});
    EXPECT_EQ(variable("MS_TEST_FOO"), "bar");
    EXPECT_EQ(variable("MS_TEST_OTHER"), "1");
    EXPECT_FALSE(sent().spec.get_user_env);
    unsetenv("MS_TEST_FOO");
}

TEST_F(Sbatch, TakesTheEnvironmentFromAFile) {
    file("environment", std::string("A=1\0B=two words\0", 16));
    EXPECT_EQ(sbatch({"--export-file=" + directory_ + "/environment", "--wrap=x"}).status, 0);
    EXPECT_EQ(variable("A"), "1");
    EXPECT_EQ(variable("B"), "two words");
    EXPECT_EQ(variable("PATH"), "(unset)");
    EXPECT_EQ(sbatch({"--export-file=/no/such", "--wrap=x"}).status, 1);
}

TEST_F(Sbatch, SendsUmaskAndLimits) {
    const mode_t before = umask(027);
    sbatch({"--propagate=STACK,NOFILE", "--wrap=x"});
    umask(before);
    EXPECT_EQ(sent().spec.umask, 027u);
    EXPECT_EQ(variable("SLURM_UMASK"), "0027");
    ASSERT_EQ(sent().spec.limits.size(), 2u);
    EXPECT_EQ(sent().spec.limits[0].name, "STACK");
    sbatch({"--propagate=NONE", "--wrap=x"});
    EXPECT_TRUE(sent().spec.limits.empty());
    sbatch({"--wrap=x"});
    EXPECT_EQ(sent().spec.limits.size(), 10u);
    EXPECT_EQ(sbatch({"--propagate=FOO", "--wrap=x"}).status, 1);
}

TEST_F(Sbatch, AnswersQuestionsWithoutADaemonOrAScript) {
    EXPECT_EQ(sbatch({"-V"}).out, "slurm 25.11.0\n");
    EXPECT_TRUE(sbatch({"--help"}).out.starts_with("Usage: sbatch [OPTIONS...] [script [arguments...]]\n"));
    EXPECT_TRUE(sbatch({"--usage"}).out.starts_with("Usage: sbatch [--account=name]"));
    EXPECT_EQ(sbatch({"--hint=help"}).status, 0);
    EXPECT_TRUE(client.requests.empty());
}

TEST_F(Sbatch, ListsTheResourcesOfTheNodes) {
    answer = [](const Request&) -> Result<Reply> {
        ClusterReply reply;
        reply.nodes.resize(2);
        reply.nodes[0].gres = {{"gpu", "a100", 4, 0, {}}};
        reply.nodes[1].gres = {{"gpu", "v100", 4, 0, {}}, {"shard", "", 8, 0, {}}};
        return Reply{reply};
    };
    EXPECT_EQ(sbatch({"--gres=help"}).out, "Valid gres options are:\ngpu[[:type]:count]\nshard[[:type]:count]\n");
}

}  // namespace
}  // namespace ms

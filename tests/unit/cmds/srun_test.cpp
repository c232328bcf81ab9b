// SPDX-License-Identifier: MIT
// srun without a daemon: its small languages, what it tells of tasks, what it asks for, and what it copies.
#include "cmds/srun/run.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

#include "cmds/srun/copying.hpp"
#include "cmds/srun/cpu_bind.hpp"
#include "cmds/srun/multi_prog.hpp"
#include "cmds/srun/options.hpp"
#include "cmds/srun/tasks.hpp"
#include "cmds/srun/unallocated.hpp"
#include "libms/model/attendance.hpp"
#include "tests/support/fake_client.hpp"

namespace ms::cmds::srun {
namespace {

using test::FakeClient;
using test::Ran;

using Programs = std::vector<std::vector<std::string>>;

int exit_code(int code) { return code << 8; }

// ---- -Z

TEST(Unallocated, SpreadsTasksOverTheNodes) {
    JobSpec asked;
    Step step = spread_tasks(asked, {"a", "b", "c"});
    EXPECT_EQ(step.tasks_on, (std::vector<std::uint32_t>{1, 1, 1}));
    asked.tasks = 7;
    step = spread_tasks(asked, {"a1", "a2", "a3"});
    EXPECT_EQ(step.tasks_on, (std::vector<std::uint32_t>{3, 2, 2}));
    EXPECT_EQ(step.node_list, "a[1-3]");
    asked.tasks = 2;
    step = spread_tasks(asked, {"a", "b", "c"});
    EXPECT_EQ(step.node_list, "a,b");
    EXPECT_EQ(step.nodes, 2u);
    asked.tasks = 0;
    asked.tasks_per_node = 2;
    EXPECT_EQ(spread_tasks(asked, {"a", "b"}).tasks, 4u);
}

// ---- --multi-prog

TEST(MultiProg, GivesEachTaskItsWords) {
    const auto programs = parse_multi_prog("# a comment\n0 echo zero %t\n1,2 echo %o of %t\n", "f", 3);
    ASSERT_TRUE(programs);
    EXPECT_EQ(*programs, (Programs{{"echo", "zero", "0"}, {"echo", "0", "of", "1"}, {"echo", "1", "of", "2"}}));
}

TEST(MultiProg, StarTakesTheRestAndLinesContinue) {
    const auto programs = parse_multi_prog("0 a \\\n  b\n\n* c %t%o \"q w\"", "f", 3);
    ASSERT_TRUE(programs);
    EXPECT_EQ(*programs, (Programs{{"a", "b"}, {"c", "11", "q w"}, {"c", "22", "q w"}}));
}

TEST(MultiProg, QuotesKeepBlanksAndSingleOnesPercent) {
    const auto programs = parse_multi_prog("0 echo 'a %t' \"b %t\" x'y'z ''\n", "f", 1);
    ASSERT_TRUE(programs) << programs.error().message;
    EXPECT_EQ(*programs, (Programs{{"echo", "a %t", "b 0", "xyz", ""}}));
    EXPECT_EQ(parse_multi_prog("0 echo 'a\n", "f", 1).error().message,
              "Unmatched quote\nLine 1 of configuration file f invalid");
}

TEST(MultiProg, ErrorsAreSlurms) {
    const std::pair<const char*, const char*> cases[] = {
        {"0 echo a\n", "Configuration file f invalid, no record for task id 1"},
        {"0-5 echo a\n", "Invalid task id, 5 >= ntasks\nLine 1 of configuration file f invalid"},
        {"0-1 echo a\n1 echo b\n", "Duplicate record for task 1\nLine 2 of configuration file f invalid"},
        {"x echo a\n", "Invalid task range specification (x)\nLine 1 of configuration file f invalid"},
        {"0\n1 echo b\n", "Line 1 of configuration file f invalid"},
        {"1-0 echo a\n", "Invalid task range, 1-0\nLine 1 of configuration file f invalid"},
    };
    for (const auto& [text, message] : cases) {
        const auto programs = parse_multi_prog(text, "f", 2);
        ASSERT_FALSE(programs) << text;
        EXPECT_EQ(programs.error().message, message) << text;
    }
}

// ---- --cpu-bind

TEST(CpuBind, TakesSlurmsWords) {
    for (const char* text : {"none", "cores", "verbose,threads", "v,rank", "map_cpu:0,1", "mask_cpu:0x3,C", "q,map_cpu:0x1*2"})
        EXPECT_TRUE(check_cpu_bind(text)) << text;
    EXPECT_EQ(*check_cpu_bind("Verbose,Mask_CPU:0xF"), "verbose,mask_cpu:0xf");
}

TEST(CpuBind, RefusesOthers) {
    for (const char* text : {"", "bogus", "map_cpu", "map_cpu:", "map_cpu:x", "cores:1", "mask_cpu:0xg", "map_cpu:1*0"})
        EXPECT_FALSE(check_cpu_bind(text)) << text;
}

// ---- tasks

TEST(Tasks, RangesAreFolded) {
    EXPECT_EQ(task_words({3}), "task 3");
    EXPECT_EQ(task_words({0, 2, 3, 4, 9}), "tasks 0,2-4,9");
}

std::vector<std::string> told(Tasks& tasks, bool out_of_memory = false) {
    std::vector<std::string> lines;
    for (const auto& each : tasks.untold(out_of_memory)) lines.push_back(each.line);
    return lines;
}
using Lines = std::vector<std::string>;

TEST(Tasks, ThatEndAlikeOnOneNodeAreToldTogetherAndOnce) {
    Tasks tasks({"a", "a", "b", "a"});
    for (std::uint32_t task = 0; task < 4; ++task) tasks.exited(task, exit_code(3));
    EXPECT_TRUE(tasks.all_exited());
    EXPECT_EQ(told(tasks), (Lines{"a: tasks 0-1,3: Exited with exit code 3", "b: task 2: Exited with exit code 3"}));
    EXPECT_EQ(told(tasks), Lines{});
}

TEST(Tasks, SignalsAndMemoryHaveTheirWords) {
    Tasks tasks({"a", "a", "a"});
    tasks.exited(0, SIGKILL);
    EXPECT_EQ(told(tasks), Lines{"a: task 0: Killed"});
    tasks.exited(1, SIGKILL);
    EXPECT_EQ(told(tasks, true), Lines{"a: task 1: Out Of Memory"});
    EXPECT_EQ(tasks.states(), (Lines{"task 2: running", "tasks 0-1: exited"}));
    Tasks told_by_shepherd({"a"});
    told_by_shepherd.exited(0, attendance::out_of_memory_signal);
    EXPECT_EQ(told(told_by_shepherd), Lines{"a: task 0: Out Of Memory"});
    EXPECT_EQ(told_by_shepherd.exit_status(false), 1);
    EXPECT_EQ(told_by_shepherd.wait_status(), 125) << "from which msd makes OUT_OF_MEMORY 0:125";
    tasks.exited(2, 0);
    EXPECT_TRUE(tasks.untold(false)[0].good);
}

TEST(Tasks, TheHighestCodeIsTheStatus) {
    Tasks tasks({"a", "a", "a"});
    tasks.exited(0, exit_code(2));
    tasks.exited(1, exit_code(1));
    EXPECT_EQ(tasks.exit_status(false), 2);
    tasks.exited(2, SIGKILL);
    EXPECT_EQ(tasks.exit_status(false), 128 + SIGKILL);
    EXPECT_EQ(tasks.wait_status(), SIGKILL);
    EXPECT_EQ(tasks.exit_status(true), 2);
    tasks.exited(2, 0);  // a second word of the same task counts for nothing
    EXPECT_EQ(tasks.exit_status(false), 128 + SIGKILL);
}

// ---- copying

struct Pipe {
    Pipe() {
        int ends[2];
        EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
        read = Fd(ends[0]);
        write = Fd(ends[1]);
    }
    Fd read, write;
};

std::string copied(const std::vector<std::string>& writes, OutputCopy::Way way) {
    Pipe in, out;
    EventLoop loop;
    OutputCopy copy(std::move(in.read), out.write.get(), std::move(way));
    copy.start(loop);
    for (const std::string& text : writes) {
        EXPECT_TRUE(write_all(in.write.get(), text));
        loop.turn();
    }
    in.write.reset();
    while (!copy.done()) loop.turn();
    out.write.reset();
    return read_to_end(out.read.get(), 1 << 20).value_or("?");
}

TEST(OutputCopy, LabelsEveryLineHoweverItArrives) {
    EXPECT_EQ(copied({"a\nb", "c\n", "\n", "end"}, {"0: ", true}), "0: a\n0: bc\n0: \n0: end");
    EXPECT_EQ(copied({"a\nb", "c\n"}, {"0: ", false}), "0: a\n0: bc\n");
    EXPECT_EQ(copied({"a\nb", "c"}, {}), "a\nbc");
}

TEST(OutputCopy, ByLinesHoldsBackTheBeginningOfOne) {
    Pipe in, out;
    EventLoop loop;
    OutputCopy copy(std::move(in.read), out.write.get(), {"", true});
    copy.start(loop);
    ASSERT_TRUE(write_all(in.write.get(), "whole\npart"));
    loop.turn();
    char bytes[32];
    EXPECT_EQ(::read(out.read.get(), bytes, sizeof bytes), 6);
}

TEST(InputCopy, EveryReaderGetsAllAndOneThatLeavesDoesNotStopTheOthers) {
    std::signal(SIGPIPE, SIG_IGN);
    Pipe in, gone, stays;
    EventLoop loop;
    gone.read.reset();
    std::vector<Fd> to;
    to.push_back(std::move(gone.write));
    to.push_back(std::move(stays.write));
    InputCopy copy(in.read.get(), std::move(to));
    copy.start(loop);
    ASSERT_TRUE(write_all(in.write.get(), "one"));
    loop.turn();
    ASSERT_TRUE(write_all(in.write.get(), "two"));
    loop.turn();
    in.write.reset();
    loop.turn();
    EXPECT_EQ(read_to_end(stays.read.get(), 100).value_or("?"), "onetwo");
}

TEST(InputCopy, MoreThanAPipeHoldsReachesASlowReader) {
    const std::size_t size = 300 << 10;
    FILE* const file = std::tmpfile();
    ASSERT_TRUE(file);
    ASSERT_TRUE(write_all(fileno(file), std::string(size, 'x')));
    lseek(fileno(file), 0, SEEK_SET);
    Pipe out;
    fcntl(out.read.get(), F_SETFL, O_NONBLOCK);
    EventLoop loop;
    std::vector<Fd> to;
    to.push_back(std::move(out.write));
    InputCopy copy(fileno(file), std::move(to));
    copy.start(loop);
    std::size_t seen = 0;
    char bytes[10 << 10];
    while (seen < size) {
        if (const ssize_t more = ::read(out.read.get(), bytes, sizeof bytes); more > 0)
            seen += static_cast<std::size_t>(more);
        else
            loop.turn();
    }
    loop.turn();  // the end of the file
    EXPECT_EQ(::read(out.read.get(), bytes, sizeof bytes), 0);
    std::fclose(file);
}

// ---- the command

/// SLURM_ variables of a job the test may run in are out of the way.
class Srun : public testing::Test {
  protected:
    void SetUp() override {
        for (const char* name : {"SLURM_JOB_ID", "SLURM_NTASKS", "SLURM_MPI_TYPE", "SLURM_GPUS", "SLURM_JOB_NAME"}) unsetenv(name);
    }
    void TearDown() override { SetUp(); }
    static Ran srun(std::vector<std::string> words, FakeClient& client) {
        return test::run_command(run, "srun", std::move(words), client);
    }
};

/// A daemon with one job, whose steps are refused.
Result<Reply> refuses_steps(const Request& request) {
    if (std::holds_alternative<AllocationRequest>(request)) {
        Job job;
        job.id = JobId{7};
        job.spec = std::make_shared<JobSpec>();
        return Reply(AllocationReply{std::make_shared<Job>(job), {}, "/nonexistent"});
    }
    return fail(Errc::too_many_cpus);
}

TEST_F(Srun, NeedsAProgram) {
    FakeClient client;
    const Ran ran = srun({}, client);
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "srun: fatal: No command given to execute.\n");
    EXPECT_TRUE(client.requests.empty());
}

TEST_F(Srun, OutsideAJobAsksForAnAttendedOne) {
    FakeClient client([](const Request&) -> Result<Reply> {
        return fail(Errc::invalid_partition, "invalid partition specified: nosuch\nInvalid partition name specified");
    });
    const Ran ran = srun({"-p", "nosuch", "-n3", "-o", "f", "/bin/true", "-x"}, client);
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err,
              "srun: error: invalid partition specified: nosuch\n"
              "srun: error: Unable to allocate resources: Invalid partition name specified\n");
    const auto& request = client.only<SubmitRequest>();
    EXPECT_EQ(request.spec.kind, JobKind::attended);
    EXPECT_EQ(request.spec.name, "true");
    EXPECT_EQ(request.spec.command, "/bin/true");
    EXPECT_EQ(request.spec.tasks, 3u);
    EXPECT_EQ(request.spec.std_out, "");
    EXPECT_EQ(request.script, "");
    EXPECT_EQ(request.spec.submit_line, "srun -p nosuch -n3 -o f /bin/true -x");
}

TEST_F(Srun, InAJobAsksForAStepOfIt) {
    setenv("SLURM_JOB_ID", "7", 1);
    setenv("SLURM_NTASKS", "4", 1);
    setenv("SLURM_GPUS", "4", 1);
    setenv("SLURM_JOB_NAME", "the-job", 1);
    FakeClient client(refuses_steps);
    const Ran ran = srun({"-c2", "--gres=gpu:1", "--cpu-bind=Cores", "-r1", "hostname"}, client);
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "srun: error: Unable to create step for job 7: More processors requested than permitted\n");
    const auto& request = client.last<StepRequest>();
    EXPECT_EQ(request.job, JobId{7});
    EXPECT_FALSE(request.wait);
    EXPECT_EQ(request.spec.name, "hostname");
    EXPECT_EQ(request.spec.tasks, 4u);
    EXPECT_EQ(request.spec.cpus_per_task, 2u);
    EXPECT_TRUE(request.spec.exact);
    EXPECT_EQ(request.spec.relative, 1u);
    EXPECT_EQ(request.spec.cpu_bind, "cores");
    EXPECT_EQ(request.spec.gres, (std::vector<GresRequest>{{"gpu", "", 1}}));
    EXPECT_TRUE(request.spec.gpus.empty());
}

TEST_F(Srun, TasksThatDoNotFitTheirNodesAreSpreadAnyhow) {
    FakeClient client(refuses_steps);
    const Ran ran = srun({"--jobid=7", "-N1", "-n8", "--ntasks-per-node=1", "true"}, client);
    EXPECT_EQ(ran.err.substr(0, ran.err.find('\n')),
              "srun: Warning: can't honor --ntasks-per-node set to 1 which doesn't match the requested tasks 8 with the "
              "number of requested nodes 1. Ignoring --ntasks-per-node.");
    EXPECT_EQ(client.last<StepRequest>().spec.tasks_per_node, 0u);
}

TEST_F(Srun, GresNoneIsAWishOfItsOwn) {
    for (const bool none : {true, false}) {
        FakeClient client(refuses_steps);
        srun({"--jobid=7", none ? "--gres=none" : "--gres=gpu:1", "true"}, client);
        EXPECT_EQ(client.last<StepRequest>().spec.no_gres, none);
        EXPECT_EQ(client.last<StepRequest>().spec.gres.size(), none ? 0u : 1u);
    }
}

TEST_F(Srun, AJobThatIsNotThereIsNamed) {
    FakeClient client([](const Request&) -> Result<Reply> { return fail(Errc::invalid_job_id); });
    const Ran ran = srun({"--jobid=999999", "true"}, client);
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err,
              "srun: error: Unable to confirm allocation for job 999999: Invalid job id specified\n"
              "srun: Check SLURM_JOB_ID environment variable. Expired or invalid job 999999\n");
}

TEST_F(Srun, BusyNodesMeanToWaitUnlessImmediate) {
    int step_requests = 0;
    const auto busy = [&](const Request& request) -> Result<Reply> {
        if (const auto* step = std::get_if<StepRequest>(&request)) {
            ++step_requests;
            return step->wait ? fail(Errc::too_many_cpus) : fail(Errc::nodes_busy);
        }
        return refuses_steps(request);
    };
    FakeClient waits(busy);
    const Ran ran = srun({"--jobid=7", "true"}, waits);
    EXPECT_EQ(step_requests, 2);
    // Answered within moments: not worth a word about the wait.
    EXPECT_EQ(ran.err, "srun: error: Unable to create step for job 7: More processors requested than permitted\n");
    step_requests = 0;
    FakeClient does_not(busy);
    EXPECT_EQ(srun({"--jobid=7", "-I", "true"}, does_not).err,
              "srun: error: Unable to create step for job 7: Requested nodes are busy\n");
    EXPECT_EQ(step_requests, 1);
}

struct Seen {
    const char* option;
    int status;
    const char* err;
};
/// What Slurm 22.05 was seen to do.
constexpr Seen values[] = {
    {"--accel-bind=", 255, "srun: error: Invalid --accel-bind specification\n"},
    {"--accel-bind=x", 255, "srun: error: Invalid --accel-bind specification\n"},
    {"--immediate=x", 1, "srun: error: Invalid numeric value \"x\" for immediate.\n"},
    {"--jobid=0", 1, "srun: error: Invalid numeric value \"0\" for --jobid.\n"},
    {"--jobid=12abc", 1, "srun: error: Invalid numeric value \"12abc\" for --jobid.\n"},
    {"-K=x", 1, "srun: error: Invalid numeric value \"=x\" for --kill-on-bad-exit.\n"},
    {"--kill-on-bad-exit=-1", 1, "srun: error: Invalid numeric value \"-1\" for --kill-on-bad-exit.\n"},
    {"--msg-timeout=0", 1, "srun: error: Invalid numeric value \"0\" for --msg-timeout.\n"},
    {"--relative=-1", 1, "srun: error: Invalid numeric value \"-1\" for --relative.\n"},
    {"--resv-ports=x", 1, "srun: error: Invalid numeric value \"x\" for --resv-port.\n"},
    {"-T0", 1, "srun: error: Invalid numeric value \"0\" for --threads.\n"},
    {"-Wx", 1, "srun: error: Invalid numeric value \"x\" for --wait.\n"},
};

TEST_F(Srun, RefusesValuesAsSlurmDoes) {
    for (const Seen& seen : values) {
        FakeClient client;
        const Ran ran = srun({seen.option, "true"}, client);
        EXPECT_EQ(ran.status, seen.status) << seen.option;
        EXPECT_EQ(ran.err, seen.err) << seen.option;
    }
}

TEST_F(Srun, RefusesWhatItCanNotDo) {
    FakeClient client;
    EXPECT_EQ(srun({"--mpi=bogus", "true"}, client).err,
              "srun: error: Invalid MPI type 'bogus', --mpi=list for acceptable types\n");
    EXPECT_EQ(srun({"--mpi=pmix_v10", "true"}, client).err,
              "srun: error: Invalid MPI type 'pmix_v10', --mpi=list for acceptable types\n");
    EXPECT_EQ(srun({"--het-group=1", "true"}, client).err,
              "srun: error: --het-group is not available in this version of Mini-SLURM\n");
    EXPECT_EQ(srun({"--cpu-bind=bogus", "true"}, client).status, 1);
    EXPECT_EQ(srun({"--multi-prog", "/nonexistent"}, client).err,
              "srun: error: Could not open multi_prog config file /nonexistent\n");
    EXPECT_TRUE(client.requests.empty());
}

TEST_F(Srun, ListsTheKindsOfMpi) {
    FakeClient client;
    const Ran ran = srun({"--mpi=list"}, client);
    EXPECT_EQ(ran.status, 0);
    EXPECT_NE(ran.out.find("\tpmix\n"), std::string::npos);
}

TEST_F(Srun, TakesTheNamesOfSlurmsPmixVersions) {
    const auto line = options::parse(table().rows(), {"--mpi=pmix_v3", "true"}, options::Order::stop_at_operand);
    ASSERT_TRUE(line);
    Settings settings;
    ASSERT_TRUE(apply_sources(*line, settings));
    EXPECT_EQ(settings.mpi, "pmix");
}

}  // namespace
}  // namespace ms::cmds::srun

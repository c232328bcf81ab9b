// SPDX-License-Identifier: MIT
// The records of scontrol show: keys, their order and their spelling are what other programs parse.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "cmds/scontrol/run.hpp"
#include "tests/support/fake_client.hpp"

namespace ms {
namespace {

constexpr std::int64_t submitted = 1'785'997'600;  // 2026-08-06T06:26:40 UTC

Time at(std::int64_t seconds) { return from_epoch_seconds(submitted + seconds); }

struct Built {
    Job job;
    JobSpec spec;
    JobPtr ptr() {
        job.spec = std::make_shared<JobSpec>(spec);
        return std::make_shared<Job>(job);
    }
};

Built pending() {
    Built b;
    b.spec.name = "wrap";
    b.spec.account = "root";
    b.spec.qos = "normal";
    b.spec.work_dir = "/home/alice";
    b.spec.submit_line = "sbatch --wrap=sleep 100";
    b.spec.submit_host = "n1";
    b.job.id = JobId{12};
    b.job.uid = b.job.gid = 1000;
    b.job.user = b.job.group = "alice";
    b.job.submit_sid = 4242;
    b.job.priority = 1;
    b.job.partition = "debug";
    b.job.submit = b.job.eligible = at(0);
    b.job.time_limit = TimeLimit::unlimited();
    b.job.memory_per_node = Megabytes{1024};
    b.job.req_tres = "cpu=1,mem=1G,node=1,billing=1";
    return b;
}

Built running() {
    Built b = pending();
    b.job.state = JobState::running;
    b.job.start = b.job.last_schedule = at(1);
    b.job.alloc_tres = b.job.req_tres;
    b.job.allocation = {{"n1", {0, 1, 2, 5}, Megabytes{1024}, {{"gpu", "", 2, {0, 1}}}}};
    return b;
}

class ScontrolShow : public ::testing::Test {
  protected:
    void SetUp() override {
        ::setenv("TZ", "UTC", 1);
        ::tzset();
    }
    test::Ran show(std::vector<std::string> words) {
        words.insert(words.begin(), "show");
        client = test::FakeClient([this](const Request& request) -> Result<Reply> {
            if (std::holds_alternative<ClusterQuery>(request)) return Reply{cluster};
            const auto& query = std::get<JobsQuery>(request);
            JobsReply reply;
            reply.now = at(6);
            for (const JobPtr& job : jobs)
                if (query.filter.jobs.empty() || wanted(*job, query.filter.jobs[0])) reply.jobs.push_back(job);
            return Reply{reply};
        });
        return test::run_command(cmds::scontrol::run, "scontrol", std::move(words), client);
    }
    static bool wanted(const Job& job, const JobSelector& selector) {
        if (job.id != selector.job && job.array.master_id != selector.job) return false;
        if (!selector.has_tasks) return true;
        if (job.array.is_task) return selector.tasks.contains(job.array.task_id);
        return selector.tasks.lowest() && job.array.waiting.contains(*selector.tasks.lowest());
    }
    /// The line of the last record that has this key, without the blanks before it.
    static std::string line_with(const std::string& out, const std::string& key) {
        const auto found = out.find(key + "=");
        if (found == std::string::npos) return "no " + key;
        const auto begin = out.rfind('\n', found) + 1;
        const auto text = out.find_first_not_of(' ', begin);
        return out.substr(text, out.find('\n', text) - text);
    }

    std::vector<JobPtr> jobs;
    ClusterReply cluster;
    test::FakeClient client;
};

TEST_F(ScontrolShow, ARunningJob) {
    jobs = {running().ptr()};
    const auto ran = show({"job", "12"});
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.out,
              "JobId=12 JobName=wrap\n"
              "   UserId=alice(1000) GroupId=alice(1000) MCS_label=N/A\n"
              "   Priority=1 Nice=0 Account=root QOS=normal\n"
              "   JobState=RUNNING Reason=None Dependency=(null)\n"
              "   Requeue=1 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=0:0\n"
              "   RunTime=00:00:05 TimeLimit=UNLIMITED TimeMin=N/A\n"
              "   SubmitTime=2026-08-06T06:26:40 EligibleTime=2026-08-06T06:26:40\n"
              "   AccrueTime=2026-08-06T06:26:40\n"
              "   StartTime=2026-08-06T06:26:41 EndTime=Unknown Deadline=N/A\n"
              "   SuspendTime=None SecsPreSuspend=0 LastSchedEval=2026-08-06T06:26:41 Scheduler=Main\n"
              "   Partition=debug AllocNode:Sid=n1:4242\n"
              "   ReqNodeList=(null) ExcNodeList=(null)\n"
              "   NodeList=n1\n"
              "   BatchHost=n1\n"
              "   NumNodes=1 NumCPUs=1 NumTasks=1 CPUs/Task=1 ReqB:S:C:T=0:0:*:*\n"
              "   ReqTRES=cpu=1,mem=1G,node=1,billing=1\n"
              "   AllocTRES=cpu=1,mem=1G,node=1,billing=1\n"
              "   Socks/Node=* NtasksPerN:B:S:C=0:0:*:* CoreSpec=*\n"
              "   MinCPUsNode=1 MinMemoryNode=1G MinTmpDiskNode=0\n"
              "   Features=(null) DelayBoot=00:00:00\n"
              "   OverSubscribe=OK Exclusive=NO Contiguous=0 Licenses=(null) LicensesAlloc=(null) Network=(null)\n"
              "   Command=(null)\n"
              "   SubmitLine=sbatch --wrap=sleep 100\n"
              "   WorkDir=/home/alice\n"
              "   StdErr=/home/alice/slurm-12.out\n"
              "   StdIn=/dev/null\n"
              "   StdOut=/home/alice/slurm-12.out\n"
              "\n");
}

Step numbered_step(std::int32_t number) {
    Step step;
    step.job = JobId{12};
    step.id = number;
    step.name = "sleep";
    step.start = at(3);
    step.cpus = 2;
    step.tasks = 2;
    step.node_list = "n1";
    step.alloc_tres = "cpu=2,mem=200M,node=1";
    step.spec.host = "n1";
    step.spec.pid = 77;
    return step;
}

TEST_F(ScontrolShow, TheStepsOfAJob) {
    Built b = running();
    b.job.steps = {numbered_step(0)};
    jobs = {b.ptr()};
    const auto ran = show({"step"});
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.out,
              "StepId=12.batch UserId=1000 StartTime=2026-08-06T06:26:41 TimeLimit=UNLIMITED\n"
              "   State=RUNNING Partition=debug NodeList=n1\n"
              "   Nodes=1 CPUs=0 Tasks=1 Name=batch Network=(null)\n"
              "   TRES=(null)\n"
              "   ResvPorts=(null)\n"
              "   CPUFreqReq=Default\n"
              "   SrunHost:Pid=(null):0\n"
              "\n"
              "StepId=12.0 UserId=1000 StartTime=2026-08-06T06:26:43 TimeLimit=UNLIMITED\n"
              "   State=RUNNING Partition=debug NodeList=n1\n"
              "   Nodes=1 CPUs=2 Tasks=2 Name=sleep Network=(null)\n"
              "   TRES=cpu=2,mem=200M,node=1\n"
              "   ResvPorts=(null)\n"
              "   CPUFreqReq=Default Dist=Block\n"
              "   SrunHost:Pid=n1:77\n"
              "\n");
    EXPECT_EQ(show({"-o", "step", "12.0"}).out.find("StepId=12.0 UserId=1000 "), 0u);
    EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 16);
}

TEST_F(ScontrolShow, DistributionsHaveSlurmsNames) {
    const std::pair<const char*, const char*> names[] = {
        {"", "Block"}, {"cyclic", "Cyclic"}, {"block:cyclic", "BCyclic"}, {"cyclic:fcyclic:block", "CFCyclicBlock"},
        {"plane=4", "Plane"}, {"block,NoPack", "Block"}};
    for (const auto& [given, shown] : names) {
        Built b = running();
        b.job.steps = {numbered_step(0)};
        b.job.steps[0].spec.distribution = given;
        jobs = {b.ptr()};
        EXPECT_EQ(line_with(show({"step", "12.0"}).out, "Dist"), std::string("CPUFreqReq=Default Dist=") + shown);
    }
}

TEST_F(ScontrolShow, NoSuchStep) {
    jobs = {running().ptr()};
    auto ran = show({"step", "12.3"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.out, "Job step 12.3 not found\n");
    ran = show({"step", "999.0"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "slurm_get_job_steps error: Invalid job id specified\n");
    jobs = {};
    ran = show({"step"});
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.out, "No job steps in the system\n");
}

TEST_F(ScontrolShow, OneLineARecord) {
    jobs = {running().ptr(), pending().ptr()};
    const auto ran = show({"-o", "job"});
    EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 2);
    EXPECT_EQ(ran.out.find("JobId=12 JobName=wrap UserId=alice(1000) "), 0u);
    EXPECT_EQ(ran.out.find("\n\n"), std::string::npos);
}

TEST_F(ScontrolShow, DetailsNameCpusAndDevices) {
    jobs = {running().ptr()};
    const auto ran = show({"job", "-d", "12"});
    EXPECT_NE(ran.out.find("   DerivedExitCode=0:0\n   RunTime="), std::string::npos);
    EXPECT_NE(ran.out.find("CoreSpec=*\n   JOB_GRES=gpu:2\n"
                           "     Nodes=n1 CPU_IDs=0-2,5 Mem=1024 GRES=gpu:2(IDX:0-1)\n   MinCPUsNode="),
              std::string::npos);
    EXPECT_EQ(show({"job", "12"}).out.find("JOB_GRES"), std::string::npos);
}

TEST_F(ScontrolShow, APendingJobTellsWhatItWaitsFor) {
    Built b = pending();
    b.job.reason = Reason::resources;
    b.job.start = at(100);
    b.job.time_limit = TimeLimit::of_minutes(10);
    b.job.memory_is_per_cpu = true;
    b.job.memory_per_cpu = Megabytes{100};
    b.job.nodes = 2;
    b.spec.min_nodes = 2;
    b.spec.max_nodes = 4;
    jobs = {b.ptr()};
    const auto out = show({"jobid=12"}).out;
    EXPECT_EQ(line_with(out, "JobState"), "JobState=PENDING Reason=Resources Dependency=(null)");
    EXPECT_EQ(line_with(out, "StartTime"), "StartTime=2026-08-06T06:28:20 EndTime=2026-08-06T06:38:20 Deadline=N/A");
    EXPECT_NE(out.find("   NodeList=\n   NumNodes="), std::string::npos);
    EXPECT_EQ(line_with(out, "NumNodes").substr(0, 12), "NumNodes=2-4");
    EXPECT_EQ(line_with(out, "AllocTRES"), "AllocTRES=(null)");
    EXPECT_EQ(line_with(out, "MinMemoryCPU"), "MinCPUsNode=1 MinMemoryCPU=100M MinTmpDiskNode=0");
    EXPECT_EQ(out.find("BatchHost"), std::string::npos);
}

TEST_F(ScontrolShow, AJobThatMayNotYetStartAccruesNothing) {
    Built b = pending();
    b.job.eligible = at(120);
    b.job.reason_text = "Nodes required for job are DOWN";
    jobs = {b.ptr()};
    const auto out = show({"job"}).out;
    EXPECT_EQ(line_with(out, "AccrueTime"), "AccrueTime=Unknown");
    EXPECT_EQ(line_with(out, "JobState"), "JobState=PENDING Reason=Nodes_required_for_job_are_DOWN Dependency=(null)");
}

TEST_F(ScontrolShow, ASuspendedJobTellsHowLongItHadRun) {
    Built b = running();
    b.job.state = JobState::suspended;
    b.job.suspended_at = at(3);
    jobs = {b.ptr()};
    EXPECT_EQ(line_with(show({"job"}).out, "SuspendTime"),
              "SuspendTime=2026-08-06T06:26:43 SecsPreSuspend=2 LastSchedEval=2026-08-06T06:26:41 Scheduler=Main");
}

TEST_F(ScontrolShow, RareKeysFollowTheFiles) {
    Built b = running();
    b.spec.comment = "hello";
    b.spec.gres = {{"gpu", "a100", 2}};
    b.spec.cpus_per_task = 2;
    b.spec.gpus_per_task = {{"gpu", "", 1}};
    b.spec.kill_on_invalid_dependency = Choice::yes;
    b.spec.mail_events = mail_end;
    b.spec.std_out = "%x-%j.log";
    b.spec.std_err = "/tmp/e";
    jobs = {b.ptr()};
    const auto out = show({"job"}).out;
    EXPECT_NE(out.find("   WorkDir=/home/alice\n"
                       "   Comment=hello\n"
                       "   StdErr=/tmp/e\n"
                       "   StdIn=/dev/null\n"
                       "   StdOut=/home/alice/wrap-12.log\n"
                       "   KillOnInvalidDependent=Yes\n"
                       "   TresPerNode=gres/gpu:a100:2\n"
                       "   TresPerTask=cpu=2,gres/gpu=1\n"
                       "   MailUser=alice MailType=END\n\n"),
              std::string::npos)
        << out;
}

// ---- arrays

Built waiting_part() {
    Built b = pending();
    b.job.id = JobId{52};
    b.job.array.master_id = JobId{52};
    b.job.array.waiting = TaskSet::range(4, 7);
    b.job.array.max_running = 2;
    b.job.reason = Reason::array_task_limit;
    return b;
}
Built element() {
    Built b = running();
    b.job.id = JobId{75};
    b.job.array.master_id = JobId{52};
    b.job.array.is_task = true;
    b.job.array.task_id = 3;
    b.job.array.max_running = 2;
    return b;
}

TEST_F(ScontrolShow, AnArrayIsItsWaitingPartAndItsElements) {
    jobs = {waiting_part().ptr(), element().ptr()};
    const auto out = show({"job", "52"}).out;
    EXPECT_EQ(out.find("JobId=52 ArrayJobId=52 ArrayTaskId=4-7%2 ArrayTaskThrottle=2 JobName=wrap\n"), 0u);
    EXPECT_NE(out.find("\n\nJobId=75 ArrayJobId=52 ArrayTaskId=3 ArrayTaskThrottle=2 JobName=wrap\n"),
              std::string::npos);
    EXPECT_NE(out.find("StdOut=/home/alice/slurm-52_4294967294.out\n"), std::string::npos);
    EXPECT_NE(out.find("StdOut=/home/alice/slurm-52_3.out\n"), std::string::npos);
}

TEST_F(ScontrolShow, AWaitingElementIsShownByItsNumber) {
    jobs = {waiting_part().ptr()};
    const auto out = show({"job", "52_5"}).out;
    EXPECT_EQ(out.find("JobId=52 ArrayJobId=52 ArrayTaskId=5 "), 0u);
    EXPECT_NE(out.find("StdOut=/home/alice/slurm-52_5.out\n"), std::string::npos);
}

TEST_F(ScontrolShow, WhatIsNotThere) {
    EXPECT_EQ(show({"job"}).out, "No jobs in the system\n");
    EXPECT_EQ(show({"job"}).status, 0);
    jobs = {waiting_part().ptr()};
    auto ran = show({"job", "999999"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "slurm_load_jobs error: Invalid job id specified\n");
    ran = show({"job", "52_99"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.out, "Job 52_99 not found\n");
    ran = show({"job", "abc"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "scontrol_print_job error: Invalid job id specified\n");
}

// ---- nodes and partitions

ClusterReply small_cluster() {
    ClusterReply cluster;
    NodeInfo node;
    node.name = node.address = node.host_name = "vm";
    node.arch = "x86_64";
    node.os = "Linux 6.1.0 #1 SMP";
    node.version = "25.11.0";
    node.state = NodeState::mixed;
    node.cpus = node.cores_per_socket = 64;
    node.cpus_allocated = 12;
    node.load_percent = 1213;
    node.memory = Megabytes{20000};
    node.memory_allocated = Megabytes{1700};
    node.memory_free = Megabytes{21584};
    node.gres = {{"gpu", "", 4, 2, {0, 1}}};
    node.partitions = {"debug", "long"};
    node.boot_time = at(-100);
    node.daemon_start = at(-50);
    node.last_busy = at(0);
    node.billing = 64;
    cluster.nodes = {node};
    PartitionInfo debug;
    debug.name = "debug";
    debug.is_default = true;
    debug.default_time = TimeLimit::of_minutes(60);
    debug.max_time = TimeLimit::of_minutes(1440);
    debug.nodes = {"vm"};
    debug.total_cpus = 64;
    debug.billing = 64;
    PartitionInfo secret = debug;
    secret.name = "secret";
    secret.hidden = true;
    secret.default_memory_per_cpu = Megabytes{100};
    cluster.partitions = {debug, secret};
    return cluster;
}

TEST_F(ScontrolShow, ANode) {
    cluster = small_cluster();
    EXPECT_EQ(show({"node", "vm"}).out,
              "NodeName=vm Arch=x86_64 CoresPerSocket=64 \n"
              "   CPUAlloc=12 CPUEfctv=64 CPUTot=64 CPULoad=12.13\n"
              "   AvailableFeatures=(null)\n"
              "   ActiveFeatures=(null)\n"
              "   Gres=gpu:4\n"
              "   NodeAddr=vm NodeHostName=vm Version=25.11.0\n"
              "   OS=Linux 6.1.0 #1 SMP \n"
              "   RealMemory=20000 AllocMem=1700 FreeMem=21584 Sockets=1 Boards=1\n"
              "   State=MIXED ThreadsPerCore=1 TmpDisk=0 Weight=1 Owner=N/A MCS_label=N/A\n"
              "   Partitions=debug,long \n"
              "   BootTime=2026-08-06T06:25:00 SlurmdStartTime=2026-08-06T06:25:50\n"
              "   LastBusyTime=2026-08-06T06:26:40 ResumeAfterTime=None\n"
              "   CfgTRES=cpu=64,mem=20000M,billing=64,gres/gpu=4\n"
              "   AllocTRES=cpu=12,mem=1700M,gres/gpu=2\n"
              "   CurrentWatts=0 AveWatts=0\n"
              "\n");
    EXPECT_NE(show({"-d", "node"}).out.find("   Gres=gpu:4\n   GresDrain=N/A\n   GresUsed=gpu:2(IDX:0-1)\n"),
              std::string::npos);
}

TEST_F(ScontrolShow, ADrainedNodeTellsWhy) {
    cluster = small_cluster();
    NodeInfo& node = cluster.nodes[0];
    node.state = NodeState::idle;
    node.flags = node_drain;
    node.reason = "fan";
    node.reason_user = "root";
    node.reason_time = at(0);
    node.cpus_allocated = 0;
    node.memory_allocated = {};
    node.gres[0].used = 0;
    const auto out = show({"nodes"}).out;
    EXPECT_NE(out.find("   State=IDLE+DRAIN ThreadsPerCore="), std::string::npos);
    EXPECT_NE(out.find("   AllocTRES=\n   CurrentWatts=0 AveWatts=0\n   Reason=fan [root@2026-08-06T06:26:40]\n\n"),
              std::string::npos);
}

TEST_F(ScontrolShow, APartition) {
    cluster = small_cluster();
    EXPECT_EQ(show({"partition"}).out,
              "PartitionName=debug\n"
              "   AllowGroups=ALL AllowAccounts=ALL AllowQos=ALL\n"
              "   AllocNodes=ALL Default=YES QoS=N/A\n"
              "   DefaultTime=01:00:00 DisableRootJobs=NO ExclusiveUser=NO ExclusiveTopo=NO GraceTime=0 Hidden=NO\n"
              "   MaxNodes=UNLIMITED MaxTime=1-00:00:00 MinNodes=0 LLN=NO MaxCPUsPerNode=UNLIMITED "
              "MaxCPUsPerSocket=UNLIMITED\n"
              "   Nodes=vm\n"
              "   PriorityJobFactor=1 PriorityTier=1 RootOnly=NO ReqResv=NO OverSubscribe=NO\n"
              "   OverTimeLimit=NONE PreemptMode=OFF\n"
              "   State=UP TotalCPUs=64 TotalNodes=1 SelectTypeParameters=NONE\n"
              "   JobDefaults=(null)\n"
              "   DefMemPerNode=UNLIMITED MaxMemPerNode=UNLIMITED\n"
              "   TRES=cpu=64,mem=20000M,node=1,billing=64,gres/gpu=4\n"
              "\n");
}

TEST_F(ScontrolShow, HiddenPartitionsAreShownWhenAskedFor) {
    cluster = small_cluster();
    EXPECT_EQ(show({"part"}).out.find("secret"), std::string::npos);
    EXPECT_NE(show({"-a", "part"}).out.find("PartitionName=secret\n"), std::string::npos);
    EXPECT_NE(show({"part", "secret"}).out.find("   DefMemPerCPU=100 MaxMemPerNode=UNLIMITED\n"), std::string::npos);
}

TEST_F(ScontrolShow, UnknownNodesAndPartitions) {
    cluster = small_cluster();
    auto ran = show({"node", "nosuch"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.out, "Node nosuch not found\n");
    ran = show({"partition", "nosuch"});
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.out, "Partition nosuch not found\n");
    EXPECT_EQ(show({"reservation"}).out, "No reservations in the system\n");
}

TEST_F(ScontrolShow, OptionsWithoutEffectStandWhereSlurmHasThem) {
    Built b = pending();
    b.spec.kept_options = {{"core-spec", "2"},    {"network", "ib"},  {"switches", "2@10:00"}, {"bb", "cap=1G"},
                           {"gpu-bind", "closest"}, {"reboot", ""}, {"mcs-label", "red"},    {"delay-boot", "5"},
                           {"acctg-freq", "30"}};
    jobs = {b.ptr()};
    const std::string out = show({"job", "12"}).out;
    for (const char* part : {"MCS_label=red\n", " Reboot=1 ", " CoreSpec=2\n", " DelayBoot=00:05:00\n", " Network=ib\n",
                             "   Switches=2@00:10:00\n", "   BurstBuffer=cap=1G\n", "   TresBind=gres/gpu:closest\n"})
        EXPECT_NE(out.find(part), std::string::npos) << part << out;
    EXPECT_EQ(out.find("acctg"), std::string::npos);
}

}  // namespace
}  // namespace ms

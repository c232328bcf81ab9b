// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <memory>

#include "cmds/seff/efficiency.hpp"

namespace ms::cmds::seff {
namespace {

/// Two CPUs and 1000 MB for 100 seconds, of which it kept one CPU busy and 100 MB full.
AccountingJob finished() {
    AccountingJob record;
    auto spec = std::make_shared<JobSpec>();
    record.job.id = JobId{12};
    record.job.spec = spec;
    record.job.user = "alice";
    record.job.group = "staff";
    record.job.state = JobState::completed;
    record.job.start = from_epoch_seconds(1000);
    record.job.end = from_epoch_seconds(1100);
    record.job.cpus = 2;
    record.job.memory_per_node = Megabytes{1000};
    record.job.time_limit = TimeLimit::of_minutes(60);
    Step batch;
    TaskUsage used;
    used.cpu_time = {Micros{90'000'000}, Micros{10'000'000}};
    used.memory = used.memory_peak = 100u << 20;
    batch.usage = Usage::of(std::vector{used});
    record.steps = {batch};
    return record;
}

const Time now = from_epoch_seconds(2000);

TEST(Seff, ReportsInSlurmsWords) {
    EXPECT_EQ(report(finished(), "box", now),
              "Job ID: 12\n"
              "Cluster: box\n"
              "User/Group: alice/staff\n"
              "State: COMPLETED (exit code 0)\n"
              "Nodes: 1\n"
              "Cores per node: 2\n"
              "CPU Utilized: 00:01:40\n"
              "CPU Efficiency: 50.00% of 00:03:20 core-walltime\n"
              "Job Wall-clock time: 00:01:40\n"
              "Memory Utilized: 100.00 MB\n"
              "Memory Efficiency: 10.00% of 1000.00 MB (1000.00 MB/node)\n");
}

TEST(Seff, AJobThatWaitsHasNoEfficiency) {
    AccountingJob waiting = finished();
    waiting.job.state = JobState::pending;
    waiting.job.cpus = 1;
    waiting.steps.clear();
    EXPECT_EQ(report(waiting, "box", now),
              "Job ID: 12\nCluster: box\nUser/Group: alice/staff\nState: PENDING\nCores: 1\n"
              "Efficiency not available for jobs in the PENDING state.\n");
}

TEST(Seff, ARunningJobComesWithAWarning) {
    AccountingJob running = finished();
    running.job.state = JobState::running;
    const std::string text = report(running, "box", now);
    EXPECT_NE(text.find("State: RUNNING\n"), std::string::npos);
    EXPECT_NE(text.find("\nWARNING: Efficiency statistics can only be obtained after the job has ended"), std::string::npos);
}

TEST(Seff, AnArrayIsReportedAsAWhole) {
    AccountingJob one = finished(), two = finished();
    for (AccountingJob* task : {&one, &two}) {
        task->job.array.master_id = JobId{10};
        task->job.array.is_task = true;
    }
    two.job.state = JobState::failed;
    two.steps.front().usage.cpu_time = {Micros{50'000'000}, Micros{0}};
    const std::string text = array_report({one, two}, "box", now);
    EXPECT_NE(text.find("Array Job ID: 10\n"), std::string::npos) << text;
    EXPECT_NE(text.find("Tasks: 1 COMPLETED 1 FAILED\n"), std::string::npos) << text;
    EXPECT_NE(text.find("CPU Efficiency: 25.00% to 50.00%, 37.50% on average\n"), std::string::npos) << text;
    EXPECT_NE(text.find("Memory Utilized: 100.00 MB at most\n"), std::string::npos) << text;
}

TEST(Seff, HintsAreForWhatCouldBeHalf) {
    EXPECT_EQ(hint({finished()}, now),
              "Hint: --mem=200M would have been enough.\n"
              "Hint: it kept 1 of its 2 CPUs busy.\n"
              "Hint: --time=3 would have been enough.\n");
    AccountingJob tight = finished();
    tight.job.cpus = 1;
    tight.job.memory_per_node = Megabytes{150};
    tight.job.time_limit = TimeLimit::of_minutes(4);
    EXPECT_EQ(hint({tight}, now), "");
    AccountingJob failed = finished();
    failed.job.state = JobState::failed;
    EXPECT_EQ(hint({failed}, now), "") << "it might have gone on to use more";
}

TEST(Seff, Sizes) {
    EXPECT_EQ(memory_text(0), "0.00 MB");
    EXPECT_EQ(memory_text(512 << 10), "512.00 KB");
    EXPECT_EQ(memory_text(3ull << 29), "1.50 GB");
    EXPECT_EQ(percent(1, 0), "0.00%");
}

}  // namespace
}  // namespace ms::cmds::seff

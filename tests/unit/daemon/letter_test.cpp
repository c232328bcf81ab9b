// SPDX-License-Identifier: MIT
#include "daemon/notify/letter.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace msd::notify {
namespace {

const Time begin = from_epoch_seconds(1'700'000'000);

Job a_job(const std::string& name = "x", const std::string& mail_user = "") {
    JobSpec spec;
    spec.name = name;
    spec.mail_user = mail_user;
    Job job;
    job.id = JobId{12};
    job.user = "alice";
    job.uid = 1001;
    job.gid = 100;
    job.submit = begin - Seconds{5};
    job.start = begin;
    job.spec = std::make_shared<JobSpec>(spec);
    return job;
}

Job ended(JobState state, ExitStatus exit) {
    Job job = a_job();
    job.state = state;
    job.end = begin + Seconds{61};
    job.exit = exit;
    return job;
}

core::Tell tell(Job job, MailEvent event) { return {std::make_shared<Job>(std::move(job)), event}; }

std::string subject(const core::Tell& told) { return subject_of(told, begin + Seconds{90}); }

TEST(Subject, IsSlurms) {
    Job running = a_job();
    running.state = JobState::running;
    const std::pair<core::Tell, const char*> lines[] = {
        {tell(running, mail_begin), "Slurm Job_id=12 Name=x Began, Queued time 00:00:05"},
        {tell(ended(JobState::completed, {0, 0}), mail_end), "Slurm Job_id=12 Name=x Ended, Run time 00:01:01, COMPLETED, ExitCode 0"},
        {tell(ended(JobState::failed, {3, 0}), mail_fail), "Slurm Job_id=12 Name=x Failed, Run time 00:01:01, FAILED, ExitCode 3"},
        {tell(ended(JobState::failed, {0, 9}), mail_fail), "Slurm Job_id=12 Name=x Failed, Run time 00:01:01, FAILED"},
        {tell(ended(JobState::cancelled, {0, 0}), mail_end), "Slurm Job_id=12 Name=x Ended, Run time 00:01:01, CANCELLED, ExitCode 0"},
        {tell(ended(JobState::timeout, {0, 0}), mail_time_limit), "Slurm Job_id=12 Name=x Reached time limit, Run time 00:01:01"},
        {tell(running, mail_time_limit_80), "Slurm Job_id=12 Name=x Reached 80% of time limit, Run time 00:01:30"},
        {tell(ended(JobState::completed, {0, 0}), mail_requeue), "Slurm Job_id=12 Name=x Requeued, Run time 00:01:01"},
        {tell(a_job(), mail_invalid_depend), "Slurm Job_id=12 Name=x Invalid dependency"},
    };
    for (const auto& [told, line] : lines) EXPECT_EQ(subject(told), line);
}

TEST(Subject, OfArrays) {
    Job element = ended(JobState::failed, {4, 0});
    element.array.master_id = JobId{10};
    element.array.is_task = true;
    element.array.task_id = 2;
    EXPECT_EQ(subject(tell(element, mail_fail)),
              "Slurm Array Task Job_id=10_2 (12) Name=x Failed, Run time 00:01:01, FAILED, ExitCode 4");
    core::Tell all = tell(element, mail_fail);
    all.whole_array = true;
    all.summary = {true, false, 3, 4, 0};
    EXPECT_EQ(subject(all), "Slurm Array Summary Job_id=10_* (10) Name=x Failed, FAILED, ExitCode [3-4]");
    all.event = mail_end;
    all.summary = {false, true, 0, 0, 9};
    EXPECT_EQ(subject(all), "Slurm Array Summary Job_id=10_* (10) Name=x Ended, Mixed, MaxSignal [9]");
}

TEST(Letters, EachAddressByItsOwnWay) {
    const core::Tell told = tell(a_job("x", "bob,https://hook/a,eve@b,-oQ/tmp"), mail_invalid_depend);
    config::MailSettings settings{"/usr/bin/mail", "site.org", ""};
    auto letters = letters_of(told, settings, {}, {"box", true}, begin);
    ASSERT_EQ(letters.size(), 2u);
    EXPECT_EQ(letters[0].command.back(), "https://hook/a");
    EXPECT_NE(letters[0].input.find("\"event\": \"INVALID_DEPEND\""), std::string::npos) << letters[0].input;
    EXPECT_EQ(letters[1].command, (std::vector<std::string>{"/usr/bin/mail", "-s", subject(told), "bob@site.org,eve@b"}));
    ASSERT_TRUE(letters[1].run_as);
    EXPECT_EQ(letters[1].run_as->uid, 1001u);
    settings.server = "smtp://localhost:25";
    letters = letters_of(told, settings, {}, {"box", false}, begin);
    ASSERT_EQ(letters.size(), 3u);
    EXPECT_FALSE(letters[2].run_as);
    EXPECT_EQ(letters[2].input.rfind("From: alice@site.org\r\nTo: eve@b\r\nSubject: Slurm Job_id=12", 0), 0u) << letters[2].input;
}

TEST(Letters, ANameCanNotAddHeaders) {
    const core::Tell told = tell(a_job("x\nBcc: all@b", "bob"), mail_invalid_depend);
    const auto letters = letters_of(told, {"", "", "smtp://h:25"}, {}, {"box", false}, begin);
    EXPECT_EQ(letters.at(0).input.find("\nBcc"), std::string::npos);
}

TEST(Letters, TellTheProgramOfTheJob) {
    const auto letters = letters_of(tell(ended(JobState::failed, {3, 0}), mail_fail), {}, {}, {"box", false}, begin);
    const auto& variables = letters.at(0).environment;
    for (const char* entry : {"SLURM_JOB_ID=12", "SLURM_JOB_MAIL_TYPE=Failed", "SLURM_JOB_STATE=FAILED",
                              "SLURM_JOB_RUN_TIME=00:01:01", "SLURM_JOB_EXIT_CODE=768", "SLURM_JOB_EXIT_CODE2=3:0"})
        EXPECT_EQ(std::count(variables.begin(), variables.end(), entry), 1) << entry;
}

}  // namespace
}  // namespace msd::notify

// SPDX-License-Identifier: MIT
// The keys of scontrol update JobId=: every way to cut one short, and what their values become.
#include "libms/options/job_keys.hpp"

#include <gtest/gtest.h>

#include "libms/text/number.hpp"

namespace ms::options {
namespace {

TEST(JobKeys, AKeyCutShortIsStillThatKey) {
    for (const JobUpdateKey& key : job_update_keys())
        for (std::size_t length = key.least; length <= key.name.size(); ++length)
            EXPECT_EQ(find_job_update_key(key.name.substr(0, length)), &key) << key.name.substr(0, length);
}

TEST(JobKeys, EveryKeyOfTheModelCanBeGiven) {
    std::vector<JobKey> seen;
    for (const JobUpdateKey& key : job_update_keys()) {
        if (!key.read) continue;
        for (const char* value : {"1", "now+60", "END", "none", "x"}) {
            JobUpdateText text{from_epoch_seconds(1'700'000'000), {}};
            if (key.read(text, value)) seen.insert(seen.end(), text.update.keys.begin(), text.update.keys.end());
        }
    }
    for (int i = 0; i < job_key_count; ++i) {
        const auto key = static_cast<JobKey>(i);
        if (key == JobKey::gpus_per_task) continue;  // TresPerTask=gres/gpu:1, below
        EXPECT_NE(std::find(seen.begin(), seen.end(), key), seen.end()) << "no row reads key number " << i;
    }
}

JobUpdate read(const char* key, const char* value) {
    JobUpdateText text{from_epoch_seconds(1'700'000'000), {}};
    const auto done = find_job_update_key(key)->read(text, value);
    EXPECT_TRUE(done) << key << "=" << value;
    return text.update;
}
std::string refusal(const char* key, const char* value) {
    JobUpdateText text;
    const auto done = find_job_update_key(key)->read(text, value);
    return done ? "accepted" : done.error().message;
}

TEST(JobKeys, Values) {
    EXPECT_EQ(read("TimeLimit", "1-0").values.time_limit, TimeLimit::of_minutes(1440));
    EXPECT_EQ(read("timelimit", "+5").limit_change, JobUpdate::LimitChange::add);
    EXPECT_EQ(read("timelimit", "-5").values.time_limit, TimeLimit::of_minutes(5));
    EXPECT_EQ(read("Nice", "").values.nice, 0);
    EXPECT_EQ(read("NumNodes", "2-4").values.max_nodes, 4u);
    EXPECT_EQ(read("NumNodes", "2").values.max_nodes, 2u);
    EXPECT_EQ(read("MinMemoryCPU", "2G").values.memory_kind, MemoryKind::per_cpu);
    EXPECT_EQ(read("MinMemoryNode", "2G").values.memory.value, 2048u);
    EXPECT_EQ(read("TresPerNode", "gres/gpu:a100:2").values.gres, (std::vector<GresRequest>{{"gpu", "a100", 2}}));
    EXPECT_EQ(read("Gres", "none").values.gres.size(), 0u);
    const JobUpdate task = read("TresPerTask", "cpu=2,gres/gpu=1");
    EXPECT_EQ(task.values.cpus_per_task, 2u);
    EXPECT_EQ(task.values.gpus_per_task, (std::vector<GresRequest>{{"gpu", "", 1}}));
    EXPECT_EQ(task.keys, (std::vector<JobKey>{JobKey::cpus_per_task, JobKey::gpus_per_task}));
    EXPECT_EQ(read("StartTime", "now+1hour").values.begin, from_epoch_seconds(1'700'003'600));
}

TEST(JobKeys, Refusals) {
    EXPECT_EQ(refusal("TimeLimit", "x"), "Invalid TimeLimit value");
    EXPECT_EQ(refusal("TimeLimit", "+UNLIMITED"), "Invalid TimeLimit value");
    EXPECT_EQ(refusal("Priority", "x"), "Invalid Priority value: x");
    EXPECT_EQ(refusal("NumCPUs", "x"), "Invalid numeric value \"x\" for NumCPUs.\nInvalid NumCPUs value: x");
    EXPECT_EQ(refusal("NumCPUs", "4-2"), "Invalid NumCPUs value: 4-2");
    EXPECT_EQ(read("TresPerNode", "foo").values.gres, std::vector<GresRequest>{GresRequest{}});  // which the daemon refuses
    EXPECT_EQ(refusal("CoreSpec", "x"), "Invalid CoreSpec value: x");
    EXPECT_EQ(refusal("DelayBoot", "x"), "Invalid DelayBoot value");
    EXPECT_EQ(refusal("Contiguous", "x"), "Invalid Contiguous value: x");
    EXPECT_EQ(refusal("MailType", "bad"), "Invalid MailType: bad");
}

TEST(JobKeys, ValuesThatArePassedOver) {
    JobUpdateText text{};
    for (const auto& [name, value] : {std::pair{"StartTime", "xx"}, {"EndTime", "xx"}, {"NumNodes", "x"}, {"StartTime", ""}})
        EXPECT_TRUE(find_job_update_key(name)->read(text, value)) << name;
    EXPECT_TRUE(text.update.keys.empty());
    ASSERT_EQ(text.notes.size(), 3u);  // nothing is said of an empty date
    EXPECT_EQ(text.notes[0].message, "Invalid time specification (pos=0): xx");
    EXPECT_EQ(text.notes[2].message, "Invalid numeric value \"x\" for requested node count.");
    EXPECT_TRUE(text.counts);
}

}  // namespace
}  // namespace ms::options

// SPDX-License-Identifier: MIT
#include "stepd/cgroup.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "libms/base/fd.hpp"
#include "stepd/casualties.hpp"

namespace stepd {
namespace {

TEST(KeyedFile, FindsWholeKeys) {
    const char* text = "oom 1\noom_kill 3\noom_group_kill 2\nuser_usec x\n";
    EXPECT_EQ(parse_keyed(text, "oom"), 1u);
    EXPECT_EQ(parse_keyed(text, "oom_kill"), 3u);
    EXPECT_FALSE(parse_keyed(text, "oom_k"));
    EXPECT_FALSE(parse_keyed(text, "user_usec"));
    EXPECT_FALSE(parse_keyed("", "oom"));
}

/// A directory with the files a kernel would put there.
class FakeCgroup : public ::testing::Test {
  protected:
    FakeCgroup() {
        char name[] = "/tmp/msstepd-cgroup-XXXXXX";
        root_ = ::mkdtemp(name);
        std::filesystem::create_directory(group());
    }
    ~FakeCgroup() override { std::filesystem::remove_all(root_); }
    std::string group() const { return root_ + "/job12"; }
    void put(const char* file, const char* text) const { std::ofstream(group() + "/" + file) << text; }
    std::string get(const char* file) const {
        return ms::read_file(group() + "/" + file).value_or(std::string("(none)"));
    }

  private:
    std::string root_;
};

TEST_F(FakeCgroup, IsSetUpInTheOrderOfTheRows) {
    put("memory.max", "");
    put("memory.oom.group", "");
    std::vector<std::string> shortfalls;
    const auto made = create_group(group(), {"job12", {{"memory.max", "1048576"}, {"memory.oom.group", "1"}}, {}}, shortfalls);
    ASSERT_TRUE(made);
    EXPECT_TRUE(shortfalls.empty());
    EXPECT_EQ(get("memory.max"), "1048576");
    EXPECT_EQ(get("memory.oom.group"), "1");
    EXPECT_TRUE(made->holds_memory());
}

TEST_F(FakeCgroup, TellsALimitItCanNotSetAndGoesOn) {
    put("pids.max", "");
    std::vector<std::string> shortfalls;
    const auto made = create_group(group(), {"job12", {{"memory.max", "1"}, {"pids.max", "7"}}, {}}, shortfalls);
    ASSERT_TRUE(made);
    ASSERT_EQ(shortfalls.size(), 1u);
    EXPECT_NE(shortfalls[0].find("job12/memory.max"), std::string::npos) << shortfalls[0];
    EXPECT_NE(shortfalls[0].find("to be 1"), std::string::npos) << shortfalls[0];
    EXPECT_EQ(get("pids.max"), "7");
    EXPECT_FALSE(made->holds_memory());
}

TEST_F(FakeCgroup, ReadsWhatTheKernelCounted) {
    put("memory.peak", "123456\n");
    put("memory.stat", "anon 1\nfile 5000\nshmem 1000\n");
    put("cpu.stat", "usage_usec 30\nuser_usec 20\nsystem_usec 10\n");
    put("memory.events", "low 0\noom 1\noom_kill 2\n");
    const auto usage = Cgroup::create(group())->usage();
    EXPECT_EQ(usage.memory_peak_bytes, 123456u);
    EXPECT_EQ(usage.page_cache_bytes, 4000u);
    EXPECT_EQ(usage.user_usec, 20u);
    EXPECT_EQ(usage.system_usec, 10u);
    EXPECT_EQ(usage.oom_kills, 2u);
    EXPECT_FALSE(Cgroup::create(group())->usage(123456).page_cache_bytes) << "nothing would come of it";
}

TEST(ResidentPeak, LeavesThePageCacheOut) {
    CgroupUsage counted;
    EXPECT_EQ(resident_peak(counted, 7), 0u) << "nothing was counted";
    counted.memory_peak_bytes = 100;
    EXPECT_EQ(resident_peak(counted, 7), 100u);
    counted.page_cache_bytes = 60;
    EXPECT_EQ(resident_peak(counted, 7), 40u);
    EXPECT_EQ(resident_peak(counted, 70), 70u) << "the cache came after the process";
    EXPECT_EQ(resident_peak(counted, 700), 100u) << "pages it shares with others are theirs";
}

TEST_F(FakeCgroup, AnOlderKernelCountsLessAndCanNotKill) {
    const auto made = Cgroup::create(group());
    ASSERT_TRUE(made);
    EXPECT_FALSE(made->usage().memory_peak_bytes);
    EXPECT_EQ(made->usage().oom_kills, 0u);
    EXPECT_FALSE(made->kill());
    EXPECT_FALSE(made->freeze(true));
    put("cgroup.kill", "");
    put("cgroup.freeze", "");
    EXPECT_TRUE(made->kill());
    EXPECT_EQ(get("cgroup.kill"), "1");
    EXPECT_TRUE(made->freeze(true));
    EXPECT_EQ(get("cgroup.freeze"), "1");
}

TEST_F(FakeCgroup, IsRemovedWithAllBelow) {
    auto made = Cgroup::create(group());
    ASSERT_TRUE(made);
    ASSERT_TRUE(made->create_child("step_0")->create_child("task_0"));
    made->remove();
    EXPECT_FALSE(std::filesystem::exists(group()));
    EXPECT_FALSE(*made);
}

TEST(Cgroup, NoneHoldsAndCountsNothing) {
    Cgroup none;
    EXPECT_EQ(none.descriptor(), -1);
    EXPECT_FALSE(none.kill());
    EXPECT_FALSE(none.freeze(true));
    EXPECT_FALSE(none.usage().memory_peak_bytes);
    EXPECT_FALSE(*none.create_child("step_0"));
    none.remove();
}

TEST(OutOfMemory, SuggestsHalfAsMuchAgainInRoundNumbers) {
    constexpr std::uint64_t megabyte = 1u << 20;
    EXPECT_EQ(suggested_megabytes(20 * megabyte), 30u);
    EXPECT_EQ(suggested_megabytes(100 * megabyte), 150u);
    EXPECT_EQ(suggested_megabytes(1000 * megabyte), 1500u);
    EXPECT_EQ(suggested_megabytes(10'000 * megabyte), 15'000u);
    EXPECT_EQ(suggested_megabytes(1), 10u);
}

TEST(OutOfMemory, TheLinesForPeopleAndForScripts) {
    EXPECT_EQ(oom_line("12.batch", 1), "slurmstepd: error: Detected 1 oom_kill event in StepId=12.batch. Some of the step "
                                       "tasks have been OOM Killed.");
    EXPECT_EQ(oom_line("12.0", 3), "slurmstepd: error: Detected 3 oom_kill events in StepId=12.0. Some of the step tasks "
                                   "have been OOM Killed.");
    CgroupUsage counted;
    counted.memory_peak_bytes = 100u << 20;
    counted.oom_kills = 3;
    EXPECT_EQ(Casualties().explanation(100u << 20, counted),
              "slurmstepd: error: out of memory: the limit is 100M, the peak was 100M, killed was a process and 2 more; try "
              "--mem=150M");
}

}  // namespace
}  // namespace stepd

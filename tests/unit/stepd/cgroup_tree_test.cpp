// SPDX-License-Identifier: MIT
#include "stepd/cgroup_tree.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "libms/base/fd.hpp"

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

TEST_F(FakeCgroup, SetsTheLimitForTheWholeGroup) {
    put("memory.max", "");
    put("memory.oom.group", "");
    put("cgroup.procs", "");
    CgroupV2 cgroup(group());
    ASSERT_TRUE(cgroup.create(1048576));
    EXPECT_EQ(get("memory.max"), "1048576");
    EXPECT_EQ(get("memory.oom.group"), "1");
    ASSERT_TRUE(cgroup.enter());
    EXPECT_EQ(get("cgroup.procs"), "0");
}

TEST_F(FakeCgroup, LeavesMemoryAloneWithoutALimit) {
    CgroupV2 cgroup(group());
    EXPECT_TRUE(cgroup.create(0));
    EXPECT_EQ(get("memory.max"), "(none)");
}

TEST_F(FakeCgroup, ReportsALimitItCanNotSet) {
    CgroupV2 cgroup(group());
    const auto made = cgroup.create(1);
    ASSERT_FALSE(made);
    EXPECT_NE(made.error().message.find("job12/memory.max"), std::string::npos);
}

TEST_F(FakeCgroup, ReadsWhatTheKernelCounted) {
    put("memory.peak", "123456\n");
    put("cpu.stat", "usage_usec 30\nuser_usec 20\nsystem_usec 10\n");
    put("memory.events", "low 0\noom 1\noom_kill 2\n");
    CgroupV2 cgroup(group());
    ASSERT_TRUE(cgroup.create(0));
    const auto usage = cgroup.usage();
    EXPECT_EQ(usage.memory_peak_bytes, 123456u);
    EXPECT_EQ(usage.user_usec, 20u);
    EXPECT_EQ(usage.system_usec, 10u);
    EXPECT_EQ(usage.oom_kills, 2u);
}

TEST_F(FakeCgroup, AnOlderKernelCountsLessAndCanNotKill) {
    CgroupV2 cgroup(group());
    ASSERT_TRUE(cgroup.create(0));
    EXPECT_FALSE(cgroup.usage().memory_peak_bytes);
    EXPECT_EQ(cgroup.usage().oom_kills, 0u);
    EXPECT_FALSE(cgroup.kill());
    put("cgroup.kill", "");
    EXPECT_TRUE(cgroup.kill());
    EXPECT_EQ(get("cgroup.kill"), "1");
}

TEST_F(FakeCgroup, IsRemovedWithTheJob) {
    CgroupV2 cgroup(group());
    ASSERT_TRUE(cgroup.create(0));
    cgroup.remove();
    EXPECT_FALSE(std::filesystem::exists(group()));
}

TEST(NoCgroupAtAll, StandsIn) {
    const auto cgroup = make_cgroup("");
    EXPECT_TRUE(cgroup->create(5));
    EXPECT_TRUE(cgroup->enter());
    EXPECT_FALSE(cgroup->kill());
    EXPECT_FALSE(cgroup->usage().memory_peak_bytes);
}

}  // namespace
}  // namespace stepd

// SPDX-License-Identifier: MIT
#include "stepd/process_tree.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace stepd {
namespace {

TEST(ProcStat, ParentIsReadBehindAnyName) {
    EXPECT_EQ(parse_stat_parent("12 (sh) S 7 12 12"), 7);
    EXPECT_EQ(parse_stat_parent("12 (a) S 1 (b) ) R 9 12"), 9);
    EXPECT_FALSE(parse_stat_parent(""));
    EXPECT_FALSE(parse_stat_parent("12 (sh) "));
    EXPECT_FALSE(parse_stat_parent("12 (sh) S"));
}

TEST(ProcStatm, SecondNumberIsResident) {
    EXPECT_EQ(parse_statm_resident("1000 250 30 4 0 5 0\n"), 250u);
    EXPECT_FALSE(parse_statm_resident(""));
    EXPECT_FALSE(parse_statm_resident("1000"));
}

/// A directory that looks like proc.
class FakeProc : public ::testing::Test {
  protected:
    FakeProc() {
        char name[] = "/tmp/msstepd-proc-XXXXXX";
        root_ = ::mkdtemp(name);
    }
    ~FakeProc() override { std::filesystem::remove_all(root_); }
    void write(const std::string& path, const std::string& text) {
        std::filesystem::create_directories((root_ / path).parent_path());
        std::ofstream(root_ / path) << text;
    }
    ProcessTree tree(pid_t pid) const { return ProcessTree(pid, root_.string()); }

  private:
    std::filesystem::path root_;
};

TEST_F(FakeProc, FollowsTheChildrenOfEveryThread) {
    write("10/task/10/children", "11 12 ");
    write("11/task/11/children", "");
    write("11/task/15/children", "20 ");  // forked by a thread
    write("12/task/12/children", "");
    write("20/task/20/children", "21 ");  // 21 has just gone
    EXPECT_EQ(tree(10).descendants(), (std::vector<pid_t>{11, 12, 20, 21}));
    EXPECT_TRUE(tree(12).descendants().empty());
}

TEST_F(FakeProc, FallsBackToTheParentField) {
    write("1/stat", "1 (init) S 0 1");
    write("10/stat", "10 (msstepd) S 1 10");
    write("11/stat", "11 (sh) S 10 11");
    write("12/stat", "12 (x) S 11 11");
    write("13/stat", "13 (other) S 1 13");
    write("uptime", "1");
    EXPECT_EQ(tree(10).descendants(), (std::vector<pid_t>{11, 12}));
}

TEST_F(FakeProc, SumsResidentMemory) {
    write("10/task/10/children", "11 12 ");
    write("10/statm", "900 800");
    write("11/statm", "100 10 1");
    write("12/statm", "100 20 1");
    EXPECT_EQ(tree(10).resident_bytes(), 30u * static_cast<unsigned long>(::sysconf(_SC_PAGESIZE)));
}

}  // namespace
}  // namespace stepd

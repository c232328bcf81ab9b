// SPDX-License-Identifier: MIT
#include "stepd/guarded_open.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

namespace stepd {
namespace {

namespace files = std::filesystem;

constexpr int for_output = O_WRONLY | O_CREAT | O_APPEND | O_TRUNC;

class GuardedOpen : public ::testing::Test {
  protected:
    GuardedOpen() {
        char name[] = "/tmp/guarded.XXXXXX";
        dir_ = ::mkdtemp(name);
    }
    ~GuardedOpen() override { files::remove_all(dir_); }

    std::string path(const std::string& name) const { return dir_ + "/" + name; }
    bool write(const std::string& name, const std::string& text, int flags = for_output) const {
        const ms::Fd fd = open_guarded(path(name), flags);
        return fd && ms::write_all(fd.get(), text);
    }
    std::string text(const std::string& name) const { return ms::read_file(path(name)).value_or("none"); }

    std::string dir_;
};

struct stat entry(mode_t mode, uid_t owner) {
    struct stat it {};
    it.st_mode = mode;
    it.st_uid = owner;
    return it;
}

TEST(Trust, CountsOnlyWhereEverybodyMayMakeFilesAndNotRemoveThem) {
    const auto shared = entry(S_IFDIR | 01777, 0), open = entry(S_IFDIR | 0777, 0), own = entry(S_IFDIR | 0755, 7);
    const auto mine = entry(S_IFREG, 7), foreign = entry(S_IFREG, 8), of_root = entry(S_IFREG, 0);
    EXPECT_TRUE(is_trustworthy(shared, mine, 7));
    EXPECT_TRUE(is_trustworthy(shared, of_root, 7));
    EXPECT_FALSE(is_trustworthy(shared, foreign, 7));
    EXPECT_TRUE(is_trustworthy(open, foreign, 7));
    EXPECT_TRUE(is_trustworthy(own, foreign, 7));
}

TEST_F(GuardedOpen, MakesTruncatesAndAppends) {
    ASSERT_TRUE(write("out", "first"));
    ASSERT_TRUE(write("out", "second"));
    EXPECT_EQ(text("out"), "second");
    ASSERT_TRUE(write("out", " third", for_output & ~O_TRUNC));
    EXPECT_EQ(text("out"), "second third");
}

TEST_F(GuardedOpen, GoesTheWayOfLinksThatAreToBeTrusted) {
    files::create_directories(path("deep/er"));
    files::create_symlink("deep/er", path("relative"));
    files::create_symlink(path("relative"), path("absolute"));
    files::create_symlink("../../target", path("deep/er/out"));
    ASSERT_TRUE(write("absolute/out", "through three links"));
    EXPECT_EQ(text("target"), "through three links");
    EXPECT_FALSE(write("target/out", ""));
    EXPECT_EQ(errno, ENOTDIR);
    EXPECT_FALSE(write("missing/out", ""));
    EXPECT_EQ(errno, ENOENT);
}

TEST_F(GuardedOpen, ALinkToItselfEnds) {
    files::create_symlink("loop", path("loop"));
    EXPECT_FALSE(write("loop", ""));
    EXPECT_EQ(errno, ELOOP);
    EXPECT_FALSE(write("loop/out", ""));
    EXPECT_EQ(errno, ELOOP);
}

/// As root alone: it takes another user to lay a trap.
TEST_F(GuardedOpen, FollowsAndFillsNothingOfAnotherUsersInASharedDirectory) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    constexpr uid_t other = 12345;
    ASSERT_TRUE(write("precious", "untouched"));
    files::create_directory(path("shared"));
    ASSERT_EQ(::chmod(path("shared").c_str(), 01777), 0);
    files::create_symlink("../precious", path("shared/link"));
    files::create_symlink("..", path("shared/folder"));
    ASSERT_TRUE(write("shared/file", "theirs"));
    ASSERT_EQ(::mkfifo(path("shared/fifo").c_str(), 0666), 0);
    for (const char* name : {"shared/link", "shared/folder", "shared/file", "shared/fifo"})
        ASSERT_EQ(::lchown(path(name).c_str(), other, other), 0);
    const ms::Fd reader(::open(path("shared/fifo").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    for (const char* name : {"shared/link", "shared/folder/precious", "shared/file", "shared/fifo"}) {
        EXPECT_FALSE(write(name, "overwritten", for_output | O_NONBLOCK)) << name;
        EXPECT_EQ(errno, EACCES) << name;
    }
    EXPECT_EQ(text("precious"), "untouched");
    EXPECT_EQ(text("shared/file"), "theirs");
    ASSERT_TRUE(write("shared/new", "ours"));
    EXPECT_EQ(text("shared/new"), "ours");
}

}  // namespace
}  // namespace stepd

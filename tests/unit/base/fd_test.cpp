// SPDX-License-Identifier: MIT
#include "libms/base/fd.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "tests/support/temp_dir.hpp"

namespace ms {
namespace {

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

std::array<Fd, 2> make_pipe() {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    return {Fd(ends[0]), Fd(ends[1])};
}

std::array<Fd, 2> make_sockets() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    return {Fd(ends[0]), Fd(ends[1])};
}

TEST(Fd, ClosesItselfOnce) {
    auto ends = make_pipe();
    const int number = ends[0].get();
    Fd moved = std::move(ends[0]);
    EXPECT_FALSE(ends[0]);
    EXPECT_EQ(moved.get(), number);
    EXPECT_TRUE(is_open(number));
    moved = std::move(ends[1]);  // closes what it had
    EXPECT_FALSE(is_open(number));
    const int other = moved.get();
    const int released = moved.release();
    EXPECT_EQ(released, other);
    EXPECT_FALSE(moved);
    EXPECT_TRUE(is_open(other));
    Fd again(released);
    again.reset();
    EXPECT_FALSE(is_open(other));
    again.reset();
    EXPECT_FALSE(Fd());
}

TEST(Fd, ErrnoBecomesASentence) {
    errno = ENOENT;
    const Result<void> failure = fail_errno("open x");
    EXPECT_EQ(failure.error(), (Error{Errc::system, "open x: No such file or directory"}));
}

TEST(Fd, LargeWritesArriveWhole) {
    for (const auto make : {make_pipe, make_sockets}) {
        auto ends = make();
        std::string sent(1u << 20, '\0');
        for (std::size_t i = 0; i < sent.size(); ++i) sent[i] = static_cast<char>(i * 7);
        std::thread writer([&] { EXPECT_TRUE(write_all(ends[1].get(), sent)); });
        std::string received(sent.size(), '\0');
        const auto read = read_exact(ends[0].get(), received.data(), received.size());
        writer.join();
        ASSERT_TRUE(read);
        EXPECT_TRUE(*read);
        EXPECT_EQ(received, sent);
    }
}

TEST(Fd, AClosedPeerIsAnErrorNotASignal) {
    auto ends = make_sockets();
    ends[0].reset();
    const auto written = write_all(ends[1].get(), "x");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, Errc::system);
}

TEST(Fd, EndsBetweenAndInsideMessagesDiffer) {
    auto ends = make_sockets();
    char buffer[4];
    ASSERT_TRUE(write_all(ends[1].get(), "ab"));
    ends[1].reset();
    const auto middle = read_exact(ends[0].get(), buffer, sizeof buffer);
    ASSERT_FALSE(middle);
    EXPECT_EQ(middle.error().code, Errc::protocol);
    const auto between = read_exact(ends[0].get(), buffer, sizeof buffer);
    ASSERT_TRUE(between);
    EXPECT_FALSE(*between);
}

TEST(Fd, BadDescriptorsAreErrors) {
    char byte;
    EXPECT_EQ(write_all(-1, "x").error().code, Errc::system);
    EXPECT_EQ(read_exact(-1, &byte, 1).error().code, Errc::system);
    EXPECT_EQ(read_to_end(-1, 10).error().code, Errc::system);
}

TEST(Fd, WholeFilesUpToALimit) {
    const test::TempDir dir;
    const std::string text = std::string("a\0b\n", 4) + std::string(100000, 'x');
    const std::string path = dir.write("file", text);
    EXPECT_EQ(read_file(path), text);
    EXPECT_EQ(read_file(path, text.size()), text);
    const auto over = read_file(path, text.size() - 1);
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error(), (Error{Errc::generic, path + ": more than 100003 bytes"}));
    EXPECT_EQ(read_file(dir.write("empty", "")), "");
}

TEST(Fd, MissingFilesAndDirectoriesAreNamed) {
    const test::TempDir dir;
    EXPECT_EQ(read_file(dir.path() + "/no").error(),
              (Error{Errc::system, dir.path() + "/no: No such file or directory"}));
    EXPECT_EQ(read_file(dir.path()).error(), (Error{Errc::system, dir.path() + ": read: Is a directory"}));
}

}  // namespace
}  // namespace ms

// SPDX-License-Identifier: MIT
#include "cmds/shared/terminal.hpp"

#include <gtest/gtest.h>

namespace ms::cmds {
namespace {

TEST(ScreenFrame, DrawsOverWhatIsThere) {
    EXPECT_EQ(screen_frame("a\nbc\n", 24), "\033[Ha\033[K\nbc\033[K\n\033[J");
    EXPECT_EQ(screen_frame("a\n", 0), "\033[Ha\033[K\n\033[J");
    EXPECT_EQ(screen_frame("", 24), "\033[H\033[J");
}

TEST(ScreenFrame, NeverScrolls) {
    EXPECT_EQ(screen_frame("1\n2\n3\n4\n", 5), "\033[H1\033[K\n2\033[K\n3\033[K\n4\033[K\n\033[J");
    EXPECT_EQ(screen_frame("1\n2\n3\n4\n5\n", 5), "\033[H1\033[K\n2\033[K\n3\033[K\n... 2 more lines\033[K\n\033[J");
}

TEST(WaitLine, SaysNothingToWhatIsNoTerminal) {
    char* text = nullptr;
    std::size_t size = 0;
    FILE* stream = open_memstream(&text, &size);
    {
        EventLoop loop;
        WaitLine line(stream, loop, "sbatch: waiting for job 12");
        line.clear();
    }
    std::fclose(stream);
    EXPECT_EQ(size, 0u);
    std::free(text);
}

}  // namespace
}  // namespace ms::cmds

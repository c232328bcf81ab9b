// SPDX-License-Identifier: MIT
#include "daemon/exec/process_scan.hpp"

#include <algorithm>
#include <csignal>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/exec/sampler.hpp"
#include "libms/base/fd.hpp"

namespace msd::exec {
namespace {

TEST(ProcessScan, ReadsTheKernelsLine) {
    const auto process = parse_process(
        "1234 (a b) c) S 77 1234 66 0 -1 4194560 100 200 3 4 150 50 25 25 20 0 1 0 5 4096000 10 18446744073709551615\n");
    ASSERT_TRUE(process);
    EXPECT_EQ(process->pid, 1234);
    EXPECT_EQ(process->parent, 77);
    EXPECT_EQ(process->session, 66);
    EXPECT_EQ(process->pages, 7u) << "with those of children it has waited for";
    EXPECT_EQ(process->virtual_memory, 4096000u);
    EXPECT_EQ(process->memory, 10u * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)));
    EXPECT_EQ(process->cpu_time.user.count(), 175'000'000 / ::sysconf(_SC_CLK_TCK));
    EXPECT_EQ(process->cpu_time.system.count(), 75'000'000 / ::sysconf(_SC_CLK_TCK));
}

TEST(ProcessScan, RefusesWhatIsNoSuchLine) {
    for (const char* text : {"", "12", "12 (sh", "12 (sh) S 1 2", "x (sh) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22"})
        EXPECT_FALSE(parse_process(text)) << text;
}

/// A process that waits until the pipe to it is closed, with a child that does the same.
struct Family {
    Family() {
        int ends[2];
        if (::pipe(ends) != 0) ::abort();
        shepherd = ::fork();
        if (shepherd == 0) {
            ::close(ends[1]);
            char byte;
            if (::fork() == 0) (void)!::read(ends[0], &byte, 1);
            else (void)!::read(ends[0], &byte, 1);
            ::_exit(0);
        }
        ::close(ends[0]);
        hold = ms::Fd(ends[1]);
    }
    ~Family() {
        hold.reset();
        ::waitpid(shepherd, nullptr, 0);
    }
    pid_t shepherd = 0;
    ms::Fd hold;
};

std::vector<std::vector<stepd::ProcessFigures>> look_until_all_are_there(ProcessScan& scan, const std::vector<ScanRoot>& roots) {
    for (;;) {
        auto found = scan.look(roots);
        if (std::all_of(found.begin(), found.end(), [](const auto& each) { return !each.empty(); })) return found;
        ::usleep(1000);
    }
}

TEST(ProcessScan, FindsTheProcessesBelowEachShepherd) {
    const Family one, other;
    ProcessScan scan;
    const auto found = look_until_all_are_there(scan, {{one.shepherd, true}, {other.shepherd, false}});
    ASSERT_EQ(found[0].size(), 1u);
    ASSERT_EQ(found[1].size(), 1u);
    EXPECT_EQ(found[0][0].parent, one.shepherd);
    EXPECT_EQ(found[1][0].parent, other.shepherd);
    EXPECT_GT(found[0][0].memory, 0u);
}

TEST(ProcessScan, AJobThatIsNotWantedIsStillThereTheNextTime) {
    const Family one, other;
    ProcessScan scan;
    look_until_all_are_there(scan, {{one.shepherd}, {other.shepherd}});
    const auto first = scan.look({{one.shepherd}, {other.shepherd, false, false}});
    EXPECT_EQ(first[0].size(), 1u);
    EXPECT_EQ(first[1].size(), 0u);
    const auto second = scan.look({{one.shepherd, false, false}, {other.shepherd}});
    EXPECT_EQ(second[0].size(), 0u);
    EXPECT_EQ(second[1].size(), 1u);
}

TEST(ProcessScan, AShepherdThatWasNobodysBringsItsProcesses) {
    const Family one, other;
    ProcessScan scan;
    look_until_all_are_there(scan, {{one.shepherd}});
    scan.look({{one.shepherd}});  // the other's are of no job now
    EXPECT_EQ(look_until_all_are_there(scan, {{one.shepherd}, {other.shepherd}})[1].size(), 1u);
}

TEST(ProcessScan, LooksAgainOnlyAtJobs) {
    const Family family;
    ProcessScan scan;
    look_until_all_are_there(scan, {{family.shepherd, false}});
    const std::size_t before = scan.texts_read();
    scan.look({{family.shepherd, false}});
    EXPECT_LT(scan.texts_read(), std::max<std::size_t>(before, 20)) << "this test and its shell are of no job";
}

TEST(Sampler, BeatsAreMultiplesOfTheStep) {
    using std::chrono::milliseconds;
    EXPECT_EQ(next_beat(milliseconds(0), milliseconds(100)), milliseconds(100));
    EXPECT_EQ(next_beat(milliseconds(99), milliseconds(100)), milliseconds(100));
    EXPECT_EQ(next_beat(milliseconds(100), milliseconds(100)), milliseconds(200));
}

}  // namespace
}  // namespace msd::exec

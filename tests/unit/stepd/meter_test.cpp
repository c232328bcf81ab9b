// SPDX-License-Identifier: MIT
#include "stepd/meter.hpp"

#include <csignal>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stepd {
namespace {

using ms::Micros;

ProcessFigures process(pid_t pid, pid_t parent, pid_t session, std::uint64_t memory, std::int64_t user = 0) {
    ProcessFigures each;
    each.pid = pid;
    each.parent = parent;
    each.session = session;
    each.memory = memory;
    each.cpu_time.user = Micros{user};
    return each;
}

EndedChild ended(pid_t pid, pid_t session, std::int64_t user, std::int64_t peak_kilobytes = 0) {
    EndedChild child;
    child.pid = pid;
    child.session = session;
    child.used.ru_utime.tv_usec = user;
    child.used.ru_maxrss = peak_kilobytes;
    return child;
}

/// Two tasks, led by 100 and 200.
Meter two_tasks() {
    Meter meter;
    meter.add_task(100);
    meter.add_task(200);
    return meter;
}

TEST(Meter, ProcessesBelongToTheTaskTheyDescendFrom) {
    Meter meter = two_tasks();
    const auto usage = meter.see(std::vector{process(100, 9, 100, 1000), process(101, 100, 101, 200),
                                             process(102, 101, 101, 30), process(200, 9, 200, 4)});
    EXPECT_EQ(usage.tasks, 2u);
    EXPECT_EQ(usage.memory, (ms::Figure{1234, 1230, 0, 4, 1}));
}

TEST(Meter, OrphansBelongToTheTaskWhoseSessionTheyAreIn) {
    Meter meter = two_tasks();
    EXPECT_EQ(meter.see(std::vector{process(205, 9, 200, 7)}).memory, (ms::Figure{7, 7, 1, 0, 0}));
    EXPECT_EQ(meter.see(std::vector{process(300, 9, 300, 5)}).memory.total, 5u) << "counted, whoever's it is";
}

TEST(Meter, ALookWithACircleEnds) {
    Meter meter = two_tasks();
    EXPECT_EQ(meter.see(std::vector{process(7, 8, 1, 1), process(8, 7, 1, 1)}).memory.total, 2u);
}

TEST(Meter, MemoryIsWhatIsNowAndItsMaximumWhatWas) {
    Meter meter = two_tasks();
    meter.see(std::vector{process(100, 9, 100, 900), process(200, 9, 200, 50)});
    const auto usage = meter.see(std::vector{process(100, 9, 100, 300), process(200, 9, 200, 60)});
    EXPECT_EQ(usage.memory, (ms::Figure{360, 900, 0, 60, 1}));
    EXPECT_EQ(usage.mean(&ms::Usage::memory), 180u);
}

TEST(Meter, CpuTimeOfTheLivingAndTheEndedAddsUp) {
    Meter meter = two_tasks();
    meter.see_end(ended(101, 100, 4000));
    const auto usage = meter.see(std::vector{process(100, 9, 100, 0, 1000), process(200, 9, 200, 0, 300)});
    EXPECT_EQ(usage.cpu, (ms::Figure{5300, 5000, 0, 300, 1}));
    EXPECT_EQ(usage.cpu_time.user, Micros{5300});
}

TEST(Meter, AtTheEndOnlyWhatHasEndedCounts) {
    Meter meter = two_tasks();
    meter.see(std::vector{process(100, 9, 100, 900 << 10, 1000), process(200, 9, 200, 1 << 10, 10)});
    meter.see_end(ended(100, 100, 1500, 400));
    meter.see_end(ended(200, 200, 20, 70));
    const auto usage = meter.usage_at_end();
    EXPECT_EQ(usage.cpu, (ms::Figure{1520, 1500, 0, 20, 1}));
    EXPECT_EQ(usage.memory, (ms::Figure{970 << 10, 900 << 10, 0, 70 << 10, 1})) << "the look saw more of one, wait4 of the other";
}

TEST(Meter, TheControlGroupKnowsBetter) {
    Meter meter = two_tasks();
    meter.see_end(ended(100, 100, 1500, 400));
    CgroupUsage counted;
    counted.memory_peak_bytes = 5;
    counted.user_usec = 77;
    counted.system_usec = 3;
    meter.see_count(0, counted);
    meter.see_count(9, counted);
    EXPECT_EQ(meter.usage_at_end().cpu.total, 80u);
    EXPECT_EQ(meter.usage_at_end().memory.max, 5u);
}

TEST(Meter, ReadsTrafficOutOfTheKernelsText) {
    std::uint64_t read = 0, written = 0;
    EXPECT_TRUE(parse_traffic("rchar: 6976\nwchar: 12\nsyscr: 10\nsyscw: 0\nread_bytes: 4096\n", read, written));
    EXPECT_EQ(read, 6976u);
    EXPECT_EQ(written, 12u);
    EXPECT_FALSE(parse_traffic("wchar: 12\n", read, written));
    EXPECT_FALSE(parse_traffic("rchar: \nwchar: 12\n", read, written));
}

TEST(Meter, AnEndedChildIsReapedWithItsTraffic) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::setsid();
        const int null = ::open("/dev/null", O_WRONLY);
        for (int i = 0; i < 100; ++i) (void)!::write(null, "0123456789", 10);
        ::_exit(3);
    }
    siginfo_t info{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT), 0);
    EndedChild child;
    ASSERT_EQ(reap(child), Reaping::ended);
    EXPECT_EQ(child.pid, pid);
    EXPECT_EQ(child.session, pid);
    EXPECT_EQ(WEXITSTATUS(child.wait_status), 3);
    EXPECT_GE(child.written, 1000u);
    EXPECT_EQ(reap(child), Reaping::no_children);
}

}  // namespace
}  // namespace stepd

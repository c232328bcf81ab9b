// SPDX-License-Identifier: MIT
// groups [DIRECTORY]: what a job's control groups cost, by the code that msd and msstepd run. DIRECTORY is one of cgroup v2
// with its controllers handed on (made by the caller, below one whose cgroup.subtree_control has them); the groups are
// made, limited, counted and removed there. Without it only the yardstick is measured: calls of the same kinds on files
// that every Linux has, by which figures of an emulated machine can be scaled to a bare one.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <functional>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "daemon/exec/group_orders.hpp"
#include "libms/base/fd.hpp"
#include "stepd/cgroup.hpp"

namespace {

constexpr int rounds = 300;

/// A line with the lowest tenth and the median of some rounds, in microseconds.
void measure(const char* name, const std::function<void()>& work) {
    using Clock = std::chrono::steady_clock;
    std::vector<double> took;
    for (int round = 0; round < rounds; ++round) {
        const auto begin = Clock::now();
        work();
        took.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
    }
    std::sort(took.begin(), took.end());
    std::printf("%-40s %8.1f %8.1f\n", name, took[rounds / 10], took[rounds / 2]);
}

void one_job(const std::string& root) {
    msd::exec::GroupFacts facts{{"cpuset", "cpu", "io", "memory", "pids"}, {}};
    facts.policy.max_processes = 1000;
    std::vector<std::string> shortfalls;
    const auto order = msd::exec::job_group(ms::JobId{1}, {100u << 20, {0}, 1}, facts);
    const auto script = msd::exec::script_group(ms::JobKind::batch, facts);
    auto job = stepd::create_group(root + "/" + order.name, order, shortfalls);
    if (!job) std::exit((std::fprintf(stderr, "groups: %s\n", job.error().message.c_str()), 1));
    auto step = stepd::create_group(job->path() + "/" + script.name, script, shortfalls);
    auto task = step->create_child("task_0");
    (void)step->usage(4u << 20);
    for (stepd::Cgroup* group : {&*task, &*step, &*job}) group->remove();
    for (const auto& shortfall : shortfalls) std::exit((std::fprintf(stderr, "groups: %s\n", shortfall.c_str()), 1));
}

void write_and_read() {
    const ms::Fd out(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
    (void)!::write(out.get(), "0", 1);
    const ms::Fd in(::open("/proc/self/status", O_RDONLY | O_CLOEXEC));
    char text[16384];
    (void)!::read(in.get(), text, sizeof text);
}

void make_and_remove() {
    ::mkdir("/dev/shm/groups.bench", 0755);
    ::rmdir("/dev/shm/groups.bench");
}

}  // namespace

int main(int argc, char** argv) {
    measure("a file written and one read, in /proc", write_and_read);
    measure("a directory made and removed", make_and_remove);
    if (argc > 1) measure("the control groups of a job", [&] { one_job(argv[1]); });
}

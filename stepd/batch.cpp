// SPDX-License-Identifier: MIT
#include "stepd/batch.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include "libms/base/fd.hpp"
#include "stepd/identity.hpp"

namespace stepd {
namespace {

struct LimitRow {
    const char* name;  // Slurm's, without RLIMIT_
    int resource;
};
constexpr LimitRow limit_rows[] = {
    {"CPU", RLIMIT_CPU},         {"FSIZE", RLIMIT_FSIZE}, {"DATA", RLIMIT_DATA},     {"STACK", RLIMIT_STACK},
    {"CORE", RLIMIT_CORE},       {"RSS", RLIMIT_RSS},     {"NPROC", RLIMIT_NPROC},   {"NOFILE", RLIMIT_NOFILE},
    {"MEMLOCK", RLIMIT_MEMLOCK}, {"AS", RLIMIT_AS},
};

/// A line in the job's stderr, which is descriptor 2 by now.
void say(const std::string& text) { (void)ms::write_all(2, "slurmstepd: error: " + text + "\n"); }

[[noreturn]] void give_up(const std::string& what, int error) {
    say(what + ": " + std::strerror(error));
    ::_exit(error);
}

[[noreturn]] void give_up(const ms::Error& error) {
    say(error.message);
    ::_exit(1);
}

/// argv or envp over strings that live until execve.
std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> out;
    out.reserve(strings.size() + 1);
    for (auto& text : strings) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

/// The sources are all above 2, where the zygote has put /dev/null.
void take_descriptors(const JobStdio& stdio) {
    const int sources[] = {stdio.in(), stdio.out(), stdio.err()};
    for (int target = 0; target < 3; ++target) ::dup2(sources[target], target);
    ::close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
}

void bind_to_cpus(const std::vector<std::uint32_t>& cpus) {
    if (cpus.empty()) return;
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const std::uint32_t cpu : cpus)
        if (cpu < CPU_SETSIZE) CPU_SET(cpu, &set);
    ::sched_setaffinity(0, sizeof set, &set);  // a CPU taken offline since: the job runs unbound rather than not
}

/// Soft limits of the submitter, as far as the hard ones here allow.
void propagate_limits(const std::vector<ms::ResourceLimit>& limits) {
    for (const auto& wanted : limits) {
        for (const auto& row : limit_rows) {
            rlimit now{};
            if (wanted.name != row.name || ::getrlimit(row.resource, &now) != 0) continue;
            const rlim_t soft = wanted.soft < now.rlim_max ? wanted.soft : now.rlim_max;
            if (soft == now.rlim_cur) continue;
            now.rlim_cur = soft;
            ::setrlimit(row.resource, &now);
        }
    }
}

void go_to(const std::string& directory) {
    if (::chdir(directory.c_str()) == 0) return;
    say("couldn't chdir to `" + directory + "': " + std::strerror(errno) + ": going to /tmp instead");
    if (::chdir("/tmp") != 0) give_up("couldn't chdir to `/tmp'", errno);
}

/// The interpreter named by a script's first line, "" if none.
std::string interpreter_of(const std::string& script) {
    if (script.rfind("#!", 0) != 0) return {};
    const std::size_t from = script.find_first_not_of(" \t", 2);
    if (from == std::string::npos) return {};
    return script.substr(from, script.find_first_of(" \t\n", from) - from);
}

[[noreturn]] void become_batch(const LaunchOrder& order, const JobStdio& stdio, const CgroupTree& cgroup, char** argv,
                               char** envp) {
    const pid_t shepherd = ::getppid();
    ::setsid();
    take_descriptors(stdio);
    if (auto entered = cgroup.enter(); !entered) give_up(entered.error());
    bind_to_cpus(order.kernel_cpus);
    if (order.nice != 0) ::setpriority(PRIO_PROCESS, 0, order.nice);
    propagate_limits(order.limits);
    if (auto became = become_owner(order); !became) give_up(became.error());
    // Whatever kills the shepherd ends the job too: nobody would tell how it went on. Set after the change of identity,
    // which clears it.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != shepherd) ::_exit(1);
    go_to(order.work_dir);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execve(argv[0], argv, envp);
    const int error = errno;
    if (const std::string interpreter = interpreter_of(order.script); error == ENOENT && !interpreter.empty())
        say("the script's interpreter is not on this machine: " + interpreter);
    give_up(std::string("execve(): ") + argv[0], error);
}

}  // namespace

ms::Result<pid_t> start_batch(const LaunchOrder& order, const JobStdio& stdio, const CgroupTree& cgroup) {
    std::vector<std::string> arguments{order.spool_dir + "/slurm_script"};
    arguments.insert(arguments.end(), order.arguments.begin(), order.arguments.end());
    std::vector<std::string> environment = order.environment;
    environment.emplace_back();
    auto argv = pointers(arguments);
    const pid_t pid = ::fork();
    if (pid < 0) return ms::fail_errno("fork of the batch script");
    if (pid > 0) return pid;
    environment.back() = "SLURM_TASK_PID=" + std::to_string(::getpid());
    become_batch(order, stdio, cgroup, argv.data(), pointers(environment).data());
}

}  // namespace stepd

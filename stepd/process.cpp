// SPDX-License-Identifier: MIT
#include "stepd/process.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <initializer_list>
#include <linux/sched.h>
#include <sched.h>
#include <string_view>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "libms/base/fd.hpp"
#include "libms/base/word_pointers.hpp"
#include "stepd/deadline.hpp"

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

struct Limit {
    int resource;
    rlimit value;
};

/// The limits that differ from the shepherd's, which the child begins with.
std::vector<Limit> limits_to_set(std::span<const ms::ResourceLimit> limits) {
    std::vector<Limit> out;
    for (const auto& wanted : limits) {
        for (const auto& row : limit_rows) {
            rlimit now{};
            if (wanted.name != row.name || ::getrlimit(row.resource, &now) != 0) continue;
            const rlim_t soft = wanted.soft < now.rlim_max ? wanted.soft : now.rlim_max;
            if (soft != now.rlim_cur) out.push_back({row.resource, {soft, now.rlim_max}});
        }
    }
    return out;
}

cpu_set_t cpu_set_of(const std::vector<std::uint32_t>& cpus) {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const std::uint32_t cpu : cpus)
        if (cpu < CPU_SETSIZE) CPU_SET(cpu, &set);
    return set;
}

constexpr std::string_view task_pid_name = "SLURM_TASK_PID=";

/// The child between vfork and execve. Its memory is the shepherd's: after the constructor nothing is allocated.
class Child {
  public:
    explicit Child(const ProcessPlan& plan)
        : plan_(plan),
          argv_(ms::word_pointers(plan.argv)),
          envp_(ms::word_pointers(plan.environment)),
          limits_(limits_to_set(plan.limits)),
          cpus_(cpu_set_of(plan.kernel_cpus)),
          shepherd_(::getpid()),
          must_enter_(plan.group >= 0) {
        task_pid_name.copy(task_pid_.data(), task_pid_name.size());
        envp_.back() = task_pid_.data();
        envp_.push_back(nullptr);
    }

    void is_born_inside(bool so) { must_enter_ = !so && plan_.group >= 0; }

    [[noreturn]] void become() {
        if (plan_.new_session) ::setsid();
        take_descriptors();
        if (must_enter_) enter_group();
        take_resources();
        if (const char* failed = become_owner(plan_.identity)) give_up({failed});
        stay_with_shepherd();
        ::umask(plan_.umask);
        go_to_work_dir();
        name_task_pid();
        announce();
        sigset_t none;
        sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        ::execve(plan_.path.c_str(), argv_.data(), envp_.data());
        const int error = errno;
        if (error == ENOENT && !plan_.interpreter.empty())
            say({"the script's interpreter is not on this machine: ", plan_.interpreter});
        errno = error;
        give_up({"execve(): ", plan_.path});
    }

  private:
    using Parts = std::initializer_list<std::string_view>;

    /// A line in the job's stderr, which is descriptor 2 by now, in one write.
    static void say(Parts parts, std::string_view reason = {}) {
        std::array<iovec, 8> pieces;
        std::size_t used = 0;
        const auto add = [&](std::string_view text) {
            pieces[used++] = {const_cast<char*>(text.data()), text.size()};
        };
        add("slurmstepd: error: ");
        for (const std::string_view part : parts) add(part);
        if (!reason.empty()) {
            add(": ");
            add(reason);
        }
        add("\n");
        [[maybe_unused]] const ssize_t written = ::writev(2, pieces.data(), static_cast<int>(used));
    }
    static std::string_view reason_of(int error) {
        const char* text = ::strerrordesc_np(error);
        return text ? text : "Unknown error";
    }
    [[noreturn]] static void give_up(Parts what) {
        const int error = errno;
        say(what, reason_of(error));
        ::_exit(error);
    }

    void take_descriptors() const {
        const int sources[] = {plan_.std_in, plan_.std_out, plan_.std_err};
        for (int target = 0; target < 3; ++target) ::dup2(sources[target], target);
        ::close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
        if (plan_.passed == passed_descriptor)
            ::fcntl(passed_descriptor, F_SETFD, 0);
        else if (plan_.passed >= 0)
            ::dup2(plan_.passed, passed_descriptor);
        if (plan_.controlling_terminal && ::ioctl(0, TIOCSCTTY, 0) != 0) give_up({"taking the terminal"});
    }

    /// Where the kernel could not let it be born inside.
    void enter_group() const {
        const int procs = ::openat(plan_.group, "cgroup.procs", O_WRONLY | O_CLOEXEC);
        if (procs < 0 || ::write(procs, "0", 1) != 1) give_up({"entering the job's control group"});
    }

    void take_resources() const {
        // msd may be one the kernel kills last; a job is as any other. Where that is not for us to say it stays as it is.
        const int score = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
        [[maybe_unused]] const ssize_t written = ::write(score, "0", 1);
        // A CPU taken offline since: the process runs unbound rather than not.
        if (!plan_.kernel_cpus.empty()) ::sched_setaffinity(0, sizeof cpus_, &cpus_);
        if (plan_.nice != 0) ::setpriority(PRIO_PROCESS, 0, plan_.nice);
        for (const Limit& limit : limits_) ::setrlimit(limit.resource, &limit.value);
    }

    /// Whatever kills the shepherd ends the job too: nobody would tell how it went on. After the change of identity,
    /// which clears this.
    void stay_with_shepherd() const {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != shepherd_) ::_exit(1);
    }

    void go_to_work_dir() const {
        if (::chdir(plan_.work_dir.c_str()) == 0) return;
        say({"couldn't chdir to `", plan_.work_dir, "': ", reason_of(errno), ": going to /tmp instead"});
        if (::chdir("/tmp") != 0) give_up({"couldn't chdir to `/tmp'"});
    }

    void name_task_pid() {
        char* const digits = task_pid_.data() + task_pid_name.size();
        *std::to_chars(digits, task_pid_.data() + task_pid_.size() - 1, ::getpid()).ptr = '\0';
    }

    void announce() {
        if (plan_.announcement.size() != 2) return;
        char* const digits = task_pid_.data() + task_pid_name.size();
        const std::string &before = plan_.announcement[0], &after = plan_.announcement[1];
        const iovec pieces[] = {{const_cast<char*>(before.data()), before.size()},
                                {digits, std::strlen(digits)},
                                {const_cast<char*>(after.data()), after.size()}};
        [[maybe_unused]] const ssize_t written = ::writev(2, pieces, static_cast<int>(std::size(pieces)));
    }

    const ProcessPlan& plan_;
    std::vector<char*> argv_;
    std::vector<char*> envp_;
    std::vector<Limit> limits_;
    cpu_set_t cpus_;
    pid_t shepherd_;
    bool must_enter_;
    std::array<char, task_pid_name.size() + 12> task_pid_{};
};

/// In a frame of its own, since the child writes to the stack it shares.
[[gnu::noinline]] pid_t run_apart(Child& child) {
    const pid_t pid = ::vfork();
    if (pid == 0) child.become();
    return pid;
}

/// vfork into a control group. Moving a process there later waits for all CPUs of the machine, several milliseconds;
/// being born there costs nothing. In the calling frame, as the child must not return from it: a call of libc's
/// syscall() would. Returns -errno where the kernel does not.
#if defined(__x86_64__)
#define STEPD_BORN_INSIDE 1
[[gnu::always_inline]] inline long clone_into(const clone_args& arguments) {
    long result = SYS_clone3;
    asm volatile("syscall" : "+a"(result) : "D"(&arguments), "S"(sizeof arguments) : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
#define STEPD_BORN_INSIDE 1
[[gnu::always_inline]] inline long clone_into(const clone_args& arguments) {
    register long number asm("x8") = SYS_clone3;
    register long result asm("x0") = reinterpret_cast<long>(&arguments);
    register long size asm("x1") = sizeof arguments;
    asm volatile("svc 0" : "+r"(result) : "r"(number), "r"(size) : "memory");
    return result;
}
#else
#define STEPD_BORN_INSIDE 0
#endif

#if STEPD_BORN_INSIDE
[[gnu::noinline]] pid_t run_inside(Child& child, int group) {
    clone_args arguments{};
    arguments.flags = CLONE_VM | CLONE_VFORK | CLONE_INTO_CGROUP;
    arguments.exit_signal = SIGCHLD;
    arguments.cgroup = static_cast<std::uint64_t>(group);
    const long result = clone_into(arguments);
    if (result == 0) child.become();
    if (result > 0) return static_cast<pid_t>(result);
    errno = static_cast<int>(-result);
    return -1;
}
#endif

}  // namespace

ms::Result<pid_t> start_process(const ProcessPlan& plan) {
    Child child(plan);
    const Deadline deadline;
    pid_t pid = -1;
#if STEPD_BORN_INSIDE
    if (plan.group >= 0) {
        child.is_born_inside(true);
        pid = run_inside(child, plan.group);
        const bool cannot = pid < 0 && (errno == ENOSYS || errno == EINVAL || errno == EPERM || errno == EBADF);
        if (pid < 0 && !cannot) return ms::fail_errno("fork of " + plan.path);
        child.is_born_inside(false);
    }
#endif
    if (pid < 0) pid = run_apart(child);
    if (pid < 0) return ms::fail_errno("fork of " + plan.path);
    return pid;
}

}  // namespace stepd

// SPDX-License-Identifier: MIT
#include "stepd/lone_step.hpp"

#include <csignal>
#include <optional>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "stepd/step_shepherd.hpp"

namespace stepd {
namespace {

using ms::attendance::Alone;
using ms::attendance::Launch;
using ms::attendance::LoneTask;

/// What a zygote would have done for it.
void settle() {
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
    sigset_t all;
    sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    ::prctl(PR_SET_NAME, "msstepd-alone");
    if (::chdir("/") != 0) return;
}

/// The message of this kind that comes next, with what it brings.
template <class T>
std::optional<T> hear(Visitor& srun, Attendance kind) {
    for (;;) {
        if (const auto message = srun.next()) {
            T value;
            if (message->kind != kind || !ms::protocol::decode_message(message->body, value)) return std::nullopt;
            return value;
        }
        pollfd readable{srun.descriptor(), POLLIN, 0};
        if (::poll(&readable, 1, -1) > 0 && !srun.receive()) return std::nullopt;
    }
}

StepOrder order_of(Alone alone, const Launch& launch) {
    StepOrder order;
    order.step = launch.step;
    for (LoneTask& task : alone.tasks) order.tasks.push_back({std::move(task.node), {}, std::move(task.environment), {}});
    return order;
}

/// In the place of a job's shepherd. Nobody keeps its report, so that is acknowledged beforehand.
struct Nobody {
    ms::Fd here, there;
    static std::optional<Nobody> make(std::int32_t step) {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return std::nullopt;
        Nobody nobody{ms::Fd(ends[0]), ms::Fd(ends[1])};
        if (!ms::write_all(nobody.here.get(), encode(Kind::step_ack, StepAck{step}))) return std::nullopt;
        return nobody;
    }
};

}  // namespace

int lone_step(ms::Fd stream) {
    settle();
    Visitor srun(std::move(stream), ::geteuid());
    auto alone = hear<Alone>(srun, Attendance::alone);
    auto launch = alone ? hear<Launch>(srun, Attendance::launch) : std::nullopt;
    auto nobody = launch ? Nobody::make(launch->step) : std::nullopt;
    if (!nobody || alone->tasks.empty()) return 1;
    LaunchOrder job;
    job.job_id = alone->job_id;
    job.shown_id = std::to_string(alone->job_id);
    job.node = alone->tasks.front().node;
    auto descriptors = srun.take_descriptors();
    StepBirth birth{order_of(std::move(*alone), *launch), std::move(*launch), std::move(descriptors), std::move(srun)};
    StepShepherd(job, Cgroup(), std::move(birth), std::move(nobody->there)).run();
    return 0;
}

}  // namespace stepd

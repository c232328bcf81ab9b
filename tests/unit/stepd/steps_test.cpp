// SPDX-License-Identifier: MIT
// Numbered steps and attended jobs against the real shepherd: the test is msd, srun and salloc at once.
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libms/client/attendant.hpp"
#include "tests/unit/stepd/shepherd_fixture.hpp"

namespace stepd::test {
namespace {

using namespace ms::attendance;
using Attendance = ms::attendance::Kind;
using ms::client::Attendant;

/// srun's connection: what the shepherd said, as lines.
class Srun {
  public:
    explicit Srun(const std::string& spool_dir) : attendant_(std::move(*Attendant::connect(spool_dir))) {}
    Attendant& attendant() { return attendant_; }
    void signal(int number) { EXPECT_TRUE(attendant_.send(Attendance::signal, TaskSignal{number})); }

    /// The next message as a line; "closed" at the end.
    std::string next() {
        for (;;) {
            if (const auto message = attendant_.next()) return text_of(*message);
            if (!attendant_.receive()) return "closed";
        }
    }
    /// Everything up to the last message, but the start.
    std::vector<std::string> rest() {
        std::vector<std::string> lines;
        for (std::string line = next(); line != "closed"; line = next())
            if (line != "started") lines.push_back(line);
        return lines;
    }
    std::vector<std::int32_t> pids;

  private:
    std::string text_of(const ms::client::ShepherdMessage& message) {
        const auto read = [&](auto value) {
            EXPECT_TRUE(ms::protocol::decode_message(message.body, value));
            return value;
        };
        switch (message.kind) {
            case Attendance::started: pids = read(Started{}).pids; return "started";
            case Attendance::exited: {
                const auto exited = read(Exited{});
                const int status = exited.wait_status;
                return "task " + std::to_string(exited.task) +
                       (WIFEXITED(status) ? " exit " + std::to_string(WEXITSTATUS(status))
                                          : " signal " + std::to_string(WTERMSIG(status)));
            }
            case Attendance::over: return read(Over{}).cancelled ? "cancelled" : "over";
            case Attendance::line: return read(Line{}).text;
            case Attendance::refused: return "refused: " + read(Refused{}).why;
            case Attendance::revoked: return read(Revoked{}).time_limit ? "revoked: time limit" : "revoked";
            default: return "?";
        }
    }
    Attendant attendant_;
};

class StepsTest : public ShepherdTest {
  protected:
    /// A step of so many tasks, each with its number in SLURM_PROCID.
    static StepOrder step(std::int32_t number, std::uint32_t tasks = 1) {
        StepOrder order;
        order.step = number;
        for (std::uint32_t task = 0; task < tasks; ++task)
            order.tasks.push_back({"n1", {}, {"SLURM_PROCID=" + std::to_string(task), "TAKEN_AWAY"}});
        return order;
    }
    /// What srun brings: `body` run by /bin/sh, its output in dir()/NAME.
    void launch_step(Srun& srun, std::int32_t number, const std::string& body, const std::string& name) {
        const ms::Fd out(::open(path(name).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
        Launch launch;
        launch.job_id = order("").job_id;
        launch.step = number;
        launch.argv = {"/bin/sh", "-c", body};
        launch.environment = {"PATH=/usr/bin:/bin", "FROM_SRUN=yes", "TAKEN_AWAY=no"};
        launch.work_dir = dir();
        launch.descriptors = 1;
        launch.files.assign(8, {-1, 0, 0});
        const int descriptors[] = {out.get()};
        ASSERT_TRUE(srun.attendant().send(Attendance::launch, launch, descriptors));
    }
    /// The step's end, acknowledged at once as msd does: until then srun is not let go.
    static StepReport hear_end(JobStream& msd) {
        const StepReport report = msd.step_ended();
        msd.send(Kind::step_ack, StepAck{report.step});
        return report;
    }
    /// A job that has no script.
    LaunchOrder attended(ms::JobKind kind = ms::JobKind::attended) const {
        LaunchOrder order = this->order("");
        order.kind = kind;
        order.kill_wait_ms = 60'000;
        return order;
    }
};

using Lines = std::vector<std::string>;
constexpr const char* wait_for_go = "read word < go; exit 9";

TEST_F(StepsTest, TasksRunWithTheirOwnPartOfTheEnvironment) {
    Fifo go(path("go"));
    const auto job = order(wait_for_go);
    auto msd = launch(job);
    msd.started();
    Srun srun(job.spool_dir);
    msd.send(Kind::step, step(0, 2));
    launch_step(srun, 0, "echo $SLURM_PROCID $FROM_SRUN ${TAKEN_AWAY-none} >> ranks$SLURM_PROCID; exit $SLURM_PROCID", "out0");
    Lines ends = srun.rest();
    std::sort(ends.begin(), ends.end());
    EXPECT_EQ(ends, (Lines{"over", "task 0 exit 0", "task 1 exit 1"}));
    EXPECT_EQ(text("ranks0"), "0 yes none\n");
    EXPECT_EQ(text("ranks1"), "1 yes none\n");
    const auto report = msd.step_ended();
    EXPECT_EQ(report.step, 0);
    EXPECT_EQ(report.exit.code, 1u);
    go.write_line();
    const auto verdict = msd.verdict();
    ASSERT_EQ(verdict.steps.size(), 1u) << "an end that was not acknowledged is in the verdict";
    EXPECT_EQ(verdict.steps[0].step, 0);
    msd.acknowledge();
}

TEST_F(StepsTest, AnAcknowledgedEndIsNotToldAgain) {
    Fifo go(path("go"));
    const auto job = order(wait_for_go);
    auto msd = launch(job);
    msd.started();
    Srun srun(job.spool_dir);
    launch_step(srun, 3, "true", "out");  // srun may come before the order
    msd.send(Kind::step, step(3));
    hear_end(msd);
    srun.rest();
    go.write_line();
    EXPECT_TRUE(msd.verdict().steps.empty());
    msd.acknowledge();
}

TEST_F(StepsTest, NothingOfAStepOutlivesIt) {
    Fifo left(path("left")), ready(path("ready"));
    const auto job = attended();
    auto msd = launch(job);
    msd.started();
    Srun holder(job.spool_dir);
    ASSERT_TRUE(holder.attendant().send(Attendance::hold, Hold{job.job_id}));
    Srun srun(job.spool_dir);
    msd.send(Kind::step, step(0));
    launch_step(srun, 0, "(setsid sh -c 'exec 9> left; echo up >&9; echo >ready; sleep 1000' &); read line < ready", "out");
    EXPECT_EQ(left.read_line(), "up");
    hear_end(msd);
    EXPECT_EQ(srun.rest(), (Lines{"task 0 exit 0", "over"}));
    EXPECT_TRUE(left.all_closed());
    ASSERT_TRUE(holder.attendant().send(Attendance::release, Release{5 << 8}));
    EXPECT_EQ(WEXITSTATUS(msd.verdict().wait_status), 5);
    msd.acknowledge();
}

TEST_F(StepsTest, AViewersStreamGoesOnToTheStepsSrun) {
    Fifo up(path("up")), go(path("go"));
    const auto job = order(wait_for_go);
    auto msd = launch(job);
    msd.started();
    Srun srun(job.spool_dir);
    msd.send(Kind::step, step(0));
    launch_step(srun, 0, "echo up > up; exec sleep 1000", "out");
    up.read_line();
    const auto attach_to = [&](std::int32_t number) {
        int ends[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        ms::Fd ours(ends[0]);
        const ms::Fd theirs(ends[1]);
        Srun viewer(job.spool_dir);
        EXPECT_TRUE(viewer.attendant().send(Attendance::attach, Attach{job.job_id, number}, std::span(&ends[1], 1)));
        return ours;
    };
    char byte = 0;
    const ms::Fd nowhere = attach_to(7);  // no such step
    EXPECT_EQ(::read(nowhere.get(), &byte, 1), 0);

    const ms::Fd viewer = attach_to(0);
    std::optional<ms::Fd> passed;
    while (!passed) {
        ASSERT_TRUE(srun.attendant().receive());
        while (const auto message = srun.attendant().next())
            if (message->kind == Attendance::attach) passed = srun.attendant().take_descriptor();
    }
    ASSERT_TRUE(ms::write_all(passed->get(), "x"));
    EXPECT_EQ(::read(viewer.get(), &byte, 1), 1);
    EXPECT_EQ(byte, 'x');
    srun.signal(SIGKILL);
    hear_end(msd);
    go.write_line();
    msd.verdict();
    msd.acknowledge();
}

TEST_F(StepsTest, TheStepEndsWithItsSrun) {
    Fifo up(path("up"));
    const auto job = attended(ms::JobKind::no_shell);
    auto msd = launch(job);
    msd.started();
    {
        Srun srun(job.spool_dir);
        msd.send(Kind::step, step(0));
        launch_step(srun, 0, "echo up > up; exec sleep 1000", "out");
        up.read_line();
    }
    EXPECT_EQ(hear_end(msd).exit.signal, static_cast<std::uint32_t>(SIGTERM));
    msd.send(Kind::signal, SignalOrder{SIGTERM, 0, true, "", false, 0, false});
    msd.verdict();
    msd.acknowledge();
}

TEST_F(StepsTest, ASignalReachesTheTasksAndACancelEndsThem) {
    Fifo up(path("up"));
    Fifo go(path("go"));
    const auto job = order(wait_for_go);
    auto msd = launch(job);
    msd.started();
    Srun srun(job.spool_dir);
    msd.send(Kind::step, step(0));
    launch_step(srun, 0, "trap 'echo got usr1 >> out' USR1; echo up > up; while :; do sleep 1000 & wait $!; done", "out");
    up.read_line();
    srun.signal(SIGUSR1);
    srun.signal(SIGKILL);
    EXPECT_EQ(hear_end(msd).exit.signal, 9u);
    EXPECT_EQ(srun.rest(), (Lines{"task 0 signal 9", "over"}));

    Srun second(job.spool_dir);
    msd.send(Kind::step, step(1));
    launch_step(second, 1, "echo up > up; exec sleep 1000", "out");
    up.read_line();
    msd.send(Kind::signal, SignalOrder{SIGTERM, 0, true, "a line for srun", true, 1, false});
    hear_end(msd);
    EXPECT_EQ(second.rest(), (Lines{"a line for srun", "task 0 signal 15", "cancelled"}));
    go.write_line();
    EXPECT_EQ(WEXITSTATUS(msd.verdict().wait_status), 9);
    msd.acknowledge();
}

TEST_F(StepsTest, AnAttendedJobIsRevoked) {
    Fifo up(path("up"));
    const auto job = attended();
    auto msd = launch(job);
    msd.started();
    Srun holder(job.spool_dir);
    ASSERT_TRUE(holder.attendant().send(Attendance::hold, Hold{job.job_id}));
    Srun srun(job.spool_dir);
    msd.send(Kind::step, step(0));
    launch_step(srun, 0, "echo up > up; exec sleep 1000", "out");
    up.read_line();
    msd.send(Kind::signal, SignalOrder{SIGTERM, 0, true, "", false, 0, true});
    EXPECT_EQ(holder.next(), "revoked: time limit");
    EXPECT_EQ(srun.rest(), (Lines{"task 0 signal 15", "cancelled"}));
    EXPECT_EQ(WEXITSTATUS(msd.next_verdict().wait_status), 0);  // the step's end before it, or within
    msd.acknowledge();
}

TEST_F(StepsTest, TheJobEndsWithTheOneThatAttendsIt) {
    const auto job = attended();
    auto msd = launch(job);
    msd.started();
    {
        Srun holder(job.spool_dir);
        ASSERT_TRUE(holder.attendant().send(Attendance::hold, Hold{job.job_id}));
    }
    EXPECT_EQ(WTERMSIG(msd.verdict().wait_status), SIGKILL);
    msd.acknowledge();
    EXPECT_TRUE(msd.at_end());
}

TEST_F(StepsTest, AReturningMsdHearsWhichStepsThereAre) {
    Fifo up(path("up")), go(path("go"));
    const auto job = order(wait_for_go);
    auto first = launch(job);
    EXPECT_FALSE(first.started().again);
    Srun srun(job.spool_dir);
    first.send(Kind::step, step(4));
    launch_step(srun, 4, "echo up > up; read word < go; exit 3", "out");
    up.read_line();
    first.hang_up();
    auto second = reconnect(job);
    const auto started = second.started();
    EXPECT_TRUE(started.again);
    EXPECT_EQ(started.steps, (std::vector<std::int32_t>{4}));
    second.send(Kind::signal, SignalOrder{SIGKILL, 0, false, "", true, 4, false});
    EXPECT_EQ(hear_end(second).step, 4);
    srun.rest();
    go.write_line();
    second.verdict();
    second.acknowledge();
}

}  // namespace
}  // namespace stepd::test

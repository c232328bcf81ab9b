// SPDX-License-Identifier: MIT
#include "daemon/exec/shepherd_launcher.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unordered_map>
#include <vector>

#include "daemon/exec/group_remains.hpp"
#include "daemon/exec/sampler.hpp"
#include "daemon/exec/shepherd_link.hpp"
#include "daemon/exec/spool_dir.hpp"

namespace msd::exec {

namespace asio = boost::asio;

namespace {

/// Shepherds that wait for a job: each a small process and a directory of the spool.
constexpr std::size_t spare_limit = 16;

/// What was killed takes a moment to leave its group.
constexpr std::chrono::milliseconds between_looks{100};
constexpr int most_looks = 50;

/// A shepherd without a job, and the directory of its last one, which is still its own.
struct Spare {
    std::shared_ptr<ShepherdLink> link;
    std::string spool_dir;
};

/// One run of one job, as far as msd has to do with it.
struct Run {
    JobId job;
    std::uint32_t restarts = 0;
    std::string spool_dir;
    std::shared_ptr<ShepherdLink> link;  // none: its shepherd has ended
    bool told = false;                   // Ended or LaunchFailed has been told
    bool acknowledged = false;           // and committed
    bool adopted = false;                // its shepherd may be of an older build
    std::uint32_t next_step = 0;         // adopted: the number its next step had then
};

core::StepVerdict verdict_of(const stepd::StepReport& report) {
    return {report.step, report.exit, report.out_of_memory, report.timed_out, report.usage, report.at};
}

}  // namespace

/// Everything behind the launcher; touched on the io thread alone.
class ShepherdLauncher::Runs : public std::enable_shared_from_this<Runs> {
  public:
    Runs(asio::io_context& io, std::string root, ZygoteProcess zygote, LauncherEvents& events,
         std::chrono::milliseconds keep_spares)
        : io_(io), root_(std::move(root)), zygote_(std::move(zygote)), events_(&events), keep_spares_(keep_spares),
          spares_end_(io), board_(io), sampler_(io, [this](JobId job, std::vector<stepd::ProcessFigures> processes) {
              send(job, stepd::encode(stepd::Kind::look, stepd::Look{std::move(processes)}));
          }) {
        ::mkdir(root_.c_str(), 0711);
    }

    asio::io_context& io() { return io_; }
    void measure_gpus(Sampler::ReadGpus read) { sampler_.measure_gpus(std::move(read)); }
    void launch(stepd::LaunchOrder order);
    void adopt(JobId job, std::uint32_t restarts, std::uint32_t next_step);
    void clear_rest();
    /// To the shepherd of a job, if it is there.
    void send(JobId job, std::string message);
    void acknowledge(JobId job);
    void look(std::vector<StepName> steps, TakeUsage done);
    void stop();

  private:
    using RunPtr = std::shared_ptr<Run>;

    void open_link(const RunPtr& run, Fd stream);
    void listen(const RunPtr& run);
    Result<void> start_shepherd(const RunPtr& run);
    bool take_spare(const RunPtr& run);
    bool make_spare(const RunPtr& run);
    void on_spare_closed(const ShepherdLink* link);
    void end_spares_when_unused();
    void on_message(const RunPtr& run, const stepd::Message& message);
    void on_closed(const RunPtr& run);
    void tell_end(const RunPtr& run, const stepd::Verdict& verdict);
    void tell_failure(const RunPtr& run, std::string why, bool node_failure);
    void tell_refusal(const RunPtr& run, const stepd::FailedReport& report);
    void tell_failure(const RunPtr& run, core::LaunchFailed failure);
    void clear_remains(JobId job, int looks = most_looks);
    void forget(const RunPtr& run);
    RunPtr find(JobId job) const;

    asio::io_context& io_;
    std::string root_;
    ZygoteProcess zygote_;
    LauncherEvents* events_;
    std::unordered_map<JobId, RunPtr> runs_;

    std::chrono::milliseconds keep_spares_;
    std::vector<Spare> spares_;
    bool spares_used_ = false;          // since the timer was set
    bool spares_timed_ = false;         // it is set
    asio::steady_timer spares_end_;

    UsageBoard board_;
    Sampler sampler_;
};

void ShepherdLauncher::Runs::launch(stepd::LaunchOrder order) {
    const auto run = std::make_shared<Run>(Run{JobId{order.job_id}, order.restarts, order.spool_dir, nullptr});
    runs_[run->job] = run;
    if (!take_spare(run))
        if (auto started = start_shepherd(run); !started) return tell_failure(run, started.error().message, false);
    run->link->send(stepd::encode(stepd::Kind::order, order));
}

Result<void> ShepherdLauncher::Runs::start_shepherd(const RunPtr& run) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return fail_errno("socketpair");
    Fd ours(ends[0]);
    const Fd theirs(ends[1]);
    MS_TRY(zygote_.hand_over(theirs.get()));
    open_link(run, std::move(ours));
    return {};
}

void ShepherdLauncher::Runs::adopt(JobId job, std::uint32_t restarts, std::uint32_t next_step) {
    const auto run = std::make_shared<Run>(Run{job, restarts, spool_dir(root_, job, restarts), nullptr});
    run->adopted = true;
    run->next_step = next_step;
    runs_[job] = run;
    if (Fd stream = connect_control(run->spool_dir)) return open_link(run, std::move(stream));
    if (const auto verdict = read_verdict(run->spool_dir)) return tell_end(run, *verdict);
    tell_failure(run, "the job's shepherd is gone and left no verdict", true);
}

void ShepherdLauncher::Runs::clear_rest() {
    for (const auto& [job, restarts] : runs_in_spool(root_)) {
        if (const auto adopted = find(job); adopted && adopted->restarts == restarts) continue;
        const auto run = std::make_shared<Run>(Run{job, restarts, spool_dir(root_, job, restarts), nullptr});
        run->adopted = run->told = run->acknowledged = true;
        Fd stream = connect_control(run->spool_dir);
        if (!stream) {
            remove_spool_dir(run->spool_dir);
            continue;
        }
        open_link(run, std::move(stream));  // on_closed removes what its shepherd leaves
        run->link->send(stepd::encode(stepd::Kind::ack, stepd::Empty{}));
    }
}

void ShepherdLauncher::Runs::send(JobId job, std::string message) {
    if (const auto run = find(job); run && run->link) run->link->send(std::move(message));
}

void ShepherdLauncher::Runs::acknowledge(JobId job) {
    const auto run = find(job);
    if (!run) return;
    forget(run);
    run->acknowledged = true;
    if (make_spare(run)) return;
    if (run->link)
        run->link->send(stepd::encode(stepd::Kind::ack, stepd::Empty{}));
    else
        remove_spool_dir(run->spool_dir);
}

void ShepherdLauncher::Runs::look(std::vector<StepName> steps, TakeUsage done) {
    std::vector<JobId> jobs;
    for (const auto& [job, step] : steps) jobs.push_back(job);
    sampler_.look_now(jobs, [this, steps = std::move(steps), done = std::move(done)]() mutable {
        board_.ask(std::move(steps), std::move(done));
    });
}

void ShepherdLauncher::Runs::stop() {
    for (const auto& [job, run] : runs_)
        if (run->link) run->link->close();
    for (const auto& spare : spares_) spare.link->close();
    runs_.clear();
    spares_.clear();
    spares_end_.cancel();
    sampler_.stop();
    events_ = nullptr;
}

// ---- shepherds between two jobs

bool ShepherdLauncher::Runs::take_spare(const RunPtr& run) {
    if (spares_.empty()) return false;
    run->link = std::move(spares_.back().link);
    spares_.pop_back();
    spares_used_ = true;
    listen(run);
    return true;
}

/// False: this one shall end, as it does when it is acknowledged.
bool ShepherdLauncher::Runs::make_spare(const RunPtr& run) {
    if (!run->link || run->adopted || spares_.size() >= spare_limit || keep_spares_.count() == 0) return false;
    run->link->send(stepd::encode(stepd::Kind::stay, stepd::Empty{}));
    ShepherdLink::Listener listener;
    listener.closed = [self = weak_from_this(), link = run->link.get()] {
        if (const auto runs = self.lock()) runs->on_spare_closed(link);
    };
    run->link->listen(std::move(listener));
    spares_.push_back({std::move(run->link), run->spool_dir});
    spares_used_ = true;
    if (!spares_timed_) end_spares_when_unused();
    return true;
}

void ShepherdLauncher::Runs::on_spare_closed(const ShepherdLink* link) {
    const auto at = std::find_if(spares_.begin(), spares_.end(), [&](const Spare& spare) { return spare.link.get() == link; });
    if (at == spares_.end()) return;
    remove_spool_dir(at->spool_dir);  // it was killed: else it ends when we close the stream
    spares_.erase(at);
}

/// One timer for all of them: when it ends and none was taken or came back since it was set, they end.
void ShepherdLauncher::Runs::end_spares_when_unused() {
    spares_used_ = false;
    spares_timed_ = true;
    spares_end_.expires_after(keep_spares_);
    spares_end_.async_wait([self = weak_from_this()](boost::system::error_code stopped) {
        const auto runs = self.lock();
        if (stopped || !runs) return;
        if (runs->spares_used_) return runs->end_spares_when_unused();
        runs->spares_timed_ = false;
        for (const auto& spare : runs->spares_) spare.link->close();
        runs->spares_.clear();
    });
}

// ---- what is heard

void ShepherdLauncher::Runs::open_link(const RunPtr& run, Fd stream) {
    run->link = std::make_shared<ShepherdLink>(io_, std::move(stream));
    listen(run);
    run->link->open();
}

void ShepherdLauncher::Runs::listen(const RunPtr& run) {
    const std::weak_ptr<Runs> self = weak_from_this();
    ShepherdLink::Listener listener;
    listener.message = [self, run](const stepd::Message& message) {
        if (const auto runs = self.lock()) runs->on_message(run, message);
    };
    listener.closed = [self, run] {
        if (const auto runs = self.lock()) runs->on_closed(run);
    };
    run->link->listen(std::move(listener));
}

void ShepherdLauncher::Runs::on_message(const RunPtr& run, const stepd::Message& message) {
    stepd::StartedReport started;
    stepd::FailedReport failure;
    stepd::StepReport step;
    stepd::UsageReport usage;
    stepd::Verdict verdict;
    switch (message.kind) {
        case stepd::Kind::started:
            if (!stepd::decode(message.body, started)) return;
            if (events_ && !started.again)
                for (const auto& each : started.shortfalls) events_->limit_missing(run->job, each);
            if (events_ && !run->told) {
                sampler_.add({run->job, started.shepherd_pid, Seconds(started.look_every_s),
                              started.memory_limit_bytes, std::chrono::milliseconds(started.sample_ms)});
                events_->started({run->job, run->restarts,
                                  started.again ? std::optional(std::move(started.steps)) : std::nullopt, run->next_step,
                                  started.shepherd_pid});
            }
            return;
        case stepd::Kind::usage:
            if (!run->told && stepd::decode(message.body, usage)) board_.put(run->job, std::move(usage));
            return;
        case stepd::Kind::ending:
            if (events_ && !run->told) events_->epilog_begun({run->job, run->restarts});
            return;
        case stepd::Kind::failed:
            if (stepd::decode(message.body, failure)) tell_refusal(run, failure);
            return;
        case stepd::Kind::step_ended:
            if (events_ && !run->told && stepd::decode(message.body, step))
                events_->step_ended({run->job, run->restarts, verdict_of(step)});
            return;
        case stepd::Kind::verdict:
            if (run->acknowledged) return run->link->send(stepd::encode(stepd::Kind::ack, stepd::Empty{}));
            if (stepd::decode(message.body, verdict)) tell_end(run, verdict);
            return;
        default: return;
    }
}

void ShepherdLauncher::Runs::on_closed(const RunPtr& run) {
    run->link.reset();
    if (run->acknowledged) return remove_spool_dir(run->spool_dir);  // its shepherd may have died before doing so
    if (run->told) return;
    if (const auto verdict = read_verdict(run->spool_dir)) return tell_end(run, *verdict);
    tell_failure(run, "the job's shepherd ended without a verdict", false);
}

void ShepherdLauncher::Runs::tell_end(const RunPtr& run, const stepd::Verdict& verdict) {
    if (run->told) return;
    run->told = true;
    sampler_.remove(run->job);
    board_.remove(run->job);
    if (!events_) return;
    core::Ended event{run->job, run->restarts, verdict.wait_status, verdict.out_of_memory, verdict.usage, verdict.at,
                      verdict.node_fault};
    for (const auto& step : verdict.steps) event.steps.push_back(verdict_of(step));
    events_->ended(event);
}

void ShepherdLauncher::Runs::tell_failure(const RunPtr& run, std::string why, bool node_failure) {
    tell_failure(run, core::LaunchFailed{run->job, run->restarts, std::move(why), node_failure});
}

void ShepherdLauncher::Runs::tell_refusal(const RunPtr& run, const stepd::FailedReport& report) {
    tell_failure(run, core::LaunchFailed{run->job, run->restarts, report.why, false, report.hold, report.requeue,
                                         report.node_fault});
}

void ShepherdLauncher::Runs::tell_failure(const RunPtr& run, core::LaunchFailed failure) {
    if (run->told) return;
    run->told = true;
    sampler_.remove(run->job);
    board_.remove(run->job);
    forget(run);
    if (!run->link) {  // else its shepherd does that
        remove_spool_dir(run->spool_dir);
        clear_remains(run->job);
    }
    if (events_) events_->failed(failure);
}

/// Until the job has another shepherd, whose group it is then.
void ShepherdLauncher::Runs::clear_remains(JobId job, int looks) {
    const std::string& root = zygote_.groups().root;
    if (root.empty() || find(job) || clear_group(root + "/job_" + std::to_string(job.value)) || looks == 0) return;
    const auto later = std::make_shared<asio::steady_timer>(io_, between_looks);
    later->async_wait([self = weak_from_this(), later, job, looks](boost::system::error_code stopped) {
        if (const auto runs = self.lock(); runs && !stopped) runs->clear_remains(job, looks - 1);
    });
}

void ShepherdLauncher::Runs::forget(const RunPtr& run) {
    if (const auto at = runs_.find(run->job); at != runs_.end() && at->second == run) runs_.erase(at);
}

ShepherdLauncher::Runs::RunPtr ShepherdLauncher::Runs::find(JobId job) const {
    const auto at = runs_.find(job);
    return at == runs_.end() ? nullptr : at->second;
}

// ---- the door: every call is moved to the io thread

ShepherdLauncher::ShepherdLauncher(asio::io_context& io, std::string spool_root, ZygoteProcess zygote,
                                   LauncherEvents& events, std::chrono::milliseconds keep_spares)
    : runs_(std::make_shared<Runs>(io, std::move(spool_root), std::move(zygote), events, keep_spares)) {}

void ShepherdLauncher::measure_gpus(Sampler::ReadGpus read) { runs_->measure_gpus(std::move(read)); }
ShepherdLauncher::~ShepherdLauncher() { runs_->stop(); }

void ShepherdLauncher::launch(stepd::LaunchOrder order) {
    asio::post(runs_->io(), [runs = runs_, order = std::move(order)]() mutable { runs->launch(std::move(order)); });
}

template <class T>
void ShepherdLauncher::send(JobId job, stepd::Kind kind, const T& body) {
    asio::post(runs_->io(), [runs = runs_, job, message = stepd::encode(kind, body)]() mutable {
        runs->send(job, std::move(message));
    });
}

void ShepherdLauncher::signal(JobId job, stepd::SignalOrder order) { send(job, stepd::Kind::signal, order); }
void ShepherdLauncher::resize(JobId job, stepd::ResizeOrder order) { send(job, stepd::Kind::resize, order); }
void ShepherdLauncher::order_step(JobId job, stepd::StepOrder order) { send(job, stepd::Kind::step, order); }
void ShepherdLauncher::acknowledge_step(JobId job, std::int32_t step) {
    send(job, stepd::Kind::step_ack, stepd::StepAck{step});
}

void ShepherdLauncher::acknowledge(JobId job) {
    asio::post(runs_->io(), [runs = runs_, job] { runs->acknowledge(job); });
}

void ShepherdLauncher::adopt(JobId job, std::uint32_t restarts, std::uint32_t next_step) {
    asio::post(runs_->io(), [runs = runs_, job, restarts, next_step] { runs->adopt(job, restarts, next_step); });
}

void ShepherdLauncher::look(std::vector<StepName> steps, TakeUsage done) {
    asio::post(runs_->io(), [runs = runs_, steps = std::move(steps), done = std::move(done)]() mutable {
        runs->look(std::move(steps), std::move(done));
    });
}

void ShepherdLauncher::clear_rest() {
    asio::post(runs_->io(), [runs = runs_] { runs->clear_rest(); });
}

}  // namespace msd::exec

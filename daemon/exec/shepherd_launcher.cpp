// SPDX-License-Identifier: MIT
#include "daemon/exec/shepherd_launcher.hpp"

#include <boost/asio/post.hpp>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unordered_map>

#include "daemon/exec/shepherd_link.hpp"
#include "daemon/exec/spool_dir.hpp"
#include "daemon/exec/zygote_process.hpp"

namespace msd::exec {

namespace asio = boost::asio;

namespace {

/// One run of one job, as far as msd has to do with it.
struct Run {
    JobId job;
    std::uint32_t restarts = 0;
    std::string spool_dir;
    std::shared_ptr<ShepherdLink> link;  // none: its shepherd has ended
    bool told = false;                   // Ended or LaunchFailed has been told
    bool acknowledged = false;           // and committed
};

}  // namespace

/// Everything behind the launcher; touched on the io thread alone.
class ShepherdLauncher::Runs : public std::enable_shared_from_this<Runs> {
  public:
    Runs(asio::io_context& io, std::string root, std::string program, LauncherEvents& events)
        : io_(io), root_(std::move(root)), zygote_(std::move(program)), events_(&events) {
        ::mkdir(root_.c_str(), 0711);
    }

    asio::io_context& io() { return io_; }
    void launch(stepd::LaunchOrder order);
    void adopt(JobId job, std::uint32_t restarts);
    void signal(JobId job, const stepd::SignalOrder& order);
    void acknowledge(JobId job);
    void stop();

  private:
    using RunPtr = std::shared_ptr<Run>;

    void open_link(const RunPtr& run, Fd stream);
    void on_message(const RunPtr& run, const stepd::Message& message);
    void on_closed(const RunPtr& run);
    void tell_end(const RunPtr& run, const stepd::Verdict& verdict);
    void tell_failure(const RunPtr& run, std::string why, bool node_failure);
    void forget(const RunPtr& run);
    RunPtr find(JobId job) const;

    asio::io_context& io_;
    std::string root_;
    ZygoteProcess zygote_;
    LauncherEvents* events_;
    std::unordered_map<JobId, RunPtr> runs_;
};

void ShepherdLauncher::Runs::launch(stepd::LaunchOrder order) {
    const auto run = std::make_shared<Run>(Run{JobId{order.job_id}, order.restarts, order.spool_dir, nullptr});
    runs_[run->job] = run;
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return tell_failure(run, fail_errno("socketpair").value().message, false);
    Fd ours(ends[0]);
    const Fd theirs(ends[1]);
    if (auto handed = zygote_.hand_over(theirs.get()); !handed)
        return tell_failure(run, handed.error().message, false);
    open_link(run, std::move(ours));
    run->link->send(stepd::encode(stepd::Kind::order, order));
}

void ShepherdLauncher::Runs::adopt(JobId job, std::uint32_t restarts) {
    const auto run = std::make_shared<Run>(Run{job, restarts, spool_dir(root_, job, restarts), nullptr});
    runs_[job] = run;
    if (Fd stream = connect_control(run->spool_dir)) return open_link(run, std::move(stream));
    if (const auto verdict = read_verdict(run->spool_dir)) return tell_end(run, *verdict);
    tell_failure(run, "the job's shepherd is gone and left no verdict", true);
}

void ShepherdLauncher::Runs::signal(JobId job, const stepd::SignalOrder& order) {
    if (const auto run = find(job); run && run->link) run->link->send(stepd::encode(stepd::Kind::signal, order));
}

void ShepherdLauncher::Runs::acknowledge(JobId job) {
    const auto run = find(job);
    if (!run) return;
    forget(run);
    run->acknowledged = true;
    if (run->link)
        run->link->send(stepd::encode(stepd::Kind::ack, stepd::Empty{}));
    else
        remove_spool_dir(run->spool_dir);
}

void ShepherdLauncher::Runs::stop() {
    for (const auto& [job, run] : runs_)
        if (run->link) run->link->close();
    runs_.clear();
    events_ = nullptr;
}

void ShepherdLauncher::Runs::open_link(const RunPtr& run, Fd stream) {
    const std::weak_ptr<Runs> self = weak_from_this();
    ShepherdLink::Listener listener;
    listener.message = [self, run](const stepd::Message& message) {
        if (const auto runs = self.lock()) runs->on_message(run, message);
    };
    listener.closed = [self, run] {
        if (const auto runs = self.lock()) runs->on_closed(run);
    };
    run->link = std::make_shared<ShepherdLink>(io_, std::move(stream), std::move(listener));
    run->link->open();
}

void ShepherdLauncher::Runs::on_message(const RunPtr& run, const stepd::Message& message) {
    stepd::FailedReport failure;
    stepd::Verdict verdict;
    switch (message.kind) {
        case stepd::Kind::started:
            if (events_ && !run->told) events_->started({run->job, run->restarts});
            return;
        case stepd::Kind::failed:
            if (stepd::decode(message.body, failure)) tell_failure(run, std::move(failure.why), false);
            return;
        case stepd::Kind::verdict:
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
    if (!events_) return;
    events_->ended({run->job, run->restarts, verdict.wait_status, verdict.out_of_memory, verdict.usage, verdict.at});
}

void ShepherdLauncher::Runs::tell_failure(const RunPtr& run, std::string why, bool node_failure) {
    if (run->told) return;
    run->told = true;
    forget(run);
    if (!run->link) remove_spool_dir(run->spool_dir);  // else its shepherd does that
    if (events_) events_->failed({run->job, run->restarts, std::move(why), node_failure});
}

void ShepherdLauncher::Runs::forget(const RunPtr& run) {
    if (const auto at = runs_.find(run->job); at != runs_.end() && at->second == run) runs_.erase(at);
}

ShepherdLauncher::Runs::RunPtr ShepherdLauncher::Runs::find(JobId job) const {
    const auto at = runs_.find(job);
    return at == runs_.end() ? nullptr : at->second;
}

// ---- the door: every call is moved to the io thread

ShepherdLauncher::ShepherdLauncher(asio::io_context& io, std::string spool_root, std::string program,
                                   LauncherEvents& events)
    : runs_(std::make_shared<Runs>(io, std::move(spool_root), std::move(program), events)) {}

ShepherdLauncher::~ShepherdLauncher() { runs_->stop(); }

void ShepherdLauncher::launch(stepd::LaunchOrder order) {
    asio::post(runs_->io(), [runs = runs_, order = std::move(order)]() mutable { runs->launch(std::move(order)); });
}

void ShepherdLauncher::signal(JobId job, stepd::SignalOrder order) {
    asio::post(runs_->io(), [runs = runs_, job, order = std::move(order)] { runs->signal(job, order); });
}

void ShepherdLauncher::acknowledge(JobId job) {
    asio::post(runs_->io(), [runs = runs_, job] { runs->acknowledge(job); });
}

void ShepherdLauncher::adopt(JobId job, std::uint32_t restarts) {
    asio::post(runs_->io(), [runs = runs_, job, restarts] { runs->adopt(job, restarts); });
}

}  // namespace msd::exec

// SPDX-License-Identifier: MIT
#include "cmds/shared/allocation.hpp"

#include <cstdlib>

#include "cmds/shared/terminal.hpp"
#include "libms/options/submitter.hpp"

namespace ms::cmds {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds at_once{100};  // what is granted within this time has not waited, as far as people see
constexpr const char* not_immediate = "Immediate execution impossible, insufficient priority";

int immediate_status() {
    const char* status = std::getenv("SLURM_EXIT_IMMEDIATE");
    return status ? std::atoi(status) : 1;
}

/// One wait for one job.
class Wait {
  public:
    Wait(const CommandContext& context, SignalWatch& signals, const AllocationCall& call, JobId job)
        : context_(context), signals_(signals), call_(call), job_(job), id_(std::to_string(job.value)) {}

    tl::expected<Granted, int> run() {
        if (auto sent = context_.client->send(AllocationRequest{job_, true}); !sent) return refused(sent.error());
        loop_.when_readable(context_.client->descriptor(), [this] { answered_ = true; });
        loop_.when_readable(signals_.descriptor(), [this] { take_signals(); });
        loop_.after(at_once, [this] { tell_queued(); });
        loop_.after(bell_delay, [this] { waited_long_ = true; });
        if (call_.immediate) loop_.after(std::chrono::seconds(*call_.immediate), [this] { too_late_ = true; });
        {
            const WaitLine line(context_.err, loop_, context_.program + ": waiting for job " + id_);
            while (!answered_ && !interrupted_ && !too_late_) loop_.turn();
        }
        return answered_ ? granted() : given_up();
    }

  private:
    void take_signals() {
        while (const auto signal = signals_.next())
            interrupted_ = interrupted_ || *signal == SIGINT || *signal == SIGTERM || *signal == SIGHUP ||
                           *signal == SIGQUIT;
    }

    void tell_queued() {
        told_ = !call_.immediate;
        if (!told_) return;
        if (call_.request.spec.hold) context_.info(error_text(Errc::job_held));
        if (call_.tells_pending) context_.info("Pending job allocation " + id_);
        context_.info("job " + id_ + " queued and waiting for resources");
    }

    tl::expected<Granted, int> granted() {
        auto reply = context_.client->receive();
        if (!reply) return refused(reply.error());
        if (const auto* error = std::get_if<Error>(&*reply)) return refused(*error);
        auto* allocation = std::get_if<AllocationReply>(&*reply);
        if (!allocation || !allocation->job)
            return refused({Errc::protocol, "the daemon gave an answer of another kind"});
        if (allocation->job->allocation.empty() || is_terminal(allocation->job->state)) {
            if (call_.tells_pending) context_.info(revocation(job_, false));
            context_.info("Job has been cancelled");
            return refused({Errc::job_already_done, std::string(error_text(Errc::job_already_done))});
        }
        if (told_) context_.info("job " + id_ + " has been allocated resources");
        return Granted{std::move(*allocation), waited_long_};
    }

    /// The job is cancelled on a new connection: this one still owes an answer.
    tl::expected<Granted, int> given_up() {
        context_.client->abandon();
        SignalRequest cancel;
        cancel.filter.jobs.push_back({job_, false, false, {}, false, step_batch, id_});
        if (auto done = context_.client->call(cancel); !done) context_.error(done.error().message);
        if (too_late_) context_.error(std::string("Unable to allocate resources: ") + not_immediate);
        if (call_.tells_pending) {
            context_.info(revocation(job_, false));
            if (interrupted_) context_.info("Job aborted due to signal");
        } else if (interrupted_) {
            context_.info("Job allocation " + id_ + " has been revoked");
            context_.info("Force Terminated JobId=" + id_);
        }
        return tl::make_unexpected(too_late_ ? immediate_status() : 1);
    }

    tl::expected<Granted, int> refused(const Error& error) {
        context_.error(std::string(call_.refusal) + ": " + error.message);
        return tl::make_unexpected(options::refused_status());
    }

    const CommandContext& context_;
    SignalWatch& signals_;
    const AllocationCall& call_;
    JobId job_;
    std::string id_;
    EventLoop loop_;
    bool answered_ = false, interrupted_ = false, too_late_ = false, told_ = false, waited_long_ = false;
};

}  // namespace

tl::expected<Granted, int> allocate(const CommandContext& context, SignalWatch& signals, const AllocationCall& call) {
    const auto submitted = client::ask<SubmitReply>(*context.client, call.request);
    if (!submitted) {
        context.error(std::string(call.refusal) + ": " +
                      context.tell_all_but_last_line(submitted.error().message));
        return tl::make_unexpected(options::refused_status());
    }
    for (const std::string& warning : submitted->warnings) context.warning(warning);
    return Wait(context, signals, call, submitted->id).run();
}

Result<AllocationReply> find_allocation(client::Client& client, JobId job) {
    return client::ask<AllocationReply>(client, AllocationRequest{job, false});
}

Result<client::Attendant> hold(const AllocationReply& granted) {
    auto attendant = client::Attendant::connect(granted.spool_dir);
    if (attendant) MS_TRY(attendant->send(attendance::Kind::hold, attendance::Hold{granted.job->id.value}));
    return attendant;
}

void release(client::Attendant& attendant, int wait_status) {
    // Where the shepherd has gone the job is over without our word.
    (void)attendant.send(attendance::Kind::release, attendance::Release{wait_status});
}

std::string revocation(JobId job, bool time_limit) {
    const std::string id = std::to_string(job.value);
    return time_limit ? "Job " + id + " has exceeded its time limit and its allocation has been revoked."
                      : "Job allocation " + id + " has been revoked.";
}

}  // namespace ms::cmds

// SPDX-License-Identifier: MIT
#include "daemon/api/api.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "daemon/config/change_partition.hpp"
#include "daemon/core/schedule/forecast.hpp"
#include "daemon/core/site/change_site.hpp"
#include "libms/text/job.hpp"
#include "libms/text/number.hpp"

namespace msd::api {
namespace {

/// Script and environment to commit together with the job, which knows them by their keys.
void keep_texts(std::string script, const std::vector<std::string>& variables, core::Submit& submit,
                std::vector<store::TextRow>& texts) {
    std::string environment;
    for (const auto& entry : variables) environment.append(entry).push_back('\0');
    submit.script_key = store::text_key(script);
    submit.environment_key = store::text_key(environment);
    texts.push_back({submit.script_key, std::move(script)});
    texts.push_back({submit.environment_key, std::move(environment)});
}

/// Words of AccountingStorageEnforce that are in force.
std::vector<std::string> enforced_words(const core::Enforcement& enforce) {
    std::vector<std::string> words;
    if (enforce.associations) words.emplace_back("associations");
    if (enforce.limits) words.emplace_back("limits");
    if (enforce.qos) words.emplace_back("qos");
    if (enforce.safe) words.emplace_back("safe");
    return words;
}

AccountsReply accounts_reply(const loop::ClusterSnapshot& snapshot, Time now) {
    const core::ClusterConfig& config = *snapshot.config;
    return {now, config.cluster_name, config.book, enforced_words(config.enforce), core::tres_of(config),
            static_cast<std::uint32_t>(config.nodes.size())};
}

}  // namespace

Result<core::Caller> Api::caller_of(const server::Peer& peer) {
    if (parts_.user_mode && peer.uid != parts_.owner && peer.uid != 0)
        return fail(Errc::access_denied);
    core::Caller caller;
    caller.uid = peer.uid;
    caller.gid = peer.gid;
    const auto facts = parts_.users.find(peer.uid, parts_.now());
    caller.user = facts ? facts->name : std::to_string(peer.uid);
    caller.group = facts && facts->gid == peer.gid ? facts->group : std::to_string(peer.gid);
    if (facts) caller.groups = facts->group_names;
    caller.is_admin = peer.uid == 0 || (parts_.user_mode && peer.uid == parts_.owner);
    return caller;
}

void Api::handle(Request request, const server::Peer& peer, server::Respond respond) {
    auto caller = caller_of(peer);
    if (!caller) return respond(caller.error());
    respond = counted(request, *caller, std::move(respond));
    std::visit(
        [&](auto& each) {
            if constexpr (requires { on(std::move(each), *caller, peer, std::move(respond)); })
                on(std::move(each), *caller, peer, std::move(respond));
            else
                on(std::move(each), *caller, std::move(respond));
        },
        request);
}

Result<core::Caller> Api::user_named(UserId uid) {
    const auto facts = parts_.users.find(uid, parts_.now());
    if (!facts) return Failure(facts.error());
    return core::Caller{uid, facts->gid, facts->name, facts->group, uid == 0};
}

/// The answer, when it comes, is counted for sdiag.
server::Respond Api::counted(const Request& request, const core::Caller& caller, server::Respond respond) {
    return [this, kind = request.index(), uid = caller.uid, user = caller.user, begin = parts_.now(),
            respond = std::move(respond)](Reply reply) {
        parts_.counters.request(kind, uid, user, parts_.now() - begin);
        respond(std::move(reply));
    };
}

void Api::on(SubmitRequest request, const core::Caller& caller, server::Respond respond) {
    core::Submit submit{caller, std::move(request.spec), request.test_only, request.submit_sid, 0, 0};
    loop::Command command;
    if (!request.test_only) keep_texts(std::move(request.script), request.environment, submit, command.texts);
    command.event = std::move(submit);
    command.respond = std::move(respond);
    parts_.controller.post(std::move(command));
}

void Api::on(SignalRequest request, const core::Caller& caller, server::Respond respond) {
    parts_.controller.post({core::SignalJobs{caller, std::move(request)}, {}, std::move(respond)});
}

void Api::on(ControlRequest request, const core::Caller& caller, server::Respond respond) {
    parts_.controller.post({core::ControlJobs{caller, std::move(request)}, {}, std::move(respond)});
}

void Api::on(UpdateRequest request, const core::Caller& caller, server::Respond respond) {
    parts_.controller.post({core::UpdateJobs{caller, std::move(request)}, {}, std::move(respond)});
}

void Api::on(WaitRequest request, const core::Caller&, server::Respond respond) {
    parts_.controller.wait_for(request.job, std::move(respond));
}

/// Who waits for an allocation and goes away takes the job along; the answer ends the waiting.
void Api::on(AllocationRequest request, const core::Caller& caller, const server::Peer& peer, server::Respond respond) {
    struct Waiting {
        std::atomic<bool> gone = false;
        std::atomic<bool> answered = false;
    };
    const auto waiting = std::make_shared<Waiting>();
    const JobPtr job = parts_.view.find(request.job);
    if (peer.when_gone && job && job->spec->kind == JobKind::attended && job->uid == caller.uid)
        peer.when_gone([this, waiting, caller, id = request.job] {
            if (waiting->answered) return;
            waiting->gone = true;
            core::SignalJobs cancel{caller, {}};
            cancel.request.filter.jobs.push_back({.job = id});
            parts_.controller.post({std::move(cancel), {}, {}});
        });
    const auto answer = [waiting, respond = std::move(respond)](Reply reply) {
        waiting->answered = true;
        respond(std::move(reply));
    };
    parts_.controller.attend(request, caller, answer, loop::Gone(waiting, &waiting->gone));
}

void Api::on(StepRequest request, const core::Caller& caller, const server::Peer& peer, server::Respond respond) {
    const auto gone = std::make_shared<std::atomic<bool>>(false);
    if (request.wait && peer.when_gone) peer.when_gone([gone] { *gone = true; });
    loop::Command command{core::CreateStep{caller, std::move(request)}, {}, std::move(respond)};
    command.gone = gone;
    parts_.controller.post(std::move(command));
}

Result<std::vector<PlannedStart>> Api::forecast(Time now) {
    const auto snapshot = parts_.view.cluster();
    const core::ClusterConfig& config = *snapshot->config;
    std::vector<AccountUsage> used;
    if (config.enforce.limits && core::limits_what_is_used(*config.book)) {
        const auto tres = core::tres_of(config);
        auto usage = parts_.accounting.usage({}, Amounts(tres.begin(), tres.end()), now);
        if (!usage) return Failure(usage.error());
        used = std::move(usage->rows);
    }
    return core::forecast(config, parts_.view.all_jobs(), now, used);
}

void Api::on(JobsQuery request, const core::Caller&, server::Respond respond) {
    parts_.read([this, request = std::move(request), respond = std::move(respond)] {
        JobsReply reply{parts_.now(), parts_.about.cluster, parts_.view.jobs(request.filter), {}};
        const auto waits = [](const JobPtr& job) { return core::is_queued(*job); };
        if (request.forecast && std::any_of(reply.jobs.begin(), reply.jobs.end(), waits)) {
            auto planned = forecast(reply.now);
            if (!planned) return respond(planned.error());
            reply.planned = std::move(*planned);
        }
        respond(std::move(reply));
    });
}

void Api::on(ClusterQuery, const core::Caller&, server::Respond respond) {
    parts_.read([this, respond = std::move(respond)] {
        const auto snapshot = parts_.view.cluster();
        ClusterReply reply{parts_.now(), parts_.about.cluster, snapshot->nodes, snapshot->partitions, {},
                           snapshot->licenses, snapshot->config->reservations};
        parts_.add_live_figures(reply);
        respond(std::move(reply));
    });
}

void Api::on(AccountingQuery request, const core::Caller&, server::Respond respond) {
    const bool goes_on = request.page_start != 0;
    auto answer = [now = parts_.now(), cluster = parts_.about.cluster, request = std::move(request),
                   respond = std::move(respond)](Result<store::Accounting*> accounting) {
        if (!accounting) return respond(accounting.error());
        auto page = (*accounting)->page(request, now);
        if (!page) return respond(page.error());
        respond(AccountingReply{now, cluster, std::move(page->jobs), page->next});
    };
    if (goes_on) return parts_.long_listings.read(std::move(answer));
    parts_.read([this, answer = std::move(answer)] { answer(&parts_.accounting); });
}

void Api::on(JobTextQuery request, const core::Caller& caller, server::Respond respond) {
    parts_.read([this, request, caller, respond = std::move(respond)] {
        auto text = parts_.accounting.job_text(request, caller.uid, caller.is_admin);
        if (!text) return respond(text.error());
        respond(JobTextReply{std::move(*text)});
    });
}

void Api::on(PingRequest, const core::Caller&, server::Respond respond) { respond(parts_.about); }

void Api::change_site(const core::Caller& caller, server::Respond respond,
                      std::function<Result<void>(core::ClusterConfig&, Time)> edit) {
    parts_.controller.post({core::ChangeSite{caller, std::move(edit)}, {}, std::move(respond)});
}

void Api::on(NodeUpdateRequest request, const core::Caller& caller, server::Respond respond) {
    change_site(caller, std::move(respond), [request = std::move(request), caller](core::ClusterConfig& config, Time now) {
        return core::edit_nodes(config, request, caller, now);
    });
}

void Api::on(PartitionUpdateRequest request, const core::Caller& caller, server::Respond respond) {
    core::ChangeSite event{caller, {}};
    if (request.action == PartitionUpdateRequest::Action::remove) event.unused_partition = request.name;
    event.edit = [request = std::move(request)](core::ClusterConfig& config, Time) {
        return config::change_partition(config, request);
    };
    parts_.controller.post({std::move(event), {}, std::move(respond)});
}

/// The file is read here, on the front's thread, and only for those who may; what nodes were said to be stays so.
void Api::on(ReconfigureRequest, const core::Caller& caller, server::Respond respond) {
    if (!caller.is_admin) return respond(Error{Errc::invalid_user_id, std::string(error_text(Errc::invalid_user_id))});
    auto fresh = parts_.reload();
    if (!fresh) return respond(fresh.error());
    change_site(caller, std::move(respond), [fresh = std::move(*fresh)](core::ClusterConfig& config, Time) -> Result<void> {
        core::ClusterConfig next = fresh;
        next.book = config.book;
        for (auto& node : next.nodes)
            for (const auto& before : config.nodes)
                if (before.name == node.name) node.status = before.status;
        next.reservations = config.reservations;
        next.usage_since = config.usage_since;
        next.last_reservation_id = config.last_reservation_id;
        config = std::move(next);
        return {};
    });
}

/// The users and groups named there are looked up here: the core knows no database of them.
void Api::on(ReservationRequest request, const core::Caller& caller, server::Respond respond) {
    for (const auto& user : request.change.users.names.names)
        if (!exec::user_exists(user))
            return respond(Error{Errc::invalid_user_id, std::string(error_text(Errc::invalid_user_id))});
    for (const auto& group : request.change.groups.names.names)
        if (!exec::group_exists(group))
            return respond(Error{Errc::invalid_group, std::string(error_text(Errc::invalid_group))});
    parts_.controller.post({core::ChangeReservation{caller, std::move(request)}, {}, std::move(respond)});
}

void Api::on(StepUpdateRequest request, const core::Caller& caller, server::Respond respond) {
    parts_.controller.post({core::UpdateStep{caller, std::move(request)}, {}, std::move(respond)});
}

void Api::on(LogLevelRequest request, const core::Caller& caller, server::Respond respond) {
    if (!caller.is_admin) return respond(Error{Errc::access_denied, "Permission denied"});
    parts_.set_log_level(request.level);
    respond(Done{});
}

void Api::on(ConfigQuery, const core::Caller&, server::Respond respond) {
    parts_.read([this, respond = std::move(respond)] { respond(parts_.show_config(*parts_.view.cluster())); });
}

void Api::read_crontab(UserId user, server::Respond respond) {
    parts_.read([this, user, respond = std::move(respond)] {
        auto text = parts_.accounting.crontab(user);
        if (!text) return respond(text.error());
        const bool exists = !text->empty();
        respond(CrontabReply{std::move(*text), exists, {}, {}});
    });
}

void Api::on(CrontabRequest request, const core::Caller& caller, server::Respond respond) {
    if (request.user != caller.uid && !caller.is_admin)
        return respond(Error{Errc::access_denied, std::string(error_text(Errc::access_denied))});
    if (request.action == CrontabRequest::Action::read) return read_crontab(request.user, std::move(respond));
    auto owner = request.user == caller.uid ? caller : user_named(request.user);
    if (!owner) return respond(owner.error());
    core::InstallCrontab install{std::move(*owner), std::move(request.text), {}};
    loop::Command command;
    if (request.action == CrontabRequest::Action::remove) request.jobs.clear();
    for (CrontabJob& job : request.jobs) {
        core::Submit submit{install.owner, std::move(job.spec), false, 0, 0, 0};
        keep_texts(std::move(job.script), job.environment, submit, command.texts);
        install.entries.push_back({job.line, std::move(submit)});
    }
    if (request.action == CrontabRequest::Action::remove) install.text.clear();
    command.event = std::move(install);
    command.respond = std::move(respond);
    parts_.controller.post(std::move(command));
}

/// The steps are the record's, what they use is their shepherds' word.
void Api::on(StepUsageQuery request, const core::Caller& caller, server::Respond respond) {
    StepUsageReply reply;
    std::vector<exec::StepName> steps;
    for (const JobSelector& selector : request.jobs) {
        const JobPtr job = find_selected(selector);
        JobUsage& entry = reply.jobs.emplace_back();
        if (!job) entry.code = Errc::invalid_job_id;
        else if (!caller.is_admin && job->uid != caller.uid) entry.code = Errc::access_denied;
        if (entry.code != Errc::ok) continue;
        for (Step& step : text::running_steps(*job)) {
            if (selector.has_step && step.id != selector.step) continue;
            steps.emplace_back(job->id, step.id);
            entry.steps.push_back({std::move(step), {}});
        }
    }
    const auto answer = [reply = std::move(reply), respond = std::move(respond)](std::vector<exec::LiveUsage> known) mutable {
        for (JobUsage& entry : reply.jobs)
            for (StepUsage& each : entry.steps)
                for (exec::LiveUsage& live : known) {
                    if (live.job != each.step.job || live.report.step != each.step.id) continue;
                    each.step.usage = live.report.usage;
                    each.pids = live.report.pids;
                }
        respond(std::move(reply));
    };
    parts_.look_at_steps(std::move(steps), answer);
}

/// A job by its number, or by an array's number and a task of it.
JobPtr Api::find_selected(const JobSelector& selector) const {
    if (!selector.has_tasks) return parts_.view.find(selector.job);
    for (const JobPtr& job : parts_.view.job_or_array(selector.job))
        if (job->array.is_task && selector.tasks.contains(job->array.task_id)) return job;
    return nullptr;
}

void Api::on(StatisticsQuery request, const core::Caller& caller, server::Respond respond) {
    if (request.reset && !caller.is_admin) return respond(Error{Errc::access_denied, std::string(error_text(Errc::access_denied))});
    if (request.reset) {
        parts_.counters.reset(parts_.now());
        return respond(Done{});
    }
    parts_.read([this, respond = std::move(respond)] {
        Statistics figures = parts_.counters.read();
        figures.now = parts_.now();
        for (const JobPtr& job : parts_.view.all_jobs()) {
            if (job->state == JobState::pending) figures.jobs_pending += std::max<std::uint64_t>(1, job->array.waiting.count());
            if (job->state == JobState::running) ++figures.jobs_running;
        }
        figures.threads = parts_.count_threads();
        respond(std::move(figures));
    });
}

void Api::on(AccountsQuery, const core::Caller&, server::Respond respond) {
    parts_.read([this, respond = std::move(respond)] {
        const auto snapshot = parts_.view.cluster();
        respond(accounts_reply(*snapshot, parts_.now()));
    });
}

void Api::on(AccountsChange request, const core::Caller& caller, server::Respond respond) {
    parts_.controller.post({core::ChangeBook{caller, std::move(request)}, {}, std::move(respond)});
}

void Api::on(TransactionsQuery request, const core::Caller&, server::Respond respond) {
    parts_.read([this, request, respond = std::move(respond)] {
        auto found = parts_.accounting.transactions(request, parts_.now());
        if (!found) return respond(found.error());
        respond(TransactionsReply{std::move(*found)});
    });
}

void Api::on(ArchiveRequest request, const core::Caller& caller, server::Respond respond) {
    if (!caller.is_admin) return respond(Error{Errc::access_denied, std::string(error_text(Errc::access_denied))});
    parts_.caretaker.archive(std::move(request), std::move(respond));
}

void Api::on(UsageQuery request, const core::Caller&, server::Respond respond) {
    parts_.read([this, request, respond = std::move(respond)] {
        const auto snapshot = parts_.view.cluster();
        const auto tres = core::tres_of(*snapshot->config);
        auto reply = parts_.accounting.usage(request, Amounts(tres.begin(), tres.end()), parts_.now());
        if (!reply) return respond(reply.error());
        reply->cluster = snapshot->config->cluster_name;
        respond(std::move(*reply));
    });
}

void Api::on(EventsQuery request, const core::Caller&, server::Respond respond) {
    parts_.read([this, request, respond = std::move(respond)] {
        auto events = parts_.accounting.events(request, parts_.now());
        if (!events) return respond(events.error());
        respond(EventsReply{parts_.view.cluster()->config->cluster_name, std::move(*events)});
    });
}

void Api::on(ReservationUsageQuery request, const core::Caller&, server::Respond respond) {
    parts_.read([this, request, respond = std::move(respond)] {
        const Time now = parts_.now();
        auto found = parts_.accounting.reservations(request, now);
        if (!found) return respond(found.error());
        respond(ReservationUsageReply{now, parts_.view.cluster()->config->cluster_name, std::move(*found)});
    });
}

void Api::on(ShutdownRequest, const core::Caller& caller, server::Respond respond) {
    if (!caller.is_admin) return respond(Error{Errc::invalid_user_id, std::string(error_text(Errc::invalid_user_id))});
    parts_.shut_down([&] { respond(Done{}); });
}

}  // namespace msd::api

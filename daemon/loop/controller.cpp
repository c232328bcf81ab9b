// SPDX-License-Identifier: MIT
#include "daemon/loop/controller.hpp"

#include <algorithm>
#include <csignal>
#include <type_traits>
#include <utility>

#include "daemon/core/site/change_site.hpp"
#include "daemon/loop/event_log.hpp"
#include "daemon/loop/site_events.hpp"

namespace msd::loop {
namespace {

constexpr std::size_t batch_limit = 512;             // commands a transaction, so that answers don't wait for long queues
constexpr std::size_t text_cache_bytes = 2u << 20;
constexpr Seconds retry_after{1};                    // a full disk: how long until the reports are tried again

/// Told once, so that it has to be kept. That a job has begun is no such thing: a restart hears it again.
bool is_report(const core::Event& event) {
    return std::holds_alternative<core::Ended>(event) || std::holds_alternative<core::LaunchFailed>(event) ||
           std::holds_alternative<core::StepEnded>(event) || std::holds_alternative<core::EpilogBegun>(event);
}

/// A step that may get its room later, and whose srun waits for it.
bool has_to_wait(const core::Event& event, const std::optional<Reply>& reply) {
    const auto* asked = std::get_if<core::CreateStep>(&event);
    const auto* error = reply ? std::get_if<Error>(&*reply) : nullptr;
    return asked && asked->request.wait && error &&
           (error->code == Errc::nodes_busy || error->code == Errc::job_pending);
}

bool is_up(const Job& job) {
    return (job.state == JobState::running || job.state == JobState::suspended) && !(job.flags & job_configuring);
}

bool ended_for_good(const Job& job) { return is_terminal(job.state) && !(job.flags & job_completing); }

/// The answer to somebody who waits for `records`, the whole job or array; nullopt while any of it is not over.
WaitReply final_answer(const std::vector<JobPtr>& records) {
    WaitReply answer;
    for (const auto& job : records) {
        // The record of a run that its time limit ended has no signal, but who waits is told of one, as by Slurm.
        const std::uint32_t signal = job->state == JobState::timeout ? SIGTERM : job->exit.signal;
        answer.exit.signal = std::max(answer.exit.signal, signal);
        if (job->exit.code > answer.exit.code) answer.exit.code = job->exit.code;
        if (job->state != JobState::completed) answer.state = job->state;
    }
    return answer;
}

}  // namespace

struct Controller::Turn {
    store::Batch batch;
    std::vector<JobPtr> changed;       // for the readers: the batch's jobs and those only a reason has changed of
    std::vector<core::Launch> launches;
    std::vector<core::SendSignal> signals;
    std::vector<JobPtr> resized;
    std::vector<JobId> verdicts;       // to acknowledge once committed
    std::vector<std::pair<JobId, std::int32_t>> step_verdicts;
    std::vector<Answer> answers;
    std::vector<core::Tell> tellings;
    std::vector<std::string> notes;
    bool durable = false;
    bool new_site = false;             // the configuration was changed
    bool asked = false;                // by somebody who gets an answer
};

Controller::Controller(ControllerParts parts, const store::Saved& saved)
    : parts_(std::move(parts)), next_job_id_(saved.next_job_id), texts_(text_cache_bytes) {
    for (const NodeStatus& said : saved.nodes)
        for (auto& node : parts_.cluster.nodes)
            if (node.name == said.node) node.status = said;
    core::date_reasons(parts_.cluster, parts_.now());
    parts_.cluster.reservations = saved.reservations;
    for (const Reservation& each : saved.reservations)
        parts_.cluster.last_reservation_id = std::max(parts_.cluster.last_reservation_id, each.id);
    if (saved.book) parts_.cluster.book = saved.book;
    for (const auto& sentence : core::unknown_partition_qos(parts_.cluster)) parts_.log.warning(sentence);
    state_ = std::make_unique<core::State>(core::make_state(std::move(parts_.cluster), next_job_id_));
    config_ = std::make_shared<core::ClusterConfig>(state_->config());
    core::restore(*state_, saved.jobs);
    for (const AccountUsage& used : parts_.used_before) past_.add(state_->site(), used);
    core::restore_usage(*state_, past_);
    Turn turn;
    for (const auto& [id, job] : state_->jobs()) turn.changed.push_back(job);  // restoring may have moved some
    turn.asked = true;  // for the first figures of the nodes
    publish(turn);
    note_beginning();
    wake_at_ = parts_.now();  // the first pass
}
Controller::~Controller() = default;

/// Who asks for events as soon as this daemon listens finds the ones of its beginning.
void Controller::note_beginning() {
    store::Batch batch;
    batch.at = parts_.now();
    batch.events = site_events(state_->config(), batch.at);
    const auto committed = parts_.store.commit(batch, false);
    beginning_noted_ = committed.has_value();
    if (!committed) parts_.log.error("how the nodes are at the start is not on record yet: " + committed.error().message);
}

void Controller::post(Command command) {
    {
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(command));
    }
    changed_.notify_one();
}

void Controller::when_round(std::function<void()> then) {
    {
        const std::lock_guard lock(mutex_);
        when_round_.push_back(std::move(then));
    }
    changed_.notify_one();
}

void Controller::wait_for(JobId id, Respond respond) {
    {
        const std::lock_guard lock(mutex_);
        new_waiters_.emplace_back(id, std::move(respond));
    }
    changed_.notify_one();
}

void Controller::attend(AllocationRequest request, core::Caller caller, Respond respond, Gone gone) {
    {
        const std::lock_guard lock(mutex_);
        new_attendants_.push_back({request, std::move(caller), std::move(respond), std::move(gone)});
    }
    changed_.notify_one();
}

void Controller::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
}

std::vector<Command> Controller::take_batch() {
    std::unique_lock lock(mutex_);
    const auto due = [this] { 
        return stopping_ || !queue_.empty() || !new_waiters_.empty() || !new_attendants_.empty() || !when_round_.empty();
    };
    std::optional<Time> until = wake_at_;
    if (retry_at_ && (!until || *retry_at_ < *until)) until = retry_at_;
    if (until)
        changed_.wait_until(lock, *until, due);
    else
        changed_.wait(lock, due);
    std::vector<Command> batch;
    while (!queue_.empty() && batch.size() < batch_limit) {
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    std::vector<std::pair<JobId, Respond>> asked;
    asked.swap(new_waiters_);
    std::vector<Attendance> attendants;
    attendants.swap(new_attendants_);
    const auto when_round = std::exchange(when_round_, {});
    lock.unlock();
    for (const auto& then : when_round) then();
    for (auto& each : attendants)
        if (!answer_attendant(each)) attendants_[each.request.job].push_back(std::move(each));
    for (auto& [id, respond] : asked) {
        if (parts_.view.job_or_array(id).empty()) {
            respond(Error{Errc::invalid_job_id, std::string(error_text(Errc::invalid_job_id))});
            continue;
        }
        waiters_[id].who.push_back(std::move(respond));
        answer_waiters(id);
    }
    return batch;
}

void Controller::run() {
    for (;;) {
        std::vector<Command> batch = take_batch();
        const Time now = parts_.now();
        take_retries(batch, now);
        const bool time_is_up = wake_at_ && *wake_at_ <= now;
        if (batch.empty() && !time_is_up) {
            const std::lock_guard lock(mutex_);
            if (stopping_ && queue_.empty()) return;
            continue;
        }
        if (time_is_up) batch.push_back({core::Tick{}, {}, {}});
        Turn turn;
        turn.batch.at = now;
        step_all(batch, turn, now);
        if (turn.new_site || !beginning_noted_) turn.batch.events = site_events(state_->config(), now);
        if (auto committed = commit(turn); !committed) {
            recover(std::move(batch), committed.error());
            continue;
        }
        beginning_noted_ = true;
        if (past_.version() != state_->past().version()) past_ = state_->past();
        if (unsettled_ && turn.durable) settle(batch, turn);
        publish(turn);
        act(turn);
    }
}

// A launch needs a commit that outlives msd, not one that outlives the machine: after a power cut the job is found
// pending and starts again. Who asked for something is told of it first, as ever.
Result<void> Controller::commit(Turn& turn) {
    if (turn.batch.empty()) return {};
    const bool launch_first = turn.durable && !turn.asked && !turn.launches.empty();
    const auto begin = std::chrono::steady_clock::now();
    MS_TRY(parts_.store.commit(turn.batch, turn.durable && !launch_first));
    if (parts_.counters)
        parts_.counters->commit(std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now() - begin));
    if (!launch_first) return {};
    unsettled_ = true;
    for (const auto& each : std::exchange(turn.launches, {})) launch(each.job);
    return {};
}

/// Sync what was committed in order only. When the disk refuses, no verdict of this turn is acknowledged: the reports
/// are kept, and change nothing the next time but this.
void Controller::settle(std::vector<Command>& batch, Turn& turn) {
    const auto synced = parts_.store.sync();
    unsettled_ = !synced;
    if (synced) return;
    parts_.log.error("the disk does not confirm what was committed, trying again: " + synced.error().message);
    turn.verdicts.clear();
    keep_reports(batch);
}

void Controller::step_all(std::vector<Command>& batch, Turn& turn, Time now) {
    for (Command& command : batch) {
        if (command.gone && *command.gone) continue;
        if (const auto* ended = std::get_if<core::Ended>(&command.event)) turn.verdicts.push_back(ended->job);
        if (command.respond) turn.asked = true;
        if (const auto* ended = std::get_if<core::StepEnded>(&command.event))
            turn.step_verdicts.emplace_back(ended->job, ended->verdict.step);
        if (std::holds_alternative<core::ChangeSite>(command.event) || std::holds_alternative<core::ChangeBook>(command.event))
            turn.asked = turn.new_site = true;
        if (command.respond || is_report(command.event)) turn.durable = true;
        for (const auto& text : command.texts) {
            texts_.put(text.key, text.text);
            turn.batch.texts.push_back(text);
        }
        core::Outcome outcome = core::step(*state_, command.event, now);
        if (has_to_wait(command.event, outcome.reply)) {
            const JobId job = std::get<core::CreateStep>(command.event).request.job;
            parked_[job].push_back(std::move(command));
            continue;
        }
        if (command.respond && outcome.reply) turn.answers.push_back({command.respond, std::move(*outcome.reply)});
        collect(std::move(outcome), turn);
    }
    schedule(turn, now);
    wake_at_ = state_->next_due();
}

void Controller::schedule(Turn& turn, Time now) {
    const auto begin = std::chrono::steady_clock::now();
    core::Outcome outcome = core::schedule(*state_, now);
    if (parts_.counters) {
        std::size_t waiting = 0;
        for (const auto& queue : state_->indexes().queues) waiting += queue.size();
        const auto time = std::chrono::steady_clock::now() - begin;
        parts_.counters->cycle(std::chrono::duration_cast<Micros>(time), outcome.looked_at, waiting, now);
    }
    collect(std::move(outcome), turn);
}

void Controller::collect(core::Outcome outcome, Turn& turn) {
    for (auto& effect : outcome.effects) {
        std::visit(
            [&](auto& what) {
                using T = std::decay_t<decltype(what)>;
                if constexpr (std::is_same_v<T, core::Save>) {
                    if (!what.transient) turn.batch.jobs.push_back(what.job);
                    turn.changed.push_back(std::move(what.job));
                }
                else if constexpr (std::is_same_v<T, core::Forget>) turn.batch.forgotten.push_back(what.job);
                else if constexpr (std::is_same_v<T, core::SaveStep>) turn.batch.steps.emplace_back(std::move(what.step), what.incarnation);
                else if constexpr (std::is_same_v<T, core::SaveIncarnation>) turn.batch.ended_incarnations.push_back(std::move(what.job));
                else if constexpr (std::is_same_v<T, core::GiveBack>) turn.resized.push_back(std::move(what.job));
                else if constexpr (std::is_same_v<T, core::SaveNodeStatus>) turn.batch.nodes.push_back(std::move(what.status));
                else if constexpr (std::is_same_v<T, core::ChangeCrontab>) turn.batch.crontabs.push_back(std::move(what));
                else if constexpr (std::is_same_v<T, core::SaveReservation>) {
                    turn.batch.reservations.push_back(std::move(what.reservation));
                    turn.new_site = true;
                }
                else if constexpr (std::is_same_v<T, core::DropReservation>) {
                    turn.batch.reservations.push_back({.name = std::move(what.name)});
                    turn.new_site = true;
                }
                else if constexpr (std::is_same_v<T, core::SaveBook>) {
                    turn.batch.book = std::move(what.book);
                    turn.batch.transactions.insert(turn.batch.transactions.end(), std::make_move_iterator(what.transactions.begin()),
                                                   std::make_move_iterator(what.transactions.end()));
                }
                else if constexpr (std::is_same_v<T, core::Launch>) turn.launches.push_back(std::move(what));
                else if constexpr (std::is_same_v<T, core::SendSignal>) turn.signals.push_back(std::move(what));
                else if constexpr (std::is_same_v<T, core::Tell>) turn.tellings.push_back(std::move(what));
                else if constexpr (std::is_same_v<T, core::Note>) turn.notes.push_back(std::move(what.text));
            },
            effect);
    }
}

/// To the log and the counters: what each record was before, and what it has become. It may be there more than once.
void Controller::tell_changes(const Turn& turn) {
    std::unordered_map<JobId, JobPtr> before;
    for (const auto& job : turn.batch.jobs) {
        auto [last, first_time] = before.try_emplace(job->id);
        if (first_time) last->second = parts_.view.find(job->id);
        if (const auto line = event_line(last->second.get(), *job); !line.empty()) parts_.log.info(line);
        if (parts_.counters) parts_.counters->job(last->second.get(), *job);
        last->second = job;
    }
}

void Controller::publish(const Turn& turn) {
    if (turn.new_site) config_ = std::make_shared<core::ClusterConfig>(state_->config());
    tell_changes(turn);
    std::shared_ptr<ClusterSnapshot> cluster;
    if (turn.asked || turn.new_site || !turn.changed.empty()) {  // else the figures are as they were
        cluster = std::make_shared<ClusterSnapshot>();
        cluster->nodes = core::node_infos(*state_);
        cluster->partitions = core::partition_infos(*state_);
        cluster->licenses = core::license_infos(*state_);
        cluster->config = config_;
        cluster->next_job_id = state_->next_job_id();
    }
    parts_.view.publish(turn.changed, turn.batch.forgotten, std::move(cluster));
    next_job_id_ = state_->next_job_id();
}

void Controller::act(Turn& turn) {
    for (auto& each : turn.answers) answer(each);
    for (const auto& [job, step] : turn.step_verdicts) parts_.launcher.acknowledge_step(job, step);
    for (JobId id : turn.verdicts) parts_.launcher.acknowledge(id);
    for (const auto& each : turn.launches) launch(each.job);
    for (auto& each : turn.signals)
        parts_.launcher.signal(each.job, {each.signal, static_cast<std::uint8_t>(each.target), each.with_continue,
                                          std::move(each.message), each.step.has_value(), each.step.value_or(0), each.time_limit,
                                          each.step_end, each.suspend});
    for (const auto& each : turn.resized) parts_.launcher.resize(each->id, parts_.plan_resize(*each));
    answer_waiters(turn.changed);
    answer_attendants(turn.changed);
    wake_parked(turn.changed);
    if (parts_.tell)
        for (const auto& each : turn.tellings) parts_.tell(each);
    for (const auto& note : turn.notes) parts_.log.info(note);
}

void Controller::launch(const JobPtr& job) {
    const auto fail_launch = [&](const Error& error) {
        post({core::LaunchFailed{job->id, job->restarts, error.message, false}, {}, {}});
    };
    auto script = texts_.get(job->script_key, parts_.store);
    if (!script) return fail_launch(script.error());
    auto environment = texts_.get(job->environment_key, parts_.store);
    if (!environment) return fail_launch(environment.error());
    auto order = parts_.make_order(*job, std::move(*script), *environment);
    if (!order) return fail_launch(order.error());
    parts_.launcher.launch(std::move(*order));
}

void Controller::answer_waiters(const std::vector<JobPtr>& changed) {
    if (waiters_.empty()) return;
    for (const auto& job : changed) {
        if (!is_terminal(job->state)) continue;
        answer_waiters(job->id);
        if (job->array) answer_waiters(job->array.master_id);
    }
}

void Controller::answer_waiters(JobId id) {
    const auto waiting = waiters_.find(id);
    if (waiting == waiters_.end()) return;
    // An array of thousands is not gone through at each task's end: the record that was in the way mostly still is.
    const JobPtr in_the_way = parts_.view.find(waiting->second.unfinished);
    if (in_the_way && !ended_for_good(*in_the_way)) return;
    const auto records = parts_.view.job_or_array(id);
    const auto open = std::find_if_not(records.begin(), records.end(), [](const JobPtr& job) { return ended_for_good(*job); });
    if (open != records.end()) {
        waiting->second.unfinished = (*open)->id;
        return;
    }
    const WaitReply answer = final_answer(records);
    for (auto& respond : waiting->second.who) respond(answer);
    waiters_.erase(waiting);
}

void Controller::answer(Answer& answer) {
    if (auto* step = std::get_if<StepReply>(&answer.reply)) return launch_step(*step, answer.respond);
    answer.respond(std::move(answer.reply));
}

/// The step is on record: its shepherd hears of it before its srun does.
void Controller::launch_step(StepReply& reply, const Respond& respond) {
    const JobPtr job = parts_.view.find(reply.step.job);
    const std::int32_t number = reply.step.id;
    auto plan = parts_.plan_step(*job, std::move(reply.step));
    if (!plan) {
        post({core::StepEnded{job->id, job->restarts, {number, {1, 0}, false, false, {}, {}}}, {}, {}});
        return respond(plan.error());
    }
    parts_.launcher.order_step(job->id, std::move(plan->order));
    respond(std::move(plan->reply));
}

bool Controller::answer_attendant(const Attendance& asked) {
    const JobPtr job = parts_.view.find(asked.request.job);
    const auto refuse = [&](Errc code) {
        asked.respond(Error{code, std::string(error_text(code))});
        return true;
    };
    if (asked.gone && *asked.gone) return true;
    if (!job) return refuse(Errc::invalid_job_id);
    if (job->uid != asked.caller.uid && !asked.caller.is_admin) return refuse(Errc::access_denied);
    if (is_up(*job) || is_terminal(job->state)) {
        asked.respond(parts_.describe_allocation(job));
        return true;
    }
    if (asked.request.wait || job->state != JobState::pending) return false;
    return refuse(Errc::job_pending);
}

void Controller::answer_attendants(const std::vector<JobPtr>& changed) {
    if (attendants_.empty()) return;
    for (const auto& job : changed) {
        const auto at = attendants_.find(job->id);
        if (at == attendants_.end()) continue;
        std::erase_if(at->second, [this](const Attendance& each) { return answer_attendant(each); });
        if (at->second.empty()) attendants_.erase(at);
    }
}

void Controller::wake_parked(const std::vector<JobPtr>& changed) {
    if (parked_.empty()) return;
    for (const auto& job : changed) {
        auto parked = parked_.extract(job->id);
        if (!parked) continue;
        for (auto& command : parked.mapped()) post(std::move(command));
    }
}

// Until the next try the state lacks what the reports said; the jobs show as they were, which is what is durable.
void Controller::recover(std::vector<Command> batch, const Error& error) {
    parts_.log.error("commit failed, nothing of it happened: " + error.message);
    state_ = std::make_unique<core::State>(core::make_state(*config_, next_job_id_));
    core::restore(*state_, parts_.view.all_jobs());
    core::restore_usage(*state_, past_);
    wake_at_ = state_->next_due();
    for (Command& command : batch)
        if (command.respond) command.respond(error);
    keep_reports(batch);
}

void Controller::keep_reports(std::vector<Command>& batch) {
    for (Command& command : batch)
        if (is_report(command.event)) retry_.push_back(std::move(command));
    retry_at_ = parts_.now() + retry_after;
}

void Controller::take_retries(std::vector<Command>& batch, Time now) {
    if (!retry_at_ || *retry_at_ > now) return;
    retry_at_.reset();
    batch.insert(batch.begin(), std::make_move_iterator(retry_.begin()), std::make_move_iterator(retry_.end()));
    retry_.clear();
}

}  // namespace msd::loop

// SPDX-License-Identifier: MIT
#include "tests/support/core_world.hpp"

#include <algorithm>

#include "daemon/core/jobs/transitions.hpp"
#include "daemon/core/site/change_site.hpp"
#include "libms/text/selector.hpp"

namespace ms::test {
namespace {

const Time beginning = from_epoch_seconds(1'700'000'000);

}  // namespace

NodeConfig World::node(const std::string& name, std::uint32_t cpus, std::uint64_t memory) {
    NodeConfig node;
    node.name = name;
    node.cpus = cpus;
    node.cores_per_socket = cpus;
    node.memory = {memory};
    return node;
}

PartitionConfig World::partition(const std::string& name, std::vector<std::string> nodes, bool is_default) {
    PartitionConfig partition;
    partition.info.name = name;
    partition.info.nodes = std::move(nodes);
    partition.info.is_default = is_default;
    return partition;
}

ClusterConfig World::small_cluster() {
    ClusterConfig config;
    config.nodes = {node("n1", 4)};
    config.partitions = {partition("main", {"n1"}, true)};
    config.default_memory_per_cpu = {100};
    return config;
}

Caller World::user(const std::string& name) {
    static const std::map<std::string, UserId> known{{"root", 0}, {"alice", 1001}, {"bob", 1002}};
    const auto at = known.find(name);
    const UserId uid = at == known.end() ? 1099 : at->second;
    return {uid, uid, name, name, uid == 0, {name}};
}

World::World(ClusterConfig config) : config_(config), state_(make_state(std::move(config), 1)), now_(beginning) {}

const Job& World::job(std::uint32_t id) const {
    static const Job none;
    const Job* job = state_.find(JobId{id});
    return job ? *job : none;
}

void World::watch(const Save& save) {
    auto before = saved_.find(save.job->id);
    if (before != saved_.end() && before->second->state != save.job->state) {
        const auto from = before->second->state, to = save.job->state;
        // One turn may make two changes (a suspended job that ends is resumed first).
        const bool via_running = find_transition(from, JobState::running) && find_transition(JobState::running, to);
        const bool via_end = from == JobState::running && to == JobState::pending;
        if (!find_transition(from, to) && !via_running && !via_end)
            complaints_.push_back("job " + std::to_string(save.job->id.value) + " went from " +
                                  std::string(state_name(from)) + " to " + std::string(state_name(to)));
    }
    if (!save.transient) saved_[save.job->id] = save.job;
}

/// The reasons Priority and Resources may differ: a restart works them out again. Whether a run has begun may, too: its
/// shepherd says it again.
void World::compare_with_saved(const char* when) {
    for (const auto& [id, job] : state_.jobs()) {
        auto saved = saved_.find(id);
        if (saved == saved_.end()) {
            complaints_.push_back("job " + std::to_string(id.value) + " is not saved " + when);
            continue;
        }
        Job expected = *saved->second;
        if (is_queued(expected) && is_queued(*job)) expected.reason = job->reason;
        if (holds_resources(expected))
            expected.flags = (expected.flags & ~std::uint32_t{job_configuring}) | (job->flags & job_configuring);
        if (!(expected == *job)) complaints_.push_back("job " + std::to_string(id.value) + " is not as saved " + when);
    }
    if (state_.jobs().size() != saved_.size())
        complaints_.push_back(std::string("more is saved than there is ") + when);
}

void World::take_in(std::vector<Effect> effects) {
    for (auto& effect : effects) {
        if (auto* save = std::get_if<Save>(&effect)) watch(*save);
        if (auto* forget = std::get_if<Forget>(&effect)) saved_.erase(forget->job);
        if (auto* step = std::get_if<SaveStep>(&effect)) steps_.push_back(step->step);
        if (auto* incarnation = std::get_if<SaveIncarnation>(&effect)) incarnations_.push_back(incarnation->job);
        if (auto* launch = std::get_if<Launch>(&effect)) {
            if (!running_.emplace(launch->job->id, launch->job->restarts).second)
                complaints_.push_back("job " + std::to_string(launch->job->id.value) + " was launched twice");
            to_start_.push_back(launch->job->id);
            ++launches_;
        }
        if (auto* signal = std::get_if<SendSignal>(&effect))
            if (!running_.count(signal->job))
                complaints_.push_back("a signal for job " + std::to_string(signal->job.value) +
                                      ", which has no processes");
        effects_.push_back(std::move(effect));
    }
}

std::optional<Reply> World::send(Event event) {
    auto outcome = step(state_, std::move(event), now_);
    take_in(std::move(outcome.effects));
    take_in(schedule(state_, now_).effects);
    for (auto& sentence : violations(state_)) complaints_.push_back(std::move(sentence));
    if (!starts_by_hand)
        for (JobId id : std::exchange(to_start_, {})) send(Started{id, running_[id]});
    return std::move(outcome.reply);
}

void World::pass_until(Time time) {
    while (auto due = state_.next_due()) {
        if (*due > time) break;
        now_ = std::max(now_, *due);
        send(Tick{});
    }
    now_ = std::max(now_, time);
}

void World::pass(Seconds duration) { pass_until(now_ + duration); }

JobSpec World::spec(const std::string& name) const {
    JobSpec spec;
    spec.name = name;
    spec.tasks = 1;
    spec.work_dir = "/home/alice";
    return spec;
}

SubmitReply World::submit(JobSpec spec, const std::string& user_name) {
    Submit request;
    request.caller = user(user_name);
    request.spec = std::move(spec);
    auto reply = send(std::move(request));
    if (auto* accepted = std::get_if<SubmitReply>(&*reply)) return *accepted;
    complaints_.push_back("refused: " + std::get<Error>(*reply).message);
    return {};
}

Error World::refused(JobSpec spec, const std::string& user_name) {
    Submit request;
    request.caller = user(user_name);
    request.spec = std::move(spec);
    auto reply = send(std::move(request));
    if (auto* error = std::get_if<Error>(&*reply)) return *error;
    return {Errc::ok, "accepted"};
}

void World::started(std::uint32_t id) {
    std::erase(to_start_, JobId{id});
    send(Started{JobId{id}, running_[JobId{id}]});
}

void World::end(std::uint32_t id, int exit_code) {
    auto at = running_.find(JobId{id});
    if (at == running_.end()) return complaints_.push_back("nothing runs as job " + std::to_string(id));
    Ended event{JobId{id}, at->second, exit_code << 8, false, {}, now_};
    running_.erase(at);
    send(event);
}

void World::end_by_signal(std::uint32_t id, int signal) {
    Ended event{JobId{id}, running_[JobId{id}], signal, false, {}, now_};
    running_.erase(JobId{id});
    send(event);
}

void World::end_out_of_memory(std::uint32_t id) {
    Ended event{JobId{id}, running_[JobId{id}], 9, true, {}, now_};
    running_.erase(JobId{id});
    send(event);
}

void World::fail_launch(std::uint32_t id, const std::string& why, bool node_failure, bool hold) {
    LaunchFailed event{JobId{id}, running_[JobId{id}], why, node_failure, hold};
    running_.erase(JobId{id});
    send(event);
}

Errc World::cancel(const std::string& selector, const std::string& user_name, int signal) {
    SignalJobs request;
    request.caller = user(user_name);
    request.request.filter.jobs = {*text::parse_selector(selector)};
    request.request.signal = signal;
    return std::get<JobResults>(*send(std::move(request))).results.at(0).code;
}

Errc World::control(ControlRequest::Operation operation, const std::string& selector, const std::string& user_name) {
    ControlJobs request;
    request.caller = user(user_name);
    request.request.operation = operation;
    request.request.jobs = {*text::parse_selector(selector)};
    return std::get<JobResults>(*send(std::move(request))).results.at(0).code;
}

JobResult World::update(JobUpdate update, const std::string& selector, const std::string& user_name) {
    UpdateJobs request{user(user_name), {{*text::parse_selector(selector)}, std::move(update)}};
    return std::get<JobResults>(*send(std::move(request))).results.at(0);
}

std::string World::change_site(std::function<Result<void>(ClusterConfig&, Time)> edit, const std::string& user_name) {
    const auto reply = send(ChangeSite{user(user_name), std::move(edit)});
    config_ = state_.config();
    const auto* refused = std::get_if<Error>(&*reply);
    return refused ? refused->message : "";
}

std::string World::update_node(const std::string& name, std::vector<std::pair<std::string, std::string>> values,
                               const std::string& user_name) {
    const NodeUpdateRequest request{name, std::move(values)};
    const Caller caller = user(user_name);
    return change_site([=](ClusterConfig& config, Time now) { return edit_nodes(config, request, caller, now); },
                       user_name);
}

void World::restart() {
    compare_with_saved("before the restart");
    config_ = state_.config();
    const std::uint32_t next_id = state_.next_job_id();
    PastUsage past = state_.past();  // a daemon has that from the sums of its database
    state_ = make_state(config_, next_id);
    std::vector<JobPtr> jobs;
    for (const auto& [id, job] : saved_) jobs.push_back(job);
    restore(state_, std::move(jobs));
    restore_usage(state_, std::move(past));
    compare_with_saved("after the restart");
    take_in(schedule(state_, now_).effects);
    for (auto& sentence : violations(state_)) complaints_.push_back(std::move(sentence));
    const auto adopted = running_;
    for (const auto& [id, restarts] : adopted)
        if (std::find(to_start_.begin(), to_start_.end(), id) == to_start_.end()) send(Started{id, restarts});
    if (!starts_by_hand)
        for (JobId id : std::exchange(to_start_, {})) send(Started{id, running_[id]});
}

std::vector<SendSignal> World::take_signals() {
    std::vector<SendSignal> signals;
    for (auto& effect : take_effects())
        if (auto* signal = std::get_if<SendSignal>(&effect)) signals.push_back(*signal);
    return signals;
}

}  // namespace ms::test

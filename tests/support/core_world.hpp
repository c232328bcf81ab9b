// SPDX-License-Identifier: MIT
// A cluster in memory for tests of the core: builds the configuration, sends events, answers launches as shepherds
// would, keeps what was saved, and checks the invariants after every event.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "daemon/core/state.hpp"

namespace ms::test {

using namespace msd::core;

class World {
  public:
    /// One node "n1" with 4 CPUs and 8000 MB in the default partition "main", 100 MB a CPU by default.
    static ClusterConfig small_cluster();
    static NodeConfig node(const std::string& name, std::uint32_t cpus, std::uint64_t memory = 8000);
    static PartitionConfig partition(const std::string& name, std::vector<std::string> nodes, bool is_default = false);
    static Caller user(const std::string& name);  // root is the administrator

    explicit World(ClusterConfig config = small_cluster());

    State& state() { return state_; }
    const Job& job(std::uint32_t id) const;
    bool knows(std::uint32_t id) const { return state_.find(JobId{id}) != nullptr; }
    Reason reason(std::uint32_t id) const { return job(id).reason; }
    JobState job_state(std::uint32_t id) const { return job(id).state; }
    Time now() const { return now_; }

    /// One event, then one scheduling pass. Launches are answered with Started at once unless starts_by_hand.
    std::optional<Reply> send(Event event);
    /// Time passes; a Tick comes whenever one is due.
    void pass(Seconds duration);
    void pass_until(Time time);

    JobSpec spec(const std::string& name = "job") const;
    SubmitReply submit(JobSpec spec, const std::string& user_name = "alice");
    Error refused(JobSpec spec, const std::string& user_name = "alice");
    void started(std::uint32_t id);
    void end(std::uint32_t id, int exit_code = 0);
    void end_by_signal(std::uint32_t id, int signal);
    void end_out_of_memory(std::uint32_t id);
    void fail_launch(std::uint32_t id, const std::string& why, bool node_failure = false, bool hold = false);
    Errc cancel(const std::string& selector, const std::string& user_name = "alice", int signal = 0);
    Errc control(ControlRequest::Operation operation, const std::string& selector,
                 const std::string& user_name = "root");
    JobResult update(JobUpdate update, const std::string& selector, const std::string& user_name = "alice");
    /// scontrol update NodeName=. The refusal's text; empty: done.
    std::string update_node(const std::string& name, std::vector<std::pair<std::string, std::string>> values,
                            const std::string& user_name = "root");
    /// Another configuration, by any edit of the one in force.
    std::string change_site(std::function<Result<void>(ClusterConfig&, Time)> edit,
                            const std::string& user_name = "root");
    /// The daemon dies and comes back with what was saved; complains when that is not what it had.
    void restart();

    bool starts_by_hand = false;
    /// Effects of all turns since the last take, in order.
    std::vector<Effect> take_effects() { return std::exchange(effects_, {}); }
    /// The signals among them.
    std::vector<SendSignal> take_signals();
    const std::map<JobId, JobPtr>& saved() const { return saved_; }
    std::uint64_t launches() const { return launches_; }
    const std::vector<Step>& steps() const { return steps_; }
    const std::vector<JobPtr>& incarnations() const { return incarnations_; }
    /// Sentences of violations() and of the world's own checks so far; tests expect none.
    const std::vector<std::string>& complaints() const { return complaints_; }

  private:
    void take_in(std::vector<Effect> effects);
    void compare_with_saved(const char* when);
    void watch(const Save& save);

    ClusterConfig config_;
    State state_;
    Time now_;
    std::vector<Effect> effects_;
    std::map<JobId, JobPtr> saved_;
    std::map<JobId, std::uint32_t> running_;  // launched and not ended: the shepherds
    std::vector<JobId> to_start_;
    std::uint64_t launches_ = 0;
    std::vector<Step> steps_;
    std::vector<JobPtr> incarnations_;
    std::vector<std::string> complaints_;
};

}  // namespace ms::test

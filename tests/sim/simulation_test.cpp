// SPDX-License-Identifier: MIT
// Random years of a cluster from a seed: submissions of every kind, ends, failures, requests and restarts in any
// order. After each event the invariants hold; a restart finds what was saved; every launch is answered once.
//
// MS_SIM_SEED=n runs that seed alone, MS_SIM_STEPS=n that many events.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "tests/support/core_world.hpp"

namespace ms::test {
namespace {

ClusterConfig busy_cluster() {
    ClusterConfig config;
    NodeConfig small = World::node("n1", 8);
    small.threads_per_core = 2;
    small.cores_per_socket = 4;
    NodeConfig large = World::node("n2", 16, 32000);
    large.weight = 5;
    large.features = {"big", "ssd"};
    large.gres = {{"gpu", "a100", 2, {}, {}, {}}, {"gpu", "v100", 2, {}, {}, {}}, {"shard", "", 10, {}, {}, {}}, {"mps", "v100", 200, {}, {}, {}}};
    if (!share_gpus(large)) std::abort();
    config.nodes = {small, large, World::node("n3", 4)};
    config.partitions = {World::partition("main", {"n1", "n2", "n3"}, true), World::partition("fast", {"n2", "n3"})};
    config.partitions[1].info.priority_tier = 5;
    config.partitions[1].info.max_time = TimeLimit::of_minutes(60);
    config.licenses = {{"matlab", 3}, {"ansys", 1}};
    config.default_memory_per_cpu = {200};
    config.min_job_age = Seconds{120};
    config.max_job_count = 400;
    return config;
}

class Simulation {
  public:
    explicit Simulation(unsigned seed) : random_(seed), world_(busy_cluster()) {}

    void run(int events) {
        for (int i = 0; i < events && world_.complaints().empty(); ++i) {
            act();
            ++events_;
        }
    }
    World& world() { return world_; }
    int events() const { return events_; }

  private:
    unsigned pick(unsigned below) { return std::uniform_int_distribution<unsigned>(0, below - 1)(random_); }
    bool chance(unsigned percent) { return pick(100) < percent; }

    void act() {
        const unsigned dice = pick(100);
        if (dice < 30) submit();
        else if (dice < 55) end_some();
        else if (dice < 63) world_.cancel(some_selector(), "root", chance(70) ? 0 : chance(50) ? 19 : 18);
        else if (dice < 78) control();
        else if (dice < 80) world_.restart();
        else if (dice < 88) update();
        else if (dice < 90) change_site();
        else world_.pass(Seconds{pick(400)});
    }

    void submit() {
        JobSpec spec = world_.spec("job" + std::to_string(pick(6)));
        spec.tasks = 1 + pick(4);
        spec.cpus_per_task = 1 + pick(3);
        if (chance(20)) spec.min_nodes = spec.max_nodes = 1 + pick(2);
        if (chance(70)) spec.time_limit = TimeLimit::of_minutes(1 + pick(100));
        if (chance(25))
            spec.array = "0-" + std::to_string(pick(8)) + (chance(50) ? "%" + std::to_string(1 + pick(3)) : "");
        if (chance(30)) spec.dependency = dependency();
        if (chance(15)) spec.begin = world_.now() + Seconds{pick(600)};
        if (chance(10)) spec.deadline = world_.now() + Seconds{6000 + pick(9000)};
        if (chance(15)) spec.licenses = chance(50) ? "matlab:2" : "matlab,ansys";
        if (chance(15)) spec.gres = {{"gpu", chance(50) ? "" : "a100", 1 + pick(2)}};
        if (chance(10)) spec.gres.push_back({"shard", chance(70) ? "" : "v100", 1 + pick(3)});
        if (chance(5)) spec.gres.push_back({"mps", "", 10 + pick(90)});
        if (chance(10)) spec.exclusive = Exclusive::node;
        if (chance(10)) spec.hold = true;
        if (chance(30)) spec.partition = chance(50) ? "fast" : "fast,main";
        if (chance(15)) spec.signal = {10, pick(120), chance(50), false};
        if (chance(20)) spec.requeue = Choice::no;
        if (chance(20)) spec.kill_on_invalid_dependency = Choice::yes;
        if (chance(15)) spec.nice = static_cast<std::int32_t>(pick(50));
        if (chance(10)) spec.constraint = "big&ssd";
        Submit request;
        request.caller = World::user(chance(50) ? "alice" : "bob");
        request.spec = std::move(spec);
        world_.send(std::move(request));
    }

    std::string dependency() {
        static const char* const kinds[] = {"afterok", "afterany", "afternotok", "after", "aftercorr"};
        if (chance(20)) return "singleton";
        std::string text = std::string(kinds[pick(5)]) + ":" + some_id();
        if (chance(30)) text += (chance(50) ? ",afterany:" : "?afterok:") + some_id();
        if (text.rfind("after:", 0) == 0 && text.find_first_of(",?") == std::string::npos && chance(50)) text += "+2";
        return text;
    }

    std::string some_id() {
        const auto& jobs = world_.state().jobs();
        if (jobs.empty()) return "1";
        const Job& job = *std::next(jobs.begin(), pick(static_cast<unsigned>(jobs.size())))->second;
        if (!job.array || chance(40)) return std::to_string(order_id(job).value);
        return std::to_string(job.id.value);
    }

    std::string some_selector() {
        const std::string id = some_id();
        if (chance(60)) return id;
        return chance(50) ? id + "_" + std::to_string(pick(8)) : id + "_[1-3]";
    }

    void end_some() {
        std::vector<const Job*> running;
        for (const auto& [id, job] : world_.state().jobs())
            if (holds_resources(*job)) running.push_back(job.get());
        if (running.empty()) return;
        const std::uint32_t id = running[pick(static_cast<unsigned>(running.size()))]->id.value;
        switch (pick(10)) {
            case 0: return world_.end(id, 1 + static_cast<int>(pick(255)));
            case 1: return world_.end_by_signal(id, 9);
            case 2: return world_.end_out_of_memory(id);
            case 3: return world_.fail_launch(id, "no such directory");
            case 4: return world_.fail_launch(id, "lost", true);
            default: return world_.end(id);
        }
    }

    void control() {
        using O = ControlRequest::Operation;
        static const O all[] = {O::hold,         O::user_hold, O::release, O::release, O::requeue,
                                O::requeue_hold, O::suspend,   O::resume,  O::resume};
        world_.control(all[pick(9)], some_selector(), chance(80) ? "root" : "alice");
    }

    /// Nodes are drained, set down and taken back, partitions closed and opened, under whatever runs and waits.
    void change_site() {
        static const char* const states[] = {"DRAIN", "DOWN", "FAIL", "RESUME", "RESUME", "RESUME", "UNDRAIN", "IDLE"};
        if (chance(70)) {
            world_.update_node("n" + std::to_string(1 + pick(3)), {{"State", states[pick(8)]}, {"Reason", "drill"}});
            return;
        }
        const unsigned index = pick(2);
        const auto state = chance(60) ? PartitionState::up : PartitionState::down;
        world_.change_site([=](ClusterConfig& config, Time) -> Result<void> {
            config.partitions[index].info.state = state;
            return {};
        });
    }

    /// Keys of every kind, one to three at a time, of any job, as its owner or the administrator.
    void update() {
        JobUpdate update;
        for (unsigned i = 0; i <= pick(3); ++i) update.keys.push_back(static_cast<JobKey>(pick(job_key_count)));
        JobSpec& values = update.values;
        values.name = "job" + std::to_string(pick(6));
        values.partition = chance(50) ? "fast" : "main,fast";
        values.tasks = values.cpus_per_task = 1 + pick(3);
        update.cpu_count = 1 + pick(6);
        values.min_nodes = values.max_nodes = 1 + pick(2);
        values.memory_kind = MemoryKind::per_cpu;
        values.memory = {100 + pick(200)};
        values.time_limit = TimeLimit::of_minutes(pick(90));
        update.limit_change = static_cast<JobUpdate::LimitChange>(pick(3));
        update.end = world_.now() + Seconds{pick(3000)};
        values.begin = world_.now() + Seconds{pick(600)};
        if (chance(30)) values.deadline = world_.now() + Seconds{6000 + pick(9000)};
        if (chance(70)) values.dependency = dependency();
        values.licenses = chance(50) ? "matlab:1" : chance(50) ? "ansys" : "";
        if (chance(50)) values.gres = {{"gpu", "", 1}};
        values.priority = chance(50) ? 0 : 1 + pick(100000);
        values.priority_set = values.priority ? Choice::yes : Choice::unset;
        values.nice = static_cast<std::int32_t>(pick(50));
        update.array_task_throttle = pick(4);
        world_.update(std::move(update), some_selector(), chance(50) ? "root" : "alice");
    }

    std::mt19937 random_;
    World world_;
    int events_ = 0;
};

int environment_number(const char* name, int otherwise) {
    const char* text = std::getenv(name);
    return text ? std::atoi(text) : otherwise;
}

class Seeds : public testing::TestWithParam<int> {};

TEST_P(Seeds, TheInvariantsHoldAfterEveryEvent) {
    const int seed = environment_number("MS_SIM_SEED", GetParam());
    const auto begin = std::chrono::steady_clock::now();
    Simulation simulation(static_cast<unsigned>(seed));
    simulation.run(environment_number("MS_SIM_STEPS", 2500));
    for (const auto& sentence : simulation.world().complaints())
        ADD_FAILURE() << "seed " << seed << ", event " << simulation.events() << ": " << sentence;
    EXPECT_GT(simulation.world().launches(), static_cast<unsigned>(simulation.events()) / 20) << "nothing much happened: the test shows little";
    EXPECT_GT(simulation.world().incarnations().size(), static_cast<unsigned>(simulation.events()) / 400);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::printf("seed %d: %d events, %llu launches, %zu requeues, %.0f events a second with all checks\n", seed,
                simulation.events(), static_cast<unsigned long long>(simulation.world().launches()),
                simulation.world().incarnations().size(), simulation.events() / seconds);
}

INSTANTIATE_TEST_SUITE_P(Simulation, Seeds, testing::Range(1, 7));

}  // namespace
}  // namespace ms::test

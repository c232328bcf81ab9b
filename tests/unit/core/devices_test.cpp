// SPDX-License-Identifier: MIT
// Which devices and which CPUs near them a job gets.
#include "daemon/core/placement/devices.hpp"

#include <gtest/gtest.h>

#include "daemon/core/placement/fit.hpp"
#include "tests/support/core_world.hpp"

namespace ms::test {
namespace {

using Numbers = std::vector<std::uint32_t>;

/// Two sockets of four CPUs; GPUs 0 and 1 are near the first, 2 and 3 near the second, and linked 0-2 and 1-3.
ClusterConfig two_sockets() {
    ClusterConfig config = World::small_cluster();
    NodeConfig node = World::node("n1", 8);
    node.sockets = 2;
    node.cores_per_socket = 4;
    GresConfig gpus{"gpu", "a100", 4, {}, {}, "nvidia_a100-sxm4-40gb"};
    for (std::int32_t i = 0; i < 4; ++i) {
        GresDevice gpu;
        gpu.files = {"/dev/nvidia" + std::to_string(i)};
        gpu.cpus = i < 2 ? Numbers{0, 1, 2, 3} : Numbers{4, 5, 6, 7};
        for (std::int32_t other = 0; other < 4; ++other) gpu.links.push_back(i == other ? -1 : (i + other) % 2 ? 0 : 4);
        gpus.devices.push_back(gpu);
    }
    node.gres = {gpus};
    config.nodes = {node};
    return config;
}

class Devices : public ::testing::Test {
  protected:
    const NodeAllocation& run(std::uint64_t gpus, std::uint32_t cpus, const std::string& flags = {}) {
        JobSpec spec = world.spec();
        spec.gres = {{"gpu", "", gpus}};
        spec.cpus_per_task = cpus;
        if (!flags.empty()) spec.kept_options = {{"gres-flags", flags}};
        last = world.submit(spec).id.value;
        static const NodeAllocation nothing;
        return world.job(last).allocation.empty() ? nothing : world.job(last).allocation.front();
    }
    Numbers indices(const NodeAllocation& part) { return part.gres.empty() ? Numbers{} : part.gres.front().indices; }
    void TearDown() override { EXPECT_EQ(world.complaints(), std::vector<std::string>{}); }

    World world{two_sockets()};
    std::uint32_t last = 0;
};

TEST_F(Devices, CpusAreThoseNearTheGpu) {
    EXPECT_EQ(indices(run(1, 4)), Numbers{0});
    EXPECT_EQ(world.job(last).allocation[0].cpus, (Numbers{0, 1, 2, 3}));
    // The first socket is full: a GPU of the second comes first now.
    EXPECT_EQ(indices(run(1, 2)), Numbers{2});
    EXPECT_EQ(world.job(last).allocation[0].cpus, (Numbers{4, 5}));
}

TEST_F(Devices, GpusPerSocketAreNearAsManySocketsWithCpusOfEach) {
    JobSpec spec = world.spec();
    spec.gpus_per_socket = {{"gpu", "", 1}};
    spec.sockets_per_node = 2;
    spec.cpus_per_task = 4;
    const NodeAllocation& part = world.job(world.submit(spec).id.value).allocation.front();
    EXPECT_EQ(indices(part), (Numbers{0, 2}));
    EXPECT_EQ(part.cpus, (Numbers{0, 1, 4, 5}));
    spec.gpus_per_socket = {{"gpu", "", 2}};
    spec.sockets_per_node = 1;
    const auto waits = world.submit(spec).id.value;  // two are free, but no two of one socket
    EXPECT_TRUE(world.job(waits).allocation.empty());
    world.end(1);
    EXPECT_EQ(indices(world.job(waits).allocation.front()), (Numbers{0, 1}));
}

TEST_F(Devices, OtherCpusFillUpUnlessBindingIsEnforced) {
    EXPECT_EQ(run(1, 6).cpus, (Numbers{0, 1, 2, 3, 4, 5}));
    world.end(last);
    EXPECT_EQ(run(1, 3, "enforce-binding").cpus, (Numbers{0, 1, 2}));
    EXPECT_EQ(run(1, 4, "enforce-binding").cpus, (Numbers{4, 5, 6, 7}));
    EXPECT_TRUE(run(1, 1, "enforce-binding").cpus == Numbers{3});
    EXPECT_TRUE(run(1, 1, "disable-binding").cpus.empty());  // no CPU at all is left
}

TEST_F(Devices, SeveralAreTheBestLinked) {
    EXPECT_EQ(indices(run(2, 1)), (Numbers{0, 2}));
    EXPECT_EQ(indices(run(2, 1)), (Numbers{1, 3}));
}

TEST_F(Devices, ThoseUsedOutsideAreAvoidedByPolicyOnly) {
    const auto use_outside = [&](bool avoid) {
        world.change_site([avoid](ClusterConfig& config, Time) -> Result<void> {
            config.avoid_used_gpus = avoid;
            config.nodes[0].gres[0].devices[0].used_outside = true;
            return {};
        });
    };
    use_outside(false);
    EXPECT_EQ(indices(run(1, 1)), Numbers{0});
    world.end(last);
    use_outside(true);
    EXPECT_EQ(indices(run(1, 1)), Numbers{1});
    EXPECT_TRUE(run(3, 1).gres.empty());
    EXPECT_EQ(world.reason(last), Reason::resources);
    EXPECT_EQ(node_infos(world.state()).at(0).gres.at(0).used_outside, Numbers{0});
    EXPECT_EQ(node_infos(world.state()).at(0).gres.at(0).sockets, (Numbers{0, 1}));
}

TEST_F(Devices, TheDriversNameOfAModelIsATypeToo) {
    JobSpec spec = world.spec();
    spec.gres = {{"gpu", "nvidia_a100-sxm4-40gb", 1}};
    EXPECT_EQ(world.job(world.submit(spec).id.value).spec->gres.front().type, "a100");
    spec.gres = {{"gpu", "A100", 1}};
    EXPECT_EQ(world.job(world.submit(spec).id.value).spec->gres.front().type, "a100");
}

}  // namespace
}  // namespace ms::test

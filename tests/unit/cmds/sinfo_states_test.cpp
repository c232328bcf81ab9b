// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "cmds/sinfo/options.hpp"
#include "libms/model/node_states.hpp"

using namespace ms;

namespace {

TEST(NodeStates, OneWordAndAtMostOneMark) {
    struct Case {
        NodeState state;
        std::uint32_t flags;
        std::string_view shown;
        std::string_view compact;
        std::string_view complete;
    };
    const Case cases[] = {
        {NodeState::idle, 0, "idle", "idle", "IDLE"},
        {NodeState::mixed, 0, "mixed", "mix", "MIXED"},
        {NodeState::allocated, 0, "allocated", "alloc", "ALLOCATED"},
        {NodeState::down, 0, "down", "down", "DOWN"},
        {NodeState::unknown, node_not_responding, "unknown*", "unk*", "UNKNOWN+NOT_RESPONDING"},
        {NodeState::down, node_not_responding, "down*", "down*", "DOWN+NOT_RESPONDING"},
        {NodeState::idle, node_drain, "drained", "drain", "IDLE+DRAIN"},
        {NodeState::mixed, node_drain, "draining", "drng", "MIXED+DRAIN"},
        {NodeState::idle, node_drain | node_completing, "draining", "drng", "IDLE+COMPLETING+DRAIN"},
        {NodeState::allocated, node_drain | node_not_responding, "draining*", "drng*",
         "ALLOCATED+DRAIN+NOT_RESPONDING"},
        {NodeState::mixed, node_completing, "completing", "comp", "MIXED+COMPLETING"},
        {NodeState::allocated, node_completing, "allocated+", "alloc+", "ALLOCATED+COMPLETING"},
        {NodeState::idle, node_reserved, "reserved", "resv", "IDLE+RESERVED"},
        {NodeState::idle, node_planned, "planned", "plnd", "IDLE+PLANNED"},
        {NodeState::mixed, node_planned, "mixed-", "mix-", "MIXED+PLANNED"},
        {NodeState::idle, node_maintenance, "maint", "maint", "IDLE+MAINTENANCE"},
        {NodeState::mixed, node_maintenance, "mixed$", "mix$", "MIXED+MAINTENANCE"},
        {NodeState::idle, node_fail_flag, "fail", "fail", "IDLE+FAIL"},
        {NodeState::mixed, node_fail_flag, "failing", "failg", "MIXED+FAIL"},
    };
    for (const Case& each : cases) {
        EXPECT_EQ(shown_node_state(each.state, each.flags), each.shown);
        EXPECT_EQ(shown_node_state_compact(each.state, each.flags), each.compact);
        EXPECT_EQ(complete_node_state(each.state, each.flags), each.complete);
    }
}

TEST(NodeStates, RankPutsFlagsAboveMixedAllocatedIdleDown) {
    const std::uint32_t descending[] = {
        node_state_rank(NodeState::down, node_not_responding), node_state_rank(NodeState::idle, node_drain),
        node_state_rank(NodeState::mixed, 0),                  node_state_rank(NodeState::allocated, 0),
        node_state_rank(NodeState::idle, 0),                   node_state_rank(NodeState::down, 0),
    };
    for (std::size_t i = 1; i < std::size(descending); ++i) EXPECT_GT(descending[i - 1], descending[i]) << i;
}

TEST(NodeStates, WhoAsksForIdleOrAllocatedNodesMeansTheBaseState) {
    EXPECT_TRUE(node_meets(NodeCondition::idle, NodeState::idle, 0));
    EXPECT_TRUE(node_meets(NodeCondition::idle, NodeState::idle, node_drain));
    EXPECT_FALSE(node_meets(NodeCondition::idle, NodeState::mixed, 0));
    EXPECT_TRUE(node_meets(NodeCondition::allocated, NodeState::allocated, 0));
    EXPECT_TRUE(node_meets(NodeCondition::allocated, NodeState::mixed, 0));
    EXPECT_FALSE(node_meets(NodeCondition::mixed, NodeState::allocated, 0));
    EXPECT_TRUE(node_meets(NodeCondition::drain, NodeState::mixed, node_drain));
    EXPECT_FALSE(node_meets(NodeCondition::drained, NodeState::mixed, node_drain));
    EXPECT_TRUE(node_meets(NodeCondition::draining, NodeState::mixed, node_drain));
}

TEST(NodeStates, EveryConditionIsFoundByItsName) {
    for (const std::string_view name : node_condition_names()) {
        const auto found = find_node_condition(name);
        ASSERT_TRUE(found) << name;
        if (*found == NodeCondition::never) continue;
        EXPECT_EQ(node_condition_names()[static_cast<std::size_t>(*found)], name);
    }
    EXPECT_EQ(find_node_condition("powering_down"), NodeCondition::never);  // Slurm knows it, no node here does
    EXPECT_FALSE(node_meets(NodeCondition::never, NodeState::idle, 0));
    EXPECT_EQ(find_node_condition("AllOc"), NodeCondition::allocated);
    EXPECT_EQ(find_node_condition("dra"), NodeCondition::drain);
    EXPECT_FALSE(find_node_condition(""));
    EXPECT_FALSE(find_node_condition("idler"));
}

TEST(SinfoStates, CommasAreOrAndAmpersandsAreAnd) {
    const auto terms = cmds::sinfo::parse_states("idle,mix&~drain+!comp");
    ASSERT_TRUE(terms);
    ASSERT_EQ(terms->size(), 2u);
    EXPECT_EQ((*terms)[0].size(), 1u);
    ASSERT_EQ((*terms)[1].size(), 3u);
    EXPECT_EQ((*terms)[1][0].condition, NodeCondition::mixed);
    EXPECT_FALSE((*terms)[1][0].negated);
    EXPECT_EQ((*terms)[1][1].condition, NodeCondition::drain);
    EXPECT_TRUE((*terms)[1][1].negated);
    EXPECT_TRUE((*terms)[1][2].negated);
    EXPECT_TRUE(cmds::sinfo::parse_states("ALL")->empty());
    EXPECT_FALSE(cmds::sinfo::parse_states("idle,~"));
}

}  // namespace

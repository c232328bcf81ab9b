// SPDX-License-Identifier: MIT
#include "daemon/core/placement/layout.hpp"

#include <gtest/gtest.h>

namespace msd::core {
namespace {

using Numbers = std::vector<std::uint32_t>;

TEST(Layout, ReadsWhatTheOptionSaysOfNodes) {
    using Kind = Distribution::Kind;
    EXPECT_EQ(node_distribution("").kind, Kind::block);
    EXPECT_EQ(node_distribution("*:cyclic").kind, Kind::block);
    EXPECT_EQ(node_distribution("Cyclic:block,NoPack").kind, Kind::cyclic);
    EXPECT_EQ(node_distribution("plane=4").kind, Kind::plane);
    EXPECT_EQ(node_distribution("plane=4").plane, 4u);
}

TEST(Layout, OneRowAWay) {
    EXPECT_EQ(lay_out(7, {4, 4, 4}, {}), (Numbers{4, 2, 1}));
    EXPECT_EQ(lay_out(7, {4, 4, 4}, node_distribution("cyclic")), (Numbers{3, 2, 2}));
    EXPECT_EQ(lay_out(7, {4, 4, 4}, node_distribution("plane=2")), (Numbers{3, 2, 2}));
    EXPECT_EQ(lay_out(9, {4, 1, 4}, node_distribution("cyclic")), (Numbers{4, 1, 4}));
    EXPECT_EQ(lay_out(4, {9, 9}, node_distribution("plane=8")), (Numbers{3, 1}));
    EXPECT_EQ(lay_out(5, {1, 1}, {}), (Numbers{3, 2}));
    EXPECT_EQ(lay_out(2, {}, {}), (Numbers{}));
}

}  // namespace
}  // namespace msd::core

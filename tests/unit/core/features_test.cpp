// SPDX-License-Identifier: MIT
#include "daemon/core/placement/features.hpp"

#include <gtest/gtest.h>

namespace msd::core {
namespace {

const std::vector<std::string> node{"intel", "ssd", "big"};

TEST(Features, AndBindsCloserThanOr) {
    EXPECT_TRUE(features_satisfy("", node));
    EXPECT_TRUE(features_satisfy("ssd", node));
    EXPECT_FALSE(features_satisfy("amd", node));
    EXPECT_TRUE(features_satisfy("intel&ssd", node));
    EXPECT_FALSE(features_satisfy("intel&amd", node));
    EXPECT_TRUE(features_satisfy("amd&ssd|big", node));
    EXPECT_FALSE(features_satisfy("amd&(ssd|big)", node));
    EXPECT_TRUE(features_satisfy("[amd|intel]", node));
    EXPECT_TRUE(features_satisfy("intel*2&ssd*1", node));
    EXPECT_TRUE(features_satisfy("intel,ssd", node));
}

TEST(Features, MalformedOnesAreRefused) {
    for (const char* text : {"&", "a&", "|b", "(a", "a)", "a||b", "()", "[a|b"}) {
        EXPECT_FALSE(feature_names(text)) << text;
        EXPECT_FALSE(features_satisfy(text, {"a", "b"})) << text;
    }
    EXPECT_FALSE(feature_names(std::string(100'000, '(')));  // deep nesting is no deep recursion
}

TEST(Features, NamesInOrder) {
    EXPECT_EQ(feature_names("a&(b|c*2)").value(), (std::vector<std::string>{"a", "b", "c"}));
}

}  // namespace
}  // namespace msd::core

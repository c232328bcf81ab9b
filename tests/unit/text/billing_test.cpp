// SPDX-License-Identifier: MIT
// What jobs are charged by TRESBillingWeights.
#include "libms/text/billing.hpp"

#include <gtest/gtest.h>

namespace ms::text {
namespace {

constexpr std::string_view weights = "CPU=1.5,Mem=0.25G,GRES/gpu=2.0";

std::uint64_t sum(const TresMap& amounts, std::string_view by) { return billing_of(amounts, by, BillingRule::sum); }

TEST(Billing, ThePartsAreAddedAndTheWholeNumberCounts) {  // the figures are Slurm's
    EXPECT_EQ(sum({{"cpu", 4}, {"mem", 2000}, {"node", 2}}, weights), 6u);
    EXPECT_EQ(sum({{"cpu", 12}, {"mem", 12000}, {"node", 3}}, weights), 20u);
    EXPECT_EQ(sum({{"cpu", 1}, {"mem", 10}}, weights), 1u);
    EXPECT_EQ(sum({{"cpu", 1}, {"gres/gpu", 3}}, weights), 7u);
    EXPECT_EQ(sum({{"cpu", 10}}, "CPU=0.1"), 1u);
}

TEST(Billing, WithoutWeightsACpuCountsOne) {
    EXPECT_EQ(sum({{"cpu", 4}, {"mem", 2000}}, ""), 4u);
    EXPECT_EQ(sum({{"cpu", 4}, {"mem", 2048}}, "Mem=1G"), 2u);  // what is not named is free
}

TEST(Billing, OrTheDearestPartAlone) {
    const TresMap amounts{{"cpu", 4}, {"mem", 40 * 1024}, {"gres/gpu", 1}, {"license/x", 3}};
    constexpr std::string_view all = "cpu=1.5,mem=0.25G,gres/gpu=2.0,license/x=1";
    EXPECT_EQ(billing_of(amounts, all, BillingRule::sum), 6u + 10 + 2 + 3);
    EXPECT_EQ(billing_of(amounts, all, BillingRule::dearest), 10u + 3);
    EXPECT_EQ(billing_of(amounts, all, BillingRule::dearest_beside_gres), 10u + 2 + 3);
}

TEST(Billing, AUnitSaysForHowMuchAWeightIs) {
    const auto parsed = parse_billing_weights("mem=1,CPU=2K,GRES/gpu:a100=.5");
    ASSERT_TRUE(parsed);
    EXPECT_DOUBLE_EQ(parsed->at("mem"), 1);
    EXPECT_DOUBLE_EQ(parsed->at("cpu"), 2.0 / 1024);
    EXPECT_DOUBLE_EQ(parsed->at("gres/gpu:a100"), 0.5);
    EXPECT_DOUBLE_EQ(parse_billing_weights("mem=0.25T")->at("mem"), 0.25 / (1024 * 1024));
    for (const char* wrong : {"cpu", "cpu=", "cpu=x", "cpu=-1", "cpu=1Q", "cpu=1GB", "cores=1", "gres/=1", "cpu=nan"})
        EXPECT_FALSE(parse_billing_weights(wrong)) << wrong;
}

}  // namespace
}  // namespace ms::text

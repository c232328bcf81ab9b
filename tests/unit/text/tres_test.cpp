// SPDX-License-Identifier: MIT
#include "libms/text/tres.hpp"

#include <gtest/gtest.h>

namespace ms::text {
namespace {

using Requests = std::vector<GresRequest>;

TEST(Tres, Gres) {
    const std::pair<std::string_view, Requests> table[] = {
        {"gpu", {{"gpu", "", 1}}},
        {"gpu:1", {{"gpu", "", 1}}},
        {"gpu:0", {{"gpu", "", 0}}},
        {"gpu:a100:2", {{"gpu", "a100", 2}}},
        {"gpu:a100=2", {{"gpu", "a100", 2}}},
        {"gpu:a100", {{"gpu", "a100", 1}}},
        {"gpu:2080ti:1", {{"gpu", "2080ti", 1}}},
        {"gpu:3090:1", {{"gpu", "3090", 1}}},
        {"gpu:two", {{"gpu", "two", 1}}},
        {"gpu:GeForce GTX 1080 Ti:1", {{"gpu", "GeForce GTX 1080 Ti", 1}}},
        {"gres:gpu:1", {{"gpu", "", 1}}},
        {"gpu:1,gpu:1", {{"gpu", "", 1}, {"gpu", "", 1}}},
        {"gpu:a100:1,gpu:v100:1", {{"gpu", "a100", 1}, {"gpu", "v100", 1}}},
        {"gpu:4,vmem:8g", {{"gpu", "", 4}, {"vmem", "", 8ull << 30}}},
        {"gpumem:24gb", {{"gpumem", "24gb", 1}}},
        {"gpu:v100:1,nvme:100", {{"gpu", "v100", 1}, {"nvme", "", 100}}},
        {"GPU:1", {{"GPU", "", 1}}},
        {"nvgpufreq", {{"nvgpufreq", "", 1}}},
        {"gpu:2       ", {{"gpu", "", 2}}},
        {"x:2k", {{"x", "", 2048}}},
        {"none", {}},
        {"NONE", {}},
    };
    for (const auto& [text, requests] : table) {
        const auto parsed = parse_gres(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(*parsed, requests) << text;
        if (!requests.empty()) { EXPECT_EQ(parse_gres(format_gres(requests)), requests) << text; }
    }
    for (const char* text :
         {"", ",", "gpu:", "gpu:1:a100", "gpu:v100:x", "gpu=2", "gres/gpu:1", ":1", "gpu::1", "gpu:a:", "gpu:a:1:2",
          "gpu:a100:-1", "gpu:a:18446744073709551616", "gpu:a:18446744073709551615k"}) {
        const auto parsed = parse_gres(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error(), (Error{Errc::invalid_gres, "Invalid generic resource (gres) specification"}));
    }
}

TEST(Tres, Gpus) {
    EXPECT_EQ(parse_gpus("2"), (Requests{{"gpu", "", 2}}));
    EXPECT_EQ(parse_gpus("rtx_4090:1"), (Requests{{"gpu", "rtx_4090", 1}}));
    EXPECT_EQ(parse_gpus("a100:2,v100:1"), (Requests{{"gpu", "a100", 2}, {"gpu", "v100", 1}}));
    EXPECT_EQ(parse_gpus("Y"), (Requests{{"gpu", "Y", 1}}));
    for (const char* text : {"", ":1", "a:b", "1:2:3"}) EXPECT_FALSE(parse_gpus(text)) << text;
}

TEST(Tres, Licenses) {
    EXPECT_EQ(parse_licenses("foo"), (Requests{{"foo", "", 1}}));
    EXPECT_EQ(parse_licenses("foo:4,bar;baz|x:2"),
              (Requests{{"foo", "", 4}, {"bar", "", 1}, {"baz", "", 1}, {"x", "", 2}}));
    EXPECT_EQ(parse_licenses("comsol@uoa:1"), (Requests{{"comsol@uoa", "", 1}}));
    for (const char* text : {"", ",", "foo:", "foo:x", ":1", "foo bar", "foo:-1", "foo:1:2"}) {
        const auto parsed = parse_licenses(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error(), (Error{Errc::invalid_licenses, "Invalid license specification"}));
    }
}

TEST(Tres, Requests) {
    const Requests requests{{"gpu", "a100", 2}, {"shard", "", 4}};
    EXPECT_EQ(format_tres_per(requests), "gres/gpu:a100:2,gres/shard:4");
    EXPECT_EQ(format_gres(requests), "gpu:a100:2,shard:4");
    EXPECT_EQ(format_tres_per({}), "");
}

TEST(Tres, AmountsInBothOrders) {
    const TresMap amounts{{"cpu", 4}, {"mem", 8192}, {"node", 1}, {"billing", 4}, {"gres/gpu", 2},
                          {"gres/gpu:a100", 2}};
    EXPECT_EQ(format_tres(amounts), "cpu=4,mem=8G,node=1,billing=4,gres/gpu=2,gres/gpu:a100=2");
    EXPECT_EQ(format_tres_sorted(amounts), "billing=4,cpu=4,gres/gpu=2,gres/gpu:a100=2,mem=8G,node=1");
    EXPECT_EQ(parse_tres(format_tres(amounts)), amounts);
    EXPECT_EQ(parse_tres(format_tres_sorted(amounts)), amounts);
    EXPECT_EQ(format_tres({}), "");
}

TEST(Tres, ReadsWhatOthersWrote) {
    EXPECT_EQ(parse_tres("cpu=1,mem=1.50G"), (TresMap{{"cpu", 1}, {"mem", 1536}}));
    EXPECT_EQ(parse_tres("mem=500M,license/x=3,zzz=7"), (TresMap{{"mem", 500}, {"license/x", 3}, {"zzz", 7}}));
    EXPECT_EQ(parse_tres("cpu=1.5,mem=2.5G,mem=.50G,=3,node,gres/gpu=,billing=-1,x=18446744073709551616"), TresMap{});
    EXPECT_EQ(parse_tres("mem=40P,cpu=0"), (TresMap{{"cpu", 0}, {"mem", 40ull << 30}}));
    EXPECT_EQ(parse_tres("mem=18446744073709551615G,cpu=1"), (TresMap{{"cpu", 1}}));
    EXPECT_EQ(parse_tres(""), TresMap{});
}

}  // namespace
}  // namespace ms::text

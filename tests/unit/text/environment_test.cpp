// SPDX-License-Identifier: MIT
#include "libms/text/environment.hpp"

#include <gtest/gtest.h>

namespace ms::text {
namespace {

using namespace std::string_view_literals;
using Entries = std::vector<std::string>;

const Entries& submitter() {
    static const Entries entries{"HOME=/home/a", "A=1", "SLURM_CONF=/x", "SLURMY=no", "EMPTY=", "EQ=a=b"};
    return entries;
}

TEST(Environment, Export) {
    const std::pair<std::string_view, Entries> table[] = {
        {"", submitter()},
        {"ALL", submitter()},
        {"all", submitter()},
        {"NONE", {"SLURM_CONF=/x"}},
        {"none", {"SLURM_CONF=/x"}},
        {"NIL", {"SLURM_CONF=/x"}},
        {"A", {"A=1", "SLURM_CONF=/x"}},
        {"A,EQ,NOSUCH", {"A=1", "SLURM_CONF=/x", "EQ=a=b"}},
        {"A,B=2", {"A=1", "SLURM_CONF=/x", "B=2"}},
        {"ALL,B=2", {"HOME=/home/a", "A=1", "SLURM_CONF=/x", "SLURMY=no", "EMPTY=", "EQ=a=b", "B=2"}},
        {"B=2,ALL,A=9", {"HOME=/home/a", "A=9", "SLURM_CONF=/x", "SLURMY=no", "EMPTY=", "EQ=a=b", "B=2"}},
        {"A=2,A=3", {"SLURM_CONF=/x", "A=3"}},
        {"B='x,y',C=\"c d\"", {"SLURM_CONF=/x", "B=x,y", "C=c d"}},
        {"B=\"it's\"", {"SLURM_CONF=/x", "B=it's"}},
        {"B=x=y", {"SLURM_CONF=/x", "B=x=y"}},
        {"B=", {"SLURM_CONF=/x", "B="}},
        {"=devel/python", {"SLURM_CONF=/x"}},
        {",A,", {"A=1", "SLURM_CONF=/x"}},
        {"SLURM_CONF=/y", {"SLURM_CONF=/y"}},
    };
    for (const auto& [text, entries] : table) EXPECT_EQ(apply_export(text, submitter()), entries) << text;
}

TEST(Environment, OpenQuote) {
    const auto result = apply_export("A='x", submitter());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(), (Error{Errc::usage, "Unmatched quote in --export=A='x"}));
}

TEST(Environment, Block) {
    EXPECT_EQ(parse_environment_block("A=1\0B=x y\n\0\0=C\0junk\0D="sv), (Entries{"A=1", "B=x y\n", "D="}));
    EXPECT_EQ(parse_environment_block(""), Entries{});
}

}  // namespace
}  // namespace ms::text

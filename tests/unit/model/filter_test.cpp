// SPDX-License-Identifier: MIT
#include "libms/model/filter.hpp"

#include <gtest/gtest.h>

namespace ms {
namespace {

TEST(JobFilter, LicencesAreNamedWithoutTheirNumbers) {
    const auto uses = [](const char* asked, std::vector<std::string> wanted) {
        auto spec = std::make_shared<JobSpec>();
        spec->licenses = asked;
        Job job;
        job.spec = spec;
        JobFilter filter;
        filter.licenses = std::move(wanted);
        return matches(filter, job);
    };
    EXPECT_TRUE(uses("matlab:3", {"matlab"}));
    EXPECT_TRUE(uses("ansys,matlab:2", {"matlab"}));
    EXPECT_TRUE(uses("matlab:2,ansys:1", {"fluent", "ansys"}));
    EXPECT_TRUE(uses("matlab|ansys:1", {"ansys"}));
    EXPECT_FALSE(uses("matlab:3", {"mat"}));
    EXPECT_FALSE(uses("", {"matlab"}));
    EXPECT_TRUE(uses("", {}));
}

}  // namespace
}  // namespace ms

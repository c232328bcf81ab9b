// SPDX-License-Identifier: MIT
#include "daemon/exec/users.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace msd::exec {
namespace {

TEST(LookUpUser, KnowsRoot) {
    const auto root = look_up_user(0);
    ASSERT_TRUE(root);
    EXPECT_EQ(root->name, "root");
    EXPECT_EQ(root->gid, 0u);
    EXPECT_EQ(root->group, "root");
    EXPECT_FALSE(root->home.empty());
    EXPECT_NE(std::find(root->groups.begin(), root->groups.end(), 0u), root->groups.end());
}

TEST(LookUpUser, NamesTheUnknownOne) {
    const auto nobody = look_up_user(4'000'000'123u);
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().message, "user 4000000123: not in the user database");
}

TEST(Users, AreAskedForOnceAMinute) {
    int asked = 0;
    Users users([&](UserId uid) -> Result<UserFacts> {
        ++asked;
        if (uid == 13) return fail(Errc::system, "no");
        UserFacts facts;
        facts.uid = uid;
        facts.home = "/home/" + std::to_string(asked);
        return facts;
    });
    const Time start = from_epoch_seconds(1000);
    EXPECT_EQ(users.find(7, start)->home, "/home/1");
    EXPECT_EQ(users.find(7, start + Seconds{59})->home, "/home/1");
    EXPECT_EQ(users.find(7, start + Seconds{60})->home, "/home/2");
    EXPECT_FALSE(users.find(13, start));
    EXPECT_FALSE(users.find(13, start));
    EXPECT_EQ(asked, 4) << "failures are not kept";
}

}  // namespace
}  // namespace msd::exec

// SPDX-License-Identifier: MIT
#include "libms/model/fair_tree.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>

namespace ms {
namespace {

/// root: ada (1 share); lab (3): bob (1), cyd (1); deep, below lab (2): eve (1).
class FairTree : public testing::Test {
  protected:
    FairTree() {
        add("root", "", "", 1);
        add("root", "ada", "", 1);
        add("lab", "", "root", 3);
        add("lab", "bob", "", 1);
        add("lab", "cyd", "", 1);
        add("deep", "", "lab", 2);
        add("deep", "eve", "", 1);
    }
    void add(const std::string& account, const std::string& user, const std::string& parent, std::uint32_t shares) {
        Association each;
        each.id = book.next_association++;
        each.account = account;
        each.user = user;
        each.parent = parent;
        each.shares = shares;
        book.associations.push_back(each);
    }
    Association& at(const std::string& account, const std::string& user = "") {
        for (Association& each : book.associations)
            if (each.account == account && each.user == user) return each;
        throw std::out_of_range(account + "/" + user);
    }
    /// What users used, and with it the accounts above them.
    void use(const std::string& account, const std::string& user, double amount) {
        for (const Association* each = &at(account, user); each; each = book.parent_of(*each)) used[each->id] += amount;
    }
    FairShare share(const std::string& account, const std::string& user = "") { return fair_tree(book, used).at(at(account, user).id); }

    AccountBook book;
    std::map<std::uint32_t, double> used;
};

TEST_F(FairTree, NothingUsedIsAllTheSame) {
    for (const auto& [account, user] : {std::pair{"root", "ada"}, {"lab", "bob"}, {"lab", "cyd"}, {"deep", "eve"}}) {
        EXPECT_EQ(share(account, user).factor, 1) << user;
        EXPECT_TRUE(std::isinf(share(account, user).level)) << user;
    }
    EXPECT_EQ(share("lab").factor, 0);
}

TEST_F(FairTree, PartsOfNeighbours) {
    use("lab", "bob", 30);
    use("deep", "eve", 10);
    use("root", "ada", 60);
    EXPECT_EQ(share("lab").norm_shares, 0.75);
    EXPECT_EQ(share("lab").level_shares, 4u);
    EXPECT_EQ(share("lab").effective_usage, 0.4);
    EXPECT_EQ(share("lab", "bob").norm_shares, 0.25);
    EXPECT_EQ(share("lab", "bob").effective_usage, 0.75);
    EXPECT_EQ(share("lab", "bob").norm_usage, 0.3);
    EXPECT_EQ(share("deep").level, 2);
    EXPECT_EQ(share("root").norm_usage, 1);
    EXPECT_EQ(share("root").norm_shares, 0);
}

TEST_F(FairTree, UsersComeInTurnDownTheTree) {
    use("lab", "bob", 30);   // level 1/3
    use("deep", "eve", 10);  // deep: level 2
    use("root", "ada", 60);  // level 0.25/0.6; lab: 0.75/0.4
    EXPECT_EQ(share("lab", "cyd").factor, 1);  // used nothing
    EXPECT_EQ(share("deep", "eve").factor, 0.75);
    EXPECT_EQ(share("lab", "bob").factor, 0.5);
    EXPECT_EQ(share("root", "ada").factor, 0.25);
}

TEST_F(FairTree, EqualsShareAPlaceAndTheNextIsBehindAllOfThem) {
    use("lab", "bob", 10);
    use("lab", "cyd", 10);
    use("deep", "eve", 1);
    use("root", "ada", 100);
    EXPECT_EQ(share("deep", "eve").factor, 1);
    EXPECT_EQ(share("lab", "bob").factor, 0.75);
    EXPECT_EQ(share("lab", "cyd").factor, 0.75);
    EXPECT_EQ(share("root", "ada").factor, 0.25);
}

TEST_F(FairTree, AUserStandsWithTheFirstOfAnAccountOfTheSameLevel) {
    use("root", "ada", 10);
    use("lab", "bob", 30);  // both use as they have shares
    EXPECT_EQ(share("root", "ada").level, share("lab").level);
    EXPECT_EQ(share("root", "ada").factor, 1);
    EXPECT_EQ(share("lab", "cyd").factor, 1);
    EXPECT_EQ(share("deep", "eve").factor, 1);
    EXPECT_EQ(share("lab", "bob").factor, 0.25);
}

TEST_F(FairTree, EqualAccountsAreGoneThroughAsOne) {
    add("other", "", "root", 3);
    add("other", "fay", "", 1);
    use("lab", "bob", 10);
    use("other", "fay", 10);
    use("root", "ada", 100);
    EXPECT_EQ(share("lab").level, share("other").level);
    EXPECT_EQ(share("lab", "cyd").factor, 1);
    EXPECT_EQ(share("other", "fay").factor, 0.6);  // alone in its account: a level of 1, before bob's 1/4
    EXPECT_EQ(share("lab", "bob").factor, 0.4);
    EXPECT_EQ(share("root", "ada").factor, 0.2);
}

TEST_F(FairTree, AnAccountWithoutSharesHandsItsUsersUp) {
    at("deep").shares = parent_shares;
    use("deep", "eve", 10);
    use("lab", "bob", 30);
    EXPECT_EQ(share("deep", "eve").level_shares, 3u);
    EXPECT_EQ(share("deep", "eve").effective_usage, 0.25);
    EXPECT_EQ(share("deep").norm_usage, 0.25);
}

TEST_F(FairTree, AUserWithoutSharesStandsAsItsAccount) {
    at("lab", "bob").shares = parent_shares;
    use("lab", "bob", 30);
    use("root", "ada", 30);
    EXPECT_EQ(share("lab", "bob").level, share("lab").level);
    EXPECT_EQ(share("lab", "bob").norm_shares, 0.75);
}

TEST(FairTreeOfNothing, IsEmpty) { EXPECT_TRUE(fair_tree({}, {}).empty()); }

}  // namespace
}  // namespace ms

// SPDX-License-Identifier: MIT
// What the shares of associations come to beside what was used: Slurm's fair tree.
//
// Associations below the same account are neighbours. Each has its part of their shares and its part of what they used;
// the one divided by the other is its level. Users come in turn by going down the tree, at each account the neighbour of
// the highest level first: the first user has the factor 1, and the others fall to 1/n. Equals stand at the same place;
// accounts that are equal are gone through as one. What is below an account with Fairshare=parent counts as a neighbour of that
// account, and a user with it has its account's level.
#pragma once

#include <limits>
#include <map>

#include "libms/model/accounts.hpp"

namespace ms {

struct FairShare {
    std::uint64_t level_shares = 1;  // of it and its neighbours together
    double norm_shares = 0;          // its part of these
    double norm_usage = 0;           // its part of all usage
    double effective_usage = 0;      // its part of what it and its neighbours used
    double level = std::numeric_limits<double>::infinity();
    double factor = 0;               // of a user
};
/// By the number of the association.
using FairShares = std::map<std::uint32_t, FairShare>;

/// `used`: by the number of the association, what it and all below it used.
FairShares fair_tree(const AccountBook& book, const std::map<std::uint32_t, double>& used);

}  // namespace ms

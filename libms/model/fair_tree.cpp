// SPDX-License-Identifier: MIT
#include "libms/model/fair_tree.hpp"

#include <algorithm>

namespace ms {
namespace {

using Neighbours = std::vector<const Association*>;

double part_of(double part, double whole) { return whole > 0 ? part / whole : 0; }

double level_of(const FairShare& share) {
    if (share.norm_shares == 0) return 0;
    return share.effective_usage > 0 ? share.norm_shares / share.effective_usage : std::numeric_limits<double>::infinity();
}

class Tree {
  public:
    Tree(const AccountBook& book, const std::map<std::uint32_t, double>& used) : book_(book), used_(used) {
        for (const Association& each : book.associations) {
            const Association* parent = book.parent_of(each);
            if (parent) below_[parent->id].push_back(&each);
            else root_ = &each;
            users_ += !each.user.empty();
        }
    }

    FairShares shares() && {
        if (!root_) return {};
        weigh(*root_);
        for (const Association& each : book_.associations) shares_[each.id].norm_usage = part_of(used(each), used(*root_));
        shares_[root_->id].norm_usage = shares_[root_->id].effective_usage = 1;
        first_unranked_ = place_ = users_;
        rank(neighbours_below(*root_), false);
        return std::move(shares_);
    }

  private:
    static bool has_shares(const Association& each) { return each.shares != parent_shares; }
    double used(const Association& each) const {
        const auto at = used_.find(each.id);
        return at == used_.end() ? 0 : at->second;
    }

    /// What stands directly below an account, or below an account below it that has no shares of its own.
    Neighbours neighbours_below(const Association& account) const {
        Neighbours all;
        const auto at = below_.find(account.id);
        if (at == below_.end()) return all;
        for (const Association* each : at->second) {
            const bool is_passed_through = !has_shares(*each) && each->user.empty();
            if (!is_passed_through) all.push_back(each);
            else for (const Association* further : neighbours_below(*each)) all.push_back(further);
        }
        return all;
    }

    void weigh(const Association& account) {
        const Neighbours neighbours = neighbours_below(account);
        std::uint64_t level_shares = 0;
        double level_used = 0;
        for (const Association* each : neighbours) {
            if (!has_shares(*each)) continue;
            level_shares += each->shares;
            level_used += used(*each);
        }
        for (const Association* each : neighbours) {
            FairShare& share = shares_[each->id];
            if (has_shares(*each)) {
                share.norm_shares = part_of(each->shares, static_cast<double>(level_shares));
                share.effective_usage = part_of(used(*each), level_used);
                share.level = level_of(share);
            } else {
                share = shares_[account.id];
            }
            share.level_shares = level_shares;
            if (each->user.empty()) weigh(*each);
        }
    }

    /// `tied`: the first of them stands where the last user stood.
    void rank(Neighbours neighbours, bool tied) {
        const auto level = [&](const Association* each) { return shares_[each->id].level; };
        std::stable_sort(neighbours.begin(), neighbours.end(), [&](auto* a, auto* b) { return level(a) > level(b); });
        for (auto at = neighbours.begin(); at != neighbours.end();) {
            const auto end = std::find_if(at, neighbours.end(), [&](auto* each) { return level(each) != level(*at); });
            const auto accounts = std::stable_partition(at, end, [](const Association* each) { return !each->user.empty(); });
            for (; at != accounts; ++at) {
                if (!tied) place_ = first_unranked_;
                tied = true;
                shares_[(*at)->id].factor = part_of(place_, users_);
                --first_unranked_;
            }
            Neighbours merged;
            for (; at != end; ++at)
                for (const Association* each : neighbours_below(**at)) merged.push_back(each);
            if (!merged.empty()) rank(std::move(merged), tied);
            tied = false;
        }
    }

    const AccountBook& book_;
    const std::map<std::uint32_t, double>& used_;
    const Association* root_ = nullptr;
    std::map<std::uint32_t, Neighbours> below_;
    double users_ = 0;
    double first_unranked_ = 0;  // places are counted from the number of users down
    double place_ = 0;
    FairShares shares_;
};

}  // namespace

FairShares fair_tree(const AccountBook& book, const std::map<std::uint32_t, double>& used) { return Tree(book, used).shares(); }

}  // namespace ms

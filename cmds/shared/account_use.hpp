// SPDX-License-Identifier: MIT
// What associations and qualities of service have in use just now and what they have used so far: for sshare and
// scontrol show assoc_mgr.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "libms/client/client.hpp"
#include "libms/model/fair_tree.hpp"
#include "libms/model/messages.hpp"

namespace ms::cmds {

/// What some jobs have together.
struct AccountUse {
    std::uint64_t running = 0;
    std::uint64_t accruing = 0;   // of those that wait: the ones in their turn
    std::uint64_t submitted = 0;  // those and all that wait, elements of arrays counted singly
    Amounts tres;                 // held by the running ones; a node that several share counts once
    Amounts run_minutes;          // what these may still use until their limits
    Amounts seconds;              // TRES-seconds used so far, and "wall", as the QOS weigh them
    std::set<std::string> nodes = {};

    void add(const Job& job, Time now);
    void add(const AccountUsage& used, std::uint64_t usage_factor);
    Amounts minutes() const;  // of what was used
    /// UsageRaw: what a job is billed for, by seconds.
    std::uint64_t billed() const;
};

class AccountUses {
  public:
    /// `filter`: of the jobs that count, for who needs not all.
    static Result<AccountUses> ask(client::Client& client, const JobFilter& filter = {});

    const AccountsReply& site() const { return site_; }
    const AccountBook& book() const { return *site_.book; }
    const std::vector<JobPtr>& jobs() const { return jobs_; }  // those that have not ended
    Time instant() const { return site_.now; }
    /// Of the association and of all below it.
    const AccountUse& of(const Association& association) const { return by_association_.at(association.id); }
    const FairShare& share_of(const Association& association) const { return shares_.at(association.id); }
    const AccountUse& of(const Qos& qos) const { return by_qos_.at(qos.name); }

    /// "cpu=3,mem=0,…": of every resource of the cluster.
    std::string every_tres(const Amounts& amounts) const;

  private:
    AccountUses(AccountsReply site, std::vector<JobPtr> jobs, const std::vector<AccountUsage>& used);
    /// add(use) for what is charged, the accounts above it, and the QOS.
    template <class Add>
    void charge(const Association* charged, const std::string& qos, Add add);

    AccountsReply site_;
    std::vector<JobPtr> jobs_;
    std::map<std::uint32_t, AccountUse> by_association_;
    std::map<std::string, AccountUse> by_qos_;
    FairShares shares_;
};

}  // namespace ms::cmds

// SPDX-License-Identifier: MIT
// Who may charge what: accounts in a tree, users, the associations between them, and qualities of service. One value,
// never changed but replaced as a whole; the daemon keeps it, sacctmgr shows and changes it.
//
// An association is a node of the tree: an account (no user) below its parent, or a user below an account. What it
// does not say of QOS and of limits that are inherited, its parent says.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libms/base/units.hpp"
#include "libms/model/limits.hpp"

namespace ms {

/// The account that is always there, and the one of users that have none of their own.
inline constexpr std::string_view root_account = "root";
/// The QOS of jobs that ask for none.
inline constexpr std::string_view normal_qos = "normal";

enum class AdminLevel : std::uint8_t { none, operator_, administrator };
constexpr bool is_known(AdminLevel level) { return level <= AdminLevel::administrator; }
std::string_view admin_level_name(AdminLevel level);

struct Account {
    std::string name;
    std::string description;
    std::string organization;
    std::vector<std::string> coordinators;
    friend bool operator==(const Account&, const Account&) = default;
};

struct AccountUser {
    std::string name;
    std::string default_account;
    AdminLevel admin = AdminLevel::none;
    friend bool operator==(const AccountUser&, const AccountUser&) = default;
};

/// Fairshare=parent: no shares of its own.
inline constexpr std::uint32_t parent_shares = 0x7FFFFFFF;

struct Association {
    std::uint32_t id = 0;
    std::string account;
    std::string user;       // empty: the account itself
    std::string partition;  // empty: any
    std::string parent;     // of an account: the one above; empty for root
    std::uint32_t shares = 1;
    std::uint32_t priority = 0;         // 0 = not set
    Limits limits;
    std::string default_qos;
    std::vector<std::string> qos;       // names; with + or - before each: of what the parent has
    friend bool operator==(const Association&, const Association&) = default;
};

struct Qos {
    std::uint32_t id = 0;
    std::string name;
    std::string description;
    std::uint32_t priority = 0;
    std::vector<std::string> flags;
    std::vector<std::string> preempt;   // names of QOS whose jobs give way
    std::string preempt_mode = "cluster";
    Seconds grace_time{0};
    Seconds preempt_exempt_time{-1};    // below 0 = not set
    std::uint64_t usage_factor = 1'000'000;  // in millionths
    std::int64_t usage_threshold = -1;       // the same; below 0 = not set
    std::int64_t limit_factor = -1;          // the same
    Limits limits;
    friend bool operator==(const Qos&, const Qos&) = default;

    bool has_flag(std::string_view flag) const;
};

struct AccountBook {
    std::vector<Account> accounts;          // by name
    std::vector<AccountUser> users;         // by name
    std::vector<Association> associations;  // an account, its users, then the accounts below it
    std::vector<Qos> qos;                   // by id
    std::uint32_t next_association = 1;
    std::uint32_t next_qos = 1;
    friend bool operator==(const AccountBook&, const AccountBook&) = default;

    const Account* find_account(std::string_view name) const;
    const AccountUser* find_user(std::string_view name) const;
    const Qos* find_qos(std::string_view name) const;
    /// Exactly this one; nullptr when there is none.
    const Association* find(std::string_view account, std::string_view user = {}, std::string_view partition = {}) const;
    /// The node above; nullptr for root.
    const Association* parent_of(const Association& association) const;
    /// What a job of this user, account and partition is charged to.
    const Association* charged(std::string_view account, std::string_view user, std::string_view partition) const;

    /// What holds for it, its parents' words included.
    std::vector<std::string> qos_of(const Association& association) const;
    std::string default_qos_of(const Association& association) const;
    /// A limit as far as it is inherited; nullptr when nobody has set it.
    const Amounts* limit_of(const Association& association, Limit limit) const;
};
using AccountBookPtr = std::shared_ptr<const AccountBook>;

/// Slurm's words about a name that is no QOS of the book's.
std::string unknown_qos_text(const AccountBook& book, const std::string& name);

/// That of a new site: account root with user root, and QOS normal.
AccountBook new_book();
/// Associations in the order of the tree, the others by name.
void put_in_order(AccountBook& book);

}  // namespace ms

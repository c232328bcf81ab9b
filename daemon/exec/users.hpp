// SPDX-License-Identifier: MIT
// The user database as execution needs it. Entries are kept for a minute: a burst of jobs costs one lookup, which
// may go over a network (LDAP), and a changed group is noticed soon.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "libms/base/result.hpp"
#include "libms/base/units.hpp"

namespace msd::exec {

using namespace ms;

struct UserFacts {
    UserId uid = 0;
    GroupId gid = 0;
    std::string name;
    std::string group;            // the primary one's name
    std::string home;
    std::string shell;
    std::vector<GroupId> groups;  // supplementary, with the primary one
    std::vector<std::string> group_names = {};  // of these
};

/// From the system's database, uncached. Error: the user is unknown, or the database can not be asked.
Result<UserFacts> look_up_user(UserId uid);

/// Whether the system's database knows the name.
bool user_exists(const std::string& name);
bool group_exists(const std::string& name);

class Users {
  public:
    using Lookup = std::function<Result<UserFacts>(UserId)>;
    explicit Users(Lookup lookup = look_up_user) : lookup_(std::move(lookup)) {}

    /// Failures are not kept.
    Result<UserFacts> find(UserId uid, Time now);

  private:
    struct Entry {
        UserFacts facts;
        Time until;
    };
    Lookup lookup_;
    std::unordered_map<UserId, Entry> entries_;
};

}  // namespace msd::exec

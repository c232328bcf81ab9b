// SPDX-License-Identifier: MIT
// Whose rights the shepherd uses. In system mode it is root, but a job's files are opened with the job owner's
// identity, and the job's processes get it for good. Without Identity::switch_user all of this does nothing.
#pragma once

#include <vector>

#include "libms/base/units.hpp"
#include "stepd/protocol.hpp"

namespace stepd {

struct Identity {
    ms::UserId uid = 0;
    ms::GroupId gid = 0;
    std::vector<ms::GroupId> groups;  // supplementary
    bool switch_user = false;         // false: the caller's own
};
Identity identity_of(const LaunchOrder& order);

/// The owner's effective identity while this object lives. Ends the process when the way back fails.
class AsOwner {
  public:
    explicit AsOwner(const LaunchOrder& order);
    ~AsOwner();
    AsOwner(const AsOwner&) = delete;
    AsOwner& operator=(const AsOwner&) = delete;
    bool ok() const { return ok_; }

  private:
    bool switched_ = false;
    bool ok_ = true;
};

/// All identities of this process become the owner's; checked that there is no way back. For the forked child, which
/// may share its parent's memory: system calls only. nullptr, or what failed, with the reason in errno.
const char* become_owner(const Identity& owner);

}  // namespace stepd

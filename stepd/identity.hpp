// SPDX-License-Identifier: MIT
// Whose rights the shepherd uses. In system mode it is root, but a job's files are opened with the job owner's
// identity, and the job's processes get it for good. Without LaunchOrder::switch_user all of this does nothing.
#pragma once

#include "libms/base/result.hpp"
#include "stepd/protocol.hpp"

namespace stepd {

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

/// All identities of this process become the owner's; checked that there is no way back. For the forked child.
ms::Result<void> become_owner(const LaunchOrder& order);

}  // namespace stepd

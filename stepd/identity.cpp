// SPDX-License-Identifier: MIT
#include "stepd/identity.hpp"

#include <grp.h>
#include <unistd.h>

#include "libms/base/fd.hpp"

namespace stepd {

namespace {
constexpr uid_t same_user = static_cast<uid_t>(-1);
constexpr gid_t same_group = static_cast<gid_t>(-1);

bool set_groups(const LaunchOrder& order) { return ::setgroups(order.groups.size(), order.groups.data()) == 0; }
}  // namespace

AsOwner::AsOwner(const LaunchOrder& order) {
    if (!order.switch_user) return;
    switched_ = true;
    ok_ = set_groups(order) && ::setresgid(same_group, order.gid, same_group) == 0 &&
          ::setresuid(same_user, order.uid, same_user) == 0;
}

AsOwner::~AsOwner() {
    if (!switched_) return;
    if (::setresuid(same_user, 0, same_user) != 0 || ::setresgid(same_group, 0, same_group) != 0 ||
        ::setgroups(0, nullptr) != 0)
        ::_exit(1);
}

ms::Result<void> become_owner(const LaunchOrder& order) {
    if (!order.switch_user) return {};
    if (!set_groups(order)) return ms::fail_errno("setgroups");
    if (::setresgid(order.gid, order.gid, order.gid) != 0) return ms::fail_errno("setresgid");
    if (::setresuid(order.uid, order.uid, order.uid) != 0) return ms::fail_errno("setresuid");
    if (order.uid != 0 && (::setresuid(same_user, 0, same_user) == 0 || ::geteuid() != order.uid))
        return ms::fail(ms::Errc::system, "the way back to root is open");
    return {};
}

}  // namespace stepd

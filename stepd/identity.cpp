// SPDX-License-Identifier: MIT
#include "stepd/identity.hpp"

#include <cerrno>
#include <grp.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace stepd {

namespace {
constexpr uid_t same_user = static_cast<uid_t>(-1);
constexpr gid_t same_group = static_cast<gid_t>(-1);

// The C library's own functions of these names speak for all threads of the memory they run in, which a child between
// vfork and execve shares with its parent. 32-bit machines have the calls twice.
#ifdef SYS_setresuid32
constexpr long call_setgroups = SYS_setgroups32, call_setresgid = SYS_setresgid32, call_setresuid = SYS_setresuid32;
#else
constexpr long call_setgroups = SYS_setgroups, call_setresgid = SYS_setresgid, call_setresuid = SYS_setresuid;
#endif
}  // namespace

Identity identity_of(const LaunchOrder& order) { return {order.uid, order.gid, order.groups, order.switch_user}; }

AsOwner::AsOwner(const LaunchOrder& order) {
    if (!order.switch_user) return;
    switched_ = true;
    ok_ = ::setgroups(order.groups.size(), order.groups.data()) == 0 &&
          ::setresgid(same_group, order.gid, same_group) == 0 && ::setresuid(same_user, order.uid, same_user) == 0;
}

AsOwner::~AsOwner() {
    if (!switched_) return;
    if (::setresuid(same_user, 0, same_user) != 0 || ::setresgid(same_group, 0, same_group) != 0 ||
        ::setgroups(0, nullptr) != 0)
        ::_exit(1);
}

const char* become_owner(const Identity& owner) {
    if (!owner.switch_user) return nullptr;
    if (::syscall(call_setgroups, owner.groups.size(), owner.groups.data()) != 0) return "setgroups";
    if (::syscall(call_setresgid, owner.gid, owner.gid, owner.gid) != 0) return "setresgid";
    if (::syscall(call_setresuid, owner.uid, owner.uid, owner.uid) != 0) return "setresuid";
    if (owner.uid != 0 && (::syscall(call_setresuid, same_user, 0, same_user) == 0 || ::geteuid() != owner.uid)) {
        errno = EPERM;
        return "the way back to root is open";
    }
    return nullptr;
}

}  // namespace stepd

// SPDX-License-Identifier: MIT
#include "daemon/exec/users.hpp"

#include <cerrno>
#include <cstring>
#include <grp.h>
#include <pwd.h>

namespace msd::exec {
namespace {

constexpr Seconds kept_for{60};

/// getpwuid_r and getgrgid_r want a buffer of unknown size. `call` returns its errno.
template <class Call>
int with_buffer(std::vector<char>& buffer, Call call) {
    buffer.resize(4096);
    for (;;) {
        const int error = call(buffer.data(), buffer.size());
        if (error != ERANGE || buffer.size() > (1u << 20)) return error;
        buffer.resize(buffer.size() * 4);
    }
}

std::string group_name(GroupId gid) {
    std::vector<char> buffer;
    group entry{};
    group* found = nullptr;
    with_buffer(buffer, [&](char* bytes, std::size_t size) { return ::getgrgid_r(gid, &entry, bytes, size, &found); });
    return found ? found->gr_name : std::to_string(gid);
}

std::vector<GroupId> group_list(const char* name, GroupId gid) {
    std::vector<GroupId> groups(32);
    int count = static_cast<int>(groups.size());
    while (::getgrouplist(name, gid, groups.data(), &count) < 0) groups.resize(static_cast<std::size_t>(count));
    groups.resize(static_cast<std::size_t>(count));
    return groups;
}

}  // namespace

Result<UserFacts> look_up_user(UserId uid) {
    std::vector<char> buffer;
    passwd entry{};
    passwd* found = nullptr;
    const int error = with_buffer(
        buffer, [&](char* bytes, std::size_t size) { return ::getpwuid_r(uid, &entry, bytes, size, &found); });
    if (!found)
        return fail(Errc::system, "user " + std::to_string(uid) + ": " +
                                      (error != 0 ? std::strerror(error) : "not in the user database"));
    UserFacts facts{uid,           found->pw_gid,   found->pw_name, group_name(found->pw_gid),
                    found->pw_dir, found->pw_shell, group_list(found->pw_name, found->pw_gid)};
    for (const GroupId gid : facts.groups) facts.group_names.push_back(group_name(gid));
    return facts;
}

bool user_exists(const std::string& name) {
    std::vector<char> buffer;
    passwd entry{};
    passwd* found = nullptr;
    with_buffer(buffer, [&](char* bytes, std::size_t size) {
        return ::getpwnam_r(name.c_str(), &entry, bytes, size, &found);
    });
    return found != nullptr;
}

bool group_exists(const std::string& name) {
    std::vector<char> buffer;
    group entry{};
    group* found = nullptr;
    with_buffer(buffer, [&](char* bytes, std::size_t size) {
        return ::getgrnam_r(name.c_str(), &entry, bytes, size, &found);
    });
    return found != nullptr;
}

Result<UserFacts> Users::find(UserId uid, Time now) {
    if (const auto at = entries_.find(uid); at != entries_.end() && now < at->second.until) return at->second.facts;
    auto facts = lookup_(uid);
    if (facts) entries_.insert_or_assign(uid, Entry{*facts, now + kept_for});
    return facts;
}

}  // namespace msd::exec

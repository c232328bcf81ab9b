// SPDX-License-Identifier: MIT
#include "daemon/exec/group_remains.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

#include "libms/base/fd.hpp"

namespace msd::exec {
namespace {

/// The kernel's own files in it are not removed, and do not count.
bool remove_tree(const std::string& group) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(group, error))
        if (entry.is_directory(error)) remove_tree(entry.path());
    return ::rmdir(group.c_str()) == 0 || errno == ENOENT;
}

}  // namespace

bool clear_group(const std::string& group) {
    const ms::Fd kill(::open((group + "/cgroup.kill").c_str(), O_WRONLY | O_CLOEXEC));
    if (kill) [[maybe_unused]] const ssize_t written = ::write(kill.get(), "1", 1);
    return remove_tree(group);
}

}  // namespace msd::exec

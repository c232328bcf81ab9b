// SPDX-License-Identifier: MIT
#include "cmds/shared/copy_file.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libms/base/fd.hpp"

namespace ms::cmds {
namespace {

int copy_bytes(int from, int to) {
    std::array<char, 64 << 10> bytes;
    for (;;) {
        const ssize_t size = ::read(from, bytes.data(), bytes.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return errno;
        if (size == 0) return 0;
        if (!write_all(to, {bytes.data(), static_cast<std::size_t>(size)})) return errno;
    }
}

}  // namespace

int copy_file(const std::string& from, const std::string& to, CopyWishes wishes) {
    const Fd source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat info {};
    if (!source || fstat(source.get(), &info) != 0) return errno;
    // A new file in the old one's place: a program that runs may be replaced, not overwritten.
    if (wishes.replace && ::unlink(to.c_str()) != 0 && errno != ENOENT) return errno;
    const mode_t mode = info.st_mode & 07777;
    const Fd copy(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode & 0700));
    if (!copy) return errno;
    if (const int problem = copy_bytes(source.get(), copy.get())) return problem;
    constexpr mode_t plain = 0777;
    if (fchmod(copy.get(), wishes.preserve ? mode : mode & plain) != 0) return errno;
    const timespec times[2] = {info.st_atim, info.st_mtim};
    if (wishes.preserve && futimens(copy.get(), times) != 0) return errno;
    return 0;
}

}  // namespace ms::cmds

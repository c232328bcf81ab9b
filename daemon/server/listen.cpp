// SPDX-License-Identifier: MIT
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/server/server.hpp"

namespace msd::server {

Result<Fd> listen_at(const std::string& path, unsigned mode) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return fail(Errc::system, "the socket path " + path + " is longer than " +
                                      std::to_string(sizeof address.sun_path - 1) +
                                      " bytes: set XDG_RUNTIME_DIR to a shorter directory, or MSD_SOCKET");
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) return fail_errno("socket");
    ::unlink(path.c_str());
    const mode_t before = ::umask(0177);  // nobody may connect before the mode is set
    const int bound = ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::umask(before);
    if (bound != 0) return fail_errno(path);
    if (::chmod(path.c_str(), mode) != 0) return fail_errno(path);
    if (::listen(fd.get(), 1024) != 0) return fail_errno(path);
    return fd;
}

}  // namespace msd::server

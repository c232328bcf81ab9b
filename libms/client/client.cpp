// SPDX-License-Identifier: MIT
#include "libms/client/client.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "libms/client/start.hpp"
#include "libms/protocol/frame.hpp"

namespace ms::client {
namespace {

/// An empty Fd with errno set when nobody listens there.
Fd connect_to(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return {};
    }
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd) return {};
    while (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        if (errno != EINTR) return {};
    return fd;
}

Failure unreachable(const std::string& path) {
    return fail(Errc::connect_failure, std::string(error_text(Errc::connect_failure)) + ": " + path + ": " + std::strerror(errno));
}

Result<Fd> find_daemon() {
    if (const char* named = std::getenv("MSD_SOCKET"); named && *named) {
        Fd fd = connect_to(named);
        if (!fd) return unreachable(named);
        return fd;
    }
    if (Fd fd = connect_to(system_socket)) return fd;
    if (errno != ENOENT && errno != ENOTDIR) return unreachable(system_socket);  // installed, but down
    auto paths = user_paths();
    if (!paths) return Failure(paths.error());
    if (Fd fd = connect_to(paths->socket)) return fd;
    if (errno != ENOENT && errno != ECONNREFUSED) return unreachable(paths->socket);
    MS_TRY(start_user_daemon());
    Fd fd = connect_to(paths->socket);
    if (!fd) return unreachable(paths->socket);
    return fd;
}

class SocketClient final : public Client {
  public:
    Result<void> send(const Request& request) override {
        const std::string frame = protocol::encode(request);
        if (frame.size() > protocol::header_size + protocol::max_request)
            return fail(Errc::generic, "the request is " + std::to_string(frame.size()) + " bytes, over the limit of " +
                                           std::to_string(protocol::max_request) + ": is the script or environment that large?");
        if (!connection_) {
            auto found = find_daemon();
            if (!found) return Failure(found.error());
            connection_ = std::move(*found);
        }
        auto written = write_all(connection_.get(), frame);
        if (!written) abandon();
        return written;
    }

    Result<Reply> receive() override {
        auto reply = read_reply();
        if (!reply) abandon();
        return reply;
    }

    int descriptor() const override { return connection_.get(); }
    void abandon() override { connection_.reset(); }

  private:
    Result<Reply> read_reply() {
        char head[protocol::header_size];
        MS_TRY(must_read(head, sizeof head));
        auto header = protocol::parse_header({head, sizeof head}, protocol::max_reply);
        if (!header) return Failure(header.error());
        std::string body(header->size, '\0');
        MS_TRY(must_read(body.data(), body.size()));
        return protocol::decode_reply(header->kind, body);
    }

    Result<void> must_read(char* to, std::size_t size) {
        auto whole = read_exact(connection_.get(), to, size);
        if (!whole || (!*whole && size > 0))
            return fail(Errc::connect_failure, std::string(error_text(Errc::connect_failure)) + ": the daemon closed the connection");
        return {};
    }

    Fd connection_;
};

}  // namespace

std::unique_ptr<Client> make_client() { return std::make_unique<SocketClient>(); }

}  // namespace ms::client

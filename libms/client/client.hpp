// SPDX-License-Identifier: MIT
// A blocking client: finds the daemon, starts one for this user if there is none, asks and gets the answer.
//
// Search order: MSD_SOCKET, /run/msd/msd.sock, $XDG_RUNTIME_DIR/msd/msd.sock (or the state directory's), then a
// user daemon is started in the background from the msd beside the commands. With MSD_SOCKET set nothing is started.
#pragma once

#include <memory>
#include <string>

#include "libms/base/fd.hpp"
#include "libms/model/messages.hpp"

namespace ms::client {

/// Commands talk to this seam; tests put a fake behind it.
class Client {
  public:
    virtual ~Client() = default;
    /// Ask and wait for the answer. Error: Errc::connect_failure when no daemon answers or it goes away; the daemon's
    /// own error otherwise.
    Result<Reply> call(const Request& request) {
        if (auto sent = send(request); !sent) return Failure(sent.error());
        return receive();
    }

    /// The two halves of a call, for who has something else to watch meanwhile. One question is open at a time.
    virtual Result<void> send(const Request& request) = 0;
    virtual Result<Reply> receive() = 0;
    /// While a question is open: readable when its answer has come.
    virtual int descriptor() const = 0;
    /// Give up on the open question. The daemon sees that nobody waits any more; the next call connects anew.
    virtual void abandon() = 0;
};

/// Connects on the first call, not before.
std::unique_ptr<Client> make_client();

/// The one kind of answer that is expected, or the error that came instead.
template <class T>
Result<T> of_kind(Result<Reply> reply) {
    if (!reply) return Failure(reply.error());
    if (auto* error = std::get_if<Error>(&*reply)) return Failure(std::move(*error));
    if (auto* wanted = std::get_if<T>(&*reply)) return std::move(*wanted);
    return fail(Errc::protocol, "the daemon gave an answer of another kind");
}

/// Call and expect one kind of answer.
template <class T>
Result<T> ask(Client& client, const Request& request) {
    return of_kind<T>(client.call(request));
}
/// The answer to a question that was sent before.
template <class T>
Result<T> answer(Client& client) {
    return of_kind<T>(client.receive());
}

/// Where the user daemon keeps its socket and its state (see design: two ways to run).
struct UserPaths {
    std::string state_dir;  // $XDG_STATE_HOME/msd or ~/.local/state/msd
    std::string socket;     // $XDG_RUNTIME_DIR/msd/msd.sock or STATE/msd.sock
};
Result<UserPaths> user_paths();
inline constexpr const char* system_socket = "/run/msd/msd.sock";
inline constexpr const char* system_state_dir = "/var/lib/msd";

}  // namespace ms::client

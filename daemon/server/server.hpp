// SPDX-License-Identifier: MIT
// The socket front: connections, frames, who the peer is. It knows nothing of jobs: every decoded request goes to
// the handler, and the answer, which may come from any thread at any time, goes back as one frame.
//
// A connection has one request under way at a time. A frame that does not parse gets an Error and the connection is
// closed; nothing a peer sends can do more than that.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "libms/base/fd.hpp"
#include "libms/model/messages.hpp"

namespace boost::asio {
class io_context;
}

namespace msd::server {

using namespace ms;

/// The other end, as the kernel tells it (SO_PEERCRED).
struct Peer {
    UserId uid = 0;
    GroupId gid = 0;
    std::int32_t pid = 0;
    /// Called on the server's thread when the peer closes its end before the request under way is answered. Only a
    /// handler that may have to wait asks for it.
    std::function<void(std::function<void()>)> when_gone = {};
};

using Respond = std::function<void(Reply)>;
using Handler = std::function<void(Request, const Peer&, Respond)>;

/// A listening Unix socket at `path` with `mode`; a stale one is replaced. Error: Errc::system.
Result<Fd> listen_at(const std::string& path, unsigned mode);

class Server {
  public:
    /// `most_of_a_user`: so many connections each user may have, that none takes them all away; 0 = no limit.
    Server(boost::asio::io_context& context, Fd listening, Handler handler, std::size_t most_of_a_user = 0);
    ~Server();

  private:
    struct Acceptor;
    std::unique_ptr<Acceptor> acceptor_;
};

}  // namespace msd::server

// SPDX-License-Identifier: MIT
#include "daemon/server/server.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <mutex>
#include <sys/socket.h>
#include <unordered_map>

#include "libms/protocol/frame.hpp"

namespace msd::server {
namespace {

namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;
using boost::system::error_code;

/// A claimed length is believed a piece at a time, so that a header alone costs no memory.
constexpr std::size_t read_piece = 1u << 20;

Result<Peer> peer_of(Protocol::socket& socket) {
    ucred who{};
    socklen_t size = sizeof who;
    if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return fail_errno("SO_PEERCRED");
    return Peer{who.uid, who.gid, who.pid};
}

/// How many connections each user has. A connection may end on any thread.
class Doorkeeper : public std::enable_shared_from_this<Doorkeeper> {
  public:
    using Ticket = std::shared_ptr<void>;

    explicit Doorkeeper(std::size_t most_of_a_user) : most_of_a_user_(most_of_a_user) {}
    /// Counts until it is let go; none for who has too many already.
    Ticket admit(UserId uid) {
        const std::lock_guard lock(mutex_);
        std::size_t& inside = inside_[uid];
        if (most_of_a_user_ != 0 && inside >= most_of_a_user_) return {};
        ++inside;
        return Ticket(this, [self = shared_from_this(), uid](void*) { self->leave(uid); });
    }

  private:
    void leave(UserId uid) {
        const std::lock_guard lock(mutex_);
        if (--inside_[uid] == 0) inside_.erase(uid);
    }

    std::size_t most_of_a_user_;
    std::mutex mutex_;
    std::unordered_map<UserId, std::size_t> inside_;
};

class Connection : public std::enable_shared_from_this<Connection> {
  public:
    /// A connection may outlive the server.
    Connection(Protocol::socket socket, Peer peer, std::shared_ptr<const Handler> handler, Doorkeeper::Ticket ticket)
        : socket_(std::move(socket)), peer_(peer), handler_(std::move(handler)), ticket_(std::move(ticket)) {}

    void read_header() {
        asio::async_read(socket_, asio::buffer(head_),
                         [self = shared_from_this()](error_code error, std::size_t) {
                             if (!error) self->on_header();
                         });
    }

    /// The last word.
    void refuse(Error error) { write(protocol::encode(Reply{std::move(error)}), false); }

  private:
    void on_header() {
        auto header = protocol::parse_header({head_.data(), head_.size()}, protocol::max_request);
        if (!header) return refuse(header.error());
        header_ = *header;
        body_.clear();
        read_body();
    }

    void read_body() {
        const std::size_t have = body_.size();
        if (have == header_.size) return on_request();
        const std::size_t piece = std::min<std::size_t>(header_.size - have, read_piece);
        body_.resize(have + piece);
        asio::async_read(socket_, asio::buffer(body_.data() + have, piece),
                         [self = shared_from_this()](error_code error, std::size_t) {
                             if (!error) self->read_body();
                         });
    }

    void on_request() {
        auto request = protocol::decode_request(header_.kind, body_);
        body_ = std::string();
        if (!request) return refuse(request.error());
        peer_.when_gone = [weak = weak_from_this()](std::function<void()> tell) {
            if (const auto self = weak.lock()) self->watch(std::move(tell));
        };
        // Whoever is to answer keeps the connection: nothing else does until then.
        (*handler_)(std::move(*request), peer_, [self = shared_from_this()](Reply reply) {
            auto frame = std::make_shared<std::string>(protocol::encode(reply));  // on the answering thread
            asio::post(self->socket_.get_executor(), [self, frame] {
                error_code ignored;
                self->socket_.cancel(ignored);  // a watch
                self->write(std::move(*frame), true);
            });
        });
    }

    /// The end of the stream can be read while an answer is owed; a next request ahead of time ends the watch.
    void watch(std::function<void()> tell) {
        socket_.async_wait(Protocol::socket::wait_read,
                           [self = shared_from_this(), tell = std::move(tell)](error_code error) {
                               char byte;
                               if (error || ::recv(self->socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0)
                                   return;
                               tell();
                           });
    }

    void write(std::string frame, bool go_on) {
        out_ = std::move(frame);
        asio::async_write(socket_, asio::buffer(out_), [self = shared_from_this(), go_on](error_code error, std::size_t) {
            self->out_ = std::string();
            if (!error && go_on) self->read_header();
        });
    }

    Protocol::socket socket_;
    Peer peer_;
    std::shared_ptr<const Handler> handler_;
    Doorkeeper::Ticket ticket_;
    std::array<char, protocol::header_size> head_{};
    protocol::Header header_;
    std::string body_;
    std::string out_;
};

}  // namespace

struct Server::Acceptor {
    Acceptor(asio::io_context& context, Fd listening, Handler handle, std::size_t most_of_a_user)
        : acceptor(context, Protocol(), listening.release()),
          retry(context),
          handler(std::make_shared<const Handler>(std::move(handle))),
          doorkeeper(std::make_shared<Doorkeeper>(most_of_a_user)) {
        accept();
    }

    void accept() {
        acceptor.async_accept([this](error_code error, Protocol::socket socket) {
            if (error == asio::error::operation_aborted) return;
            if (error) return pause();  // no descriptors left: those in use will be freed
            if (auto peer = peer_of(socket)) serve(std::move(socket), *peer);
            accept();
        });
    }

    void serve(Protocol::socket socket, const Peer& peer) {
        auto ticket = doorkeeper->admit(peer.uid);
        const bool admitted = ticket != nullptr;
        const auto connection = std::make_shared<Connection>(std::move(socket), peer, handler, std::move(ticket));
        if (admitted) return connection->read_header();
        connection->refuse({Errc::access_denied, "this user has too many connections to msd: let some of them end"});
    }

    void pause() {
        retry.expires_after(std::chrono::milliseconds(100));
        retry.async_wait([this](error_code error) {
            if (!error) accept();
        });
    }

    Protocol::acceptor acceptor;
    asio::steady_timer retry;
    std::shared_ptr<const Handler> handler;
    std::shared_ptr<Doorkeeper> doorkeeper;
};

Server::Server(asio::io_context& context, Fd listening, Handler handler, std::size_t most_of_a_user)
    : acceptor_(std::make_unique<Acceptor>(context, std::move(listening), std::move(handler), most_of_a_user)) {}
Server::~Server() = default;

}  // namespace msd::server

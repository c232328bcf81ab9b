// SPDX-License-Identifier: MIT
// One running job's stream between msd and its shepherd. Private to the launcher (it brings asio along).
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "libms/base/fd.hpp"
#include "stepd/message.hpp"

namespace msd::exec {

using namespace ms;

class ShepherdLink : public std::enable_shared_from_this<ShepherdLink> {
  public:
    /// What comes in: each whole message, and once the end of the stream.
    struct Listener {
        std::function<void(const stepd::Message&)> message;
        std::function<void()> closed;
    };

    ShepherdLink(boost::asio::io_context& io, Fd stream);
    /// From now on it is told to this one. Not from within a listener.
    void listen(Listener listener) { listener_ = std::move(listener); }
    /// Begin to read. The link keeps itself alive until its stream ends.
    void open();
    void send(std::string message);
    /// No listener is called any more.
    void close();

  private:
    void read();
    void write();
    void end();

    boost::asio::local::stream_protocol::socket socket_;
    Listener listener_;
    stepd::MessageBuffer inbox_;
    std::array<char, 4096> bytes_;
    std::deque<std::string> outbox_;
};

}  // namespace msd::exec

// SPDX-License-Identifier: MIT
// What signals ask of the daemon.
#pragma once

#include <boost/asio/signal_set.hpp>
#include <functional>
#include <string>

namespace msd::server {

class Signals {
  public:
    /// `end`, once, for SIGTERM and SIGINT, with the signal's name; `reload` for each SIGHUP. Both on the thread of `io`.
    Signals(boost::asio::io_context& io, std::function<void(const std::string& name)> end, std::function<void()> reload);

  private:
    void await_reload();

    boost::asio::signal_set ending_;
    boost::asio::signal_set reloading_;
    std::function<void()> reload_;
};

}  // namespace msd::server

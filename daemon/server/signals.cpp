// SPDX-License-Identifier: MIT
#include "daemon/server/signals.hpp"

#include <csignal>
#include <utility>

#include "libms/text/signal.hpp"

namespace msd::server {

Signals::Signals(boost::asio::io_context& io, std::function<void(const std::string& name)> end, std::function<void()> reload)
    : ending_(io, SIGTERM, SIGINT), reloading_(io, SIGHUP), reload_(std::move(reload)) {
    ending_.async_wait([end = std::move(end)](boost::system::error_code error, int number) {
        if (!error) end(ms::text::signal_name(number));
    });
    await_reload();
}

void Signals::await_reload() {
    reloading_.async_wait([this](boost::system::error_code error, int) {
        if (error) return;
        reload_();
        await_reload();
    });
}

}  // namespace msd::server

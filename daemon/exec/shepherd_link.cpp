// SPDX-License-Identifier: MIT
#include "daemon/exec/shepherd_link.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace msd::exec {

namespace asio = boost::asio;
using boost::system::error_code;

ShepherdLink::ShepherdLink(asio::io_context& io, Fd stream) : socket_(io) {
    error_code refused;
    socket_.assign(asio::local::stream_protocol(), stream.release(), refused);
}

void ShepherdLink::open() { read(); }

void ShepherdLink::read() {
    socket_.async_read_some(asio::buffer(bytes_), [self = shared_from_this()](error_code error, std::size_t size) {
        if (error) return self->end();
        self->inbox_.append({self->bytes_.data(), size});
        while (self->listener_.message) {
            const auto message = self->inbox_.next();
            if (!message) break;
            self->listener_.message(*message);
        }
        if (self->inbox_.broken()) return self->end();
        self->read();
    });
}

void ShepherdLink::send(std::string message) {
    outbox_.push_back(std::move(message));
    if (outbox_.size() == 1) write();
}

void ShepherdLink::write() {
    asio::async_write(socket_, asio::buffer(outbox_.front()),
                      [self = shared_from_this()](error_code error, std::size_t) {
                          if (error) return;  // the reader hears of the end too, after what came before it
                          self->outbox_.pop_front();
                          if (!self->outbox_.empty()) self->write();
                      });
}

void ShepherdLink::end() {
    error_code ignored;
    socket_.close(ignored);
    const auto closed = std::exchange(listener_, {}).closed;
    if (closed) closed();
}

void ShepherdLink::close() {
    listener_ = {};
    error_code ignored;
    socket_.close(ignored);
}

}  // namespace msd::exec

// SPDX-License-Identifier: MIT
#include "daemon/api/long_listings.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <utility>

#include "libms/base/give_way.hpp"

namespace msd::api {

namespace asio = boost::asio;

LongListings::LongListings(std::string database) : database_(std::move(database)) {}
LongListings::~LongListings() { stop(); }

void LongListings::begin() {
    thread_ = std::make_unique<asio::thread_pool>(1);
    asio::post(*thread_, [] { ms::give_way(); });
}

void LongListings::read(Read read) {
    if (!thread_) begin();
    asio::post(*thread_, [this, read = std::move(read)] {
        if (!accounting_) {
            auto opened = store::open_accounting(database_);
            if (!opened) return read(ms::Failure(opened.error()));
            accounting_ = std::move(*opened);
        }
        read(accounting_.get());
    });
}

void LongListings::stop() {
    if (!thread_) return;
    thread_->stop();
    thread_->join();
    thread_.reset();
}

}  // namespace msd::api

// SPDX-License-Identifier: MIT
// The further pages of long listings of the accounts are read on a thread that gives way to all others: beside a listing
// of a million jobs others are submitted nearly as fast as without it (bench/run accounts).
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "daemon/store/store.hpp"
#include "libms/base/result.hpp"

namespace boost::asio {
class thread_pool;
}

namespace msd::api {

class LongListings {
  public:
    /// `database`: its path. Nothing is opened, and no thread begun, before the first reading.
    explicit LongListings(std::string database);
    ~LongListings();

    /// What is to be read, with a reader of the database that is this thread's own; or why there is none.
    using Read = std::function<void(ms::Result<store::Accounting*>)>;
    /// Called on one thread, always the same.
    void read(Read read);
    /// What is under way is finished, what waits is not begun.
    void stop();

  private:
    void begin();

    std::string database_;
    std::unique_ptr<store::Accounting> accounting_;  // of the thread
    std::unique_ptr<boost::asio::thread_pool> thread_;
};

}  // namespace msd::api

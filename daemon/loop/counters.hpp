// SPDX-License-Identifier: MIT
// What the daemon counts of its own work, for sdiag. Any thread; each call is a moment's lock.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "libms/model/messages.hpp"

namespace msd::loop {

using namespace ms;

class Counters {
  public:
    explicit Counters(Time now) { reset(now); }

    /// A request was answered; `kind` is its place in Request.
    void request(std::size_t kind, UserId uid, const std::string& user, Micros time);
    /// A record has become what it is now; `before` is null for a new one.
    void job(const Job* before, const Job& now);
    /// A round over the queue.
    void cycle(Micros time, std::size_t looked_at, std::size_t waiting, Time at);
    void commit(Micros time);
    void reset(Time now);
    /// All but what only others know.
    Statistics read() const;

  private:
    mutable std::mutex mutex_;
    Statistics figures_;
    std::map<std::size_t, RequestCount> by_kind_;  // by Slurm's number
    std::map<UserId, RequestCount> by_user_;
};

}  // namespace msd::loop

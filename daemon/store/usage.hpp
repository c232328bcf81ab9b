// SPDX-License-Identifier: MIT
// Usage of a window, summed over the runs in it: by account, user and QOS.
#pragma once

#include <map>
#include <tuple>

#include "libms/model/messages.hpp"

namespace msd::store {

/// Seconds a run took of [start, end), without its suspensions. One that has not ended runs until `now`.
std::uint64_t seconds_within(const ms::Job& job, ms::Time start, ms::Time end, ms::Time now);

class UsageSum {
  public:
    UsageSum(const ms::UsageQuery& query, ms::Time now);
    void add(const ms::Job& job);
    ms::UsageReply take();

  private:
    ms::UsageQuery query_;
    ms::Time now_;
    std::map<std::tuple<std::string, std::string, std::string>, ms::Amounts> sums_;
    std::vector<ms::UsageJob> jobs_;
};

}  // namespace msd::store

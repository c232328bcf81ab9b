// SPDX-License-Identifier: MIT
// Usage of a window, summed by the hours in it: what owners used, and what of the cluster was down or kept free.
#pragma once

#include <map>
#include <tuple>

#include "daemon/core/accounts/limit_groups.hpp"
#include "libms/model/messages.hpp"

namespace msd::store {

using ms::Amounts;
using ms::Time;

inline constexpr ms::Seconds an_hour{3600};
/// Among what owners used, beside the resources: how long their jobs ran.
using core::wall_time;

/// The beginning of the hour, day or month (by UTC) that the instant is in.
Time hour_of(Time time);
Time day_of(Time time);
Time month_of(Time time);
/// That of the next one.
Time next_day(Time time);
Time next_month(Time time);

/// Seconds a run took of [start, end), without its suspensions. One that has not ended runs until `now`.
std::uint64_t seconds_within(const ms::Job& job, Time start, Time end, Time now);

/// Account, user and QOS.
using Owner = std::tuple<std::string, std::string, std::string>;

/// TRES-seconds.
struct UsageFigures {
    std::map<Owner, Amounts> used;
    Amounts total, down, planned_down, planned;  // of the cluster
    void add(const UsageFigures& more);
    ms::UsageReply reply() &&;
};

class HourSums {
  public:
    /// Of [start, end). `total`: what the cluster has of each resource.
    HourSums(Time start, Time end, Time now, Amounts total);
    void add(const ms::Job& job);
    void add(const ms::NodeEvent& event);
    /// Each hour by its beginning; the first and the last one as far as they are in the window. No more is planned than
    /// was free.
    std::map<Time, UsageFigures> take();

  private:
    template <class Use>
    void each_hour(Time from, Time until, Use use);

    Time start_, end_, now_;
    Amounts total_;
    std::map<Time, UsageFigures> hours_;
};

/// One run as far as it lies in the window; seconds are 0 when it does not.
ms::UsageJob run_of(const ms::Job& job, Time start, Time end, Time now);

}  // namespace msd::store

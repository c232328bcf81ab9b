// SPDX-License-Identifier: MIT
// What a job held and what of it was used.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libms/model/messages.hpp"

namespace ms::cmds::seff {

struct Efficiency {
    Seconds elapsed{0};
    Seconds cpu_used{0};
    std::uint32_t cpus = 0;
    std::uint32_t nodes = 0;
    std::uint64_t memory_used = 0;   // bytes: the most that a step's tasks had
    std::uint64_t memory_held = 0;   // bytes, in all
    Seconds core_time() const { return elapsed * cpus; }
};

Efficiency efficiency_of(const AccountingJob& record, Time now);

/// "12.34%", and 0.00% of nothing.
std::string percent(double part, double whole);
/// 1.20 MB: KB, MB, GB … by 1024 with two decimals, and 0.00 MB for nothing.
std::string memory_text(std::uint64_t bytes);

/// The report of one job, in seff's words.
std::string report(const AccountingJob& record, const std::string& cluster, Time now);
/// The report of a whole array: its tasks together.
std::string array_report(const std::vector<AccountingJob>& tasks, const std::string& cluster, Time now);
/// What to ask for next time, a line for each option that could be half of what it was; "" when nothing is to be said.
std::string hint(const std::vector<AccountingJob>& tasks, Time now);

}  // namespace ms::cmds::seff

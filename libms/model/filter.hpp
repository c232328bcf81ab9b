// SPDX-License-Identifier: MIT
// Which jobs a query or a scancel means.
#pragma once

#include "libms/model/messages.hpp"

namespace ms {

/// The record is the job, a task of the array, or the waiting part of an array that holds a selected task.
bool selects(const JobSelector& selector, const Job& job);
/// The same of one of its steps: every step where the selector names none.
bool selects_step(const JobSelector& selector, const Job& job, std::int32_t step);
/// Every condition given holds; `filter.jobs` means any of them.
bool matches(const JobFilter& filter, const Job& job);

}  // namespace ms

// SPDX-License-Identifier: MIT
// Which association a job is charged to.
#pragma once

#include "libms/model/accounts.hpp"
#include "libms/model/job.hpp"

namespace ms {

/// Its number; 0 where there is none, or where the book was not asked for.
std::uint32_t charged_association(const AccountBook* book, const Job& job);

}  // namespace ms

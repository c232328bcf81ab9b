// SPDX-License-Identifier: MIT
// The part of a QOS in a job's priority.
#pragma once

#include "libms/model/accounts.hpp"

namespace ms {

/// The whole weight for the QOS of the highest Priority, a share of it for the others.
std::uint32_t qos_priority(const AccountBook& book, std::string_view qos, std::uint32_t weight);

}  // namespace ms

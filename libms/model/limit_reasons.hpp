// SPDX-License-Identifier: MIT
// Reasons of jobs that a limit of an association or QOS keeps waiting: one for each limit and resource, by Slurm's
// numbers and names.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "libms/model/states.hpp"

namespace ms {

struct LimitReasonRow {
    std::uint16_t number;
    std::string_view name;
};
std::span<const LimitReasonRow> limit_reason_rows();

/// "" for any other reason.
std::string_view limit_reason_name(Reason reason);
bool is_limit_reason(Reason reason);

}  // namespace ms

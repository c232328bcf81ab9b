// SPDX-License-Identifier: MIT
// What a step has used, in the words of sacct and sstat.
#pragma once

#include <string>

#include "libms/model/step.hpp"

namespace ms::cmds {

/// Which value over the tasks of a step.
enum class Over : std::uint8_t { mean, max, min, total };

/// How sizes are shown: --units and --noconvert.
struct SizeStyle {
    char unit = 0;      // 0 = the one that fits
    bool raw = false;
};
/// `unit` is what the value counts: 'M' for memory asked for, 'B' for what was measured.
std::string size_text(std::uint64_t value, char unit, SizeStyle style);

std::uint64_t figure_over(const Usage& usage, Figure Usage::*figure, Over over);
/// The task that has the maximum, or the minimum.
std::uint32_t task_of(const Usage& usage, Figure Usage::*figure, Over over);
/// Microseconds as 00:00:05.
std::string cpu_seconds_text(std::uint64_t micros);

/// The lists of the TRESUsageIn* fields, or with `output` of TRESUsageOut*.
std::string usage_list(const Usage& usage, Over over, bool output, SizeStyle style);
std::string usage_node_list(const Step& step, Over over, bool output);
std::string usage_task_list(const Usage& usage, Over over, bool output);

}  // namespace ms::cmds

// SPDX-License-Identifier: MIT
// Limits of associations and QOS as the values that Slurm's keys have.
#pragma once

#include "libms/data_parser/value.hpp"
#include "libms/model/limits.hpp"

namespace ms::data_parser {

/// What is not set has no end.
inline Number unlimited() { return {false, true}; }

inline Value limit_count_value(const Amounts* amounts) {
    if (!amounts || amounts->empty()) return unlimited();
    return number(amounts->begin()->second);
}
inline Value limit_tres_value(const Amounts* amounts) {
    return tres_list(amounts ? text::TresMap(amounts->begin(), amounts->end()) : text::TresMap{});
}

}  // namespace ms::data_parser

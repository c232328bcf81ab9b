// SPDX-License-Identifier: MIT
// Options that are known and do nothing on this machine: -v names each that was given, so that none is swallowed.
#pragma once

#include <algorithm>

#include "libms/options/command.hpp"

namespace ms::options {

/// "--NAME has no effect here" for each of them.
inline void tell_no_effect(const CommandContext& context, std::span<const Row* const> rows, const std::vector<Given>& given) {
    for (const Given& each : given)
        if (const Row& row = *rows[each.row]; row.status == Status::no_effect)
            context.info("--" + std::string(row.name) + " has no effect here");
}

/// The same for a command of which nothing but its words asks to tell more.
inline void tell_no_effect_if_verbose(const CommandContext& context, std::span<const Row* const> rows,
                                      const std::vector<Given>& given) {
    const auto asks = [&](const Given& each) { return rows[each.row]->name == "verbose"; };
    if (std::any_of(given.begin(), given.end(), asks)) tell_no_effect(context, rows, given);
}

}  // namespace ms::options

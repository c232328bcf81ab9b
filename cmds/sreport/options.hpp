// SPDX-License-Identifier: MIT
// sreport's option table and what it fills.
#pragma once

#include <string>
#include <vector>

#include "libms/options/options.hpp"
#include "libms/table/field_table.hpp"

namespace ms::cmds::sreport {

/// How amounts are written. The last three add the share of all.
enum class Unit { seconds, minutes, hours, percent, seconds_percent, minutes_percent, hours_percent };

struct Settings {
    Unit unit = Unit::minutes;
    std::vector<std::string> tres;  // empty: cpu alone
    bool header = true;
    bool by_name = false;           // --sort=name
    table::Delimited delimited = table::Delimited::no;
    bool help = false;
    bool version = false;
};

std::span<const options::Option<Settings>> option_table();

/// -t, and the word time. Error: Errc::usage.
Result<void> set_unit(Settings& settings, std::string_view value);
/// -s, and the word sort. Error: Errc::usage.
Result<void> set_sort(Settings& settings, std::string_view value);

}  // namespace ms::cmds::sreport

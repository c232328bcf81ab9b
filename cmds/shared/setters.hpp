// SPDX-License-Identifier: MIT
// What an option row sets in any command's settings S.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "libms/base/result.hpp"
#include "libms/table/field_table.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds {

/// Slurm's sentence for who asks for two layouts.
inline constexpr const char* format_or_long =
    "Options -o(--format) and -l(--long) are mutually exclusive. Please remove one and retry.";

template <class S, auto flag, bool to = true>
Result<void> set_flag(S& settings, std::string_view) {
    settings.*flag = to;
    return {};
}
template <class S, auto text>
Result<void> set_text(S& settings, std::string_view value) {
    settings.*text = value;
    return {};
}
template <class S, auto list>
Result<void> set_list(S& settings, std::string_view value) {
    settings.*list = text::split_list(value);
    return {};
}
/// --format, each time it is given; blanks may stand before a name ("jobid, state").
template <class S>
Result<void> add_fields(S& settings, std::string_view value) {
    for (const std::string& field : text::split_list(value)) {
        if (!settings.fields.empty()) settings.fields += ',';
        settings.fields += field.substr(std::min(field.find_first_not_of(" \t"), field.size()));
    }
    return {};
}
template <class S>
Result<void> more_verbose(S& settings, std::string_view) {
    ++settings.verbosity;
    return {};
}
/// -p and -P
template <class S, table::Delimited style>
Result<void> set_delimited(S& settings, std::string_view) {
    settings.delimited = style;
    return {};
}

}  // namespace ms::cmds

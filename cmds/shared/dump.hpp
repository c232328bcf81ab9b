// SPDX-License-Identifier: MIT
// --json and --yaml, for the commands that have them. A command's settings derive from DumpSettings.
#pragma once

#include <optional>
#include <string_view>

#include "libms/data_parser/document.hpp"
#include "libms/data_parser/style.hpp"

namespace ms::cmds {

struct DumpSettings {
    std::optional<data_parser::Style> dump;  // instead of a listing
};

/// The function of a row of --json or --yaml.
template <data_parser::Form form>
Result<void> set_dump(DumpSettings& settings, std::string_view value) {
    const auto style = data_parser::parse_style(form, value);
    if (!style) return Failure(style.error());
    settings.dump = *style;
    return {};
}

/// --json=list asks for no answer of the daemon. The text for it, or an empty one.
inline std::string dump_information(const DumpSettings& settings) {
    return settings.dump && settings.dump->list ? data_parser::versions_text() : std::string();
}

}  // namespace ms::cmds

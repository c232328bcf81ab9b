// SPDX-License-Identifier: MIT
// What squeue and sinfo share: settings from the environment and the command line, the layout they ask for, and the
// loop of -i.
#pragma once

#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

#include "libms/options/command.hpp"
#include "libms/table/table.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds {

/// A format as asked for: letters (-o) or names (-O).
struct Format {
    std::string text;
    bool names = false;
};

/// Options every listing has. A command's own settings derive from it.
struct ListingSettings {
    std::optional<Format> environment_format;  // gives way to -l and its like
    std::optional<Format> format;
    std::string sort;
    std::uint32_t iterate_seconds = 0;  // 0 = once
    bool header = true;
    bool wide = false;  // -l
    bool raw_units = false;
    int verbosity = 0;

    // questions about the command itself
    bool help = false;
    bool usage = false;
    bool version = false;
    bool help_states = false;
    bool help_letters = false;
    bool help_names = false;
};

inline std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// Environment first, then the command line; what is wrong has been said on stderr. Error: the exit status.
template <class S>
tl::expected<std::vector<std::string>, int> read_settings(const CommandContext& context,
                                                          std::span<const options::Option<S>> table, S& settings) {
    const auto rows = options::rows_of(table);
    const auto apply = [&](const std::vector<options::Given>& given) {
        const auto applied = options::apply(table, given, settings);
        if (!applied) context.error(applied.error().message);
        return applied.has_value();
    };
    if (!apply(options::from_environment(rows))) return tl::make_unexpected(1);
    settings.environment_format = std::exchange(settings.format, std::nullopt);
    auto line = options::parse(rows, context.words, options::Order::permute);
    if (!line) return tl::make_unexpected(context.usage_error(line.error().message, 1));
    if (!apply(line->given)) return tl::make_unexpected(1);
    return std::move(line->operands);
}

/// -i: a whole number of seconds above 0.
inline Result<void> set_interval(ListingSettings& settings, std::string_view value) {
    const auto seconds = text::parse_unsigned(value);
    if (!seconds || *seconds == 0 || *seconds > 0xFFFFFFFF)
        return fail(Errc::usage, "--iterate=" + std::string(value) + " is invalid: it takes seconds, at least 1");
    settings.iterate_seconds = static_cast<std::uint32_t>(*seconds);
    return {};
}

template <class C>
table::Layout layout_of(const Format& format, std::span<const C> columns) {
    return format.names ? table::name_layout(format.text, columns) : table::letter_layout(format.text, columns);
}

/// --helpformat and --helpFormat.
template <class C>
std::string letters_text(std::span<const C> columns) {
    std::string out;
    for (const C& column : columns)
        if (column.letter != 0 && !column.meaning.empty())
            out += std::string("%") + column.letter + "  " + std::string(column.name) + "\n";
    return out;
}
template <class C>
std::string names_text(std::span<const C> columns) {
    std::vector<std::string_view> names;
    for (const C& column : columns)
        if (!column.meaning.empty()) names.push_back(column.name);
    return table::name_grid(names);
}

template <class C>
std::vector<FieldDoc> field_docs(std::span<const C> columns) {
    std::vector<FieldDoc> fields;
    for (const C& column : columns)
        if (!column.meaning.empty()) fields.push_back({column.name, column.letter, column.header, column.meaning});
    return fields;
}

/// `once` again and again while it succeeds, with a blank line and the interval between. Returns the last status.
template <class Once>
int repeat(const CommandContext& context, std::uint32_t interval_seconds, Once once) {
    int status = once();
    while (interval_seconds != 0 && status == 0) {
        context.print("\n");
        if (std::fflush(context.out) != 0) return 1;
        ::sleep(interval_seconds);
        status = once();
    }
    return status;
}

}  // namespace ms::cmds

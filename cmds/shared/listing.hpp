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

#include "cmds/shared/clusters.hpp"
#include "cmds/shared/setters.hpp"
#include "cmds/shared/terminal.hpp"
#include "libms/options/command.hpp"
#include "libms/table/table.hpp"
#include "libms/text/date.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds {

/// A format as asked for: letters (-o) or names (-O).
struct Format {
    std::string text;
    bool names = false;
    bool mixed = false;  // the other kind was asked for as well
};

/// Options every listing has. A command's own settings derive from it.
struct ListingSettings {
    std::optional<Format> environment_format;  // gives way to -l and its like
    std::optional<Format> format;
    std::string sort;
    std::vector<std::string> clusters;              // -M
    std::string_view clusters_source = "--cluster";  // who named them
    std::uint32_t iterate_seconds = 0;  // 0 = once
    bool on_command_line = false;       // what is being read: the environment comes first
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

// What an option row of a listing sets besides. S derives from ListingSettings.
template <class S>
Result<void> set_letters(S& settings, std::string_view value) {
    settings.format = Format{std::string(value), false, settings.format && (settings.format->mixed || settings.format->names)};
    return {};
}
template <class S>
Result<void> set_names(S& settings, std::string_view value) {
    settings.format = Format{std::string(value), true, settings.format && (settings.format->mixed || !settings.format->names)};
    return {};
}
/// For what is always so here.
template <class S>
Result<void> no_change(S&, std::string_view) {
    return {};
}
/// -i: a whole number of seconds above 0.
template <class S>
Result<void> set_interval(S& settings, std::string_view value) {
    const auto seconds = text::parse_unsigned(value);
    if (!seconds || *seconds == 0 || *seconds > 0xFFFFFFFF)
        return fail(Errc::usage, "--iterate=" + std::string(value) + " is invalid: it takes seconds, at least 1");
    settings.iterate_seconds = static_cast<std::uint32_t>(*seconds);
    return {};
}

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
    auto environment_clusters = std::exchange(settings.clusters, {});
    auto line = options::parse(rows, context.words, options::Order::permute);
    if (!line) return tl::make_unexpected(context.usage_error(line.error().message, 1));
    settings.on_command_line = true;
    if (!apply(line->given)) return tl::make_unexpected(1);
    if (settings.clusters.empty() && !environment_clusters.empty()) {
        settings.clusters = std::move(environment_clusters);
        settings.clusters_source = "SLURM_CLUSTERS";
    }
    return std::move(line->operands);
}

/// Other clusters' names are told of. False when this one is not among those asked for.
inline bool asks_for(const CommandContext& context, const ListingSettings& settings, std::string_view cluster) {
    return is_asked_for(context, settings.clusters, settings.clusters_source, cluster);
}

/// What stands above the header: the cluster under -M, the date under -l, -i and -v.
inline std::string title(const ListingSettings& settings, std::string_view cluster, Time now) {
    std::string text;
    if (!settings.header) return text;
    if (!settings.clusters.empty()) text += "CLUSTER: " + std::string(cluster) + "\n";
    if (settings.wide || settings.iterate_seconds || settings.verbosity) text += text::format_title_date(now) + "\n";
    return text;
}

/// What could not be listed: bad words as the command's own error, the daemon's refusal after `call`. The status.
inline int refused(const CommandContext& context, const Error& error, std::string_view call) {
    if (error.code == Errc::usage) {
        context.error(error.message);
        return 1;
    }
    const std::string line = std::string(call) + ": " + error.message + "\n";
    std::fwrite(line.data(), 1, line.size(), context.err);
    return 1;
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

/// What `once` prints, all at once and over what the screen shows.
template <class Once>
int draw_over(const CommandContext& context, Once once) {
    char* text = nullptr;
    std::size_t size = 0;
    CommandContext into_memory = context;
    into_memory.out = open_memstream(&text, &size);
    if (!into_memory.out) return once(context);
    const int status = once(into_memory);
    std::fclose(into_memory.out);
    context.print(screen_frame({text, size}, terminal_rows(context.out)));
    std::free(text);
    return status;
}

/// `once` again and again while it succeeds, with the interval between: a blank line apart, or on a terminal each
/// listing over the last one. `once` prints to the context it is given. Returns the last status.
template <class Once>
int repeat(const CommandContext& context, std::uint32_t interval_seconds, Once once) {
    if (interval_seconds == 0) return once(context);
    const bool redraws = is_terminal(context.out);
    for (;;) {
        const int status = redraws ? draw_over(context, once) : once(context);
        if (status != 0) return status;
        if (!redraws) context.print("\n");
        if (std::fflush(context.out) != 0) return 1;
        ::sleep(interval_seconds);
    }
}

}  // namespace ms::cmds

// SPDX-License-Identifier: MIT
#include "cmds/sinfo/run.hpp"

#include <algorithm>

#include "cmds/shared/date_style.hpp"
#include "cmds/sinfo/dump.hpp"
#include "cmds/sinfo/groups.hpp"
#include "libms/client/client.hpp"
#include "libms/text/date.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/hostlist.hpp"

namespace ms::cmds::sinfo {
namespace {

using Columns = std::span<const GroupColumn>;

/// The layouts without -o; %P and %N at a width grow with the longest name.
struct Layouts {
    bool node, reasons, summary, wide;  // what is asked for; the first row that fits counts
    std::string_view format;
};
constexpr Layouts layouts[] = {
    {true, true, false, true, "%9N %.6D %.9P %.11T %4c %.8z %.6m %.8d %.6w %.8f %20E"},
    {true, true, false, false, "%9N %.6D %.9P %6t"},
    {false, true, false, true, "%20E %12U %19H %6t %N"},
    {false, true, false, false, "%20E %9u %19H %N"},
    {false, false, true, false, "%9P %.5a %.10l %.16F %N"},
    {true, false, false, true, "%9N %.6D %.9P %.11T %4c %.8z %.6m %.8d %.6w %.8f %20E"},
    {true, false, false, false, "%9N %.6D %.9P %6t"},
    {false, false, false, true, "%9P %.5a %.10l %.10s %.4r %.8h %.10g %.6D %.11T %.11i %N"},
    {false, false, false, false, "%9P %.5a %.10l %.6D %.6t %N"},
};

std::string_view default_format(const Settings& s) {
    for (const Layouts& each : layouts)
        if (each.node <= s.each_node && each.reasons <= s.reasons && each.summary <= s.summary && each.wide <= s.wide)
            return each.format;
    return layouts[std::size(layouts) - 1].format;
}

table::Layout default_layout(const Settings& settings, Columns columns, const ClusterReply& cluster) {
    std::size_t partition = 0, node = 0;
    for (const PartitionInfo& each : cluster.partitions)
        partition = std::max(partition, each.name.size() + (each.is_default ? 1 : 0));
    for (const NodeInfo& each : cluster.nodes) node = std::max(node, each.name.size());
    table::Layout layout = table::letter_layout(default_format(settings), columns);
    for (table::Slot& slot : layout.slots) {
        const char letter = columns[slot.column].letter;
        if (letter == 'P') slot.width = std::max<unsigned>(slot.width, static_cast<unsigned>(partition));
        if (letter == 'N' && slot.width) slot.width = std::max<unsigned>(slot.width, static_cast<unsigned>(node));
    }
    return layout;
}

/// -o or -O, else the environment's, which gives way to -l and its like; none for the layouts above.
const Format* chosen_format(const Settings& settings) {
    if (settings.format) return &*settings.format;
    const bool asked = settings.wide || settings.each_node || settings.summary || settings.reasons;
    return settings.environment_format && !asked ? &*settings.environment_format : nullptr;
}

std::string_view chosen_sort(const Settings& settings) {
    if (!settings.sort.empty()) return settings.sort;
    return settings.each_node ? "N" : "#P,-t";
}

int not_loaded(const CommandContext& context, const Error& error) {
    return refused(context, error, "slurm_load_partitions");
}

/// One listing.
int show(const CommandContext& context, const Settings& settings, const std::vector<GroupColumn>& columns, bool tints) {
    const auto cluster = client::ask<ClusterReply>(*context.client, ClusterQuery{});
    if (!cluster) return not_loaded(context, cluster.error());
    if (!asks_for(context, settings, cluster->cluster)) return 1;
    if (settings.verbosity)
        for (const Notice& notice : cluster->notices) context.info(one_line(notice));

    const View view{cluster->now, cluster->cluster, date_style()};
    const Format* format = chosen_format(settings);
    auto layout = format ? layout_of(*format, Columns(columns)) : default_layout(settings, columns, *cluster);
    auto groups = group_nodes(*cluster, settings, layout, columns, view);
    if (!groups) return not_loaded(context, groups.error());
    const auto sorted = sort_groups(*groups, chosen_sort(settings), columns, view);
    if (!sorted) return not_loaded(context, sorted.error());

    table::Table<GroupColumn> table(columns, std::move(layout));
    table.use_tints(tints);
    std::string out = title(settings, cluster->cluster, cluster->now);
    if (settings.header) table.put_header(out);
    for (const NodeGroup& group : *groups) table.put_row(out, group, view);
    context.print(out);
    return 0;
}

std::string states_text() {
    std::string text;
    for (const std::string_view name : node_condition_names()) text += std::string(name) + "\n";
    return text;
}

/// The text asked for instead of a listing; empty when there is none.
std::string information(const Settings& settings, Columns columns) {
    if (settings.help) return options::help_text(doc().usage, doc().rows);
    if (settings.usage) return options::usage_text("sinfo", "", doc().rows);
    if (settings.version) return std::string(slurm_version) + "\n";
    if (settings.help_states) return states_text();
    if (settings.help_letters) return letters_text(columns);
    if (settings.help_names) return names_text(columns);
    if (settings.dump) return dump_information(settings);
    return {};
}

/// -T
int show_reservations(const CommandContext& context, const Settings& settings) {
    const auto cluster = client::ask<ClusterReply>(*context.client, ClusterQuery{});
    if (!cluster) return refused(context, cluster.error(), "slurm_load_reservations");
    context.print(title(settings, cluster->cluster, cluster->now));
    if (cluster->reservations.empty()) {
        context.print("No reservations in the system\n");
        return 0;
    }
    std::size_t width = 10;
    for (const Reservation& each : cluster->reservations) width = std::max(width, each.name.size());
    const auto line = [&](std::string name, const std::string& state, const std::string& start, const std::string& end,
                          const std::string& duration, const std::string& nodes) {
        name.resize(std::max(width, name.size()), ' ');
        const auto right = [](const std::string& text, std::size_t to) {
            return std::string(to - std::min(to, text.size()), ' ') + text;
        };
        context.print(name + " " + right(state, 8) + "  " + right(start, 19) + "  " + right(end, 19) + "  " +
                      right(duration, 11) + "  " + nodes + "\n");
    };
    if (settings.header) line("RESV_NAME", "STATE", "START_TIME", "END_TIME", "DURATION", "NODELIST");
    const std::string style = date_style();
    for (const Reservation& each : cluster->reservations) {
        std::vector<std::string> nodes;
        for (const ReservedNode& part : each.nodes) nodes.push_back(part.node);
        const auto length = std::chrono::floor<Seconds>(each.end) - std::chrono::floor<Seconds>(each.start);
        line(each.name, each.active ? "ACTIVE" : "INACTIVE", text::format_date(each.start, style, cluster->now),
             text::format_date(each.end, style, cluster->now), text::format_long(length), text::fold_hostlist(nodes));
    }
    return 0;
}

/// Told once, and not with every listing of -i.
void tell_unknown(const CommandContext& context, const Settings& settings, Columns columns) {
    const Format* format = chosen_format(settings);
    if (!format) return;
    for (const std::string& name : layout_of(*format, columns).unknown) {
        if (format->names) context.error("Invalid job format specification: " + name);  // as Slurm says it
        else std::fprintf(context.err, "Invalid node format specification: %s\n", name.c_str());
    }
}

}  // namespace

int run(const CommandContext& context) {
    Settings settings;
    const auto operands = read_settings(context, option_table(), settings);
    if (!operands) return operands.error();  // the operands themselves mean nothing, as in Slurm
    const auto columns = group_columns();
    if (const std::string text = information(settings, columns); !text.empty()) {
        context.print(text);
        return 0;
    }
    if (settings.format && settings.wide) {
        context.fatal(format_or_long);
        return 1;
    }
    if (settings.all_asked && settings.partitions_asked) {
        context.error("Conflicting options, -a and -p, specified. Please choose one or the other.");
        return 1;
    }
    if (settings.dump) return dump_nodes(context, settings);
    if (settings.reservations)
        return repeat(context, settings.iterate_seconds, [&](const CommandContext& into) {
            return show_reservations(into, settings);
        });
    tell_unknown(context, settings, columns);
    const bool tints = wants_colours(context.out);  // what -i draws goes through memory
    return repeat(context, settings.iterate_seconds, [&](const CommandContext& into) {
        return show(into, settings, columns, tints);
    });
}

}  // namespace ms::cmds::sinfo

// SPDX-License-Identifier: MIT
#include "cmds/squeue/run.hpp"

#include <algorithm>

#include "cmds/shared/date_style.hpp"
#include "cmds/squeue/dump.hpp"
#include "cmds/squeue/query.hpp"
#include "cmds/squeue/steps.hpp"
#include "libms/client/client.hpp"

namespace ms::cmds::squeue {
namespace {

constexpr std::string_view plain_format = "%.18i %.9P %.8j %.8u %.2t %.10M %.6D %R";
constexpr std::string_view wide_format = "%.18i %.9P %.8j %.8u %.8T %.10M %.9l %.6D %R";
constexpr std::string_view start_format = "%.18i %.9P %.8j %.8u %.2t %.19S %.6D %20Y %R";
constexpr std::string_view state_format = "%.18i %.2t";

using Columns = std::span<const JobColumn>;

Format chosen_format(const Settings& settings) {
    if (settings.format) return *settings.format;
    if (settings.expected_starts) return {std::string(start_format)};
    if (settings.wide) return {std::string(wide_format)};
    if (settings.environment_format) return *settings.environment_format;
    return {std::string(settings.only_states ? state_format : plain_format)};
}

std::string_view chosen_sort(const Settings& settings) {
    if (!settings.sort.empty()) return settings.sort;
    return settings.expected_starts ? "S" : "P,t,-p";
}

View make_view(const Settings& settings, const JobsReply& reply) {
    View view;
    view.now = reply.now;
    view.cluster = reply.cluster;
    view.date_style = date_style();
    view.raw_units = settings.raw_units;
    view.expand_patterns = settings.expand_patterns;
    view.reply = &reply;
    const auto limit = text::parse_unsigned(environment("SLURM_BITSTR_LEN"));
    if (limit && *limit <= 4096) view.task_list_limit = *limit;
    return view;
}

int not_loaded(const CommandContext& context, const Error& error) {
    return refused(context, error, "slurm_load_jobs error");
}

/// One listing of steps.
int show_steps(const CommandContext& context, const Settings& settings, const table::Table<StepColumn>& table) {
    const auto reply = find_jobs(context, settings, false);
    if (!reply) return not_loaded(context, reply.error());
    if (!asks_for(context, settings, reply->cluster)) return 1;
    const auto rows = step_rows(reply->jobs, *settings.steps);
    if (!rows) return not_loaded(context, rows.error());
    const View view = make_view(settings, *reply);
    std::string out = title(settings, reply->cluster, reply->now);
    if (settings.header) table.put_header(out);
    for (const StepRow& row : *rows) table.put_row(out, row, view);
    context.print(out);
    return 0;
}

/// Forecasts are made only for who looks at them: they cost more than the listing.
bool needs_forecast(const Settings& settings, const table::Table<JobColumn>& table) {
    const std::string_view of_the_future = "SeY";
    return std::any_of(of_the_future.begin(), of_the_future.end(), [&](char letter) { return table.shows(letter); }) ||
           chosen_sort(settings).find_first_of("Se") != std::string::npos;
}

/// One listing.
int show(const CommandContext& context, const Settings& settings, const table::Table<JobColumn>& table) {
    const auto reply = find_jobs(context, settings, needs_forecast(settings, table));
    if (!reply) return not_loaded(context, reply.error());
    if (!asks_for(context, settings, reply->cluster)) return 1;
    View view = make_view(settings, *reply);
    if (table.shows("AssocId")) {
        auto site = client::ask<AccountsReply>(*context.client, AccountsQuery{});
        if (!site) return not_loaded(context, site.error());
        view.book = std::move(site->book);
    }
    auto rows = rows_of(reply->jobs, settings);
    const auto sorted = sort_rows(rows, chosen_sort(settings), view);
    if (!sorted) {
        rows.clear();  // the header alone still comes out, as in Slurm
        context.error(sorted.error().message);
    }
    std::string out;
    out.reserve(128 * (rows.size() + 2));
    out += title(settings, reply->cluster, reply->now);
    if (settings.header) table.put_header(out);
    for (const JobRow& row : rows) table.put_row(out, row, view);
    context.print(out);
    return sorted ? 0 : 1;
}

/// The columns that `format` names; those it names wrongly are told of and left out.
template <class C>
table::Table<C> table_of(const CommandContext& context, const Format& format, const std::vector<C>& columns, const char* of_what) {
    auto layout = layout_of(format, std::span<const C>(columns));
    for (const std::string& name : layout.unknown) context.error(std::string("Invalid ") + of_what + " format specification: " + name);
    return table::Table<C>(columns, std::move(layout));
}

std::string usage() { return options::usage_text("squeue", "", doc().rows); }

/// The text asked for instead of a listing; empty when there is none.
std::string information(const Settings& settings, Columns columns) {
    if (settings.help) return options::help_text(doc().usage, doc().rows);
    if (settings.usage) return usage();
    if (settings.version) return std::string(slurm_version) + "\n";
    if (settings.help_states) return states_text();
    if (settings.help_letters) return letters_text(columns);
    if (settings.help_names) return names_text(columns);
    return dump_information(settings);
}

/// One layout at a time: -o, -O or -l, of which Slurm lets -O stand beside -l.
Result<void> format_conflict(const Settings& settings) {
    if (!settings.format) return {};
    if (settings.format->mixed)
        return fail(Errc::generic, settings.format->names ? "-O (--Format) is incompatible with -o (--format)"
                                                          : "-o (--format) is incompatible with -O (--Format)");
    if (settings.wide && !settings.format->names) return fail(Errc::usage, format_or_long);
    return {};
}
int refused_format(const CommandContext& context, const Error& error) {
    if (error.code == Errc::usage) context.fatal(error.message);
    else context.error(error.message);
    return 1;
}

}  // namespace

int run(const CommandContext& context) {
    Settings settings;
    auto operands = read_settings(context, option_table(), settings);
    if (!operands) return operands.error();
    const auto columns = job_columns();
    if (const std::string text = information(settings, columns); !text.empty()) {
        context.print(text);
        return 0;
    }
    if (const auto mixed = format_conflict(settings); !mixed) return refused_format(context, mixed.error());
    // `-j 12`, `-s 12.0`: an optional argument never is the next word, so the first operand stands for it.
    const auto take_operand = [&](std::string& list) {
        if (!list.empty() || operands->empty()) return;
        list = operands->front();
        operands->erase(operands->begin());
        if (list.empty()) settings.selects_nothing = true;
    };
    if (settings.job_option) take_operand(settings.jobs);
    if (settings.steps) take_operand(*settings.steps);
    if (!operands->empty()) {
        context.error("Unrecognized option: " + operands->front());
        context.print(usage());
        return 1;
    }
    if (settings.dump) return dump_jobs(context, settings);
    if (settings.steps) {
        const auto of_steps = step_columns();
        const auto table = table_of(context, settings.format.value_or(Format{std::string(step_format)}), of_steps, "job step");
        return repeat(context, settings.iterate_seconds, [&](const CommandContext& into) {
            return show_steps(into, settings, table);
        });
    }
    auto table = table_of(context, chosen_format(settings), columns, "job");
    table.use_tints(wants_colours(context.out));
    return repeat(context, settings.iterate_seconds, [&](const CommandContext& into) {
        return show(into, settings, table);
    });
}

}  // namespace ms::cmds::squeue

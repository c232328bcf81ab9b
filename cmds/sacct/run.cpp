// SPDX-License-Identifier: MIT
#include "cmds/sacct/run.hpp"

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

#include "cmds/sacct/columns.hpp"
#include "cmds/sacct/dump.hpp"
#include "cmds/sacct/query.hpp"
#include "libms/client/client.hpp"
#include "libms/text/job.hpp"

namespace ms::cmds::sacct {
namespace {

constexpr std::size_t flush_at = 1 << 16;

/// Slurm's sacct has three voices: bad words of the command line are fatal, a bad time comes without a prefix.
int refuse(const CommandContext& context, const Error& error) {
    if (error.code == Errc::invalid_time) {
        const std::string line = error.message + "\n";
        std::fwrite(line.data(), 1, line.size(), context.err);
    } else if (error.code == Errc::usage) {
        context.fatal(error.message);
    } else {
        context.error(error.message);
    }
    return 1;
}

std::string_view usage() { return "Usage: sacct [options]\n\tUse --help for help\n"; }

Result<Settings> read_settings(const std::vector<const options::Row*>& rows, const options::CommandLine& line) {
    Settings from_environment, settings;
    MS_TRY(options::apply(option_table(), options::from_environment(rows), from_environment));
    MS_TRY(options::apply(option_table(), line.given, settings));
    // Formats of one command line add up; the environment's only stands in for a missing one.
    if (settings.fields.empty()) settings.fields = std::move(from_environment.fields);
    if (settings.fields.empty()) settings.fields = default_fields;
    return settings;
}

std::string fields_text() {
    std::vector<std::string_view> names;
    for (const LineColumn& column : columns()) names.push_back(column.name);
    return table::name_grid(names);
}

std::string states_text() {
    std::string text;
    for (const StateRow& row : state_rows()) text += std::string(row.name) + "\n";
    for (const StateFlagRow& row : state_flag_rows()) text += std::string(row.name) + "\n";
    return text;
}

std::string reasons_text() {
    std::string text;
    for (std::uint16_t number = 0; number < 256; ++number) {
        const std::string_view name = reason_name(static_cast<Reason>(number));
        if (number == 0 || name != reason_name(Reason::none)) text += std::string(name) + "\n";
    }
    return text;
}

int answer(const CommandContext& context, Question question) {
    switch (question) {
        case Question::help: context.print(options::help_text(doc().usage, doc().rows)); break;
        case Question::usage: context.print(usage()); break;
        case Question::version: context.print(std::string(slurm_version) + "\n"); break;
        case Question::fields: context.print(fields_text()); break;
        case Question::states: context.print(states_text()); break;
        case Question::reasons: context.print(reasons_text()); break;
        case Question::completion: std::fputs("Slurm job completion is disabled\n", context.err); return 1;
        case Question::none: break;
    }
    return 0;
}

View make_view(const Settings& settings, const AccountingQuery& query, const AccountingReply& reply) {
    const char* style = std::getenv("SLURM_TIME_FORMAT");
    View view;
    view.now = reply.now;
    view.cluster = reply.cluster;
    view.date_style = style ? style : "";
    view.unit = settings.unit;
    view.raw_units = settings.raw_units;
    view.expand_patterns = settings.expand_patterns;
    view.clip = settings.truncate;
    view.window_start = query.window_start;
    view.window_end = query.window_end;
    return view;
}

void print_listing(const CommandContext& context, const Settings& settings, std::vector<table::Field> fields,
                   const AccountingReply& reply, const View& view) {
    const table::FieldTable<LineColumn> listing(columns(), std::move(fields), settings.style);
    std::string out;
    if (settings.header) listing.put_header(out);
    for (const AccountingJob& record : reply.jobs) {
        if (!also_wanted(settings, record.job)) continue;
        const Lines lines = lines_of(settings, record.job);
        if (lines.job) listing.put_row(out, job_line(record, view), view);
        for (const Step& step : record.steps)
            if (lines.shows(step.id)) listing.put_row(out, step_line(record, step, view), view);
        if (out.size() >= flush_at) {
            context.print(out);
            out.clear();
        }
    }
    context.print(out);
}

/// -B or --env-vars: one text a job, under a title.
int print_texts(const CommandContext& context, const Settings& settings, const AccountingReply& reply) {
    for (const AccountingJob& record : reply.jobs) {
        auto text = client::ask<JobTextReply>(*context.client, JobTextQuery{record.job.id, settings.environment});
        if (!text && text.error().code != Errc::job_script_missing) return refuse(context, text.error());
        std::string body = text ? std::move(text->text) : std::string();
        std::replace(body.begin(), body.end(), '\0', '\n');  // the entries of an environment
        if (body.empty()) body = "NONE\n";
        const std::string id = text::shown_job_id(record.job);
        context.print((settings.environment ? "Environment used for " + id + " (must be batch to display)"
                                            : "Batch Script for " + id) +
                      "\n" + std::string(80, '-') + "\n" + body + "\n");
    }
    return 0;
}

/// --json and --yaml. What is wrong stands in the answer's `errors`, too.
int dump(const CommandContext& context, const Settings& settings) {
    data_parser::Document document(context, *settings.dump, data_parser::Source::accounting, "jobs");
    const auto failed = [&](const Error& error) {
        document.error(error, "slurmdb_jobs_get");
        return refuse(context, error);
    };
    const auto query = make_query(settings, getuid(), context.now);
    if (!query) return failed(query.error());
    const auto reply = client::ask<AccountingReply>(*context.client, *query);
    if (!reply) return failed(reply.error());
    dump_jobs(document, settings, *reply, make_view(settings, *query, *reply));
    return 0;
}

int show(const CommandContext& context, const Settings& settings, std::vector<table::Field> fields) {
    const bool texts = settings.script || settings.environment;
    if (texts && settings.jobs.empty())
        return refuse(context, Error{Errc::usage, "--batch-script and --env-vars need --jobs, which names the jobs"});
    const auto query = make_query(settings, getuid(), context.now);
    if (!query) return refuse(context, query.error());
    const auto reply = client::ask<AccountingReply>(*context.client, *query);
    if (!reply) return refuse(context, reply.error());
    if (texts) return print_texts(context, settings, *reply);
    print_listing(context, settings, std::move(fields), *reply, make_view(settings, *query, *reply));
    return 0;
}

}  // namespace

int run(const CommandContext& context) {
    const auto rows = options::rows_of(option_table());
    const auto line = options::parse(rows, context.words, options::Order::permute);
    if (!line) {
        context.info(line.error().message);
        return 1;
    }
    if (!line->operands.empty()) {
        context.print(usage());
        return 1;
    }
    const auto settings = read_settings(rows, *line);
    if (!settings) return refuse(context, settings.error());
    if (settings->question != Question::none) return answer(context, settings->question);

    if (const std::string text = dump_information(*settings); !text.empty()) {
        context.print(text);
        return 0;
    }
    if (settings->dump) return dump(context, *settings);

    auto fields = table::parse_fields(settings->fields, columns());
    if (!fields) {
        context.error(fields.error().message);
        return 1;
    }
    return show(context, *settings, std::move(*fields));
}

}  // namespace ms::cmds::sacct

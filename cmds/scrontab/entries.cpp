// SPDX-License-Identifier: MIT
#include "cmds/scrontab/entries.hpp"

#include <algorithm>

#include "libms/options/submit_table.hpp"
#include "libms/options/submitter.hpp"
#include "libms/text/crontab.hpp"
#include "libms/text/environment.hpp"

namespace ms::cmds::scrontab {
namespace {

/// Options of sbatch that mean nothing, or something else, for a job that comes back by the clock.
constexpr std::string_view not_for_entries[] = {
    "array",       "batch",         "bb",          "bbf",    "begin",     "cluster-constraint",         "clusters",
    "export-file", "external",      "get-user-env", "gid",   "hold",      "ignore-pbs",                 "kill-on-invalid-dep",
    "no-requeue",  "parsable",      "prefer",      "propagate", "requeue", "test-only",                  "uid",
    "wait",        "wait-all-nodes", "wrap",        "cluster",
};

const options::SubmitTable<>& table() {
    static const options::SubmitTable<> rows(options::sbatch);
    return rows;
}

Result<options::CommandLine> read_options(const text::CrontabEntry& entry) {
    auto line = options::parse(table().rows(), entry.options, options::Order::permute);
    if (!line) return line;
    if (!line->operands.empty()) return fail(Errc::generic, "'" + line->operands.front() + "' is no option");
    for (const options::Given& given : line->given) {
        const options::Row& row = *table().rows()[given.row];
        const auto* refused = std::find(std::begin(not_for_entries), std::end(not_for_entries), row.name);
        if (refused != std::end(not_for_entries) || !row.in_header)
            return fail(Errc::generic, "--" + std::string(row.name) + " is no option of a crontab's entry");
    }
    return line;
}

/// The program's name, which the job gets where the options give it none.
std::string name_of(const std::string& command) {
    const std::string program = command.substr(0, command.find_first_of(" \t"));
    return program.substr(program.rfind('/') + 1);
}

Result<CrontabJob> job_of(const CommandContext& context, const text::CrontabEntry& entry, const Owner& owner) {
    const auto line = read_options(entry);
    if (!line) return Failure(line.error());
    options::SubmitSettings settings = options::initial_settings(context);
    settings.directory = owner.home;
    MS_TRY(table().apply(line->given, options::Source::header, settings));
    MS_TRY(options::complete_submit(settings));

    CrontabJob job;
    job.line = entry.first_line;
    job.spec = options::described_spec(context, settings);
    if (job.spec.name.empty()) job.spec.name = name_of(entry.command);
    job.spec.command = entry.command;
    job.spec.get_user_env = true;
    job.spec.cron = entry.time;
    job.spec.cron_first_line = entry.first_line;
    job.spec.cron_last_line = entry.last_line;
    job.script = "#!/bin/sh\n# This script was created by scrontab.\n\n" + entry.command + "\n";
    std::vector<std::string> environment = entry.variables;
    options::add_submission(job.spec, environment);
    auto exported = text::apply_export(settings.export_list.value_or("ALL"), environment);
    if (!exported) return Failure(exported.error());
    job.environment = std::move(*exported);
    return job;
}

}  // namespace

Result<std::vector<CrontabJob>> jobs_of(const CommandContext& context, const std::string& crontab, const Owner& owner) {
    const auto entries = text::parse_crontab(crontab);
    if (!entries) return Failure(entries.error());
    std::vector<CrontabJob> jobs;
    for (const text::CrontabEntry& entry : *entries) {
        auto job = job_of(context, entry, owner);
        if (!job) return ms::context("line " + std::to_string(entry.first_line), job.error());
        jobs.push_back(std::move(*job));
    }
    return jobs;
}

}  // namespace ms::cmds::scrontab

// SPDX-License-Identifier: MIT
// What a submitting command tells of itself and of the process it is: sbatch, srun and salloc alike.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "libms/model/messages.hpp"
#include "libms/options/no_effect.hpp"
#include "libms/options/submit.hpp"

namespace ms::options {

/// Settings with the facts of this process and nothing else.
SubmitSettings initial_settings(const CommandContext& context);

/// The settings' spec, with what is true of the submission whatever was asked for: command line, host, directory,
/// umask, resource limits, --export.
JobSpec described_spec(const CommandContext& context, const SubmitSettings& settings);

/// The command line as typed, in one line.
std::string submit_line(const CommandContext& context);
std::string host_name();
/// NAME=value entries of this process.
std::vector<std::string> process_environment();
void set_variable(std::vector<std::string>& environment, const std::string& name, const std::string& value);
/// Variables that every submission adds: SLURM_JOB_NAME, SLURM_PRIO_PROCESS, SLURM_SUBMIT_DIR, SLURM_SUBMIT_HOST,
/// SLURM_UMASK.
void add_submission(const JobSpec& spec, std::vector<std::string>& environment);

/// Whether --export is not given, or is a plain ALL.
bool exports_all(const SubmitSettings& settings);

/// -v: "defined options" and their values, and which of them have no effect here.
template <class Table, class Settings>
void show_settings(const CommandContext& context, const Table& table, const Settings& settings);

/// What does not keep the job from running, but is no mere warning.
void tell_complaints(const CommandContext& context, const SubmitSettings& settings);

/// --test-only: "Job N to start at …"; and its refusal, which ends with status 1.
void tell_expected(const CommandContext& context, const SubmitReply& reply);
int tell_not_expected(const CommandContext& context, const Error& error);
/// The status of a refused submission: 1, or SLURM_EXIT_ERROR.
int refused_status();

// ---- details

template <class Table, class Settings>
void show_settings(const CommandContext& context, const Table& table, const Settings& settings) {
    constexpr const char* rule = "-------------------- --------------------";
    context.info("defined options");
    context.info(rule);
    for (const Given& each : settings.given) {
        std::string name(table.rows()[each.row]->name);
        name.resize(std::max<std::size_t>(name.size(), 20), ' ');
        context.info(name + ": " + table.shown_value(each, settings));
    }
    context.info(rule);
    context.info("end of defined options");
    tell_no_effect(context, table.rows(), settings.given);
}

}  // namespace ms::options

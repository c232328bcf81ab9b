// SPDX-License-Identifier: MIT
#include "libms/options/submitter.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdio>
#include <cstdlib>

#include "libms/base/letters.hpp"
#include "libms/options/rlimits.hpp"
#include "libms/text/date.hpp"
#include "libms/text/number.hpp"

extern char** environ;

namespace ms::options {
namespace {

std::string current_directory() {
    char buffer[PATH_MAX];
    return getcwd(buffer, sizeof buffer) ? buffer : "/";
}

std::uint32_t current_umask() {
    const mode_t mask = ::umask(077);
    ::umask(mask);
    return mask;
}

std::string octal(std::uint32_t mask) {
    char buffer[16];
    std::snprintf(buffer, sizeof buffer, "%04o", mask);
    return buffer;
}

}  // namespace

SubmitSettings initial_settings(const CommandContext& context) {
    SubmitSettings settings;
    settings.now = context.now;
    settings.directory = current_directory();
    settings.caller = getuid();
    return settings;
}

JobSpec described_spec(const CommandContext& context, const SubmitSettings& settings) {
    JobSpec spec = settings.spec;
    spec.submit_line = submit_line(context);
    spec.submit_host = host_name();
    spec.submit_dir = settings.directory;
    spec.umask = current_umask();
    spec.limits = propagated_limits(settings.propagate);
    if (!exports_all(settings)) spec.export_environment = *settings.export_list;
    return spec;
}

std::string submit_line(const CommandContext& context) {
    std::string line = context.program;
    for (const std::string& word : context.words) line += " " + word;
    return line;
}

std::string host_name() {
    char buffer[HOST_NAME_MAX + 1] = {};
    return gethostname(buffer, sizeof buffer - 1) == 0 ? buffer : "localhost";
}

std::vector<std::string> process_environment() {
    std::vector<std::string> entries;
    for (char** entry = environ; *entry; ++entry) entries.emplace_back(*entry);
    return entries;
}

void set_variable(std::vector<std::string>& environment, const std::string& name, const std::string& value) {
    for (std::string& entry : environment) {
        if (!entry.starts_with(name + "=")) continue;
        entry = name + "=" + value;
        return;
    }
    environment.push_back(name + "=" + value);
}

void add_submission(const JobSpec& spec, std::vector<std::string>& environment) {
    set_variable(environment, "SLURM_JOB_NAME", spec.name);
    set_variable(environment, "SLURM_PRIO_PROCESS", std::to_string(getpriority(PRIO_PROCESS, 0)));
    if (!spec.submit_dir.empty()) set_variable(environment, "SLURM_SUBMIT_DIR", spec.submit_dir);
    if (!spec.submit_host.empty()) set_variable(environment, "SLURM_SUBMIT_HOST", spec.submit_host);
    set_variable(environment, "SLURM_UMASK", octal(spec.umask));
}

bool exports_all(const SubmitSettings& settings) {
    const auto& list = settings.export_list;
    return !list || list->empty() || equal_ignoring_case(*list, "ALL");
}

void tell_complaints(const CommandContext& context, const SubmitSettings& settings) {
    for (const std::string& complaint : settings.complaints) context.error(complaint);
}

void tell_expected(const CommandContext& context, const SubmitReply& reply) {
    context.info("Job " + std::to_string(reply.id.value) + " to start at " + text::format_date(reply.expected_start) +
                 " using " + std::to_string(reply.cpus) + " processors on nodes " + reply.nodes + " in partition " +
                 reply.partition);
}

int tell_not_expected(const CommandContext& context, const Error& error) {
    const std::string line = "allocation failure: " + context.tell_all_but_last_line(error.message) + "\n";
    std::fwrite(line.data(), 1, line.size(), context.err);
    return 1;
}

int refused_status() {
    const char* status = std::getenv("SLURM_EXIT_ERROR");
    return status ? std::atoi(status) : 1;
}

}  // namespace ms::options

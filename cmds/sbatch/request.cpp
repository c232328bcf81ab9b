// SPDX-License-Identifier: MIT
#include "cmds/sbatch/request.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdio>

#include "libms/base/fd.hpp"
#include "libms/options/rlimits.hpp"
#include "libms/text/environment.hpp"
#include "libms/text/number.hpp"

extern char** environ;

namespace ms::cmds::sbatch {
namespace {

constexpr std::size_t environment_limit = 16u << 20;  // bytes of an --export-file

std::string current_directory() {
    char buffer[PATH_MAX];
    return getcwd(buffer, sizeof buffer) ? buffer : "/";
}

std::string host_name() {
    char buffer[HOST_NAME_MAX + 1] = {};
    return gethostname(buffer, sizeof buffer - 1) == 0 ? buffer : "localhost";
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

void set_variable(std::vector<std::string>& environment, const std::string& name, const std::string& value) {
    for (std::string& entry : environment) {
        if (!entry.starts_with(name + "=")) continue;
        entry = name + "=" + value;
        return;
    }
    environment.push_back(name + "=" + value);
}

/// The submitter's variables: this process's, or those of --export-file (a path or a descriptor's number).
Result<std::vector<std::string>> base_environment(const options::SubmitSettings& settings) {
    std::vector<std::string> entries;
    if (settings.export_file.empty()) {
        for (char** entry = environ; *entry; ++entry) entries.emplace_back(*entry);
        return entries;
    }
    const auto descriptor = text::parse_unsigned(settings.export_file);
    auto block = descriptor ? read_to_end(static_cast<int>(*descriptor), environment_limit)
                            : read_file(settings.export_file, environment_limit);
    if (!block) return context("--export-file", block.error());
    return text::parse_environment_block(*block);
}

/// Which of the forms of --export it is.
bool exports_all(const options::SubmitSettings& s) {
    return !s.export_list || s.export_list->empty() || text::equal_ignoring_case(*s.export_list, "ALL");
}
bool export_names_all(const options::SubmitSettings& s) {
    for (const std::string& word : text::split_list(*s.export_list))
        if (text::equal_ignoring_case(word, "ALL")) return true;
    return false;
}
/// With anything but all (and NIL, which means nothing at all) the job gets the user's login environment.
bool wants_login_environment(const options::SubmitSettings& s) {
    return s.spec.get_user_env ||
           (!exports_all(s) && !export_names_all(s) && !text::equal_ignoring_case(*s.export_list, "NIL"));
}

Result<std::vector<std::string>> job_environment(const options::SubmitSettings& settings, const JobSpec& spec) {
    auto base = base_environment(settings);
    if (!base) return Failure(base.error());
    set_variable(*base, "SLURM_JOB_NAME", spec.name);
    set_variable(*base, "SLURM_PRIO_PROCESS", std::to_string(getpriority(PRIO_PROCESS, 0)));
    set_variable(*base, "SLURM_SUBMIT_DIR", spec.submit_dir);
    set_variable(*base, "SLURM_SUBMIT_HOST", spec.submit_host);
    set_variable(*base, "SLURM_UMASK", octal(spec.umask));
    if (spec.get_user_env) set_variable(*base, "SLURM_GET_USER_ENV", "1");
    return text::apply_export(settings.export_list.value_or("ALL"), *base);
}

}  // namespace

options::SubmitSettings initial_settings(const CommandContext& context) {
    options::SubmitSettings settings;
    settings.now = context.now;
    settings.directory = current_directory();
    settings.caller = getuid();
    return settings;
}

Result<SubmitRequest> make_request(const CommandContext& context, const options::SubmitSettings& settings,
                                   const Script& script, const std::vector<std::string>& operands) {
    SubmitRequest request;
    request.spec = settings.spec;
    JobSpec& spec = request.spec;
    if (spec.name.empty()) spec.name = script.name;
    if (!operands.empty()) spec.arguments.assign(operands.begin() + 1, operands.end());
    if (!script.path.empty()) {
        spec.command = script.path;
        for (const std::string& argument : spec.arguments) spec.command += " " + argument;
    }
    spec.submit_line = context.program;
    for (const std::string& word : context.words) spec.submit_line += " " + word;
    spec.submit_host = host_name();
    spec.submit_dir = settings.directory;
    spec.umask = current_umask();
    spec.limits = options::propagated_limits(settings.propagate);
    if (!exports_all(settings)) spec.export_environment = *settings.export_list;
    spec.get_user_env = wants_login_environment(settings);

    auto environment = job_environment(settings, spec);
    if (!environment) return Failure(environment.error());
    request.environment = std::move(*environment);
    request.script = script.text;
    request.test_only = settings.test_only;
    request.submit_sid = static_cast<std::uint32_t>(getsid(0));
    return request;
}

}  // namespace ms::cmds::sbatch

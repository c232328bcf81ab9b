// SPDX-License-Identifier: MIT
#include "cmds/sbatch/request.hpp"

#include <unistd.h>

#include "libms/base/fd.hpp"
#include "libms/base/letters.hpp"
#include "libms/options/submitter.hpp"
#include "libms/text/environment.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sbatch {
namespace {

constexpr std::size_t environment_limit = 16u << 20;  // bytes of an --export-file

/// The submitter's variables: this process's, or those of --export-file (a path or a descriptor's number).
Result<std::vector<std::string>> base_environment(const options::SubmitSettings& settings) {
    if (settings.export_file.empty()) return options::process_environment();
    const auto descriptor = text::parse_unsigned(settings.export_file);
    auto block = descriptor ? read_to_end(static_cast<int>(*descriptor), environment_limit)
                            : read_file(settings.export_file, environment_limit);
    if (!block)
        return fail(Errc::generic, "Could not open user environment file " + settings.export_file + ": " +
                                       block.error().message);
    return text::parse_environment_block(*block);
}

bool export_names_all(const options::SubmitSettings& s) {
    for (const std::string& word : text::split_list(*s.export_list))
        if (equal_ignoring_case(word, "ALL")) return true;
    return false;
}
/// With anything but all (and NIL, which means nothing at all) the job gets the user's login environment.
bool wants_login_environment(const options::SubmitSettings& s) {
    return s.spec.get_user_env ||
           (!options::exports_all(s) && !export_names_all(s) && !equal_ignoring_case(*s.export_list, "NIL"));
}

Result<std::vector<std::string>> job_environment(const options::SubmitSettings& settings, const JobSpec& spec) {
    auto base = base_environment(settings);
    if (!base) return Failure(base.error());
    options::add_submission(spec, *base);
    if (spec.get_user_env) options::set_variable(*base, "SLURM_GET_USER_ENV", "1");
    return text::apply_export(settings.export_list.value_or("ALL"), *base);
}

}  // namespace

Result<SubmitRequest> make_request(const CommandContext& context, const options::SubmitSettings& settings,
                                   const Script& script, const std::vector<std::string>& operands) {
    SubmitRequest request;
    request.spec = options::described_spec(context, settings);
    JobSpec& spec = request.spec;
    if (spec.name.empty()) spec.name = script.name;
    if (!operands.empty()) spec.arguments.assign(operands.begin() + 1, operands.end());
    if (!script.path.empty()) {
        spec.command = script.path;
        for (const std::string& argument : spec.arguments) spec.command += " " + argument;
    }
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

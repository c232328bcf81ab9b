// SPDX-License-Identifier: MIT
// Options that are kept with a job though nothing here acts on them, where Slurm's "show job" has a place for them.
#pragma once

#include <string>
#include <vector>

#include "libms/model/job_spec.hpp"

namespace ms::cmds::scontrol {

/// The value of a kept option, or `otherwise`. A flag is "1".
std::string kept_option(const JobSpec& spec, std::string_view option, std::string_view otherwise);
/// "CoreSpec=*", or what --core-spec or --thread-spec asked for.
std::string core_spec(const JobSpec& spec);
/// Lines that only jobs with such an option have.
std::vector<std::string> kept_lines(const JobSpec& spec);

}  // namespace ms::cmds::scontrol

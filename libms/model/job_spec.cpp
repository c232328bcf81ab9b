// SPDX-License-Identifier: MIT
#include "libms/model/job_spec.hpp"

namespace ms {

std::string kept_text(const JobSpec& spec, std::string_view option) {
    for (const auto& [name, value] : spec.kept_options)
        if (name == option) return value;
    return {};
}

}  // namespace ms

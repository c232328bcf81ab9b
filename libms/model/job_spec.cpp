// SPDX-License-Identifier: MIT
#include "libms/model/job_spec.hpp"

namespace ms {

std::uint64_t gpus_among(const std::vector<GresRequest>& requests) {
    std::uint64_t sum = 0;
    for (const GresRequest& each : requests)
        if (is_gpu(each)) sum += each.count;
    return sum;
}

std::string kept_text(const JobSpec& spec, std::string_view option) {
    for (const auto& [name, value] : spec.kept_options)
        if (name == option) return value;
    return {};
}

}  // namespace ms

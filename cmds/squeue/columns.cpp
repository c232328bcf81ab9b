// SPDX-License-Identifier: MIT
#include "cmds/squeue/columns.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

#include "libms/base/letters.hpp"

namespace ms::cmds::squeue {
namespace {

bool by_name(const JobColumn& a, const JobColumn& b) {
    return less_ignoring_case(a.name, b.name);
}

}  // namespace

std::vector<JobColumn> job_columns() {
    std::vector<JobColumn> all;
    all.reserve(128);
    for (const auto& part : {identity_columns(), size_columns(), time_columns(), foreign_columns()})
        std::copy(part.begin(), part.end(), std::back_inserter(all));
    std::stable_sort(all.begin(), all.end(), by_name);
    return all;
}

std::optional<std::string> kept_option(const Job& job, std::string_view name) {
    for (const auto& [option, value] : job.spec->kept_options)
        if (option == name) return value;
    return std::nullopt;
}

}  // namespace ms::cmds::squeue

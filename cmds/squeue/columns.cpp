// SPDX-License-Identifier: MIT
#include "cmds/squeue/columns.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace ms::cmds::squeue {
namespace {

bool by_name(const JobColumn& a, const JobColumn& b) {
    return std::lexicographical_compare(
        a.name.begin(), a.name.end(), b.name.begin(), b.name.end(),
        [](unsigned char x, unsigned char y) { return std::tolower(x) < std::tolower(y); });
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

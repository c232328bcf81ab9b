// SPDX-License-Identifier: MIT
#include "libms/options/rlimits.hpp"

#include <sys/resource.h>

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::options {
namespace {

struct LimitRow {
    std::string_view name;
    int resource;
};
constexpr LimitRow limit_rows[] = {
    {"CPU", RLIMIT_CPU},       {"FSIZE", RLIMIT_FSIZE},     {"DATA", RLIMIT_DATA},   {"STACK", RLIMIT_STACK},
    {"CORE", RLIMIT_CORE},     {"RSS", RLIMIT_RSS},         {"NPROC", RLIMIT_NPROC}, {"NOFILE", RLIMIT_NOFILE},
    {"MEMLOCK", RLIMIT_MEMLOCK}, {"AS", RLIMIT_AS},
};

bool names(std::string_view word, const LimitRow& row) {
    if (starts_with_ignoring_case(word, "RLIMIT_")) word.remove_prefix(7);
    return equal_ignoring_case(word, row.name);
}

bool is_all(std::string_view list) { return list.empty() || equal_ignoring_case(list, "ALL"); }
bool is_none(std::string_view list) { return equal_ignoring_case(list, "NONE"); }

}  // namespace

Result<void> check_propagate(std::string_view list) {
    if (is_all(list) || is_none(list)) return {};
    for (const std::string& word : text::split_list(list)) {
        bool known = false;
        for (const LimitRow& row : limit_rows) known = known || names(word, row);
        if (!known) return fail(Errc::generic, "Bad rlimit name: " + word);
    }
    return {};
}

std::vector<ResourceLimit> propagated_limits(std::string_view list) {
    std::vector<ResourceLimit> limits;
    if (is_none(list)) return limits;
    const std::vector<std::string> words = text::split_list(list);
    for (const LimitRow& row : limit_rows) {
        bool wanted = is_all(list);
        for (const std::string& word : words) wanted = wanted || names(word, row);
        rlimit value{};
        if (!wanted || getrlimit(static_cast<decltype(RLIMIT_CPU)>(row.resource), &value) != 0) continue;
        limits.push_back({std::string(row.name), value.rlim_cur == RLIM_INFINITY ? ~std::uint64_t{0} : value.rlim_cur});
    }
    return limits;
}

}  // namespace ms::options

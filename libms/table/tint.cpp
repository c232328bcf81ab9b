// SPDX-License-Identifier: MIT
#include "libms/table/tint.hpp"

#include <cctype>

namespace ms::table {
namespace {

constexpr std::string_view green = "\033[32m", yellow = "\033[33m", red = "\033[31m", cyan = "\033[36m";

struct Row {
    std::string_view state;  // its first word
    std::string_view tint;
};
constexpr Row rows[] = {
    // jobs
    {"RUNNING", green}, {"R", green}, {"PENDING", yellow}, {"PD", yellow}, {"SUSPENDED", cyan}, {"S", cyan},
    {"COMPLETING", cyan}, {"CG", cyan}, {"CONFIGURING", cyan}, {"CF", cyan}, {"STOPPED", cyan}, {"ST", cyan},
    {"REQUEUED", yellow}, {"RQ", yellow}, {"REQUEUE_HOLD", yellow}, {"RH", yellow}, {"SPECIAL_EXIT", yellow}, {"SE", yellow},
    {"FAILED", red}, {"F", red}, {"TIMEOUT", red}, {"TO", red}, {"OUT_OF_MEMORY", red}, {"OOM", red}, {"OUT_OF_ME", red},
    {"NODE_FAIL", red}, {"NF", red}, {"DEADLINE", red}, {"DL", red}, {"BOOT_FAIL", red}, {"BF", red},
    {"CANCELLED", cyan}, {"CA", cyan}, {"PREEMPTED", cyan}, {"PR", cyan},
    // nodes
    {"idle", green}, {"mixed", yellow}, {"mix", yellow}, {"allocated", yellow}, {"alloc", yellow}, {"down", red},
    {"error", red}, {"fail", red}, {"failing", red}, {"failg", red}, {"drained", red}, {"drain", red}, {"draining", red},
    {"drng", red}, {"unknown", red}, {"unk", red}, {"completing", cyan}, {"comp", cyan}, {"reserved", cyan},
    {"resv", cyan}, {"maint", cyan}, {"planned", cyan}, {"plnd", cyan},
};

}  // namespace

std::string_view state_tint(std::string_view state) {
    std::size_t end = 0;
    while (end < state.size() && (std::isalpha(static_cast<unsigned char>(state[end])) || state[end] == '_')) ++end;
    for (const Row& row : rows)
        if (row.state == state.substr(0, end)) return row.tint;
    return {};
}

}  // namespace ms::table

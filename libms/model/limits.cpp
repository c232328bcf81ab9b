// SPDX-License-Identifier: MIT
#include "libms/model/limits.hpp"

namespace ms {
namespace {

using K = LimitKind;
constexpr std::uint8_t both = of_association | of_qos;

// In the order of the enumeration.
constexpr LimitRow rows[] = {
    {Limit::grp_jobs, "GrpJobs", 4, K::count, both, false, "GrpJobs", 7, "GrpJobs"},
    {Limit::grp_jobs_accrue, "GrpJobsAccrue", 8, K::count, both, false, "GrpJobsAccrue", 13, "GrpJobsAccrue"},
    {Limit::grp_submit_jobs, "GrpSubmitJobs", 4, K::count, both, false, "GrpSubmit", 9, "GrpSubmitJobs"},
    {Limit::grp_wall, "GrpWall", 4, K::minutes, both, false, "GrpWall", 11, "GrpWall"},
    {Limit::grp_tres, "GrpTRES", 7, K::tres, both, false, "GrpTRES", 13, "GrpTRES"},
    {Limit::grp_tres_mins, "GrpTRESMins", 8, K::tres_minutes, both, false, "GrpTRESMins", 13, "GrpTRESMins"},
    {Limit::grp_tres_run_mins, "GrpTRESRunMins", 8, K::tres_minutes, both, false, "GrpTRESRunMins", 13, "GrpTRESRunMins"},
    {Limit::max_jobs, "MaxJobs", 4, K::count, of_association, true, "MaxJobs", 7, "MaxJobs"},
    {Limit::max_jobs_accrue, "MaxJobsAccrue", 8, K::count, of_association, true, "MaxJobsAccrue", 13, "MaxJobsAccrue"},
    {Limit::max_submit_jobs, "MaxSubmitJobs", 4, K::count, of_association, true, "MaxSubmit", 9, "MaxSubmitJobs"},
    {Limit::max_wall, "MaxWallDurationPerJob", 4, K::minutes, both, true, "MaxWall", 11, "MaxWallDurationPerJob"},
    {Limit::max_tres, "MaxTRESPerJob", 7, K::tres, both, true, "MaxTRES", 13, "MaxTRESPerJob"},
    {Limit::max_tres_per_node, "MaxTRESPerNode", 11, K::tres, both, true, "MaxTRESPerNode", 14, "MaxTRESPerNode"},
    {Limit::max_tres_mins, "MaxTRESMinsPerJob", 8, K::tres_minutes, both, true, "MaxTRESMins", 13, "MaxTRESMinsPerJob"},
    {Limit::max_jobs_per_user, "MaxJobsPerUser", 11, K::count, of_qos, false, "MaxJobsPU", 9, ""},
    {Limit::max_jobs_accrue_per_user, "MaxJobsAccruePerUser", 17, K::count, of_qos, false, "MaxJobsAccruePU", 15, ""},
    {Limit::max_submit_per_user, "MaxSubmitJobsPerUser", 16, K::count, of_qos, false, "MaxSubmitPU", 11, ""},
    {Limit::max_tres_per_user, "MaxTRESPerUser", 11, K::tres, of_qos, false, "MaxTRESPU", 13, ""},
    {Limit::max_tres_run_mins_per_user, "MaxTRESRunMinsPerUser", 8, K::tres_minutes, of_qos, false, "MaxTRESRunMinsPU", 16, ""},
    {Limit::max_jobs_per_account, "MaxJobsPerAccount", 11, K::count, of_qos, false, "MaxJobsPA", 9, ""},
    {Limit::max_jobs_accrue_per_account, "MaxJobsAccruePerAccount", 17, K::count, of_qos, false, "MaxJobsAccruePA", 15, ""},
    {Limit::max_submit_per_account, "MaxSubmitJobsPerAccount", 17, K::count, of_qos, false, "MaxSubmitPA", 11, ""},
    {Limit::max_tres_per_account, "MaxTRESPerAccount", 11, K::tres, of_qos, false, "MaxTRESPA", 13, ""},
    {Limit::max_tres_run_mins_per_account, "MaxTRESRunMinsPerAccount", 18, K::tres_minutes, of_qos, false, "MaxTRESRunMinsPA", 16, ""},
    {Limit::min_tres, "MinTRESPerJob", 7, K::tres, of_qos, false, "MinTRES", 13, ""},
    {Limit::min_priority, "MinPrioThreshold", 4, K::count, both, false, "MinPrioThres", 12, "MinPrioThresh"},
};

constexpr LimitAlias aliases[] = {
    {"GrpCPUs", 6, Limit::grp_tres, "cpu"},
    {"GrpMemory", 4, Limit::grp_tres, "mem"},
    {"GrpNodes", 4, Limit::grp_tres, "node"},
    {"GrpCPUMins", 7, Limit::grp_tres_mins, "cpu"},
    {"GrpCPURunMins", 7, Limit::grp_tres_run_mins, "cpu"},
    {"MaxCPUsPerJob", 7, Limit::max_tres, "cpu"},
    {"MaxCPUs", 7, Limit::max_tres, "cpu"},
    {"MaxNodesPerJob", 4, Limit::max_tres, "node"},
    {"MaxNodes", 4, Limit::max_tres, "node"},
    {"MaxCPUMinsPerJob", 7, Limit::max_tres_mins, "cpu"},
    {"MaxCPUsPerUser", 11, Limit::max_tres_per_user, "cpu"},
    {"MaxNodesPerUser", 12, Limit::max_tres_per_user, "node"},
    {"MinCPUsPerJob", 7, Limit::min_tres, "cpu"},
    {"MaxWall", 7, Limit::max_wall, ""},
    {"MaxTRES", 7, Limit::max_tres, ""},
    {"MaxTRESPJ", 9, Limit::max_tres, ""},
    {"MaxTRESPN", 9, Limit::max_tres_per_node, ""},
    {"MaxTRESPU", 9, Limit::max_tres_per_user, ""},
    {"MaxTRESPA", 9, Limit::max_tres_per_account, ""},
    {"MaxJobsPU", 9, Limit::max_jobs_per_user, ""},
    {"MaxJobsPA", 9, Limit::max_jobs_per_account, ""},
    {"MaxJobsAccruePU", 15, Limit::max_jobs_accrue_per_user, ""},
    {"MaxJobsAccruePA", 15, Limit::max_jobs_accrue_per_account, ""},
    {"MaxSubmitPU", 11, Limit::max_submit_per_user, ""},
    {"MaxSubmitPA", 11, Limit::max_submit_per_account, ""},
    {"MaxSubmitJobsPU", 15, Limit::max_submit_per_user, ""},
    {"MaxSubmitJobsPA", 15, Limit::max_submit_per_account, ""},
    {"MaxTRESRunMinsPU", 16, Limit::max_tres_run_mins_per_user, ""},
    {"MaxTRESRunMinsPA", 16, Limit::max_tres_run_mins_per_account, ""},
    {"MinTRES", 7, Limit::min_tres, ""},
};

}  // namespace

std::span<const LimitRow> limit_rows() { return rows; }
const LimitRow& limit_row(Limit limit) { return rows[static_cast<int>(limit)]; }
std::span<const LimitAlias, limit_alias_count> limit_aliases() { return aliases; }

std::optional<std::uint64_t> Limits::number(Limit limit) const {
    const Amounts* found = amounts(limit);
    if (!found || found->empty()) return std::nullopt;
    return found->begin()->second;
}

const Amounts* Limits::amounts(Limit limit) const {
    const auto at = values.find(limit);
    return at == values.end() ? nullptr : &at->second;
}

}  // namespace ms

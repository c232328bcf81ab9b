// SPDX-License-Identifier: MIT
#include "libms/model/reservation.hpp"

namespace ms {
namespace {

constexpr std::string_view nodes_stay = "nodes are not exchanged here";

constexpr ReservationFlagRow rows[] = {
    {resv_maintenance, "MAINT", 3, {}},
    {resv_flex, "FLEX", 1, {}},
    {resv_overlap, "OVERLAP", 1, {}},
    {resv_ignore_jobs, "IGNORE_JOBS", 1, {}},
    {resv_hourly, "HOURLY", 1, {}},
    {resv_daily, "DAILY", 1, {}},
    {resv_weekday, "WEEKDAY", 1, {}},
    {resv_weekend, "WEEKEND", 5, {}},
    {resv_weekly, "WEEKLY", 5, {}},
    {resv_any_nodes, "ANY_NODES", 1, {}},
    {resv_static, "STATIC", 1, {}},
    {resv_part_nodes, "PART_NODES", 2, {}},
    {resv_spec_nodes, "SPEC_NODES", 0, {}},
    {resv_all_nodes, "ALL_NODES", 0, {}},
    {resv_first_cores, "FIRST_CORES", 2, {}},
    {resv_replace, "REPLACE", 1, nodes_stay},
    {resv_replace_down, "REPLACE_DOWN", 8, nodes_stay},
    {resv_purge_completed, "PURGE_COMP", 2, {}},
    {resv_no_hold_jobs, "NO_HOLD_JOBS_AFTER_END", 1, {}},
    {resv_magnetic, "MAGNETIC", 3, {}},
    {resv_user_delete, "USER_DELETE", 1, {}},
};

}  // namespace

std::span<const ReservationFlagRow> reservation_flag_rows() { return rows; }

}  // namespace ms

// SPDX-License-Identifier: MIT
// Slurm's RESERVATION_INFO: scontrol show reservation --json.
#include <algorithm>

#include "libms/data_parser/field.hpp"
#include "libms/data_parser/records.hpp"
#include "libms/model/task_set.hpp"
#include "libms/text/array.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"

namespace ms::data_parser {
namespace {

using R = const Reservation&;

std::string names_of(const Admitted& admitted) {
    std::vector<std::string> names;
    for (const auto& name : admitted.names) names.push_back((admitted.denied ? "-" : "") + name);
    return text::join(names);
}

std::size_t cpus_of(R r) {
    std::size_t cpus = 0;
    for (const ReservedNode& part : r.nodes) cpus += part.cpus.size();
    return cpus;
}

Value node_list(R r) {
    std::vector<std::string> names;
    for (const ReservedNode& part : r.nodes) names.push_back(part.node);
    return text::fold_hostlist(names);
}

/// Of nodes that are kept in part: which cores.
Value core_specializations(R r) {
    const std::size_t threads = std::max<std::size_t>(1, cpus_of(r) / std::max(1u, r.cores));
    return Nested{[&r, threads](Writer& out) {
        out.begin_list();
        for (const ReservedNode& part : r.nodes) {
            if (part.whole) continue;
            TaskSet cores;
            for (const std::uint32_t cpu : part.cpus) cores.insert(TaskSet::of(static_cast<std::uint32_t>(cpu / threads)));
            out.begin_object();
            out.key("node");
            out.text(part.node);
            out.key("core");
            out.text(text::format_tasks(cores, 0, 0));
            out.end_object();
        }
        out.end_list();
    }};
}

/// By their long names, as the parser has them: the words of scontrol, spelled out.
struct FlagRow {
    ReservationFlag flag;
    const char* name;
};
constexpr FlagRow flag_rows[] = {
    {resv_maintenance, "MAINT"}, {resv_daily, "DAILY"}, {resv_weekly, "WEEKLY"}, {resv_ignore_jobs, "IGNORE_JOBS"},
    {resv_any_nodes, "ANY_NODES"}, {resv_static, "STATIC"}, {resv_part_nodes, "PART_NODES"}, {resv_overlap, "OVERLAP"},
    {resv_spec_nodes, "SPEC_NODES"}, {resv_all_nodes, "ALL_NODES"}, {resv_first_cores, "FIRST_CORES"},
    {resv_replace, "REPLACE"}, {resv_weekday, "WEEKDAY"}, {resv_weekend, "WEEKEND"}, {resv_flex, "FLEX"},
    {resv_no_hold_jobs, "NO_HOLD_JOBS_AFTER_END"}, {resv_replace_down, "REPLACE_DOWN"}, {resv_hourly, "HOURLY"},
    {resv_purge_completed, "PURGE_COMP"}, {resv_magnetic, "MAGNETIC"}, {resv_user_delete, "USER_DELETE"},
};
Value flags(R r) {
    Words words;
    for (const FlagRow& row : flag_rows)
        if (r.flags & row.flag) words.emplace_back(row.name);
    return words;
}

Value licenses(R r) {
    std::vector<std::string> words;
    for (const auto& license : r.licenses) words.push_back(license.name + ":" + std::to_string(license.count));
    return text::join(words);
}

constexpr Field<Reservation> fields[] = {
    {"accounts", [](R r) -> Value { return names_of(r.accounts); }},
    {"burst_buffer", [](R r) -> Value { return r.burst_buffer; }},
    {"core_count", [](R r) -> Value { return r.cores; }},
    {"core_specializations", core_specializations},
    {"end_time", [](R r) -> Value { return time_number(r.end); }},
    {"features", [](R r) -> Value { return r.features; }},
    {"flags", flags},
    {"groups", [](R r) -> Value { return text::join(r.groups); }},
    {"licenses", licenses},
    {"max_start_delay", [](R r) -> Value { return r.max_start_delay.count(); }},
    {"name", [](R r) -> Value { return r.name; }},
    {"node_count", [](R r) -> Value { return r.nodes.size(); }},
    {"node_list", node_list},
    {"partition", [](R r) -> Value { return r.partition; }},
    {"purge_completed/time",
     [](R r) -> Value {
         return r.flags & resv_purge_completed ? number(static_cast<std::uint64_t>(r.purge_after.count())) : no_number();
     }},
    {"start_time", [](R r) -> Value { return time_number(r.start); }},
    {"watts", [](R) -> Value { return no_number(); }, 0, 43},
    {"tres", [](R r) -> Value { return cpus_of(r) ? "cpu=" + std::to_string(cpus_of(r)) : std::string(); }},
    {"users", [](R r) -> Value { return names_of(r.users); }},
};

}  // namespace

void write_reservation(Writer& out, const Reservation& reservation) {
    write_record(out, std::span<const Field<Reservation>>(fields), reservation);
}

}  // namespace ms::data_parser

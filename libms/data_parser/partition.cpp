// SPDX-License-Identifier: MIT
// Slurm's PARTITION_INFO.
#include <algorithm>

#include "libms/data_parser/field.hpp"
#include "libms/data_parser/node_values.hpp"
#include "libms/data_parser/records.hpp"
#include "libms/model/names.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"

namespace ms::data_parser {
namespace {

using R = const PartitionRecord&;

constexpr std::uint32_t unlimited = 0xFFFFFFFF;

Value empty_text(R) { return ""; }
Value zero(R) { return 0; }
Value not_set(R) { return no_number(); }
Value no_items(R) { return empty_list(); }

std::uint64_t plain_memory(Megabytes per_cpu, Megabytes per_node) {
    constexpr std::uint64_t is_per_cpu = 1ull << 63;  // Slurm's mark of a size that is meant for each CPU
    return per_cpu.value ? per_cpu.value | is_per_cpu : per_node.value;
}
Number per_cpu(Megabytes size) { return asked_number(size.value); }
/// A size for each node: 0 where there is no limit, missing where it is one for each CPU.
Number per_node(Megabytes size, Megabytes of_cpu) { return of_cpu.value ? no_number() : number(size.value); }

/// NO, YES:4, FORCE:4, EXCLUSIVE
std::string oversubscribe_word(R r) { return r.partition.oversubscribe.substr(0, r.partition.oversubscribe.find(':')); }
std::uint64_t oversubscribe_jobs(R r) {
    const std::string& text = r.partition.oversubscribe;
    if (const auto colon = text.find(':'); colon != text.npos)
        if (const auto count = text::parse_unsigned(text.substr(colon + 1))) return *count;
    return oversubscribe_word(r) == "NO" || oversubscribe_word(r) == "EXCLUSIVE" ? 1 : 4;
}
Value flags(R r) {
    Words words;
    if (r.partition.is_default) words.push_back("DEFAULT");
    if (r.partition.hidden) words.push_back("HIDDEN");
    if (r.partition.no_root_jobs) words.push_back("NO_ROOT");
    if (r.partition.root_only) words.push_back("ROOT_ONLY");
    if (r.partition.needs_reservation) words.push_back("REQ_RESV");
    if (r.partition.least_loaded) words.push_back("LLN");
    return words;
}
Value oversubscribe_flags(R r) { return oversubscribe_word(r) == "FORCE" ? Words{"force"} : Words{}; }
Value number_or_infinite(std::uint32_t value) { return value == unlimited ? infinite() : number(value); }
Value max_nodes(R r) { return number_or_infinite(r.partition.max_nodes); }
/// Slurm's field is of 16 bits.
Value over_time_limit(R r) {
    const TimeLimit limit = r.partition.over_time_limit;
    if (!limit.is_set()) return no_number();
    return limit.is_finite() ? number(static_cast<std::uint64_t>(limit.minutes)) : infinite();
}
Value job_defaults(R r) {
    std::vector<std::string> words;
    if (r.partition.default_cpus_per_gpu) words.push_back("DefCpuPerGPU=" + std::to_string(r.partition.default_cpus_per_gpu));
    if (const auto memory = r.partition.default_memory_per_gpu.value) words.push_back("DefMemPerGPU=" + std::to_string(memory));
    return text::join(words);
}
/// One node is the least a job can have, which Slurm shows as no minimum.
Value min_nodes(R r) { return r.partition.min_nodes > 1 ? r.partition.min_nodes : 0; }
Value tres(R r) { return r.view.nodes ? configured_tres(r.partition, *r.view.nodes) : std::string(); }

constexpr Field<PartitionRecord> fields[] = {
    {"nodes/allowed_allocation", [](R r) -> Value { return r.partition.alloc_nodes; }},
    {"nodes/configured", [](R r) -> Value { return text::fold_hostlist(r.partition.nodes); }},
    {"nodes/total", [](R r) -> Value { return r.partition.nodes.size(); }},
    {"accounts/allowed", [](R r) -> Value { return r.partition.allow_accounts; }},
    {"accounts/deny", [](R r) -> Value { return r.partition.deny_accounts; }},
    {"groups/allowed", [](R r) -> Value { return r.partition.allow_groups; }},
    {"qos/allowed", [](R r) -> Value { return r.partition.allow_qos; }},
    {"qos/deny", [](R r) -> Value { return r.partition.deny_qos; }},
    {"qos/assigned", [](R r) -> Value { return r.partition.qos; }},
    {"alternate", [](R r) -> Value { return r.partition.alternate; }},
    {"tres/billing_weights", [](R r) -> Value { return r.partition.billing_weights; }},
    {"tres/configured", tres},
    {"cluster", empty_text},
    {"select_type", no_items, 41},
    {"cpus/task_binding", zero, 0, 44},
    {"cpus/task_binding", no_items, 45},
    {"cpus/total", [](R r) -> Value { return r.partition.total_cpus; }},
    {"defaults/memory_per_cpu",
     [](R r) -> Value { return plain_memory(r.partition.default_memory_per_cpu, r.partition.default_memory_per_node); },
     0, 45},
    {"defaults/partition_memory_per_cpu", [](R r) -> Value { return per_cpu(r.partition.default_memory_per_cpu); }},
    {"defaults/partition_memory_per_node",
     [](R r) -> Value { return per_node(r.partition.default_memory_per_node, r.partition.default_memory_per_cpu); }},
    {"defaults/time", [](R r) -> Value { return limit_number(r.partition.default_time); }},
    {"defaults/job", job_defaults},
    {"flags", flags, 45},
    {"grace_time", zero},
    {"maximums/cpus_per_node", [](R r) -> Value { return number_or_infinite(r.partition.max_cpus_per_node); }},
    {"maximums/cpus_per_socket", [](R r) -> Value { return number_or_infinite(r.partition.max_cpus_per_socket); }},
    {"maximums/memory_per_cpu",
     [](R r) -> Value { return plain_memory(r.partition.max_memory_per_cpu, r.partition.max_memory_per_node); }, 0, 45},
    {"maximums/partition_memory_per_cpu", [](R r) -> Value { return per_cpu(r.partition.max_memory_per_cpu); }},
    {"maximums/partition_memory_per_node",
     [](R r) -> Value { return per_node(r.partition.max_memory_per_node, r.partition.max_memory_per_cpu); }},
    {"maximums/nodes", max_nodes},
    {"maximums/shares", [](R r) -> Value { return oversubscribe_jobs(r); }, 0, 45},
    {"maximums/oversubscribe/jobs", [](R r) -> Value { return oversubscribe_jobs(r); }, 0, 45},
    {"maximums/oversubscribe/flags", oversubscribe_flags, 0, 45},
    {"maximums/time", [](R r) -> Value { return limit_number(r.partition.max_time); }},
    {"maximums/over_time_limit", over_time_limit},
    {"minimums/nodes", min_nodes},
    {"name", [](R r) -> Value { return r.partition.name; }},
    {"node_sets", empty_text},
    {"preempt_mode", [](R) -> Value { return Words{"DISABLED"}; }, 45},
    {"priority/job_factor", [](R r) -> Value { return r.partition.priority_job_factor; }},
    {"priority/tier", [](R r) -> Value { return r.partition.priority_tier; }},
    {"timeouts/resume", not_set},
    {"timeouts/suspend", not_set},
    {"topology", empty_text, 43},
    {"partition/exclusive", [](R r) -> Value { return r.partition.exclusive_user ? Words{"USER"} : Words{}; }, 45},
    {"partition/oversubscribe", [](R r) -> Value { return Words{oversubscribe_word(r)}; }, 45},
    {"partition/state", [](R r) -> Value { return Words{std::string(partition_state_name(r.partition.state))}; }},
    {"suspend_time", not_set},
};

}  // namespace

void write_partition(Writer& out, const PartitionRecord& record) {
    write_record(out, std::span<const Field<PartitionRecord>>(fields), record);
}

}  // namespace ms::data_parser

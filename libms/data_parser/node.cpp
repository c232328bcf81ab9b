// SPDX-License-Identifier: MIT
// Slurm's NODE.
#include <algorithm>

#include "libms/base/letters.hpp"
#include "libms/data_parser/field.hpp"
#include "libms/data_parser/node_values.hpp"
#include "libms/data_parser/records.hpp"
#include "libms/text/number.hpp"

namespace ms::data_parser {
namespace {

using R = const NodeRecord&;

constexpr int slurmd_port = 6818;  // Slurm's; nothing listens there

Value empty_text(R) { return ""; }
Value zero(R) { return 0; }
Value number_zero(R) { return number(0); }
Value not_set(R) { return no_number(); }
Value no_items(R) { return empty_list(); }
Value no_members(R) { return empty_object(); }

/// idle, mixed: the base state alone.
Value state_word(R r) {
    return to_lower(node_state_words(r.node).front());
}
Value state_flags(R r) {
    Words words = node_state_words(r.node);
    words.erase(words.begin());
    return words;
}
Value features(R r) { return text::split_list(r.node.features); }
Value reason_user(R r) { return r.node.reason.empty() ? std::string() : r.node.reason_user; }
Value reason_time(R r) { return time_number(r.node.reason_time); }

constexpr Field<NodeRecord> fields[] = {
    {"architecture", [](R r) -> Value { return r.node.arch; }},
    {"burstbuffer_network_address", empty_text},
    {"boards", [](R r) -> Value { return r.node.boards; }},
    {"boot_time", [](R r) -> Value { return time_number(r.node.boot_time); }},
    {"tls_cert_last_renewal", number_zero, 43},
    {"cert_flags", no_items, 43},
    {"cluster_name", empty_text, 40},
    {"comment", [](R r) -> Value { return r.node.comment; }, 0, 38},
    {"cores", [](R r) -> Value { return r.node.cores_per_socket; }},
    {"specialized_cores", zero, 40},
    {"cpu_binding", zero},
    {"cpu_load", [](R r) -> Value { return r.node.load_percent; }},
    {"extra", empty_text, 0, 38},
    {"free_memory", [](R r) -> Value { return r.node.memory_free.value; }, 0, 38},
    {"free_mem", [](R r) -> Value { return number(r.node.memory_free.value); }, 40},
    {"cpus", [](R r) -> Value { return r.node.cpus; }},
    {"effective_cpus", [](R r) -> Value { return r.node.cpus; }, 40},
    {"specialized_cpus", empty_text, 40},
    {"energy/average_watts", zero, 40},
    {"energy/base_consumed_energy", zero, 40},
    {"energy/consumed_energy", zero, 40},
    {"energy/current_watts", not_set, 40},
    {"energy/previous_consumed_energy", zero, 40},
    {"energy/last_collected", zero, 40},
    {"external_sensors", no_members, 40, 44},
    {"extra", empty_text, 40},
    {"power", no_members, 40, 44},
    {"features", [](R r) -> Value { return r.node.features; }, 0, 38},
    {"features", features, 40},
    {"active_features", [](R r) -> Value { return r.node.features; }, 0, 38},
    {"active_features", features, 40},
    {"gpu_spec", empty_text, 40},
    {"gres", [](R r) -> Value { return gres_text(r.node); }},
    {"gres_drained", [](R) -> Value { return "N/A"; }},
    {"gres_used", [](R r) -> Value { return gres_used_text(r.node); }},
    {"instance_id", empty_text, 40},
    {"instance_type", empty_text, 40},
    {"last_busy", [](R r) -> Value { return time_number(r.node.last_busy); }},
    {"mcs_label", empty_text},
    {"specialized_memory", zero, 40},
    {"name", [](R r) -> Value { return r.node.name; }},
    {"next_state_after_reboot", [](R) -> Value { return "invalid"; }, 0, 38},
    {"next_state_after_reboot", [](R) -> Value { return Words{"INVALID"}; }, 40},
    {"address", [](R r) -> Value { return r.node.address; }},
    {"hostname", [](R r) -> Value { return r.node.host_name; }},
    {"state", state_word, 0, 38},
    {"state", [](R r) -> Value { return node_state_words(r.node); }, 40},
    {"state_flags", state_flags, 0, 38},
    {"next_state_after_reboot_flags", no_items, 0, 38},
    {"operating_system", [](R r) -> Value { return r.node.os; }},
    {"owner", [](R) -> Value { return nullptr; }, 0, 38},
    {"owner", empty_text, 40},
    {"partitions", [](R r) -> Value { return r.node.partitions; }},
    {"port", [](R) -> Value { return slurmd_port; }},
    {"real_memory", [](R r) -> Value { return r.node.memory.value; }},
    {"res_cores_per_gpu", zero, 42},
    {"comment", [](R r) -> Value { return r.node.comment; }, 40},
    {"reason", [](R r) -> Value { return r.node.reason; }},
    {"reason_changed_at", reason_time},
    {"reason_set_by_user", reason_user},
    {"resume_after", number_zero, 40},
    {"reservation", empty_text, 40},
    {"suspend_time", not_set, 45},
    {"alloc_memory", [](R r) -> Value { return r.node.memory_allocated.value; }},
    {"alloc_cpus", [](R r) -> Value { return r.node.cpus_allocated; }},
    {"idle_cpus", [](R r) -> Value { return idle_cpus(r.node); }, 0, 38},
    {"alloc_idle_cpus", [](R r) -> Value { return idle_cpus(r.node); }, 40},
    {"tres_used", [](R r) -> Value { return allocated_tres(r.node); }},
    {"tres_weighted", [](R r) -> Value { return static_cast<double>(r.node.cpus_allocated); }, 0, 44},
    {"slurmd_start_time", [](R r) -> Value { return time_number(r.node.daemon_start); }},
    {"sockets", [](R r) -> Value { return r.node.sockets; }},
    {"threads", [](R r) -> Value { return r.node.threads_per_core; }},
    {"temporary_disk", [](R r) -> Value { return r.node.tmp_disk.value; }},
    {"weight", [](R r) -> Value { return r.node.weight; }},
    {"topology", empty_text, 42},
    {"tres", [](R r) -> Value { return configured_tres(r.node); }},
    {"slurmd_version", [](R r) -> Value { return r.node.version; }, 0, 38},
    {"version", [](R r) -> Value { return r.node.version; }, 40},
};

}  // namespace

void write_node(Writer& out, const NodeRecord& record) {
    write_record(out, std::span<const Field<NodeRecord>>(fields), record);
}

}  // namespace ms::data_parser

// SPDX-License-Identifier: MIT
#include "libms/options/entity_keys.hpp"

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::options {
namespace {

using Value = EntityValue;
constexpr bool not_here = false;

constexpr EntityKey node_table[] = {
    {"ActiveFeatures", 3},
    {"AvailableFeatures", 3},
    {"Comment", 3},
    {"Features", 3},
    {"Gres", 3},
    {"Reason", 2},
    {"State", 3},
    {"Weight", 3, Value::weight},
    {"CertToken", 3, Value::text, not_here},
    {"CpuBind", 3, Value::text, not_here},
    {"Extra", 3, Value::text, not_here},
    {"InstanceId", 9, Value::text, not_here},
    {"InstanceType", 9, Value::text, not_here},
    {"NodeAddr", 5, Value::text, not_here},
    {"NodeHostName", 5, Value::text, not_here},
    {"ResumeAfter", 3, Value::text, not_here},
    {"Topology", 3, Value::text, not_here},
};

constexpr EntityKey partition_table[] = {
    {"AllowAccounts", 6},
    {"AllowGroups", 6},
    {"Default", 7, Value::yes_or_no},
    {"DefaultTime", 8, Value::time},
    {"DefMemPerCPU", 10, Value::number},
    {"DefMemPerNode", 10, Value::number},
    {"Hidden", 3, Value::yes_or_no},
    {"MaxMemPerCPU", 10, Value::number},
    {"MaxMemPerNode", 10, Value::number},
    {"MaxNodes", 4, Value::most_nodes},
    {"MaxTime", 4, Value::time},
    {"MinNodes", 3, Value::least_nodes},
    {"Nodes", 3},
    {"OverSubscribe", 5, Value::share},
    {"PriorityJobFactor", 9, Value::small_number},
    {"PriorityTier", 9, Value::small_number},
    {"RootOnly", 3, Value::yes_or_no},
    {"Shared", 3, Value::share},
    {"State", 2, Value::partition_state},
    {"AllocNodes", 6},
    {"AllowQos", 6},
    {"Alternate", 3},
    {"CpuBind", 3, Value::text, not_here},
    {"DenyAccounts", 5},
    {"DenyQos", 5},
    {"DisableRootJobs", 3, Value::yes_or_no},
    {"Exclusive", 9, Value::text, not_here},
    {"ExclusiveTopo", 10, Value::text, not_here},
    {"ExclusiveUser", 10, Value::yes_or_no},
    {"GraceTime", 3, Value::text, not_here},
    {"JobDefaults", 3},
    {"LLN", 3, Value::yes_or_no},
    {"MaxCPUsPerNode", 11, Value::cpus},
    {"MaxCPUsPerSocket", 11, Value::cpus},
    {"OverTimeLimit", 5, Value::over_time},
    {"PowerDownOnIdle", 3, Value::text, not_here},
    {"PreemptMode", 3, Value::text, not_here},
    {"Priority", 8, Value::small_number},
    {"QoS", 3},
    {"ReqResv", 3, Value::yes_or_no},
    {"Topology", 3, Value::text, not_here},
    {"TRESBillingWeights", 3},
};

}  // namespace

std::span<const EntityKey> node_update_keys() { return node_table; }
std::span<const EntityKey> partition_update_keys() { return partition_table; }

const EntityKey* find_entity_key(std::span<const EntityKey> keys, std::string_view text) {
    for (const EntityKey& key : keys)
        if (text.size() == key.name.size() && equal_ignoring_case(key.name, text)) return &key;
    for (const EntityKey& key : keys)
        if (text.size() >= key.least && starts_with_ignoring_case(key.name, text)) return &key;
    return nullptr;
}

}  // namespace ms::options

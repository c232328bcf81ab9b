// SPDX-License-Identifier: MIT
#include "libms/options/entity_keys.hpp"

#include "libms/text/number.hpp"

namespace ms::options {
namespace {

constexpr EntityKey node_table[] = {
    {"ActiveFeatures", 3},     {"AvailableFeatures", 3},     {"Comment", 3},
    {"Features", 3},           {"Gres", 3},                  {"Reason", 3},
    {"State", 3},              {"Weight", 3},                {"CertToken", 3, false},
    {"CpuBind", 3, false},     {"Extra", 3, false},          {"InstanceId", 9, false},
    {"InstanceType", 9, false}, {"NodeAddr", 5, false},      {"NodeHostName", 5, false},
    {"ResumeAfter", 3, false}, {"Topology", 3, false},
};

constexpr EntityKey partition_table[] = {
    {"AllowAccounts", 6},
    {"AllowGroups", 6},
    {"Default", 7},
    {"DefaultTime", 8},
    {"DefMemPerCPU", 10},
    {"DefMemPerNode", 10},
    {"Hidden", 3},
    {"MaxMemPerCPU", 10},
    {"MaxMemPerNode", 10},
    {"MaxNodes", 4},
    {"MaxTime", 4},
    {"MinNodes", 3},
    {"Nodes", 3},
    {"OverSubscribe", 5},
    {"PriorityJobFactor", 9},
    {"PriorityTier", 9},
    {"RootOnly", 3},
    {"Shared", 3},
    {"State", 2},
    {"AllocNodes", 6, false},
    {"AllowQos", 6},
    {"Alternate", 3},
    {"CpuBind", 3, false},
    {"DenyAccounts", 5},
    {"DenyQos", 5},
    {"DisableRootJobs", 3},
    {"Exclusive", 9, false},
    {"ExclusiveTopo", 10, false},
    {"ExclusiveUser", 10},
    {"GraceTime", 3, false},
    {"JobDefaults", 3},
    {"LLN", 3},
    {"MaxCPUsPerNode", 11},
    {"MaxCPUsPerSocket", 11, false},
    {"OverTimeLimit", 5},
    {"PowerDownOnIdle", 3, false},
    {"PreemptMode", 3, false},
    {"Priority", 8},
    {"QoS", 3},
    {"ReqResv", 3},
    {"Topology", 3, false},
    {"TresBillingWeights", 3, false},
};

}  // namespace

std::span<const EntityKey> node_update_keys() { return node_table; }
std::span<const EntityKey> partition_update_keys() { return partition_table; }

const EntityKey* find_entity_key(std::span<const EntityKey> keys, std::string_view text) {
    for (const EntityKey& key : keys)
        if (text.size() == key.name.size() && text::equal_ignoring_case(key.name, text)) return &key;
    for (const EntityKey& key : keys)
        if (text.size() >= key.least && text::starts_with_ignoring_case(key.name, text)) return &key;
    return nullptr;
}

}  // namespace ms::options

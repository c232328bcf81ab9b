// SPDX-License-Identifier: MIT
#include "daemon/config/show.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

#include "libms/base/letters.hpp"
#include "libms/text/date.hpp"
#include "libms/text/number.hpp"

namespace msd::config {
namespace {

struct View {
    const core::ClusterConfig& cluster;
    const DaemonSettings& daemon;
    const ShownFacts& facts;
};

std::string seconds(ms::Seconds value) { return std::to_string(value.count()) + " sec"; }
std::string or_null(const std::string& text) { return text.empty() ? "(null)" : text; }

std::string memory(ms::Megabytes value) { return value.value ? std::to_string(value.value) : "UNLIMITED"; }

std::string gres_types(const core::ClusterConfig& cluster) {
    std::set<std::string> names;
    for (const auto& node : cluster.nodes)
        for (const auto& gres : node.gres) names.insert(gres.name);
    return or_null(ms::text::join({names.begin(), names.end()}));
}

std::string licenses(const core::ClusterConfig& cluster) {
    std::vector<std::string> all;
    for (const auto& [name, count] : cluster.licenses) all.push_back(name + ":" + std::to_string(count));
    return or_null(ms::text::join(all));
}

std::string select_parameters(const core::ClusterConfig& cluster) {
    return std::string(cluster.allocate_whole_cores ? "CR_CORE" : "CR_CPU") +
           (cluster.memory_is_a_resource ? "_MEMORY" : "") + (cluster.least_loaded ? ",CR_LLN" : "");
}

std::string_view partition_limits_word(core::PartitionLimits limits) {
    switch (limits) {
        case core::PartitionLimits::wait: return "NO";
        case core::PartitionLimits::refuse_if_all: return "ANY";
        case core::PartitionLimits::refuse_if_any: return "ALL";
    }
    return "NO";
}

std::string job_defaults(const View& view) {
    std::vector<std::string> words;
    if (view.cluster.default_cpus_per_gpu) words.push_back("DefCpuPerGPU=" + std::to_string(view.cluster.default_cpus_per_gpu));
    if (const auto memory = view.cluster.default_memory_per_gpu.value) words.push_back("DefMemPerGPU=" + std::to_string(memory));
    return or_null(ms::text::join(words));
}

std::string enforced(const View& view) {
    const core::Enforcement& enforce = view.cluster.enforce;
    std::vector<std::string> words;
    if (enforce.associations) words.emplace_back("associations");
    if (enforce.limits) words.emplace_back("limits");
    if (enforce.qos) words.emplace_back("qos");
    if (enforce.safe) words.emplace_back("safe");
    return words.empty() ? "none" : ms::text::join(words);
}

std::string_view level_name(log::Level level) {
    switch (level) {
        case log::Level::error: return "error";
        case log::Level::warning: return "error";
        case log::Level::info: return "info";
        case log::Level::debug: return "debug";
    }
    return "info";
}

/// What differs from the defaults.
std::string scheduler_parameters(const core::ClusterConfig& cluster) {
    const core::ClusterConfig usual;
    std::vector<std::string> words;
    if (!cluster.hooks.hold_on_prolog_failure) words.push_back("nohold_on_prolog_fail");
    if (cluster.requeue_delay != usual.requeue_delay)
        words.push_back("requeue_delay=" + std::to_string(cluster.requeue_delay.count()));
    return or_null(ms::text::join(words));
}

std::string priority_flags(const View& view) {
    switch (view.cluster.billing_rule) {
        case ms::text::BillingRule::sum: return "";
        case ms::text::BillingRule::dearest: return "MAX_TRES";
        case ms::text::BillingRule::dearest_beside_gres: return "MAX_TRES_GRES";
    }
    return "";
}

struct Row {
    const char* name;
    std::string (*value)(const View& view);
};

std::string join(const std::vector<std::string>& programs) { return or_null(ms::text::join(programs)); }

constexpr Row rows[] = {
    {"AccountingStorageEnforce", enforced},
    {"AccountingStorageTRES", [](const View&) { return std::string("cpu,mem,energy,node,billing,fs/disk,vmem,pages"); }},
    {"AuthType", [](const View&) { return std::string("auth/none"); }},
    {"BOOT_TIME", [](const View& v) { return ms::text::format_date(v.facts.started); }},
    {"ClusterName", [](const View& v) { return v.cluster.cluster_name; }},
    {"DefMemPerCPU", [](const View& v) { return memory(v.cluster.default_memory_per_cpu); }},
    {"DefMemPerNode", [](const View& v) { return memory(v.cluster.default_memory_per_node); }},
    {"DependencyParameters",
     [](const View& v) { return std::string(v.cluster.kill_invalid_dependencies ? "kill_invalid_depend" : "(null)"); }},
    {"DisableRootJobs", [](const View& v) { return std::string(v.cluster.no_root_jobs ? "Yes" : "No"); }},
    {"EnforcePartLimits", [](const View& v) { return std::string(partition_limits_word(v.cluster.partition_limits)); }},
    {"Epilog", [](const View& v) { return join(v.cluster.hooks.epilog); }},
    {"EpilogSlurmctld", [](const View& v) { return join(v.cluster.hooks.epilog_slurmctld); }},
    {"FirstJobId", [](const View& v) { return std::to_string(v.cluster.first_job_id); }},
    {"GetEnvTimeout", [](const View& v) { return seconds(v.daemon.login_timeout); }},
    {"GresTypes", [](const View& v) { return gres_types(v.cluster); }},
    {"JobAcctGatherFrequency", [](const View& v) { return std::to_string(v.daemon.sample_interval.count()); }},
    {"JobAcctGatherParams",
     [](const View& v) { return std::string(v.daemon.enforce_memory ? "OverMemoryKill" : "(null)"); }},
    {"JobDefaults", job_defaults},
    {"JobFileAppend", [](const View& v) { return std::string(v.cluster.append_output ? "1" : "0"); }},
    {"JobRequeue", [](const View& v) { return std::string(v.cluster.requeue_by_default ? "1" : "0"); }},
    {"KillWait", [](const View& v) { return seconds(v.cluster.kill_wait); }},
    {"Licenses", [](const View& v) { return licenses(v.cluster); }},
    {"MailDomain", [](const View& v) { return or_null(v.daemon.mail.domain); }},
    {"MailProg", [](const View& v) { return v.daemon.mail.program.empty() ? "/bin/mail" : v.daemon.mail.program; }},
    {"MailServer", [](const View& v) { return or_null(v.daemon.mail.server); }},
    {"MaxArraySize", [](const View& v) { return std::to_string(v.cluster.max_array_size); }},
    {"MaxJobCount", [](const View& v) { return std::to_string(v.cluster.max_job_count); }},
    {"MaxJobId", [](const View& v) { return std::to_string(v.cluster.max_job_id); }},
    {"MaxMemPerCPU", [](const View& v) { return memory(v.cluster.max_memory_per_cpu); }},
    {"MaxMemPerNode", [](const View& v) { return memory(v.cluster.max_memory_per_node); }},
    {"MaxNodeCount", [](const View& v) { return std::to_string(v.cluster.nodes.size()); }},
    {"MinJobAge", [](const View& v) { return seconds(v.cluster.min_job_age); }},
    {"NEXT_JOB_ID", [](const View& v) { return std::to_string(v.facts.next_job_id); }},
    {"OverTimeLimit",
     [](const View& v) {
         return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(v.cluster.over_time_limit).count()) +
                " min";
     }},
    {"PreemptMode", [](const View&) { return std::string("OFF"); }},
    {"PreemptType", [](const View&) { return std::string("(null)"); }},
    {"PriorityFlags", priority_flags},
    {"PriorityType", [](const View&) { return std::string("priority/basic"); }},
    {"PriorityWeightQOS", [](const View& v) { return std::to_string(v.cluster.priority_weight_qos); }},
    {"ProctrackType", [](const View&) { return std::string("proctrack/linuxproc"); }},
    {"Prolog", [](const View& v) { return join(v.cluster.hooks.prolog); }},
    {"PrologEpilogTimeout", [](const View& v) { return std::to_string(v.cluster.hooks.timeout.count()); }},
    {"PrologFlags", [](const View& v) { return std::string(v.cluster.extern_steps ? "Alloc,Contain" : "Alloc"); }},
    {"PrologSlurmctld", [](const View& v) { return join(v.cluster.hooks.prolog_slurmctld); }},
    {"RequeueDelay", [](const View& v) { return seconds(v.cluster.requeue_delay); }},
    {"SchedulerType", [](const View&) { return std::string("sched/builtin"); }},
    {"SchedulerParameters", [](const View& v) { return scheduler_parameters(v.cluster); }},
    {"ScronParameters",
     [](const View& v) { return std::string(v.cluster.cron_cancel_is_explicit ? "enable,explicit_scancel" : "enable"); }},
    {"SelectType", [](const View&) { return std::string("select/cons_tres"); }},
    {"SelectTypeParameters", [](const View& v) { return select_parameters(v.cluster); }},
    {"SitePolicy",
     [](const View& v) {
         return std::string(v.cluster.policy == core::SitePolicy::strict ? "strict" : "lenient");
     }},
    {"SlurmUser", [](const View& v) { return v.facts.user; }},
    {"SlurmctldDebug", [](const View& v) { return std::string(level_name(v.daemon.log_level)); }},
    {"SlurmctldHost[0]", [](const View& v) { return v.facts.host; }},
    {"SlurmctldLogFile", [](const View& v) { return or_null(v.facts.log_file); }},
    {"SlurmdSpoolDir", [](const View& v) { return v.facts.spool_dir; }},
    {"SLURM_CONF", [](const View& v) { return v.facts.conf_path; }},
    {"SLURM_VERSION", [](const View&) { return std::string("25.11.0"); }},
    {"StateSaveLocation", [](const View& v) { return v.facts.state_dir; }},
    {"SlurmctldPidFile", [](const View& v) { return v.facts.state_dir + "/msd.pid"; }},
    {"SlurmdDebug", [](const View& v) { return std::string(level_name(v.daemon.log_level)); }},
    {"SlurmdLogFile", [](const View& v) { return or_null(v.facts.log_file); }},
    {"SlurmdPidFile", [](const View& v) { return v.facts.state_dir + "/msd.pid"; }},
    {"SlurmdUser", [](const View& v) { return v.facts.user; }},
    {"TaskEpilog", [](const View& v) { return or_null(v.cluster.hooks.task_epilog); }},
    {"TaskProlog", [](const View& v) { return or_null(v.cluster.hooks.task_prolog); }},
    {"TaskPlugin",
     [](const View& v) { return std::string(v.daemon.bind_to_cpus ? "task/affinity" : "task/none"); }},
    {"TmpFS", [](const View&) { return std::string("/tmp"); }},
    {"TopologyPlugin", [](const View&) { return std::string("topology/flat"); }},
};

}  // namespace

std::vector<std::pair<std::string, std::string>> shown_config(const core::ClusterConfig& cluster,
                                                             const DaemonSettings& daemon, const ShownFacts& facts) {
    std::vector<std::pair<std::string, std::string>> shown;
    std::set<std::string_view> live;
    for (const Row& row : rows) {
        shown.emplace_back(row.name, row.value({cluster, daemon, facts}));
        live.insert(row.name);
    }
    for (const FixedRow& row : fixed_rows())
        if (!live.count(row.name)) shown.emplace_back(row.name, row.value);
    std::sort(shown.begin(), shown.end(), [](const auto& a, const auto& b) { return ms::less_ignoring_case(a.first, b.first); });
    return shown;
}

}  // namespace msd::config

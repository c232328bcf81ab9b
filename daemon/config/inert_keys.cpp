// SPDX-License-Identifier: MIT
// Keys of slurm.conf and gres.conf that are read and have no effect.
#include "daemon/config/keys.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace msd::config {
namespace {

constexpr std::string_view socket = "commands reach msd by a Unix socket that tells who calls; there is no port";
constexpr std::string_view one_daemon = "one daemon does the work of slurmctld and slurmd";
constexpr std::string_view own_database = "msd keeps accounting in its own database";
constexpr std::string_view built_in = "msd has one built-in way of doing this";
constexpr std::string_view one_machine = "there is one machine, always on";
constexpr std::string_view no_preemption = "no job makes room for another";
constexpr std::string_view later = "not in this version";
constexpr std::string_view not_needed = "every resource named on a node line is known";

constexpr Section site = Section::site;
constexpr Section node = Section::node;
constexpr Section partition = Section::partition;

constexpr InertKey rows[] = {
    {site, "Auth*", socket},
    {site, "BackupAddr", socket},
    {site, "BackupController", socket},
    {site, "CommunicationParameters", socket},
    {site, "ControlAddr", socket},
    {site, "ControlMachine", socket},
    {site, "Cred*", socket},
    {site, "HashPlugin", socket},
    {site, "JobCredential*", socket},
    {site, "MessageTimeout", socket},
    {site, "SlurmctldAddr", socket},
    {site, "SlurmctldHost*", socket},
    {site, "SlurmctldPort", socket},
    {site, "SlurmdPort", socket},
    {site, "SrunPortRange", socket},
    {site, "TCPTimeout", socket},
    {site, "Tls*", socket},
    {site, "TopologyParam", socket},
    {site, "TreeWidth", socket},

    {site, "SlurmUser", one_daemon},
    {site, "SlurmctldParameters", one_daemon},
    {site, "SlurmctldPidFile", one_daemon},
    {site, "SlurmctldPlugstack", one_daemon},
    {site, "SlurmctldPrimary*", one_daemon},
    {site, "SlurmctldSyslogDebug", one_daemon},
    {site, "SlurmctldTimeout", one_daemon},
    {site, "Slurmd*", one_daemon},
    {site, "SlurmSched*", one_daemon},
    {site, "DebugFlags", one_daemon},
    {site, "LogTimeFormat", one_daemon},

    {site, "AccountingStorageB*", own_database},
    {site, "AccountingStorageExternalHost", own_database},
    {site, "AccountingStorageHost", own_database},
    {site, "AccountingStorageLoc", own_database},
    {site, "AccountingStorageP*", own_database},
    {site, "AccountingStorageT*", own_database},
    {site, "AccountingStorageUser", own_database},
    {site, "AccountingStore*", own_database},
    {site, "ArchiveScript", own_database},
    {site, "ArchiveSuspend", own_database},
    {site, "PurgeSuspendAfter", own_database},
    {site, "AcctGather*", own_database},
    {site, "JobComp*", own_database},
    {site, "MaxDBDMsgs", own_database},
    {site, "TrackWCKey", own_database},

    {site, "CliFilterPlugins", built_in},
    {site, "CoreSpecPlugin", built_in},
    {site, "ExtSensors*", built_in},
    {site, "GpuFreqDef", built_in},
    {site, "JobAcctGatherType", built_in},
    {site, "JobContainerType", built_in},
    {site, "JobSubmitPlugins", built_in},
    {site, "LaunchParameters", built_in},
    {site, "LaunchType", built_in},
    {site, "MCS*", built_in},
    {site, "Mpi*", built_in},
    {site, "NamespaceType", built_in},
    {site, "PlugStackConfig", built_in},
    {site, "PluginDir", built_in},
    {site, "PrEp*", built_in},
    {site, "ProctrackType", built_in},
    {site, "PropagatePrioProcess", built_in},
    {site, "RoutePlugin", built_in},
    {site, "SchedulerTimeSlice", built_in},
    {site, "SchedulerType", built_in},
    {site, "SiteFactor*", built_in},
    {site, "Switch*", built_in},
    {site, "TaskPluginParam", built_in},
    {site, "TmpFS", built_in},
    {site, "UsePam", built_in},
    {site, "VSizeFactor", built_in},

    {site, "BurstBuffer*", one_machine},
    {site, "CpuFreq*", one_machine},
    {site, "Federation*", one_machine},
    {site, "FrontendName", one_machine},
    {site, "HealthCheck*", one_machine},
    {site, "MaxNodeCount", one_machine},
    {site, "NodeFeaturesPlugins", one_machine},
    {site, "Power*", one_machine},
    {site, "RebootProgram", one_machine},
    {site, "Resume*", one_machine},
    {site, "ReturnToService", one_machine},
    {site, "Suspend*", one_machine},
    {site, "TopologyPlugin", one_machine},
    {site, "DownNodes", one_machine},

    {site, "AllowSpecResourcesUsage", later},
    {site, "BatchStartTimeout", built_in},
    {site, "Bcast*", later},
    {site, "CompleteWait", later},
    {site, "EioTimeout", later},
    {site, "EpilogMsgTime", built_in},
    {site, "FairShareDampeningFactor", later},
    {site, "GroupUpdate*", later},
    {site, "InactiveLimit", later},
    {site, "InteractiveStepOptions", later},
    {site, "KillOnBadExit", later},
    {site, "MaxBatchRequeue", later},
    {site, "MaxStepCount", later},
    {site, "MaxTasksPerNode", later},
    {site, "NodeSet", later},
    {site, "Preempt*", later},
    {site, "PriorityCalcPeriod", later},
    {site, "PriorityDecayHalfLife", later},
    {site, "PriorityFavorSmall", later},
    {site, "PriorityMaxAge", later},
    {site, "PriorityParameters", later},
    {site, "PrioritySite*", later},
    {site, "PriorityType", later},
    {site, "PriorityUsageResetPeriod", later},
    {site, "PriorityWeightA*", later},
    {site, "PriorityWeightFairshare", later},
    {site, "PriorityWeightJobSize", later},
    {site, "PriorityWeightPartition", later},
    {site, "PriorityWeightTRES", later},
    {site, "PrivateData", later},
    {site, "PropagateResourceLimits*", later},
    {site, "ReconfigFlags", later},
    {site, "RequeueExit*", later},
    {site, "Resv*", later},
    {site, "SrunEpilog", later},
    {site, "SrunProlog", later},
    {site, "UnkillableStep*", later},
    {site, "WaitTime", later},
    {site, "X11Parameters", later},
    {site, "GresTypes", not_needed},

    {node, "BcastAddr", socket},
    {node, "Port", socket},
    {node, "CoreSpecCount", later},
    {node, "CpuBind", later},
    {node, "CpuSpecList", later},
    {node, "MemSpecLimit", later},
    {node, "RestrictedCoresPerGPU", later},
    {node, "Topology", one_machine},

    {partition, "CpuBind", later},
    {partition, "ExclusiveTopo", one_machine},
    {partition, "GraceTime", no_preemption},
    {partition, "PowerDownOnIdle", one_machine},
    {partition, "PreemptMode", no_preemption},
    {partition, "Resume*", one_machine},
    {partition, "SelectTypeParameters", later},
    {partition, "Suspend*", one_machine},
    {partition, "Topology", one_machine},

};

bool matches(std::string_view pattern, std::string_view key) {
    if (pattern.back() != '*') return ms::equal_ignoring_case(pattern, key);
    pattern.remove_suffix(1);
    return ms::starts_with_ignoring_case(key, pattern);
}

}  // namespace

std::span<const InertKey> inert_keys() { return rows; }

const InertKey* find_inert(Section section, std::string_view key) {
    for (const InertKey& row : rows)
        if (row.section == section && matches(row.name, key)) return &row;
    return nullptr;
}

}  // namespace msd::config

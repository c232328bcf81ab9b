// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cctype>

#include "daemon/config/resolve.hpp"
#include "daemon/config/values.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"
#include "libms/text/tres.hpp"

namespace msd::config {

using ms::equal_ignoring_case;
using ms::text::split_list;
using ms::starts_with_ignoring_case;

namespace {

constexpr ms::Megabytes unlimited{0};  // no default: all of the node
constexpr std::uint32_t highest_job_id = 67'043'328;
constexpr std::string_view seconds = "whole seconds";
constexpr std::string_view yes_or_no = "YES or NO";
constexpr std::string_view memory = "MB, or a number with K, M, G or T, or UNLIMITED";

bool read_cluster_name(Site& site, std::string_view value) {
    const auto allowed = [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; };
    if (value.size() > 40 || !std::all_of(value.begin(), value.end(), allowed)) return false;
    site.cluster.cluster_name = ms::to_lower(value);
    return true;
}

bool read_policy(Site& site, std::string_view value) {
    if (equal_ignoring_case(value, "lenient")) site.policy = core::SitePolicy::lenient;
    else if (equal_ignoring_case(value, "strict")) site.policy = core::SitePolicy::strict;
    else return false;
    return true;
}

bool read_select_type(Site& site, std::string_view value) {
    if (ms::starts_with_ignoring_case(value, "select/")) value.remove_prefix(7);
    site.whole_nodes = equal_ignoring_case(value, "linear");
    return site.whole_nodes || equal_ignoring_case(value, "cons_tres") || equal_ignoring_case(value, "cons_res");
}

struct SelectParameter {
    std::string_view word;
    bool whole_cores;
    bool memory;
};
constexpr SelectParameter select_parameters[] = {
    {"CR_CPU", false, false},       {"CR_CPU_Memory", false, true},    {"CR_Core", true, false},
    {"CR_Core_Memory", true, true}, {"CR_Socket", true, false},        {"CR_Socket_Memory", true, true},
    {"CR_Memory", true, true},
};
bool read_select_parameters(Site& site, std::string_view value) {
    for (const std::string& word : split_list(value)) {
        const auto row = std::find_if(std::begin(select_parameters), std::end(select_parameters),
                                      [&](const auto& each) { return equal_ignoring_case(each.word, word); });
        if (equal_ignoring_case(word, "CR_LLN")) {
            site.cluster.least_loaded = true;
            continue;
        }
        if (row == std::end(select_parameters)) {
            site.ignored.push_back("SelectTypeParameters=" + word);
            continue;
        }
        site.cluster.allocate_whole_cores = row->whole_cores;
        site.cluster.memory_is_a_resource = row->memory;
        if (ms::starts_with_ignoring_case(word, "CR_Socket")) site.ignored.push_back(word + " (cores are allocated)");
    }
    return true;
}

bool read_licenses(Site& site, std::string_view value) {
    const auto parsed = ms::text::parse_licenses(value);
    if (!parsed) return false;
    site.cluster.licenses.clear();
    for (const auto& license : *parsed) site.cluster.licenses[license.name] += license.count;
    return true;
}

bool read_scheduler_parameters(Site& site, std::string_view value) {
    constexpr std::string_view requeue_delay = "requeue_delay=";
    for (const std::string& word : split_list(value)) {
        if (equal_ignoring_case(word, "nohold_on_prolog_fail")) {
            site.cluster.hooks.hold_on_prolog_failure = false;
        } else if (!ms::starts_with_ignoring_case(word, requeue_delay)) {
            site.ignored.push_back("SchedulerParameters=" + word);
        } else if (!read(std::string_view(word).substr(requeue_delay.size()), site.cluster.requeue_delay)) {
            return false;
        }
    }
    return true;
}

bool read_dependency_parameters(Site& site, std::string_view value) {
    for (const std::string& word : split_list(value)) {
        if (equal_ignoring_case(word, "kill_invalid_depend")) site.cluster.kill_invalid_dependencies = true;
        else site.ignored.push_back("DependencyParameters=" + word);
    }
    return true;
}

bool read_scron_parameters(Site& site, std::string_view value) {
    for (const std::string& word : split_list(value)) {
        if (equal_ignoring_case(word, "explicit_scancel")) site.cluster.cron_cancel_is_explicit = true;
        else if (!equal_ignoring_case(word, "enable")) site.ignored.push_back("ScronParameters=" + word);
    }
    return true;
}

struct PartitionLimitsWord {
    std::string_view word;
    core::PartitionLimits meaning;
};
constexpr PartitionLimitsWord partition_limits[] = {{"NO", core::PartitionLimits::wait},
                                                    {"ANY", core::PartitionLimits::refuse_if_all},
                                                    {"ALL", core::PartitionLimits::refuse_if_any},
                                                    {"YES", core::PartitionLimits::refuse_if_any}};
bool read_partition_limits(Site& site, std::string_view value) {
    for (const auto& row : partition_limits) {
        if (!equal_ignoring_case(value, row.word)) continue;
        site.cluster.partition_limits = row.meaning;
        return true;
    }
    return false;
}

bool read_over_time_limit(Site& site, std::string_view value) {
    constexpr std::uint32_t a_century_in_minutes = 52'560'000;
    std::uint32_t minutes = 0;
    if (!read_or_unlimited(value, a_century_in_minutes, minutes)) return false;
    site.cluster.over_time_limit = std::chrono::minutes{std::min(minutes, a_century_in_minutes)};
    return true;
}

/// "30" or "task=30,energy=60": only the interval of tasks means something here.
bool read_gather_frequency(Site& site, std::string_view value) {
    constexpr std::string_view task = "task=";
    for (const std::string& word : split_list(value)) {
        std::string_view number = word;
        if (ms::starts_with_ignoring_case(word, task)) number.remove_prefix(task.size());
        else if (word.find('=') != std::string::npos) continue;
        if (!read(number, site.daemon.sample_interval)) return false;
    }
    return true;
}

bool read_gather_parameters(Site& site, std::string_view value) {
    for (const std::string& word : split_list(value)) {
        if (equal_ignoring_case(word, "OverMemoryKill")) site.daemon.enforce_memory = true;
        else if (equal_ignoring_case(word, "NoOverMemoryKill")) site.daemon.enforce_memory = false;
        else site.ignored.push_back("JobAcctGatherParams=" + word);
    }
    return true;
}

template <auto Member>
bool read_hook(Site& site, std::string_view value) {
    if (value.empty() || value.front() != '/') return false;
    (site.cluster.hooks.*Member).push_back(std::string(value));
    return true;
}
template <auto Member>
bool read_task_hook(Site& site, std::string_view value) {
    if (value.empty() || value.front() != '/') return false;
    return read(value, site.cluster.hooks.*Member);
}

bool read_task_plugin(Site& site, std::string_view value) {
    site.daemon.bind_to_cpus = false;
    for (const std::string& word : split_list(value)) {
        const bool binds = equal_ignoring_case(word, "task/affinity") || equal_ignoring_case(word, "task/cgroup");
        if (!binds && !equal_ignoring_case(word, "task/none")) return false;
        site.daemon.bind_to_cpus = site.daemon.bind_to_cpus || binds;
    }
    return true;
}

/// slurm.conf takes a level by name or by number.
bool read_log_level(Site& site, std::string_view value) {
    constexpr std::string_view by_number[] = {"quiet", "fatal",  "error",  "info",   "verbose",
                                              "debug", "debug2", "debug3", "debug4", "debug5"};
    if (value.size() == 1 && value[0] >= '0' && value[0] <= '9') value = by_number[value[0] - '0'];
    const auto level = log::level_named(value, log::Level::error);
    const bool known = level == log::level_named(value, log::Level::debug);
    if (known) site.daemon.log_level = level;
    return known;
}

bool read_gpus_used_outside(Site& site, std::string_view value) {
    site.cluster.avoid_used_gpus = equal_ignoring_case(value, "AVOID");
    return site.cluster.avoid_used_gpus || equal_ignoring_case(value, "SHOW");
}

/// Each word switches on what it rests on.
bool read_enforce(Site& site, std::string_view value) {
    core::Enforcement& enforce = site.cluster.enforce;
    for (const std::string& word : split_list(value)) {
        const bool all = equal_ignoring_case(word, "all");
        const bool safe = all || equal_ignoring_case(word, "safe");
        const bool limits = safe || equal_ignoring_case(word, "limits");
        const bool qos = all || equal_ignoring_case(word, "qos");
        const bool associations = limits || qos || ms::starts_with_ignoring_case("associations", word);
        const bool none = equal_ignoring_case(word, "none");
        if (none) enforce = {};
        enforce.associations |= associations;
        enforce.limits |= limits;
        enforce.qos |= qos;
        enforce.safe |= safe;
        if (all || associations || none) continue;
        if (!equal_ignoring_case(word, "wckeys") && !equal_ignoring_case(word, "nojobs") && !equal_ignoring_case(word, "nosteps")) return false;
        site.ignored.push_back("AccountingStorageEnforce=" + word);
    }
    return true;
}

/// Contain, and what rests on it; the others are how prologs run here, or mean other machines.
bool read_prolog_flags(Site& site, std::string_view value) {
    constexpr std::string_view without_effect[] = {"Alloc", "DeferBatch", "ForceRequeueOnFail", "NoHold", "RunInJob", "Serial"};
    for (const std::string& word : split_list(value)) {
        if (equal_ignoring_case(word, "Contain") || equal_ignoring_case(word, "X11")) {
            site.cluster.extern_steps = true;
            continue;
        }
        const auto same = [&](std::string_view each) { return equal_ignoring_case(word, each); };
        if (std::none_of(std::begin(without_effect), std::end(without_effect), same)) return false;
        if (!equal_ignoring_case(word, "Alloc")) site.ignored.push_back("PrologFlags=" + word);
    }
    return true;
}

/// MAX_TRES and MAX_TRES_GRES; the others are of a priority that this daemon does not reckon.
bool read_priority_flags(Site& site, std::string_view value) {
    constexpr std::string_view without_effect[] = {
        "ACCRUE_ALWAYS", "CALCULATE_RUNNING", "DEPTH_OBLIVIOUS", "FAIR_TREE", "INCR_ONLY", "NO_FAIR_TREE", "NO_NORMAL_ALL",
        "NO_NORMAL_ASSOC", "NO_NORMAL_PART", "NO_NORMAL_QOS", "NO_NORMAL_TRES", "SMALL_RELATIVE_TO_TIME"};
    for (const std::string& word : split_list(value)) {
        const auto same = [&](std::string_view each) { return equal_ignoring_case(word, each); };
        if (same("MAX_TRES")) site.cluster.billing_rule = ms::text::BillingRule::dearest;
        else if (same("MAX_TRES_GRES")) site.cluster.billing_rule = ms::text::BillingRule::dearest_beside_gres;
        else if (std::none_of(std::begin(without_effect), std::end(without_effect), same)) return false;
        else site.ignored.push_back("PriorityFlags=" + word);
    }
    return true;
}

bool read_absolute_path(std::string_view value, std::string& into) {
    return !value.empty() && value.front() == '/' && read(value, into);
}

bool read_mail_server(Site& site, std::string_view value) {
    const bool known = value.rfind("smtp://", 0) == 0 || value.rfind("smtps://", 0) == 0;
    return known && read(value, site.daemon.mail.server);
}

template <store::Record record>
bool read_age(Site& site, std::string_view value) {
    const auto age = store::parse_age(value);
    if (age) site.daemon.retention.age(record) = *age;
    return age.has_value();
}
template <store::Record record>
bool read_archived(Site& site, std::string_view value) {
    return read(value, site.daemon.retention.is_archived(record));
}

constexpr std::string_view an_age = "a number of hours, days or months: 24hours, 30days, 12months, or 12";
constexpr std::string_view log_levels = "quiet, fatal, error, info, verbose, debug, debug2 … debug5, or 0 to 9";
constexpr std::string_view a_path = "an absolute path";
constexpr std::string_view a_program = "an absolute path or pattern";

constexpr Key<Site> keys[] = {
    {"ClusterName", read_cluster_name, "up to 40 letters, digits, '-' and '_'",
     "The name of this cluster in squeue, sacct and SLURM_CLUSTER_NAME. Kept in lower case. Default: local."},
    {"SitePolicy", read_policy, "lenient or strict",
     "What becomes of a partition, account, QOS, constraint, reservation or licence that this site does not have: "
     "lenient maps it to the default with a warning, strict refuses the job as Slurm does. Default: strict where "
     "there is a configuration file, lenient where there is none."},
    {"AccountingStorageEnforce", read_enforce, "a comma list of associations, limits, qos, safe, all or none",
     "How strict accounts are. associations: only a user whom sacctmgr has given the account may charge it. limits: jobs "
     "over a limit of their association or QOS wait or are refused. qos: only a QOS that the association names. safe: also "
     "no job that could not end within a limit of minutes. The later ones include the first. Default: none."},
    {"PriorityFlags", read_priority_flags, "a comma list of Slurm's words",
     "MAX_TRES: of what TRESBillingWeights makes of a job's CPUs, memory and devices the highest counts, not the sum. "
     "MAX_TRES_GRES: the same, but devices are added."},
    {"PriorityWeightQOS",
     [](Site& s, std::string_view v) { return read_between(v, 0, 0xFFFFFFFF, s.cluster.priority_weight_qos); },
     "a number from 0 to 4294967295",
     "How much a job's QOS weighs in its priority: so much for the QOS of the highest Priority, a share of it for the "
     "others. A job goes before so many that were submitted earlier. Default: 0."},
    {"VirtualNodes",
     [](Site& s, std::string_view v) { return read_between(v, 1, most_virtual_nodes, s.virtual_nodes); },
     "a number from 1 to 254",
     "Show this machine as so many nodes, for scripts that want several. Each has all of its CPUs and a share of its "
     "memory and GPUs. They are named 127.0.0.1, 127.0.0.2 and so on, since a program that meets its other nodes at "
     "the name of one must find this machine there, and no other names do everywhere without a change to /etc/hosts. "
     "In user mode the environment variable MSD_NODES says the same. Not with NodeName lines. Default: one node, named "
     "as the machine."},
    {"SelectType", read_select_type, "select/cons_tres, select/cons_res or select/linear",
     "Whether jobs share nodes (cons_tres, the default) or have them whole (linear)."},
    {"SelectTypeParameters", read_select_parameters, "CR_CPU, CR_Core, CR_CPU_Memory, CR_Core_Memory …",
     "What is counted: CPUs one by one or whole cores, with or without memory. Default: CR_Core_Memory. CR_LLN: jobs go to "
     "the nodes with the most free CPUs first."},
    {"Licenses", read_licenses, "a list NAME[:COUNT],…",
     "Licences that jobs take with --licenses, and how many there are of each."},
    {"MaxMemPerNode",
     [](Site& s, std::string_view v) { return read_or_unlimited(v, unlimited, s.cluster.max_memory_per_node); },
     memory, "The most memory a job may ask for on a node. Default: UNLIMITED."},
    {"MaxMemPerCPU",
     [](Site& s, std::string_view v) { return read_or_unlimited(v, unlimited, s.cluster.max_memory_per_cpu); }, memory,
     "The most memory a CPU; a job that asks for more gets more CPUs for each task instead. Default: UNLIMITED."},
    {"DefMemPerNode",
     [](Site& s, std::string_view v) { return read_or_unlimited(v, unlimited, s.cluster.default_memory_per_node); },
     memory, "Memory of a job that asks for none, a node. Default: all of the node."},
    {"DefMemPerCPU",
     [](Site& s, std::string_view v) { return read_or_unlimited(v, unlimited, s.cluster.default_memory_per_cpu); },
     memory, "Memory of a job that asks for none, a CPU."},
    {"GpusUsedOutside", read_gpus_used_outside, "SHOW or AVOID",
     "What becomes of a GPU that a process of no job uses: SHOW tells of it in sinfo and scontrol show node, AVOID keeps "
     "jobs away from it as well while that lasts. Default: SHOW."},
    {"KillWait", [](Site& s, std::string_view v) { return read(v, s.cluster.kill_wait); }, seconds,
     "Time between SIGTERM and SIGKILL when a job is ended. Default: 30."},
    {"MinJobAge", [](Site& s, std::string_view v) { return read(v, s.cluster.min_job_age); }, seconds,
     "How long an ended job stays visible in scontrol show job. Default: 300."},
    {"MaxArraySize",
     [](Site& s, std::string_view v) { return read_between(v, 1, 4'000'001, s.cluster.max_array_size); },
     "a number from 1 to 4000001", "The highest index of a job array, plus one. Default: 1001."},
    {"MaxJobCount",
     [](Site& s, std::string_view v) { return read_between(v, 1, highest_job_id, s.cluster.max_job_count); },
     "a number from 1 to 67043328", "Jobs in memory at most, array elements counted singly. Default: 1000000."},
    {"FirstJobId",
     [](Site& s, std::string_view v) { return read_between(v, 1, highest_job_id, s.cluster.first_job_id); },
     "a number from 1 to 67043328", "The first job's number. Default: 1."},
    {"MaxJobId", [](Site& s, std::string_view v) { return read_between(v, 1, highest_job_id, s.cluster.max_job_id); },
     "a number from 1 to 67043328", "The last job's number, after which FirstJobId follows. Default: 67043328."},
    {"JobRequeue", [](Site& s, std::string_view v) { return read(v, s.cluster.requeue_by_default); }, yes_or_no,
     "Whether a batch job without --requeue or --no-requeue may be requeued. Default: YES."},
    {"JobFileAppend", [](Site& s, std::string_view v) { return read(v, s.cluster.append_output); }, yes_or_no,
     "Whether output files are appended to rather than truncated where --open-mode is not given. Default: NO."},
    {"EnforcePartLimits", read_partition_limits, "NO, ANY or ALL",
     "Whether a job beyond the limits of its partitions (MaxNodes, MinNodes, MaxTime, MaxMemPerNode, MaxCPUsPerNode, "
     "MaxCPUsPerSocket, accounts and QOS) is refused: with ALL if it is beyond those of one, with ANY if beyond those of every one. Default: NO, it waits."},
    {"DisableRootJobs", [](Site& s, std::string_view v) { return read(v, s.cluster.no_root_jobs); }, yes_or_no,
     "Whether root may not submit jobs. Default: NO."},
    {"JobDefaults",
     [](Site& s, std::string_view v) {
         return read_job_defaults(v, s.cluster.default_cpus_per_gpu, s.cluster.default_memory_per_gpu);
     },
     job_defaults, "CPUs and memory (MB) that a job gets for each GPU where it asks for none. Default: none."},
    {"OverTimeLimit", read_over_time_limit, "whole minutes or UNLIMITED",
     "How far a job may run beyond its time limit before it is ended. Default: 0."},
    {"SchedulerParameters", read_scheduler_parameters, "a comma list; requeue_delay=SECONDS",
     "requeue_delay: how long a requeued job waits before it may start again, by default 120. nohold_on_prolog_fail: a job "
     "whose Prolog fails is not held but tries again. Others have no effect."},
    {"DependencyParameters", read_dependency_parameters, "a comma list; kill_invalid_depend",
     "kill_invalid_depend cancels jobs whose dependency can never be satisfied; else they wait for ever."},
    {"ScronParameters", read_scron_parameters, "a comma list; enable, explicit_scancel",
     "explicit_scancel: jobs of scrontab are cancelled by scancel --cron only. scrontab is always enabled."},
    {"JobAcctGatherFrequency", read_gather_frequency, "whole seconds, or task=SECONDS",
     "How often what a running job uses is looked at. 0 measures only at the end. Memory limits that no cgroup holds are "
     "looked after every two seconds in any case. Default: 30."},
    {"JobAcctGatherParams", read_gather_parameters, "OverMemoryKill or NoOverMemoryKill",
     "Whether a job that uses more memory than it asked for is ended. Default: OverMemoryKill."},
    {"GetEnvTimeout", [](Site& s, std::string_view v) { return read(v, s.daemon.login_timeout); }, seconds,
     "How long a login shell may take to tell its environment to a job that asked for it (--get-user-env, or --export "
     "with anything but ALL); a job that waits in vain goes back to the queue, held. Default: 10."},
    {"Prolog", read_hook<&core::SiteHooks::prolog>, a_program,
     "Run before a job's first process, as root in system mode, else as the user: a program, or a pattern such as "
     "/etc/msd/prolog.d/*; may be given several times. The job is configuring meanwhile. If it fails the job goes back "
     "to the queue, held, and its nodes are drained; one that may not be requeued is cancelled."},
    {"Epilog", read_hook<&core::SiteHooks::epilog>, a_program,
     "Run after a job's last process, as Prolog is. The job is completing meanwhile, and keeps its CPUs. If it "
     "fails its nodes are drained."},
    {"PrologFlags", read_prolog_flags, "a comma list of Alloc, Contain, X11, DeferBatch, ForceRequeueOnFail, NoHold, RunInJob and Serial",
     "Contain (X11 means it, too) gives every job a step .extern in sacct. Prologs always run when a job begins (Alloc); the "
     "others have no effect. Default: Alloc."},
    {"PrologSlurmctld", read_hook<&core::SiteHooks::prolog_slurmctld>, a_program,
     "Run before Prolog. If it fails the job goes back to the queue for another try."},
    {"EpilogSlurmctld", read_hook<&core::SiteHooks::epilog_slurmctld>, a_program, "Run after Epilog."},
    {"TaskProlog", read_task_hook<&core::SiteHooks::task_prolog>, a_path,
     "Run as the job's owner, in its environment, before a batch script and each task. Its output is read: \"export "
     "NAME=VALUE\" and \"unset NAME\" change the environment, \"print TEXT\" is printed."},
    {"TaskEpilog", read_task_hook<&core::SiteHooks::task_epilog>, a_path,
     "Run as the job's owner after a batch script and each task."},
    {"PrologEpilogTimeout", [](Site& s, std::string_view v) { return read(v, s.cluster.hooks.timeout); }, seconds,
     "How long each of these programs may take before it is killed and has failed. Default: 0, no limit."},
    {"TaskPlugin", read_task_plugin, "task/affinity, task/cgroup or task/none",
     "task/none leaves jobs unbound; with the others a job runs on the CPUs it was given. Default: task/affinity."},
    {"CgroupRoot",
     [](Site& s, std::string_view v) { return read_absolute_path(v, s.daemon.groups.root); }, a_path,
     "A directory of cgroup v2 for the control groups of jobs, where no systemd gives msd one of its own. It is made if its "
     "parent is there. In user mode it must be the user's, and msd started inside of it. Default: none."},
    {"ConstrainCores", [](Site& s, std::string_view v) { return read(v, s.daemon.groups.constrain_cores); }, yes_or_no,
     "Whether a job's control group keeps it on the CPUs it was given, or to as much time as they have. Default: YES."},
    {"ConstrainRAMSpace", [](Site& s, std::string_view v) { return read(v, s.daemon.groups.constrain_memory); }, yes_or_no,
     "Whether a job's control group keeps it within its memory. Default: YES."},
    {"ConstrainSwapSpace", [](Site& s, std::string_view v) { return read(v, s.daemon.groups.constrain_swap); }, yes_or_no,
     "Whether a job's use of swap is limited (AllowedSwapSpace). Default: YES."},
    {"ConstrainDevices", [](Site& s, std::string_view v) { return read(v, s.daemon.groups.constrain_devices); }, yes_or_no,
     "Whether the device files of gres that a job was not given are closed to it, in system mode. Default: YES."},
    {"AllowedSwapSpace",
     [](Site& s, std::string_view v) { return read_between(v, 0, 1000, s.daemon.groups.allowed_swap_percent); },
     "a percentage from 0 to 1000", "How much swap a job may use beside its memory, in percent of that. Default: 0."},
    {"MemoryHigh", [](Site& s, std::string_view v) { return read_between(v, 0, 99, s.daemon.groups.memory_high_percent); },
     "a percentage from 0 to 99",
     "From which part of its memory on a job is slowed down, its page cache reclaimed, before the limit ends it. Default: 0, "
     "not at all."},
    {"MaxProcesses", [](Site& s, std::string_view v) { return read(v, s.daemon.groups.max_processes); }, "a number",
     "How many processes and threads a job may have at a time, where it has a control group. Default: 15 percent of what "
     "the kernel allows."},
    {"SlurmctldDebug", read_log_level, log_levels, "How much msd writes to its log. Default: info."},
    {"SlurmctldLogFile", [](Site& s, std::string_view v) { return read_absolute_path(v, s.daemon.log_file); }, a_path,
     "The log. Default: the journal in system mode, msd.log in the state directory in user mode."},
    {"MailProg", [](Site& s, std::string_view v) { return read_absolute_path(v, s.daemon.mail.program); }, a_path,
     "The program that sends mail of jobs (--mail-type): called with -s, the subject and the address, as the job's owner. "
     "Default: /bin/mail or /usr/bin/mail."},
    {"MailServer", read_mail_server, "smtp://HOST:PORT or smtps://HOST:PORT",
     "Send mail of jobs to this server, by the program curl, rather than by MailProg."},
    {"MailDomain", [](Site& s, std::string_view v) { return read(v, s.daemon.mail.domain); }, "a domain",
     "Put behind an address of mail that has no '@'."},
    {"PurgeJobAfter", read_age<store::Record::jobs>, an_age,
     "How long ended jobs stay on record for sacct, with their steps, scripts and environments. Usage that sreport shows "
     "stays. Default: for ever. Counted in whole hours, days or months."},
    {"PurgeStepAfter", read_age<store::Record::steps>, an_age, "The same for steps."},
    {"PurgeEventAfter", read_age<store::Record::events>, an_age, "The same for events of nodes."},
    {"PurgeResvAfter", read_age<store::Record::reservations>, an_age, "The same for reservations that are over."},
    {"PurgeTXNAfter", read_age<store::Record::transactions>, an_age, "The same for changes made by sacctmgr."},
    {"PurgeUsageAfter", read_age<store::Record::usage>, an_age, "The same for usage."},
    {"ArchiveJobs", read_archived<store::Record::jobs>, yes_or_no,
     "Whether jobs that go are written to a database in ArchiveDir before. sqlite3 reads it, sacctmgr archive load puts it "
     "back. Default: NO."},
    {"ArchiveSteps", read_archived<store::Record::steps>, yes_or_no, "The same for steps. Those of archived jobs always are."},
    {"ArchiveEvents", read_archived<store::Record::events>, yes_or_no, "The same for events."},
    {"ArchiveResvs", read_archived<store::Record::reservations>, yes_or_no, "The same for reservations."},
    {"ArchiveTXN", read_archived<store::Record::transactions>, yes_or_no, "The same for changes made by sacctmgr."},
    {"ArchiveUsage", read_archived<store::Record::usage>, yes_or_no, "The same for usage."},
    {"ArchiveDir", [](Site& s, std::string_view v) { return read_absolute_path(v, s.daemon.retention.archive_dir); }, a_path,
     "Where archives are written. Default: /tmp."},
    {"StateSaveLocation", [](Site& s, std::string_view v) { return read_absolute_path(v, s.daemon.state_dir); }, a_path,
     "The state directory. Default: /var/lib/msd in system mode, $XDG_STATE_HOME/msd in user mode."},
};

}  // namespace

std::span<const Key<Site>> site_keys() { return keys; }

}  // namespace msd::config

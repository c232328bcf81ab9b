// SPDX-License-Identifier: MIT
// The keys of NodeName, PartitionName and gres lines.
#include <algorithm>
#include <cctype>

#include "daemon/config/kernel_files.hpp"
#include "daemon/config/keys.hpp"
#include "daemon/config/values.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/billing.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"
#include "libms/text/size.hpp"
#include "libms/text/tres.hpp"

namespace msd::config {

using ms::equal_ignoring_case;
using ms::starts_with_ignoring_case;

namespace {

constexpr std::uint32_t highest_cpu_count = 65'536;
constexpr std::string_view yes_or_no = "YES or NO";
constexpr std::string_view a_size = "MB, or a number with K, M, G or T";
constexpr std::string_view a_count = "a number from 1 to 65536";
constexpr std::string_view a_time = "minutes, H:M:S, D-H, D-H:M:S or UNLIMITED";
constexpr std::string_view a_number = "a whole number";
constexpr std::string_view a_hostlist = "names such as n1,n[2-4]";

bool read_count(std::string_view value, std::optional<std::uint32_t>& into) {
    std::uint32_t count = 0;
    if (!read_between(value, 1, highest_cpu_count, count)) return false;
    into = count;
    return true;
}

// ---- nodes

bool read_node_gres(NodeLine& line, std::string_view value) {
    if (!ms::text::parse_gres(value)) return false;
    line.gres = std::string(value);
    return true;
}

constexpr std::string_view node_states[] = {"UNKNOWN", "IDLE", "FUTURE", "DOWN", "DRAIN", "FAIL", "FAILING", "CLOUD"};
bool read_node_state(NodeLine& line, std::string_view value) {
    for (std::string_view state : node_states) {
        if (!equal_ignoring_case(value, state)) continue;
        line.state = std::string(state);
        return true;
    }
    return false;
}

constexpr Key<NodeLine> node_table[] = {
    {"NodeName", [](NodeLine& n, std::string_view v) { return read(v, n.names); }, a_hostlist,
     "Begins a line: the node's name, or several as a host list, or DEFAULT for values of the lines below it. Several "
     "nodes may stand for parts of this one machine. Programs that meet at the name of a node find this machine where "
     "/etc/hosts or DNS says so; 127.0.0.[1-4] are names that need no such entry."},
    {"NodeAddr", [](NodeLine& n, std::string_view v) { return read(v, n.addresses); }, a_hostlist,
     "An address to show. Default: the node's name."},
    {"NodeHostname", [](NodeLine& n, std::string_view v) { return read(v, n.host_names); }, a_hostlist,
     "The machine's host name. Every node is a part of this machine."},
    {"CPUs", [](NodeLine& n, std::string_view v) { return read_count(v, n.cpus); }, a_count,
     "CPUs. Default: by the sockets, cores and threads given, else all of the machine's, also where several nodes do not "
     "say. Where there are more in all than the machine has, jobs are not bound to CPUs."},
    {"Procs", [](NodeLine& n, std::string_view v) { return read_count(v, n.cpus); }, a_count, "CPUs by an older name."},
    {"Boards", [](NodeLine& n, std::string_view v) { return read_count(v, n.boards); }, a_count, "Baseboards."},
    {"SocketsPerBoard", [](NodeLine& n, std::string_view v) { return read_count(v, n.sockets_per_board); }, a_count,
     "Sockets on each board."},
    {"Sockets", [](NodeLine& n, std::string_view v) { return read_count(v, n.sockets); }, a_count,
     "Sockets of the node."},
    {"CoresPerSocket", [](NodeLine& n, std::string_view v) { return read_count(v, n.cores_per_socket); }, a_count,
     "Cores in each socket. Default: 1."},
    {"ThreadsPerCore", [](NodeLine& n, std::string_view v) { return read_count(v, n.threads_per_core); }, a_count,
     "Hardware threads of each core. Default: 1."},
    {"RealMemory", [](NodeLine& n, std::string_view v) { return read(v, n.memory) && n.memory->value > 0; }, a_size,
     "Memory. Default: the machine's, divided among the nodes that do not say."},
    {"TmpDisk", [](NodeLine& n, std::string_view v) { return read(v, n.tmp_disk); }, a_size,
     "Size of the file system of /tmp. Default: 0."},
    {"Weight", [](NodeLine& n, std::string_view v) { return read(v, n.weight); }, a_number,
     "Nodes of lower weight are taken first. Default: 1."},
    {"Feature", [](NodeLine& n, std::string_view v) { return read(v, n.features); }, "a comma list",
     "Words that jobs may ask for with --constraint."},
    {"Features", [](NodeLine& n, std::string_view v) { return read(v, n.features); }, "a comma list",
     "Feature by another spelling."},
    {"Gres", read_node_gres, "a list NAME[:TYPE]:COUNT,…",
     "Generic resources, gpu:a100:4 for example. Without a gres line of that name they are counted, not tied to "
     "device files."},
    {"State", read_node_state, "UNKNOWN, IDLE, FUTURE, DOWN, DRAIN, FAIL, FAILING or CLOUD",
     "With DOWN, DRAIN and FAIL no job starts on the node until scontrol update State=RESUME; FUTURE leaves it out; with any "
     "other value it is up. What scontrol update has said of the node since then comes before it."},
    {"Reason", [](NodeLine& n, std::string_view v) { return read(v, n.reason); }, "a text",
     "Why the node is DOWN, DRAIN or FAIL."},
};

// ---- partitions

struct PartitionStateWord {
    std::string_view word;
    ms::PartitionState state;
};
constexpr PartitionStateWord partition_states[] = {{"UP", ms::PartitionState::up},
                                                   {"DOWN", ms::PartitionState::down},
                                                   {"DRAIN", ms::PartitionState::drain},
                                                   {"INACTIVE", ms::PartitionState::inactive}};
bool read_partition_state(PartitionLine& line, std::string_view value) {
    for (const auto& row : partition_states) {
        if (!equal_ignoring_case(value, row.word)) continue;
        line.config.info.state = row.state;
        return true;
    }
    return false;
}

bool read_default_time(PartitionLine& line, std::string_view value) {
    if (!equal_ignoring_case(value, "NONE")) return read(value, line.config.info.default_time);
    line.config.info.default_time = ms::TimeLimit::not_set();
    return true;
}

constexpr std::uint32_t most_jobs_per_cpu = 255;

/// NO, EXCLUSIVE, YES[:jobs], FORCE[:jobs]; four jobs where no number stands.
bool read_oversubscribe(PartitionLine& line, std::string_view value) {
    const auto colon = value.find(':');
    const std::string_view word = value.substr(0, colon);
    std::uint32_t jobs = 4;
    const bool counted = equal_ignoring_case(word, "YES") || equal_ignoring_case(word, "FORCE");
    if (colon != std::string_view::npos && (!counted || !read_between(value.substr(colon + 1), 1, most_jobs_per_cpu, jobs)))
        return false;
    if (!counted && !equal_ignoring_case(word, "NO") && !equal_ignoring_case(word, "EXCLUSIVE")) return false;
    std::string upper(word);
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    line.config.exclusive = upper == "EXCLUSIVE";
    line.config.info.oversubscribe = counted ? upper + ":" + std::to_string(jobs) : upper;
    line.config.jobs_per_cpu = counted ? jobs : 1;
    line.config.always_shares = upper == "FORCE";
    return true;
}

/// ALL is no restriction.
bool read_allowed(std::string_view value, std::string& into) {
    if (!equal_ignoring_case(value, "ALL")) return read(value, into);
    into.clear();
    return true;
}

bool read_hosts(std::string_view value, std::string& into) {
    return read_allowed(value, into) && (into.empty() || ms::text::expand_hostlist(into).has_value());
}

/// An empty list denies nobody.
bool read_denied(std::string_view value, std::string& into) {
    into = std::string(value);
    return true;
}

bool read_name_or_none(std::string_view value, std::string& into) {
    into = equal_ignoring_case(value, "NONE") || equal_ignoring_case(value, "N/A") ? std::string() : std::string(value);
    return true;
}

bool read_over_time(PartitionLine& line, std::string_view value) {
    std::uint32_t minutes = 0;
    if (is_unlimited(value)) line.config.info.over_time_limit = ms::TimeLimit::unlimited();
    else if (equal_ignoring_case(value, "NONE")) line.config.info.over_time_limit = ms::TimeLimit::not_set();
    else if (read_between(value, 0, 65'533, minutes)) line.config.info.over_time_limit = ms::TimeLimit::of_minutes(minutes);
    else return false;
    return true;
}

/// The older key stands for both.
bool read_priority(PartitionLine& line, std::string_view value) {
    auto& info = line.config.info;
    if (!read_between(value, 0, 65'533, info.priority_tier)) return false;
    info.priority_job_factor = info.priority_tier;
    return true;
}

constexpr std::uint32_t all_nodes = 0xFFFFFFFF;
constexpr std::string_view sharing = "NO, EXCLUSIVE, YES[:JOBS] or FORCE[:JOBS]";

constexpr Key<PartitionLine> partition_table[] = {
    {"PartitionName", [](PartitionLine& p, std::string_view v) { return read(v, p.config.info.name); }, "a name",
     "Begins a line: the partition's name, or DEFAULT for values of the lines below it."},
    {"Nodes", [](PartitionLine& p, std::string_view v) { return read(v, p.nodes); }, "names such as n[1-4], or ALL",
     "The nodes of the partition."},
    {"Default", [](PartitionLine& p, std::string_view v) { return read(v, p.config.info.is_default); }, yes_or_no,
     "Whether jobs that name no partition come here."},
    {"MaxTime", [](PartitionLine& p, std::string_view v) { return read(v, p.config.info.max_time); }, a_time,
     "The longest time limit of a job. Default: UNLIMITED."},
    {"DefaultTime", read_default_time, a_time, "The time limit of jobs that ask for none. Default: MaxTime."},
    {"MaxNodes",
     [](PartitionLine& p, std::string_view v) { return read_or_unlimited(v, all_nodes, p.config.info.max_nodes); },
     "a whole number or UNLIMITED", "Nodes a job may have at most. Default: UNLIMITED."},
    {"MinNodes", [](PartitionLine& p, std::string_view v) { return read(v, p.config.info.min_nodes); }, a_number,
     "Nodes a job must ask for at least. Default: 1."},
    {"State", read_partition_state, "UP, DOWN, DRAIN or INACTIVE",
     "UP takes and starts jobs, DOWN only takes them, DRAIN only starts them, INACTIVE neither. Default: UP."},
    {"PriorityTier",
     [](PartitionLine& p, std::string_view v) { return read_between(v, 0, 65'533, p.config.info.priority_tier); },
     "a number from 0 to 65533", "Jobs of a higher tier come before all of a lower one. Default: 1."},
    {"PriorityJobFactor",
     [](PartitionLine& p, std::string_view v) { return read_between(v, 0, 65'533, p.config.info.priority_job_factor); },
     "a number from 0 to 65533", "The partition's part of a job's priority. Default: 1."},
    {"OverSubscribe", read_oversubscribe, sharing,
     "EXCLUSIVE gives each job whole nodes. With FORCE as many jobs as it says (4) may have the same CPUs, with YES those "
     "that were submitted with --oversubscribe; memory and devices are never shared. Default: NO."},
    {"Shared", read_oversubscribe, sharing, "OverSubscribe by an older name."},
    {"Hidden", [](PartitionLine& p, std::string_view v) { return read(v, p.config.info.hidden); }, yes_or_no,
     "Whether sinfo and squeue leave the partition out unless asked with --all. Default: NO."},
    {"RootOnly", [](PartitionLine& p, std::string_view v) { return read(v, p.config.info.root_only); }, yes_or_no,
     "Whether only root may submit. Default: NO."},
    {"AllowGroups", [](PartitionLine& p, std::string_view v) { return read_allowed(v, p.config.info.allow_groups); },
     "a comma list or ALL", "Groups whose members may submit. Default: ALL."},
    {"AllowAccounts",
     [](PartitionLine& p, std::string_view v) { return read_allowed(v, p.config.info.allow_accounts); },
     "a comma list or ALL",
     "Accounts whose jobs may run here, with those below them; others wait. Default: ALL."},
    {"DenyAccounts", [](PartitionLine& p, std::string_view v) { return read_denied(v, p.config.info.deny_accounts); },
     "a comma list", "Accounts, with those below them, whose jobs wait; without effect beside AllowAccounts."},
    {"AllowQos", [](PartitionLine& p, std::string_view v) { return read_allowed(v, p.config.info.allow_qos); },
     "a comma list or ALL", "QOS whose jobs may run here; others wait. Default: ALL."},
    {"DenyQos", [](PartitionLine& p, std::string_view v) { return read_denied(v, p.config.info.deny_qos); },
     "a comma list", "QOS whose jobs wait; without effect beside AllowQos."},
    {"QOS", [](PartitionLine& p, std::string_view v) { return read_name_or_none(v, p.config.info.qos); },
     "the name of a QOS",
     "Its limits hold for all jobs of the partition, and come before those of the jobs' own QOS unless that has the flag "
     "OverPartQOS. Default: none."},
    {"Alternate", [](PartitionLine& p, std::string_view v) { return read_name_or_none(v, p.config.info.alternate); },
     "the name of a partition", "Where jobs go that are submitted while the state is DRAIN or INACTIVE. Default: none."},
    {"ReqResv", [](PartitionLine& p, std::string_view v) { return read(v, p.config.info.needs_reservation); }, yes_or_no,
     "Whether only jobs with --reservation may be submitted. Default: NO."},
    {"DisableRootJobs", [](PartitionLine& p, std::string_view v) { return read(v, p.config.info.no_root_jobs); }, yes_or_no,
     "Whether root may not submit. Default: the site's."},
    {"ExclusiveUser", [](PartitionLine& p, std::string_view v) { return read(v, p.config.info.exclusive_user); }, yes_or_no,
     "Whether the jobs on a node are all of one user, as with --exclusive=user. Default: NO."},
    {"LLN", [](PartitionLine& p, std::string_view v) { return read(v, p.config.info.least_loaded); }, yes_or_no,
     "Whether jobs go to the nodes with the most free CPUs first. Default: NO."},
    {"MaxCPUsPerNode",
     [](PartitionLine& p, std::string_view v) { return read_or_unlimited(v, core::unlimited_cpus, p.config.info.max_cpus_per_node); },
     "a whole number or UNLIMITED", "CPUs of a node that the partition's jobs may have together. Default: UNLIMITED."},
    {"MaxCPUsPerSocket",
     [](PartitionLine& p, std::string_view v) { return read_or_unlimited(v, core::unlimited_cpus, p.config.info.max_cpus_per_socket); },
     "a whole number or UNLIMITED", "CPUs of each socket that the partition's jobs may have together. Default: UNLIMITED."},
    {"AllocNodes", [](PartitionLine& p, std::string_view v) { return read_hosts(v, p.config.info.alloc_nodes); },
     "host names such as vm,n[1-4], or ALL", "Hosts on which jobs may be submitted. Default: ALL."},
    {"TRESBillingWeights",
     [](PartitionLine& p, std::string_view v) {
         p.config.info.billing_weights = std::string(v);
         return ms::text::parse_billing_weights(v).has_value();
     },
     "a list such as CPU=1.0,Mem=0.25G,GRES/gpu=2.0",
     "What a job of the partition counts in the TRES billing, for each CPU, so much memory, each device, each licence; of the "
     "sum, which PriorityFlags may make a maximum, the whole number. Default: CPU=1."},
    {"OverTimeLimit", read_over_time, "whole minutes or UNLIMITED",
     "How far a job may run beyond its time limit before it is ended. Default: the site's."},
    {"Priority", read_priority, "a number from 0 to 65533", "PriorityTier and PriorityJobFactor by an older name."},
    {"JobDefaults",
     [](PartitionLine& p, std::string_view v) {
         auto& info = p.config.info;
         return read_job_defaults(v, info.default_cpus_per_gpu, info.default_memory_per_gpu);
     },
     job_defaults, "CPUs and memory (MB) that a job of the partition gets for each GPU where it asks for none. Default: the site's."},
    {"DefMemPerNode",
     [](PartitionLine& p, std::string_view v) {
         return read_or_unlimited(v, ms::Megabytes{0}, p.config.info.default_memory_per_node);
     },
     a_size, "Memory of a job that asks for none, a node. Default: the site's."},
    {"DefMemPerCPU",
     [](PartitionLine& p, std::string_view v) {
         return read_or_unlimited(v, ms::Megabytes{0}, p.config.info.default_memory_per_cpu);
     },
     a_size, "Memory of a job that asks for none, a CPU. Default: the site's."},
    {"MaxMemPerNode",
     [](PartitionLine& p, std::string_view v) {
         return read_or_unlimited(v, ms::Megabytes{0}, p.config.info.max_memory_per_node);
     },
     a_size, "The most memory a job may ask for on a node. Default: the site's."},
    {"MaxMemPerCPU",
     [](PartitionLine& p, std::string_view v) {
         return read_or_unlimited(v, ms::Megabytes{0}, p.config.info.max_memory_per_cpu);
     },
     a_size, "The most memory a CPU; who asks for more gets more CPUs. Default: the site's."},
};

// ---- gres

bool read_gres_count(GresLine& line, std::string_view value) {
    const auto parsed = ms::text::parse_gres("x:" + std::string(value));  // numbers with K, M, G, as on node lines
    if (!parsed || parsed->size() != 1 || !parsed->front().type.empty()) return false;
    line.count = parsed->front().count;
    return true;
}

bool read_files(GresLine& line, std::string_view value) {
    auto files = ms::text::expand_hostlist(value);
    if (!files || files->empty()) return false;
    line.files = std::move(*files);
    return std::all_of(line.files.begin(), line.files.end(), [](const auto& file) { return file.front() == '/'; });
}

bool read_many_files(GresLine& line, std::string_view value) {
    line.many_files_a_device = true;
    return read_files(line, value);
}

bool read_cores(GresLine& line, std::string_view value) {
    line.cores = parse_cpu_list(value);
    return !line.cores.empty();
}

/// Links to each device of the kind, in order: "-1,4,2".
bool read_links(GresLine& line, std::string_view value) {
    for (std::string_view item : ms::text::split_list(value)) {
        const bool itself = item == "-1";
        const auto number = itself ? std::optional<std::uint64_t>(0) : ms::text::parse_unsigned(item);
        if (!number || *number > 1'000'000) return false;
        line.links.push_back(itself ? -1 : static_cast<std::int32_t>(*number));
    }
    return !line.links.empty();
}

struct GresFlag {
    std::string_view word;
    std::uint8_t variables;  // that a job with such a device gets; 0 = the flag is not about them
    bool acts = true;
};
constexpr GresFlag gres_flags[] = {
    {"CountOnly", 0},
    {"nvidia_gpu_env", core::GresConfig::cuda},
    {"amd_gpu_env", core::GresConfig::rocr},
    {"intel_gpu_env", core::GresConfig::ze},
    {"opencl_env", core::GresConfig::opencl},
    {"no_gpu_env", 0},
    {"explicit", 0, false},
    {"one_sharing", 0, false},
    {"all_sharing", 0, false},
};
bool read_gres_flags(GresLine& line, std::string_view value) {
    for (const auto& word : ms::text::split_list(value)) {
        const auto row = std::find_if(std::begin(gres_flags), std::end(gres_flags),
                                      [&](const GresFlag& each) { return equal_ignoring_case(word, each.word); });
        if (row == std::end(gres_flags)) return false;
        if (!row->acts) line.ignored.push_back("Flags=" + word);
        if (row->word == "CountOnly") line.count_only = true;
        if (row->variables || row->word == "no_gpu_env") line.variables = line.variables.value_or(0) | row->variables;
    }
    return true;
}

struct DetectWord {
    std::string_view word;
    GresLine::Detect detect;
};
constexpr DetectWord detect_words[] = {{"nvml", GresLine::Detect::nvidia}, {"nvidia", GresLine::Detect::nvidia},
                                       {"rsmi", GresLine::Detect::amd},    {"off", GresLine::Detect::off}};
bool read_auto_detect(GresLine& line, std::string_view value) {
    for (const auto& row : detect_words)
        if (equal_ignoring_case(value, row.word)) line.detect = row.detect;
    return line.detect != GresLine::Detect::unsaid;
}

constexpr Key<GresLine> gres_table[] = {
    {"NodeName", [](GresLine& g, std::string_view v) { return read(v, g.nodes); }, a_hostlist,
     "The nodes the line is about. Default: all."},
    {"Name", [](GresLine& g, std::string_view v) { return read(v, g.name); }, "a name such as gpu",
     "Begins a line in msd.conf: the resource's name."},
    {"Type", [](GresLine& g, std::string_view v) { return read(v, g.type); }, "a word such as a100",
     "The model, for requests such as --gres=gpu:a100:1."},
    {"Count", read_gres_count, "a number, or one with K, M or G",
     "How many there are on each node. Default: the number of files, else 1."},
    {"File", read_files, "absolute paths such as /dev/nvidia[0-3]", "The device files, one a device."},
    {"MultipleFiles", read_many_files, "absolute paths", "Several files of one device, a MIG instance's for example."},
    {"Cores", read_cores, "a list such as 0-7,16-23",
     "Cores of the node that are near the devices. A job gets CPUs there as long as there are some; with "
     "--gres-flags=enforce-binding none elsewhere. Default: no core is nearer than others."},
    {"CPUs", read_cores, "a list such as 0-7,16-23", "Cores by its older name."},
    {"Links", read_links, "numbers such as -1,4,4,2, one a device",
     "How well the line's device is linked to each of its kind, itself being -1: a job of several devices gets those "
     "that are linked best."},
    {"Flags", read_gres_flags, "CountOnly, nvidia_gpu_env, amd_gpu_env, intel_gpu_env, opencl_env, no_gpu_env …",
     "CountOnly: the devices are counted and have no files. With flags that end in _env a job gets only their variables: "
     "CUDA_VISIBLE_DEVICES, ROCR_VISIBLE_DEVICES, ZE_AFFINITY_MASK, GPU_DEVICE_ORDINAL or none. Default: all of them, "
     "or for detected devices those of their maker. explicit, one_sharing and all_sharing are read and have no effect."},
    {"AutoDetect", read_auto_detect, "nvml, nvidia, rsmi or off",
     "With nvml or nvidia the NVIDIA devices of this machine are taken as they are found, with rsmi those of AMD; lines "
     "that name their files are completed by what is found of these. With off nothing is looked for."},
};

}  // namespace

std::span<const Key<NodeLine>> node_keys() { return node_table; }
std::span<const Key<PartitionLine>> partition_keys() { return partition_table; }
std::span<const Key<GresLine>> gres_keys() { return gres_table; }

}  // namespace msd::config

// SPDX-License-Identifier: MIT
// What a submitter asks for: one value, filled from the command line, the environment and the #SBATCH header,
// checked and completed by the daemon, and never changed while the job waits (an update replaces it as a whole).
// Jobs submitted with equal specs share one object in the daemon, so nothing here may differ per job.
//
// Empty text and zero numbers mean "not asked for" unless said otherwise.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libms/base/units.hpp"

namespace ms {

/// Which quantity --mem, --mem-per-cpu or --mem-per-gpu fixed.
enum class MemoryKind : std::uint8_t { unset, per_node, per_cpu, per_gpu };

enum class Exclusive : std::uint8_t { no, node, user, mcs, topo };
enum class OpenMode : std::uint8_t { site_default, truncate, append };
/// Asked, refused or left to the site.
enum class Choice : std::uint8_t { unset, no, yes };

/// What keeps a job going once it has its resources.
enum class JobKind : std::uint8_t {
    batch,     // its script (sbatch)
    attended,  // the salloc or srun that asked for it: it ends when that does
    no_shell,  // nothing: until it is cancelled or its time is up (salloc --no-shell)
};

/// --signal=[R][B:]SIG[@seconds]
struct WarnSignal {
    int number = 0;  // 0 = none
    std::uint32_t before_seconds = 60;
    bool batch_only = false;           // B: the batch shell instead of the steps
    bool overlap_reservation = false;  // R:
    friend bool operator==(const WarnSignal&, const WarnSignal&) = default;
};

/// One resource of --gres, --gpus…: name[:type]:count.
struct GresRequest {
    std::string name;  // "gpu"
    std::string type;  // "a100"; empty = any
    std::uint64_t count = 1;
    friend bool operator==(const GresRequest&, const GresRequest&) = default;
};
inline bool is_gpu(const GresRequest& request) { return request.name == "gpu"; }
/// GPUs of all types together.
std::uint64_t gpus_among(const std::vector<GresRequest>& requests);

/// A propagated limit: Slurm's name without RLIMIT_, and the soft value (~0 = unlimited).
struct ResourceLimit {
    std::string name;
    std::uint64_t soft = 0;
    friend bool operator==(const ResourceLimit&, const ResourceLimit&) = default;
};

/// --mail-type events, one bit each.
enum MailEvent : std::uint32_t {
    mail_begin = 1u << 0,
    mail_end = 1u << 1,
    mail_fail = 1u << 2,
    mail_requeue = 1u << 3,
    mail_time_limit = 1u << 4,
    mail_time_limit_90 = 1u << 5,
    mail_time_limit_80 = 1u << 6,
    mail_time_limit_50 = 1u << 7,
    mail_stage_out = 1u << 8,
    mail_array_tasks = 1u << 9,
    mail_invalid_depend = 1u << 10,
};

struct JobSpec {
    // identity and charging
    std::string name;
    std::string partition;  // a comma list while pending; empty = the default one
    std::string account;
    std::string qos;
    std::string reservation;
    std::string wckey;
    std::string comment;
    std::string constraint;  // --constraint, as given
    std::string licenses;    // as given: name[:n],…

    // where and how it runs
    std::string work_dir;     // absolute
    std::string std_in;       // file-name patterns as given; empty = the default
    std::string std_out;
    std::string std_err;      // empty = joined to std_out
    std::string command;      // the script's absolute path with its arguments; empty for --wrap and stdin
    std::string submit_line;  // the command line as typed
    std::string submit_host;
    std::string submit_dir;   // cwd of the submission (SLURM_SUBMIT_DIR)
    std::vector<std::string> arguments;  // of the script, without $0
    OpenMode open_mode = OpenMode::site_default;
    std::uint32_t umask = 022;
    std::vector<ResourceLimit> limits;
    std::string export_environment;  // --export as given when it is not ALL (SLURM_EXPORT_ENV)
    bool get_user_env = false;

    // size
    std::uint32_t min_nodes = 0;  // 0 = not asked for
    std::uint32_t max_nodes = 0;
    std::uint32_t tasks = 0;      // 0 = not asked for: one a node
    std::uint32_t cpus_per_task = 0;
    std::uint32_t tasks_per_node = 0;
    std::uint32_t tasks_per_core = 0;
    std::uint32_t tasks_per_socket = 0;
    std::uint32_t tasks_per_gpu = 0;
    std::uint32_t min_cpus_per_node = 0;  // --mincpus
    std::uint32_t sockets_per_node = 0;
    std::uint32_t cores_per_socket = 0;
    std::uint32_t threads_per_core = 0;
    MemoryKind memory_kind = MemoryKind::unset;
    Megabytes memory;       // 0 with a kind = all memory of the node
    Megabytes tmp_disk;
    std::vector<GresRequest> gres;           // per node (--gres, --gpus-per-node)
    std::vector<GresRequest> gpus;           // per job (--gpus)
    std::vector<GresRequest> gpus_per_task;
    std::vector<GresRequest> gpus_per_socket;
    std::uint32_t cpus_per_gpu = 0;
    std::string node_list;     // -w, a hostlist
    std::string exclude;       // -x, a hostlist
    Exclusive exclusive = Exclusive::no;
    bool oversubscribe = false;
    bool overcommit = false;
    bool contiguous = false;
    bool spread = false;
    bool use_min_nodes = false;
    std::string distribution;  // as given
    std::string hint;

    // when
    TimeLimit time_limit;
    TimeLimit time_min;
    Time begin;
    Time deadline;
    std::string dependency;  // as given; parsed by text/dependency
    bool hold = false;
    Choice priority_set = Choice::unset;
    std::uint32_t priority = 0;  // with priority_set == yes
    std::int32_t nice = 0;
    std::string array;       // the --array text; empty = no array
    Choice requeue = Choice::unset;
    Choice kill_on_invalid_dependency = Choice::unset;
    WarnSignal signal;

    // notices
    std::uint32_t mail_events = 0;  // MailEvent bits
    std::string mail_user;

    /// Options that travel as they were given: (long name, value). Most of them nothing here acts on.
    std::vector<std::pair<std::string, std::string>> kept_options;

    std::vector<GresRequest> gpus_per_node;  // --gpus-per-node as given; what it asks for is in gres
    JobKind kind = JobKind::batch;
    std::string acctg_freq;  // --acctg-freq as given: how often its usage is looked at

    // an entry of scrontab, which is queued again after each run
    std::string cron;                   // its time as written; empty = no such job
    std::uint32_t cron_first_line = 0;  // in its owner's crontab, its options included
    std::uint32_t cron_last_line = 0;

    friend bool operator==(const JobSpec&, const JobSpec&) = default;
};

/// The value of one of `kept_options`; empty when it was not given.
std::string kept_text(const JobSpec& spec, std::string_view option);

}  // namespace ms

// SPDX-License-Identifier: MIT
// The table of submit options, by name (so are glibc's lists of possibilities and -v), and its walk.
//
// A row is `works` when the daemon holds to it or one machine fulfils it by itself, `no_effect` when a script runs
// rightly without it, `later` when ignoring it would run something else than was asked.
#include "libms/options/submit.hpp"

#include "libms/options/submit_setters.hpp"
#include "libms/text/hostlist.hpp"

namespace ms::options {
namespace {

using namespace submit;
using J = JobSpec;
using S = SubmitSettings;

constexpr Arg none = Arg::none, required = Arg::required, optional = Arg::optional;
constexpr Status works = Status::works, no_effect = Status::no_effect, later = Status::later;

constexpr Option<S> table[] = {
    {{"account", 'A', required, "name", "account to charge", "SBATCH_ACCOUNT"}, text<&J::account>},
    {{"acctg-freq", 0, required, "seconds", "sampling interval of accounting", "SBATCH_ACCTG_FREQ", "", no_effect}},
    {{"array", 'a', required, "indexes", "submit an array of jobs: 0-9, 1,3,5-7:2, %4 runs at most 4 at a time",
      "SBATCH_ARRAY_INX"},
     text<&J::array>},
    {{"batch", 0, required, "features", "features of the node that runs the script", "SBATCH_BATCH", "", no_effect}},
    {{"bb", 0, required, "spec", "burst buffer", "SBATCH_BURST_BUFFER", "", no_effect}},
    {{"bbf", 0, required, "file", "file with a burst buffer specification", "", "file", no_effect}},
    {{"begin", 'b', required, "time", "do not start before this date: 16:00, now+1hour, 2030-01-20T12:00:00"},
     begin, show_begin},
    {{"chdir", 'D', required, "directory", "working directory of the job", "", "dir"}, chdir, show_chdir},
    {{"cluster", 0, required, "names", "", "", "", no_effect, true, "clusters"}, clusters},
    {{"cluster-constraint", 0, required, "features", "features of the cluster", "SBATCH_CLUSTER_CONSTRAINT", "",
      no_effect}},
    {{"clusters", 'M', required, "names", "clusters to choose from; this one is the only one",
      "SBATCH_CLUSTERS,SLURM_CLUSTERS", "", no_effect},
     clusters},
    {{"comment", 0, required, "text", "free text kept with the job"}, text<&J::comment>},
    {{"consolidate-segments", 0, none, "", "keep topology segments together", "SBATCH_CONSOLIDATE_SEGMENTS", "",
      no_effect}},
    {{"constraint", 'C', required, "features", "features the nodes must have", "SBATCH_CONSTRAINT"},
     text<&J::constraint>},
    {{"container", 0, required, "path", "OCI bundle to run in", "SBATCH_CONTAINER", "dir", later}},
    {{"container-id", 0, required, "id", "id of the OCI container", "SBATCH_CONTAINER_ID", "", later}},
    {{"context", 0, required, "label", "SELinux context", "", "", no_effect}},
    {{"contiguous", 0, none, "", "neighbouring nodes"}, spec_flag<&J::contiguous>},
    {{"core-spec", 'S', required, "count", "cores left to the system", "SBATCH_CORE_SPEC", "", no_effect},
     kept_count<"core-spec", 0>},
    {{"cores-per-socket", 0, required, "count", "least cores of a socket", "", "", no_effect},
     count<"cores-per-socket", &J::cores_per_socket>, show_number<&J::cores_per_socket>},
    {{"cpu-freq", 0, required, "min[-max[:governor]]", "processor frequency", "SBATCH_CPU_FREQ_REQ", "", no_effect}},
    {{"cpus-per-gpu", 0, required, "count", "CPUs for each GPU", "SBATCH_CPUS_PER_GPU"},
     count<"cpus-per-gpu", &J::cpus_per_gpu>, show_number<&J::cpus_per_gpu>},
    {{"cpus-per-task", 'c', required, "count", "CPUs for each task"},
     count<"cpus-per-task", &J::cpus_per_task>, show_number<&J::cpus_per_task>},
    {{"deadline", 0, required, "time", "remove the job if it cannot end by this date"}, deadline, show_deadline},
    {{"delay-boot", 0, required, "minutes", "wait before nodes are rebooted", "SBATCH_DELAY_BOOT", "", no_effect},
     delay_boot},
    {{"dependency", 'd', required, "type:job[:job...]", "wait for other jobs: afterok:12, afterany:12:13, singleton",
      "", "afterok: afterany: afternotok: after: aftercorr: singleton"},
     text<&J::dependency>},
    {{"distribution", 'm', required, "layout", "layout of tasks: block, cyclic, plane=size", "SBATCH_DISTRIBUTION",
      "block cyclic arbitrary plane="},
     distribution},
    {{"error", 'e', required, "pattern", "file for standard error", "SBATCH_ERROR", "file"},
     text<&J::std_err>, show_error},
    {{"exclude", 'x', required, "nodes", "nodes to avoid, or a file of them"}, exclude},
    {{"exclusive", 0, optional, "kind", "no other jobs on the nodes", "SBATCH_EXCLUSIVE", "user mcs topo"},
     exclusive, show_exclusive},
    {{"export", 0, required, "names", "environment to pass on: ALL, NONE, NIL or NAME[=value],...", "SBATCH_EXPORT",
      "ALL NONE NIL"},
     export_list},
    {{"export-file", 0, required, "file|descriptor", "NUL-separated environment to pass on", "", "file"}, export_file},
    {{"extra", 0, required, "text", "free text for plugins", "", "", no_effect}},
    {{"extra-node-info", 'B', required, "sockets[:cores[:threads]]", "least geometry of the nodes", "", "", no_effect},
     extra_node_info},
    {{"get-user-env", 0, optional, "", "load the login environment", "SBATCH_GET_USER_ENV"},
     spec_flag<&J::get_user_env>},
    {{"gid", 0, required, "group", "group to run as (root only)"}, gid, show_gid},
    {{"gpu-bind", 0, required, "kind", "binding of tasks to GPUs", "SBATCH_GPU_BIND", "", no_effect}},
    {{"gpu-freq", 0, required, "frequency", "GPU frequency", "SBATCH_GPU_FREQ", "", no_effect}},
    {{"gpus", 'G', required, "[type:]count", "GPUs for the whole job", "SBATCH_GPUS"}, gpus},
    {{"gpus-per-node", 0, required, "[type:]count", "GPUs on each node", "SBATCH_GPUS_PER_NODE"}, gpus_per_node},
    {{"gpus-per-socket", 0, required, "[type:]count", "GPUs on each socket", "SBATCH_GPUS_PER_SOCKET"},
     gpus_per_socket},
    {{"gpus-per-task", 0, required, "[type:]count", "GPUs for each task", "SBATCH_GPUS_PER_TASK"}, gpus_per_task},
    {{"gres", 0, required, "name[[:type]:count],...", "generic resources on each node; help lists them", "SBATCH_GRES"},
     gres, show_gres},
    {{"gres-flags", 0, required, "flags", "how generic resources are bound", "SBATCH_GRES_FLAGS", "", no_effect},
     kept_words<"gres-flags", "allow-task-sharing disable-binding enforce-binding multiple-tasks-per-sharing "
                              "one-task-per-sharing">},
    {{"help", 'h', none, "", "show this text", "", "", works, false}, flag<&S::help>},
    {{"hint", 0, required, "kind", "how the program uses CPUs", "SLURM_HINT,SBATCH_HINT",
      "compute_bound memory_bound multithread nomultithread help", no_effect},
     hint},
    {{"hold", 'H', none, "", "submit held"}, spec_flag<&J::hold>},
    {{"ignore-pbs", 0, none, "", "say nothing of #PBS and #BSUB lines", "SBATCH_IGNORE_PBS"}, flag<&S::ignore_pbs>},
    {{"input", 'i', required, "pattern", "file for standard input", "SBATCH_INPUT", "file"},
     text<&J::std_in>, show_input},
    {{"job-name", 'J', required, "name", "name of the job", "SBATCH_JOB_NAME"}, text<&J::name>},
    {{"kill-on-invalid-dep", 0, required, "yes|no", "remove the job when its dependency cannot be fulfilled", "",
      "yes no"},
     kill_on_invalid_dep},
    {{"licenses", 'L', required, "name[:count],...", "licences the job holds"}, text<&J::licenses>},
    {{"mail-type", 0, required, "events", "events to tell of: BEGIN, END, FAIL, ALL... (stored, not sent yet)", "",
      "NONE BEGIN END FAIL REQUEUE ALL INVALID_DEPEND STAGE_OUT TIME_LIMIT TIME_LIMIT_90 TIME_LIMIT_80 TIME_LIMIT_50 "
      "ARRAY_TASKS"},
     mail_type, show_mail_type},
    {{"mail-user", 0, required, "address", "who is told"}, text<&J::mail_user>},
    {{"mcs-label", 0, required, "label", "multi-category security label", "", "", no_effect}},
    {{"mem", 0, required, "size", "memory on each node: 4000 (MB), 4G; 0 is all", "SBATCH_MEM_PER_NODE"},
     mem, show_mem},
    {{"mem-bind", 0, required, "kind", "binding of memory", "SBATCH_MEM_BIND", "", no_effect}},
    {{"mem-per-cpu", 0, required, "size", "memory for each CPU", "SBATCH_MEM_PER_CPU"}, mem_per_cpu, show_mem_per_cpu},
    {{"mem-per-gpu", 0, required, "size", "memory for each GPU", "SBATCH_MEM_PER_GPU"}, mem_per_gpu, show_mem_per_gpu},
    {{"mincpus", 0, required, "count", "least CPUs of each node"},
     count<"mincpus", &J::min_cpus_per_node>, show_number<&J::min_cpus_per_node>},
    {{"network", 0, required, "spec", "network options", "SBATCH_NETWORK", "", no_effect}},
    {{"nice", 0, optional, "adjustment", "lower the priority by this (100)"}, nice, show_number<&J::nice>},
    {{"no-kill", 'k', optional, "off", "go on when a node is lost", "SBATCH_NO_KILL", "off", no_effect},
     no_kill, show_no_kill},
    {{"no-requeue", 0, none, "", "never requeue the job", "SBATCH_NO_REQUEUE"}, no_requeue, show_requeue},
    {{"nodefile", 'F', required, "file", "file with the names of the nodes", "", "file"}, node_file},
    {{"nodelist", 'w', required, "nodes", "nodes that must be part, or a file of them"}, node_list},
    {{"nodes", 'N', required, "count[-count]", "how many nodes"}, nodes, show_nodes},
    {{"ntasks", 'n', required, "count", "how many tasks"}, count<"ntasks", &J::tasks>, show_number<&J::tasks>},
    {{"ntasks-per-core", 0, required, "count", "most tasks of a core", "", "", no_effect},
     count<"ntasks-per-core", &J::tasks_per_core>, show_number<&J::tasks_per_core>},
    {{"ntasks-per-gpu", 0, required, "count", "tasks for each GPU"},
     count<"ntasks-per-gpu", &J::tasks_per_gpu>, show_number<&J::tasks_per_gpu>},
    {{"ntasks-per-node", 0, required, "count", "tasks on each node"},
     count<"ntasks-per-node", &J::tasks_per_node>, show_number<&J::tasks_per_node>},
    {{"ntasks-per-socket", 0, required, "count", "most tasks of a socket", "", "", no_effect},
     count<"ntasks-per-socket", &J::tasks_per_socket>, show_number<&J::tasks_per_socket>},
    {{"ntasks-per-tres", 0, required, "count", "", "", "", works, true, "ntasks-per-gpu"},
     count<"ntasks-per-tres", &J::tasks_per_gpu>, show_number<&J::tasks_per_gpu>},
    {{"oom-kill-step", 0, optional, "0|1", "out of memory in one task ends the step", "", "0 1", no_effect}},
    {{"open-mode", 0, required, "append|truncate", "how output files are opened", "SBATCH_OPEN_MODE",
      "append truncate"},
     open_mode, show_open_mode},
    {{"output", 'o', required, "pattern", "file for standard output: slurm-%j.out", "SBATCH_OUTPUT", "file"},
     text<&J::std_out>, show_output},
    {{"overcommit", 'O', none, "", "one CPU a node, however many tasks", "SBATCH_OVERCOMMIT"},
     spec_flag<&J::overcommit>},
    {{"oversubscribe", 's', none, "", "share CPUs with other jobs"}, oversubscribe, show_exclusive},
    {{"parsable", 0, none, "", "print the job id alone"}, flag<&S::parsable>},
    {{"partition", 'p', required, "names", "partitions to run in", "SBATCH_PARTITION", "partition"},
     text<&J::partition>},
    {{"prefer", 0, required, "features", "features the nodes had better have", "", "", no_effect}},
    {{"priority", 0, required, "value|TOP", "priority to have"}, priority},
    {{"profile", 0, required, "kinds", "what to profile", "SBATCH_PROFILE", "all none energy task lustre network",
      no_effect},
     kept_words<"profile", "all none energy task filesystem lustre network">},
    {{"propagate", 0, optional, "limits", "resource limits to carry over: ALL, NONE or names"},
     propagate, show_propagate},
    {{"qos", 'q', required, "name", "quality of service", "SBATCH_QOS"}, text<&J::qos>},
    {{"quiet", 'Q', none, "", "print nothing on success", "", "", works, false}, flag<&S::quiet>},
    {{"reboot", 0, none, "", "reboot the nodes first", "", "", no_effect}},
    {{"requeue", 0, optional, "expedite", "the job may be requeued", "SBATCH_REQUEUE", "expedite"},
     requeue, show_requeue},
    {{"reservation", 0, required, "names", "reservation to run in", "SBATCH_RESERVATION"}, text<&J::reservation>},
    {{"resv-ports", 0, optional, "count", "reserve ports for steps", "", "", no_effect}},
    {{"segment", 0, required, "size", "size of topology segments", "SBATCH_SEGMENT_SIZE", "", no_effect},
     kept_count<"segment", 1>},
    {{"signal", 0, required, "[R][B:]signal[@seconds]", "signal to send before the time limit", "SBATCH_SIGNAL",
      "signal"},
     signal, show_signal},
    {{"sockets-per-node", 0, required, "count", "least sockets of a node", "", "", no_effect},
     count<"sockets-per-node", &J::sockets_per_node>, show_number<&J::sockets_per_node>},
    {{"spread-job", 0, none, "", "as many nodes as possible", "SBATCH_SPREAD_JOB"}, spec_flag<&J::spread>},
    {{"spread-segments", 0, none, "", "keep topology segments apart", "SBATCH_SPREAD_SEGMENTS", "", no_effect}},
    {{"stepmgr", 0, none, "", "manage steps on the node", "", "", no_effect}},
    {{"switches", 0, required, "count[@time]", "most leaf switches", "SBATCH_REQ_SWITCH", "", no_effect}, switches},
    {{"tasks-per-node", 0, required, "count", "", "", "", works, true, "ntasks-per-node"},
     count<"ntasks-per-node", &J::tasks_per_node>, show_number<&J::tasks_per_node>},
    {{"test-only", 0, none, "", "tell when the job would start, submit nothing"}, flag<&S::test_only>},
    {{"thread-spec", 0, required, "count", "threads left to the system", "SBATCH_THREAD_SPEC", "", no_effect},
     kept_count<"thread-spec", 0>},
    {{"threads-per-core", 0, required, "count", "threads of a core to use", "SBATCH_THREADS_PER_CORE", "", no_effect},
     count<"threads-per-core", &J::threads_per_core>, show_number<&J::threads_per_core>},
    {{"time", 't', required, "limit", "time limit: minutes, h:m:s, days-hours; 0 is none", "SBATCH_TIMELIMIT"},
     submit::time, show_time},
    {{"time-min", 0, required, "limit", "least time limit that is enough"}, time_min, show_time_min},
    {{"tmp", 0, required, "size", "scratch disk of a node"}, tmp, show_tmp},
    {{"tres-bind", 0, required, "spec", "binding of resources", "SBATCH_TRES_BIND", "", no_effect}},
    {{"tres-per-task", 0, required, "cpu:n,gres/gpu:n", "resources of each task", "SBATCH_TRES_PER_TASK"},
     tres_per_task},
    {{"uid", 0, required, "user", "user to run as (root only)", "", "user"}, uid, show_uid},
    {{"usage", 0, none, "", "show a short summary", "", "", works, false}, flag<&S::usage>},
    {{"use-min-nodes", 0, none, "", "rather the least number of nodes", "SBATCH_USE_MIN_NODES"},
     spec_flag<&J::use_min_nodes>},
    {{"verbose", 'v', none, "", "tell more; may be repeated", "SBATCH_DEBUG", "", works, false}, verbose, show_verbose},
    {{"version", 'V', none, "", "show the version", "", "", works, false}, flag<&S::version>},
    {{"wait", 'W', none, "", "wait for the job and end as it ended", "SBATCH_WAIT"}, flag<&S::wait>},
    {{"wait-all-nodes", 0, required, "0|1", "start when all nodes are ready", "SBATCH_WAIT_ALL_NODES", "0 1"},
     kept_count<"wait-all-nodes", 0>},
    {{"wckey", 0, required, "key", "workload key", "SBATCH_WCKEY"}, text<&J::wckey>},
    {{"wrap", 0, required, "command", "submit this command in place of a script", "", "", works, false}, wrap},
};

/// The index of the row that an alias stands for, or the row's own.
std::size_t canonical(std::size_t row) {
    const std::string_view name = table[row].row.alias_of;
    for (std::size_t i = 0; !name.empty() && i < std::size(table); ++i)
        if (table[i].row.name == name) return i;
    return row;
}

void keep(std::string_view name, const std::string& value, JobSpec& spec) {
    for (auto& kept : spec.kept_options) {
        if (kept.first != name) continue;
        kept.second = value;
        return;
    }
    spec.kept_options.emplace_back(name, value);
}

void note_given(Given given, std::vector<Given>& all) {
    const auto at = std::lower_bound(all.begin(), all.end(), given.row,
                                     [](const Given& each, std::size_t row) { return each.row < row; });
    if (at != all.end() && at->row == given.row)
        *at = std::move(given);
    else
        all.insert(at, std::move(given));
}

/// -w without -N asks for as many nodes as it names; -n below -N lowers the node count.
void settle_nodes(SubmitSettings& s) {
    if (s.spec.min_nodes == 0 && !s.spec.node_list.empty()) {
        const auto names = text::expand_hostlist(s.spec.node_list);
        if (names) s.spec.min_nodes = static_cast<std::uint32_t>(names->size());
    }
    if (s.spec.tasks != 0 && s.spec.tasks < s.spec.min_nodes) {
        const std::string tasks = std::to_string(s.spec.tasks);
        s.warnings.push_back("can't run " + tasks + " processes on " + std::to_string(s.spec.min_nodes) +
                             " nodes, setting nnodes to " + tasks);
        s.spec.min_nodes = s.spec.tasks;
        s.spec.max_nodes = std::min(s.spec.max_nodes, s.spec.tasks);
    }
}

}  // namespace

std::span<const Option<SubmitSettings>> submit_options() { return table; }

const std::vector<const Row*>& submit_rows() {
    static const std::vector<const Row*> rows = rows_of(submit_options());
    return rows;
}

Result<void> apply_submit(const std::vector<Given>& given, Source source, SubmitSettings& settings) {
    settings.source = source;
    for (const Given& each : given) {
        const Option<SubmitSettings>& option = table[each.row];
        if (source == Source::header && !option.row.in_header) continue;
        MS_TRY(check_status(option.row));
        if (option.apply) MS_TRY(option.apply(settings, each.value));
        const std::size_t row = canonical(each.row);
        if (option.row.status == Status::no_effect) keep(table[row].row.name, each.value, settings.spec);
        note_given({row, each.value, each.has_value}, settings.given);
    }
    return {};
}

Result<void> complete_submit(SubmitSettings& settings) {
    MS_TRY(settle_memory(settings));
    MS_TRY(settle_gres(settings));
    settle_nodes(settings);
    if (settings.spec.work_dir.empty()) settings.spec.work_dir = settings.directory;
    return {};
}

std::string shown_value(const Given& given, const SubmitSettings& settings) {
    const Option<SubmitSettings>& option = table[given.row];
    if (option.show) return option.show(settings);
    if (!given.value.empty() || option.row.arg == Arg::required) return given.value;
    return "set";
}

int report_submit(const CommandContext& context, const Error& error) {
    switch (error.code) {
        case Errc::usage: return context.usage_error(error.message, 255);
        case Errc::bad_value: context.error(error.message); return 255;
        case Errc::fatal: context.fatal(error.message); return 1;
        default: context.error(error.message); return 1;
    }
}

}  // namespace ms::options

// SPDX-License-Identifier: MIT
// What a job asks for and holds.
#include <iterator>

#include "cmds/squeue/columns.hpp"
#include "libms/model/names.hpp"
#include "libms/text/job.hpp"
#include "libms/text/size.hpp"
#include "libms/text/tres.hpp"

namespace ms::cmds::squeue {
namespace {

std::string number(std::uint64_t value) { return std::to_string(value); }
/// 0 means that nothing was asked.
std::string number_or(std::uint64_t value, const char* unset) { return value ? number(value) : unset; }
std::string or_not_applicable(std::string text) { return text.empty() ? "N/A" : text; }

std::string size_text(Megabytes size, const View& view) {
    return view.raw_units ? text::format_size_raw(size.value, 'M') : text::format_size(size.value, 'M');
}

std::string cpus_per_task(const JobRow& row, const View&) {
    return number(row.job->spec->cpus_per_task ? row.job->spec->cpus_per_task : 1);
}

std::string exclusive(const JobRow& row, const View&) { return std::string(exclusive_name(row.job->spec->exclusive)); }

std::string oversubscribe(const JobRow& row, const View& view) {
    const JobSpec& spec = *row.job->spec;
    if (spec.exclusive == Exclusive::node) return "NO";
    if (spec.exclusive != Exclusive::no) return exclusive(row, view);
    return spec.oversubscribe ? "YES" : "OK";
}

std::string sockets_cores_threads(const JobRow& row, const View&) {
    const JobSpec& spec = *row.job->spec;
    return number_or(spec.sockets_per_node, "*") + ":" + number_or(spec.cores_per_socket, "*") + ":" +
           number_or(spec.threads_per_core, "*");
}

std::string tres(const JobRow& row, const View&) {
    return row.job->alloc_tres.empty() ? row.job->req_tres : row.job->alloc_tres;
}
std::string tres_per(const std::vector<GresRequest>& requests) {
    return or_not_applicable(text::format_tres_per(requests));
}
std::string tres_per_node(const JobRow& row, const View&) { return tres_per(row.job->spec->gres); }

std::string cpus_per_gpu(const JobRow& row, const View&) {
    const std::uint32_t cpus = row.job->spec->cpus_per_gpu;
    return cpus ? "gres/gpu:" + number(cpus) : "N/A";
}
std::string memory_per_gpu(const JobRow& row, const View&) {
    const JobSpec& spec = *row.job->spec;
    return spec.memory_kind == MemoryKind::per_gpu ? "gres/gpu:" + number(spec.memory.value) : "N/A";
}

std::string max_cpus(const JobRow& row, const View&) { return number(row.job->cpus); }
std::string max_nodes(const JobRow& row, const View&) {
    return number(row.job->spec->max_nodes ? row.job->spec->max_nodes : row.job->nodes);
}

constexpr JobColumn rows[] = {
    {"Contiguous", 'O', "CONTIGUOUS",
     [](const JobRow& r, const View&) { return std::string(r.job->spec->contiguous ? "1" : "0"); },
     "1 if the nodes must be neighbours"},
    {"Cores", 'I', "CORES_PER_SOCKET",
     [](const JobRow& r, const View&) { return number_or(r.job->spec->cores_per_socket, "*"); },
     "cores a socket asked for"},
    {"CPUsPerTask", 0, "CPUS_PER_TASK", cpus_per_task, "CPUs a task"},
    {"cpus-per-task", 0, "CPUS_PER_TASK", cpus_per_task},
    {"cpus-per-tres", 0, "CPUS_PER_TRES", cpus_per_gpu, "CPUs for each GPU"},
    {"ExcNodes", 'x', "EXC_NODES", [](const JobRow& r, const View&) { return r.job->spec->exclude; },
     "nodes it must not run on", table::Fit::keep},
    {"Exclusive", 0, "EXCLUSIVE", exclusive, "with whom it shares its nodes"},
    {"Gres", 'b', "TRES_PER_NODE", tres_per_node},
    {"MaxCPUs", 0, "MAX_CPUS", max_cpus, "most CPUs it may get"},
    {"MaxNodes", 0, "MAX_NODES", max_nodes, "most nodes it may get"},
    {"mem-per-tres", 0, "MEM_PER_TRES", memory_per_gpu, "memory for each GPU"},
    {"MinCPUs", 'c', "MIN_CPUS", [](const JobRow& r, const View&) { return number(r.job->cpus_per_node_min); },
     "CPUs a node at least"},
    {"MinMemory", 'm', "MIN_MEMORY",
     [](const JobRow& r, const View& v) { return size_text(minimum_memory(*r.job), v); },
     "memory a node or a CPU at least"},
    {"MinTmpDisk", 'd', "MIN_TMP_DISK",
     [](const JobRow& r, const View& v) { return size_text(r.job->spec->tmp_disk, v); },
     "temporary disk space a node at least"},
    {"NodeList", 'N', "NODELIST", [](const JobRow& r, const View&) { return text::shown_nodes(*r.job); },
     "nodes it runs on", table::Fit::keep},
    {"NTPerCore", 0, "NTASKS_PER_CORE",
     [](const JobRow& r, const View&) { return number_or(r.job->spec->tasks_per_core, "N/A"); }, "most tasks a core"},
    {"NTPerNode", 0, "NTASKS_PER_NODE",
     [](const JobRow& r, const View&) { return number(r.job->spec->tasks_per_node); }, "most tasks a node"},
    {"NTPerSocket", 0, "NTASKS_PER_SOCKET",
     [](const JobRow& r, const View&) { return number_or(r.job->spec->tasks_per_socket, "N/A"); },
     "most tasks a socket"},
    {"NumCPUs", 'C', "CPUS", [](const JobRow& r, const View&) { return number(r.job->cpus); },
     "CPUs it has or asks for"},
    {"NumNodes", 'D', "NODES", [](const JobRow& r, const View&) { return number(r.job->nodes); },
     "nodes it has or asks for"},
    {"NumTasks", 0, "TASKS", [](const JobRow& r, const View&) { return number(r.job->tasks); }, "number of tasks"},
    {"OverSubscribe", 'h', "OVER_SUBSCRIBE", oversubscribe, "may its CPUs be shared: NO, YES, OK"},
    {"ReqNodes", 'n', "REQ_NODES", [](const JobRow& r, const View&) { return r.job->spec->node_list; },
     "nodes it must run on", table::Fit::keep},
    {"SCT", 'z', "S:C:T", sockets_cores_threads, "sockets, cores and threads asked for"},
    {"Shared", 'h', "OVER_SUBSCRIBE", oversubscribe},
    {"Sockets", 'H', "SOCKETS_PER_NODE",
     [](const JobRow& r, const View&) { return number_or(r.job->spec->sockets_per_node, "*"); },
     "sockets a node asked for"},
    {"Threads", 'J', "THREADS_PER_CORE",
     [](const JobRow& r, const View&) { return number_or(r.job->spec->threads_per_core, "*"); },
     "threads a core asked for"},
    {"Tres", 0, "TRES_ALLOC", tres},
    {"tres-alloc", 0, "TRES_ALLOC", tres, "resources it holds, or asks for while it waits"},
    {"tres-per-job", 0, "TRES_PER_JOB", [](const JobRow& r, const View&) { return tres_per(r.job->spec->gpus); },
     "devices asked for in all"},
    {"tres-per-node", 0, "TRES_PER_NODE", tres_per_node, "devices asked for on each node (also %b)"},
    {"tres-per-socket", 0, "TRES_PER_SOCKET",
     [](const JobRow& r, const View&) { return tres_per(r.job->spec->gpus_per_socket); },
     "devices asked for on each socket"},
    {"tres-per-task", 0, "TRES_PER_TASK",
     [](const JobRow& r, const View&) { return tres_per(r.job->spec->gpus_per_task); },
     "devices asked for by each task"},
};

}  // namespace

Megabytes minimum_memory(const Job& job) {
    if (text::asks_for_whole_memory(*job.spec)) return {};
    return job.memory_is_per_cpu ? job.memory_per_cpu : job.memory_per_node;
}

std::vector<JobColumn> size_columns() { return {std::begin(rows), std::end(rows)}; }

}  // namespace ms::cmds::squeue

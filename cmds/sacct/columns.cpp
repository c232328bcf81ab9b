// SPDX-License-Identifier: MIT
#include "cmds/sacct/columns.hpp"

#include "cmds/sacct/cells.hpp"
#include "libms/model/charged.hpp"

namespace ms::cmds::sacct {
namespace {

using Value = std::string (*)(const Line&, const View&);

constexpr LineColumn column(std::string_view name, std::uint16_t width, std::string_view meaning, Value value,
                            table::Side side) {
    LineColumn column{name, 0, name};
    column.value = value;
    column.meaning = meaning;
    column.width = width;
    column.side = side;
    return column;
}
constexpr LineColumn left(std::string_view name, std::uint16_t width, std::string_view meaning, Value value) {
    return column(name, width, meaning, value, table::Side::left);
}
constexpr LineColumn right(std::string_view name, std::uint16_t width, std::string_view meaning, Value value) {
    return column(name, width, meaning, value, table::Side::right);
}

/// A field of Slurm's that nothing on this machine fills.
std::string nothing(const Line&, const View&) { return {}; }

constexpr LineColumn rows[] = {
    right("Account", 10, "account it is charged to",
          [](const Line& l, const View&) { return std::string(l.job.spec->account); }),
    right("AdminComment", 15, "note of an administrator",
          [](const Line& line, const View&) { return line.step ? std::string() : line.job.admin_comment; }),
    right("AllocCPUS", 10, "CPUs held; 0 if it never ran", cell::allocated_cpus),
    right("AllocNodes", 10, "nodes held; 0 if it never ran", cell::allocated_nodes),
    right("AllocTRES", 10, "everything held, as a list", cell::allocated_tres),
    right("AssocID", 7, "number of the association", [](const Line& line, const View& view) {
        return std::to_string(charged_association(view.book.get(), line.job));
    }),
    right("AveCPU", 10, "CPU time of a task, on average", cell::cpu<Over::mean>),
    right("AveCPUFreq", 10, "CPU frequency, on average", cell::cpu_frequency),
    right("AveDiskRead", 14, "MiB a task read, on average", cell::disk<&Usage::read, Over::mean>),
    right("AveDiskWrite", 14, "MiB a task wrote, on average", cell::disk<&Usage::written, Over::mean>),
    right("AvePages", 10, "major page faults of a task, on average", cell::count<&Usage::pages, Over::mean>),
    right("AveRSS", 10, "resident memory of a task, on average", cell::memory<&Usage::memory, Over::mean>),
    right("AveVMSize", 10, "virtual memory of a task, on average", cell::memory<&Usage::virtual_memory, Over::mean>),
    right("BlockID", 16, "block of a machine that is no longer built", nothing),
    right("Cluster", 10, "name of the cluster", [](const Line&, const View& v) { return v.cluster; }),
    right("Comment", 14, "comment given at submission",
          [](const Line& l, const View&) { return l.step ? "" : l.job.spec->comment; }),
    right("Constraints", 19, "node features asked for",
          [](const Line& l, const View&) { return l.step ? "" : l.job.spec->constraint; }),
    right("ConsumedEnergy", 14, "energy used, not measured here",
          [](const Line&, const View&) { return std::string("0"); }),
    right("ConsumedEnergyRaw", 17, "the same in joules", [](const Line&, const View&) { return std::string("0"); }),
    right("Container", 19, "OCI bundle", nothing),
    right("CPUTime", 10, "elapsed time by CPUs held", cell::cpu_time),
    right("CPUTimeRAW", 10, "the same in seconds", cell::cpu_time_seconds),
    left("DBIndex", 21, "number of the record",
         [](const Line& l, const View&) { return std::to_string(l.job.id.value); }),
    right("DerivedExitCode", 15, "highest exit code of its steps", cell::derived_exit_code),
    right("Elapsed", 10, "time it has run", cell::elapsed),
    right("ElapsedRaw", 10, "the same in seconds",
          [](const Line& l, const View&) { return std::to_string(l.elapsed.count()); }),
    right("Eligible", 19, "when it could have started first", cell::eligible),
    right("End", 19, "when it ended", cell::end),
    right("Exclusive", 14, "whether it has its nodes for itself", cell::exclusive),
    right("ExitCode", 8, "exit code and signal", cell::exit_code),
    right("Extra", 14, "free text", nothing),
    right("FailedNode", 8, "node whose failure ended it",
          [](const Line& l, const View&) { return l.step ? "" : l.job.node_of_failure; }),
    right("Flags", 19, "how it was scheduled", cell::flags),
    right("GID", 6, "number of its group",
          [](const Line& l, const View&) { return l.step ? "" : std::to_string(l.job.gid); }),
    right("Group", 9, "name of its group", [](const Line& l, const View&) { return l.step ? "" : l.job.group; }),
    left("JobID", 12, "number, with array task and step", cell::job_id),
    left("JobIDRaw", 12, "number, of its own for an array task", cell::raw_job_id),
    right("JobName", 10, "name of the job or the step",
          [](const Line& l, const View&) { return std::string(l.step ? l.step->name : l.job.spec->name); }),
    right("Layout", 9, "how tasks were laid out", cell::layout),
    right("Licenses", 10, "licences asked for",
          [](const Line& l, const View&) { return l.step ? "" : l.job.spec->licenses; }),
    right("MaxDiskRead", 12, "most MiB a task read", cell::disk<&Usage::read, Over::max>),
    right("MaxDiskReadNode", 15, "node of that task", cell::node<&Usage::read, Over::max>),
    right("MaxDiskReadTask", 15, "number of that task", cell::task<&Usage::read, Over::max>),
    right("MaxDiskWrite", 12, "most MiB a task wrote", cell::disk<&Usage::written, Over::max>),
    right("MaxDiskWriteNode", 16, "node of that task", cell::node<&Usage::written, Over::max>),
    right("MaxDiskWriteTask", 16, "number of that task", cell::task<&Usage::written, Over::max>),
    right("MaxPages", 8, "most major page faults of a task", cell::count<&Usage::pages, Over::max>),
    right("MaxPagesNode", 12, "node of that task", cell::node<&Usage::pages, Over::max>),
    right("MaxPagesTask", 14, "number of that task", cell::task<&Usage::pages, Over::max>),
    right("MaxRSS", 10, "highest resident memory", cell::memory<&Usage::memory, Over::max>),
    right("MaxRSSNode", 10, "node of that task", cell::node<&Usage::memory, Over::max>),
    right("MaxRSSTask", 10, "number of that task", cell::task<&Usage::memory, Over::max>),
    right("MaxVMSize", 10, "highest virtual memory", cell::memory<&Usage::virtual_memory, Over::max>),
    right("MaxVMSizeNode", 14, "node of that task", cell::node<&Usage::virtual_memory, Over::max>),
    right("MaxVMSizeTask", 14, "number of that task", cell::task<&Usage::virtual_memory, Over::max>),
    right("McsLabel", 12, "label of multi-category security", nothing),
    right("MinCPU", 10, "least CPU time of a task", cell::cpu<Over::min>),
    right("MinCPUNode", 10, "node of that task", cell::node<&Usage::cpu, Over::min>),
    right("MinCPUTask", 10, "number of that task", cell::task<&Usage::cpu, Over::min>),
    right("NCPUS", 10, "the same as AllocCPUS", cell::allocated_cpus),
    right("NNodes", 8, "nodes held, or asked for if it never ran", cell::nodes),
    right("NodeList", 15, "nodes it ran on", cell::node_list),
    right("NTasks", 8, "tasks of the step",
          [](const Line& l, const View&) { return l.step ? std::to_string(l.step->tasks) : ""; }),
    right("OriginalSLUID", 14, "unique name of its first run", nothing),
    right("OverSubscribe", 14, "whether it shares its nodes", cell::oversubscribe),
    right("Partition", 10, "partition", [](const Line& l, const View&) { return l.step ? "" : l.job.partition; }),
    right("Planned", 10, "time it waited once it could have started", cell::planned),
    right("PlannedCPU", 10, "the same by CPUs asked for", cell::planned_cpu),
    right("PlannedCPURAW", 13, "the same in seconds", cell::planned_cpu_seconds),
    right("Priority", 10, "priority",
          [](const Line& l, const View&) { return l.step ? "" : std::to_string(l.job.priority); }),
    right("QOS", 10, "quality of service", cell::qos),
    right("QOSRAW", 6, "number of the quality of service",
          [](const Line& l, const View&) { return std::string(l.step ? "" : "1"); }),
    right("QOSREQ", 10, "quality of service asked for",
          [](const Line& l, const View&) { return l.step ? "" : l.job.spec->qos; }),
    right("Reason", 22, "what it waited for last", cell::reason),
    right("ReqCPUFreq", 10, "CPU frequency asked for", cell::requested_frequency),
    right("ReqCPUFreqGov", 13, "frequency governor asked for", cell::requested_frequency),
    right("ReqCPUFreqMax", 13, "highest CPU frequency asked for", cell::requested_frequency),
    right("ReqCPUFreqMin", 13, "lowest CPU frequency asked for", cell::requested_frequency),
    right("ReqCPUS", 8, "CPUs asked for", cell::requested_cpus),
    right("ReqMem", 10, "memory asked for, in all", cell::requested_memory),
    right("ReqNodes", 8, "nodes asked for", cell::requested_nodes),
    right("ReqTRES", 10, "everything asked for, as a list", cell::requested_tres),
    right("Reservation", 20, "reservation it ran in",
          [](const Line& l, const View&) { return l.step ? "" : shown_reservation(l.job); }),
    right("ReservationId", 8, "number of that reservation", nothing),
    right("ReqReservation", 20, "reservations asked for",
          [](const Line& l, const View&) { return l.step ? "" : l.job.spec->reservation; }),
    right("Restarts", 8, "how often it was put back into the queue",
          [](const Line& l, const View&) { return l.step ? "" : std::to_string(l.job.restarts); }),
    right("SegmentSize", 11, "nodes that stand together", nothing),
    right("SLUID", 14, "unique name", nothing),
    right("Start", 19, "when it started", cell::start),
    table::of_states(right("State", 10, "state, and who cancelled it", cell::state)),
    right("StdErr", 20, "file of its standard error", cell::standard_error),
    right("StdIn", 20, "file of its standard input", cell::standard_input),
    right("StdOut", 20, "file of its standard output", cell::standard_output),
    right("Submit", 19, "when it was submitted", cell::submit),
    right("SubmitLine", 20, "command line of the submission",
          [](const Line& l, const View&) { return l.step ? l.step->spec.submit_line : l.job.spec->submit_line; }),
    right("Suspended", 10, "time it was suspended", cell::suspended),
    right("SystemComment", 15, "note of the system", nothing),
    right("SystemCPU", 10, "CPU time in the kernel", cell::system_cpu),
    right("Timelimit", 10, "time limit", cell::time_limit),
    right("TimelimitRaw", 10, "time limit in minutes", cell::time_limit_minutes),
    right("TotalCPU", 10, "CPU time in all", cell::total_cpu),
    right("TRESUsageInAve", 14, "what a task used, on average, as a list", cell::usage_in<Over::mean>),
    right("TRESUsageInMax", 14, "the most a task used, as a list", cell::usage_in<Over::max>),
    right("TRESUsageInMaxNode", 18, "nodes of these", cell::usage_in_nodes<Over::max>),
    right("TRESUsageInMaxTask", 18, "tasks of these", cell::usage_in_tasks<Over::max>),
    right("TRESUsageInMin", 14, "the least a task used, as a list", cell::usage_in<Over::min>),
    right("TRESUsageInMinNode", 18, "nodes of these", cell::usage_in_nodes<Over::min>),
    right("TRESUsageInMinTask", 18, "tasks of these", cell::usage_in_tasks<Over::min>),
    right("TRESUsageInTot", 14, "what all tasks used, as a list", cell::usage_in<Over::total>),
    right("TRESUsageOutAve", 15, "what a task put out, on average, as a list", cell::usage_out<Over::mean>),
    right("TRESUsageOutMax", 15, "the most a task put out, as a list", cell::usage_out<Over::max>),
    right("TRESUsageOutMaxNode", 19, "nodes of these", cell::usage_out_nodes<Over::max>),
    right("TRESUsageOutMaxTask", 19, "tasks of these", cell::usage_out_tasks<Over::max>),
    right("TRESUsageOutMin", 15, "the least a task put out, as a list", cell::usage_out<Over::min>),
    right("TRESUsageOutMinNode", 19, "nodes of these", cell::usage_out_nodes<Over::min>),
    right("TRESUsageOutMinTask", 19, "tasks of these", cell::usage_out_tasks<Over::min>),
    right("TRESUsageOutTot", 15, "what all tasks put out, as a list", cell::usage_out<Over::total>),
    right("UID", 6, "number of its user",
          [](const Line& l, const View&) { return l.step ? "" : std::to_string(l.job.uid); }),
    right("User", 9, "name of its user", [](const Line& l, const View&) { return l.step ? "" : l.job.user; }),
    right("UserCPU", 10, "CPU time outside the kernel", cell::user_cpu),
    right("WCKey", 10, "workload characterization key",
          [](const Line& l, const View&) { return l.step ? "" : l.job.spec->wckey; }),
    right("WCKeyID", 10, "number of that key",
          [](const Line& l, const View&) { return std::string(l.step ? "" : "0"); }),
    right("WorkDir", 20, "working directory",
          [](const Line& l, const View&) { return l.step ? "" : l.job.spec->work_dir; }),
};

}  // namespace

std::span<const LineColumn> columns() { return rows; }

}  // namespace ms::cmds::sacct

// SPDX-License-Identifier: MIT
// Fields of hardware and services that do not exist here: federations, burst buffers, network switches, node power.
// They print what Slurm prints for "not set", or what the submitter asked for where that is kept with the job.
#include <iterator>

#include "cmds/squeue/columns.hpp"

namespace ms::cmds::squeue {
namespace {

std::string null_text(const JobRow&, const View&) { return "(null)"; }
std::string not_applicable(const JobRow&, const View&) { return "N/A"; }
std::string no_federation(const JobRow&, const View&) { return "NA"; }
std::string zero(const JobRow&, const View&) { return "0"; }

std::string kept(const JobRow& row, std::string_view option, const char* unset) {
    return kept_option(*row.job, option).value_or(unset);
}
std::string prefixed(const char* prefix, const std::string& value) { return value.empty() ? "N/A" : prefix + value; }
std::string flag(const JobRow& row, std::string_view option) { return kept_option(*row.job, option) ? "1" : "0"; }

std::string scheduled_nodes(const JobRow& row, const View& view) {
    const PlannedStart* plan = view.reply ? view.reply->plan_of(row.job->id) : nullptr;
    return plan ? plan->nodes : "(null)";
}

std::string bindings(const JobRow& row, const View&) {
    const std::string given = kept(row, "tres-bind", "");
    return given.empty() ? prefixed("gres/gpu:", kept(row, "gpu-bind", "")) : given;
}

constexpr JobColumn rows[] = {
    {"admin_comment", 0, "ADMIN_COMMENT",
     [](const JobRow& r, const View&) { return r.job->admin_comment.empty() ? "(null)" : r.job->admin_comment; },
     "an administrator's comment"},
    {"BoardsPerNode", 0, "BOARDS_PER_NODE", zero, "boards a node asked for"},
    {"BurstBuffer", 0, "BURST_BUFFER", [](const JobRow& r, const View&) { return kept(r, "bb", "(null)"); },
     "burst buffer asked for"},
    {"BurstBufferState", 0, "BURST_BUFFER_STATE", null_text, "state of its burst buffer"},
    {"Cluster", 0, "CLUSTER", [](const JobRow&, const View& v) { return v.cluster; }, "name of the cluster"},
    {"ClusterFeature", 0, "CLUSTER_FEATURES",
     [](const JobRow& r, const View&) { return kept(r, "cluster-constraint", "(null)"); },
     "cluster features asked for"},
    {"Container", 0, "CONTAINER", [](const JobRow& r, const View&) { return kept(r, "container", "(null)"); },
     "container bundle"},
    {"ContainerId", 0, "CONTAINERID", [](const JobRow& r, const View&) { return kept(r, "container-id", "(null)"); },
     "container id"},
    {"CoreSpec", 'X', "CORE_SPEC", [](const JobRow& r, const View&) { return kept(r, "core-spec", "N/A"); },
     "cores set aside for the system"},
    {"CronJob", 0, "CRON_JOB", [](const JobRow& r, const View&) { return std::string(r.job->spec->cron.empty() ? "No" : "Yes"); },
     "Yes for a job of scrontab"},
    {"DelayBoot", 0, "DELAY_BOOT", [](const JobRow& r, const View&) { return kept(r, "delay-boot", "0:00"); },
     "how long a reboot of the node is put off"},
    {"HetJobId", 0, "HET_JOB_ID", not_applicable, "first id of a heterogeneous job"},
    {"HetJobIdSet", 0, "HET_JOB_ID_SET", not_applicable, "ids of a heterogeneous job"},
    {"HetJobOffset", 0, "HET_JOB_OFFSET", not_applicable, "place in a heterogeneous job"},
    {"MCSLabel", 0, "MCSLABEL", [](const JobRow& r, const View&) { return kept(r, "mcs-label", "(null)"); },
     "multi-category security label"},
    {"Network", 0, "NETWORK", [](const JobRow& r, const View&) { return kept(r, "network", "(null)"); },
     "network asked for"},
    {"NTPerBoard", 0, "NTASKS_PER_BOARD", zero, "most tasks a board"},
    {"Origin", 0, "ORIGIN", no_federation, "cluster the job came from"},
    {"OriginRaw", 0, "ORIGIN_RAW", no_federation, "number of the cluster the job came from"},
    {"PackJobId", 0, "HET_JOB_ID", not_applicable},
    {"PackJobIdSet", 0, "HET_JOB_ID_SET", not_applicable},
    {"PackJobOffset", 0, "HET_JOB_OFFSET", not_applicable},
    {"PreemptTime", 0, "PREEMPT_TIME", not_applicable, "when it was preempted"},
    {"Prefer", 0, "PREFER", [](const JobRow& r, const View&) { return kept(r, "prefer", "(null)"); },
     "node features preferred"},
    {"Profile", 0, "PROFILE", [](const JobRow& r, const View&) { return kept(r, "profile", "NotSet"); },
     "profiling asked for"},
    {"Reboot", 0, "REBOOT", [](const JobRow& r, const View&) { return flag(r, "reboot"); },
     "1 if the node is to be rebooted first"},
    {"ReqSwitch", 0, "REQ_SWITCH", [](const JobRow& r, const View&) { return kept(r, "switches", "0"); },
     "most network switches"},
    {"ResizeTime", 0, "RESIZE_TIME", not_applicable, "when its size was last changed"},
    {"Runtime", 0, "RUNTIME", null_text, "container runtime"},
    {"SchedNodes", 'Y', "SCHEDNODES", scheduled_nodes, "nodes it is planned to start on"},
    {"SegmentSize", 0, "SEGMENT_SIZE", [](const JobRow& r, const View&) { return kept(r, "segment", "0"); },
     "nodes a segment of the network"},
    {"SiblingsActive", 0, "ACTIVE_SIBLINGS", no_federation, "clusters of the federation that hold it"},
    {"SiblingsActiveRaw", 0, "ACTIVE_SIBLINGS_RAW", no_federation, "numbers of the clusters that hold it"},
    {"SiblingsViable", 0, "VIABLE_SIBLINGS", no_federation, "clusters of the federation that could run it"},
    {"SiblingsViableRaw", 0, "VIALBLE_SIBLINGS_RAW", no_federation, "numbers of the clusters that could run it"},
    {"SLUID", 's', "SLUID", not_applicable, "Slurm's unique id, which does not exist here"},
    {"SPerBoard", 0, "SOCKETS_PER_BOARD", zero, "sockets a board asked for"},
    {"system_comment", 0, "SYSTEM_COMMENT", null_text, "the system's comment"},
    {"tres-bind", 0, "TRES_BIND", bindings, "binding of tasks to devices"},
    {"tres-freq", 0, "TRES_FREQ", [](const JobRow& r, const View&) { return prefixed("gpu:", kept(r, "gpu-freq", "")); },
     "frequency of devices asked for"},
    {"Wait4Switch", 0, "WAIT4SWITCH", zero, "seconds to wait for few network switches"},
};

}  // namespace

std::vector<JobColumn> foreign_columns() { return {std::begin(rows), std::end(rows)}; }

}  // namespace ms::cmds::squeue

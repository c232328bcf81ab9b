// SPDX-License-Identifier: MIT
// scontrol show node
#include <algorithm>

#include "cmds/scontrol/keywords.hpp"
#include "cmds/scontrol/record.hpp"
#include "cmds/scontrol/tres.hpp"
#include "libms/model/node_states.hpp"
#include "libms/text/gres.hpp"
#include "libms/text/hostlist.hpp"

namespace ms::cmds::scontrol {
namespace {

std::string number(std::uint64_t value) { return std::to_string(value); }

std::string load_text(std::uint32_t load_percent) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.2f", load_percent / 100.0);
    return buffer;
}

std::string reason_text(const NodeInfo& node, const Dates& date) {
    if (!is_set(node.reason_time)) return node.reason;
    return node.reason + " [" + node.reason_user + "@" + date(node.reason_time) + "]";
}

std::vector<std::string> node_lines(const NodeInfo& node, bool details, const Dates& date) {
    std::vector<std::string> lines = {
        "NodeName=" + node.name + " Arch=" + node.arch + " CoresPerSocket=" + number(node.cores_per_socket) + " ",
        "CPUAlloc=" + number(node.cpus_allocated) + " CPUEfctv=" + number(node.cpus) + " CPUTot=" + number(node.cpus) +
            " CPULoad=" + load_text(node.load_percent),
        "AvailableFeatures=" + or_null(node.features),
        "ActiveFeatures=" + or_null(node.features),
        "Gres=" + or_null(text::format_node_gres(node)),
    };
    const auto line = [&](std::string text) { lines.push_back(std::move(text)); };
    if (details) {
        line("GresDrain=N/A");
        line("GresUsed=" + or_null(text::format_node_gres_used(node)));
    }
    line("NodeAddr=" + node.address + " NodeHostName=" + node.host_name + " Version=" + node.version);
    line("OS=" + node.os + " ");
    line("RealMemory=" + number(node.memory.value) + " AllocMem=" + number(node.memory_allocated.value) + " FreeMem=" +
         number(node.memory_free.value) + " Sockets=" + number(node.sockets) + " Boards=" + number(node.boards));
    line("State=" + complete_node_state(node.state, node.flags) + " ThreadsPerCore=" + number(node.threads_per_core) +
         " TmpDisk=" + number(node.tmp_disk.value) + " Weight=" + number(node.weight) + " Owner=N/A MCS_label=N/A");
    if (!node.partitions.empty()) line("Partitions=" + text::join(node.partitions) + " ");
    line("BootTime=" + date(node.boot_time, "None") + " SlurmdStartTime=" + date(node.daemon_start, "None"));
    line("LastBusyTime=" + date(node.last_busy) + " ResumeAfterTime=None");
    line("CfgTRES=" + text::format_tres(configured_tres(node)));
    line("AllocTRES=" + text::format_tres(allocated_tres(node)));
    line("CurrentWatts=0 AveWatts=0");
    if (const auto used = text::format_gres_used_outside(node); !used.empty()) line("GresUsedOutside=" + used);
    if (!node.reservation.empty()) line("ReservationName=" + node.reservation);
    if (!node.comment.empty()) line("Comment=" + node.comment);
    if (!node.reason.empty()) line("Reason=" + reason_text(node, date));
    return lines;
}

}  // namespace

int show_nodes(const Call& call) {
    const auto cluster = client::ask<ClusterReply>(*call.context.client, ClusterQuery{});
    if (!cluster) return call.fail("slurm_load_node error: " + cluster.error().message);
    std::vector<std::string> wanted;
    if (!call.words.empty()) {
        auto names = text::expand_hostlist(call.words.front());
        if (!names) return call.fail("Invalid hostlist: " + call.words.front());
        wanted = std::move(*names);
    } else {
        for (const NodeInfo& node : cluster->nodes) wanted.push_back(node.name);
    }
    int status = 0;
    for (const std::string& name : wanted) {
        const auto node = std::find_if(cluster->nodes.begin(), cluster->nodes.end(),
                                       [&](const NodeInfo& each) { return each.name == name; });
        if (node == cluster->nodes.end()) {
            call.context.print("Node " + name + " not found\n");
            status = 1;
            continue;
        }
        call.context.print(record_text(node_lines(*node, call.settings.details, Dates(call.context.now)), call.settings.one_line));
    }
    return status;
}

}  // namespace ms::cmds::scontrol

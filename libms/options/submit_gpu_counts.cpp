// SPDX-License-Identifier: MIT
#include "libms/options/submit_gpu_counts.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string>

namespace ms::options::submit {
namespace {

constexpr std::uint32_t any_number = std::numeric_limits<std::uint32_t>::max();

/// GPUs of one type, or of any; 0 = not asked for in this way.
struct Counts {
    std::uint64_t in_all = 0;
    std::uint64_t of_node = 0;
    std::uint64_t of_socket = 0;
    std::uint64_t of_task = 0;
};

std::map<std::string, Counts> counts_by_type(const JobSpec& spec) {
    std::map<std::string, Counts> all;
    const auto add = [&](const std::vector<GresRequest>& requests, std::uint64_t Counts::*to) {
        for (const GresRequest& each : requests)
            if (is_gpu(each)) all[each.type].*to += each.count;
    };
    add(spec.gpus, &Counts::in_all);
    add(spec.gres, &Counts::of_node);
    add(spec.gpus_per_socket, &Counts::of_socket);
    add(spec.gpus_per_task, &Counts::of_task);
    return all;
}

std::uint32_t ratio(std::uint64_t whole, std::uint64_t part) {
    return part && whole % part == 0 ? static_cast<std::uint32_t>(whole / part) : 0;
}

std::string nodes_conflict(const JobSpec& spec, const Counts& gpus) {
    if (!gpus.in_all || !gpus.of_node) return {};
    if (gpus.of_node > gpus.in_all) return "Failed to ensure --gpus >= --gres=gpu/--gpus-per-node >= --gpus-per-socket";
    const std::uint32_t nodes = ratio(gpus.in_all, gpus.of_node);
    if (!nodes) return "Failed to validate job spec, --gpus is not multiple of --gres=gpu/--gpus-per-node";
    const std::uint32_t least = std::max(1u, spec.min_nodes);
    const std::uint32_t most = spec.max_nodes ? spec.max_nodes : spec.min_nodes ? spec.min_nodes : any_number;
    if (nodes >= least && nodes <= most) return {};
    return "Failed to validate job spec. Based on --gpu and --gres=gpu/--gpus-per-node required nodes (" +
           std::to_string(nodes) + ") doesn't fall between min_nodes (" + std::to_string(least) + ") and max_nodes (" +
           std::to_string(most) + ") boundaries.";
}

std::string sockets_conflict(const JobSpec& spec, const Counts& gpus) {
    if (!gpus.of_socket) return {};
    if (gpus.of_node) {
        const std::uint32_t sockets = ratio(gpus.of_node, gpus.of_socket);
        if (!sockets) return "Failed to validate job spec, --gres=gpu/--gpus-per-node not multiple of --gpus-per-socket.";
        if (!spec.sockets_per_node || spec.sockets_per_node == sockets) return {};
        return "Failed to validate job spec. Based on --gres=gpu/--gpus-per-node and --gpus-per-socket required number of "
               "sockets differ from --sockets-per-node.";
    }
    return spec.sockets_per_node ? "" : "--gpus-per-socket option requires --sockets-per-node specification";
}

std::string tasks_conflict(const JobSpec& spec, const Counts& gpus) {
    if (!gpus.of_task) return {};
    if (gpus.in_all) {
        const std::uint32_t tasks = ratio(gpus.in_all, gpus.of_task);
        if (!tasks) return "Failed to validate job spec, --gpus not multiple of --gpus-per-task";
        if (spec.tasks && spec.tasks != tasks)
            return "Failed to validate job spec. Based on --gpus and --gpus-per-task number of requested tasks differ from "
                   "-n/--ntasks.";
    }
    if (gpus.of_node) {
        const std::uint32_t tasks = ratio(gpus.of_node, gpus.of_task);
        if (!tasks) return "Failed to validate job spec, --gres=gpu/--gpus-per-node not multiple of --gpus-per-task.";
        if (spec.tasks_per_node && spec.tasks_per_node != tasks)
            return "Failed to validate job spec. Based on --gres=gpu/--gpus-per-node and --gpus-per-task requested number of "
                   "tasks per node differ from --ntasks-per-node.";
    }
    if (gpus.in_all || spec.tasks || spec.min_nodes || spec.tasks_per_node) return {};
    return "Failed to validate job spec. --gpus-per-task used without either --gpus or -n/--ntasks is not allowed.";
}

}  // namespace

Failure invalid_gres(const std::string& why) {
    return fail(Errc::invalid_gres, why + "\n" + std::string(error_text(Errc::invalid_gres)));
}

Result<void> check_gpu_counts(const JobSpec& spec) {
    const auto all = counts_by_type(spec);
    if (all.size() > 1 && all.count("")) return invalid_gres("Invalid GRES specification (with and without type identification)");
    for (const auto& [type, gpus] : all)
        for (const auto conflict : {nodes_conflict, sockets_conflict, tasks_conflict})
            if (const std::string why = conflict(spec, gpus); !why.empty()) return invalid_gres(why);
    return {};
}

}  // namespace ms::options::submit

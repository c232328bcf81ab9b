// SPDX-License-Identifier: MIT
// CPUs and memory of nodes, from what their lines say and what the machine has.
#include <algorithm>

#include "daemon/config/resolve.hpp"

namespace msd::config {

using ms::Errc;
using ms::fail;
using ms::Result;

namespace {

bool says_cpus(const NodeLine& line) {
    return line.cpus || line.boards || line.sockets || line.sockets_per_board || line.cores_per_socket ||
           line.threads_per_core;
}

/// As Slurm completes them: a missing CPUs is the product, a missing Sockets what is left of CPUs. CPUs may be fewer
/// than the threads when it is the number of cores: then one CPU is one core.
Result<void> size_by_line(core::NodeConfig& node, const NodeLine& line) {
    node.boards = line.boards.value_or(1);
    const std::uint32_t cores = line.cores_per_socket.value_or(1);
    const std::uint32_t threads = line.threads_per_core.value_or(1);
    std::uint32_t sockets = 1;
    if (line.sockets) sockets = *line.sockets;
    else if (line.sockets_per_board) sockets = *line.sockets_per_board * node.boards;
    else if (line.cpus) sockets = std::max(1u, *line.cpus / (cores * threads));
    else sockets = node.boards;

    node.cpus = line.cpus.value_or(sockets * cores * threads);
    node.sockets = sockets;
    node.cores_per_socket = cores;
    node.threads_per_core = node.cpus == sockets * cores ? 1 : threads;
    if (node.cpus == sockets * node.cores_per_socket * node.threads_per_core) return {};
    return fail(Errc::generic, line.place.text() + ": CPUs=" + std::to_string(node.cpus) +
                                   ": must be Sockets × CoresPerSocket, with or without ThreadsPerCore: " +
                                   std::to_string(sockets * cores) + " or " +
                                   std::to_string(sockets * cores * threads));
}

void size_as_machine(core::NodeConfig& node, const Detected& detected) {
    node.cpus = static_cast<std::uint32_t>(detected.cpus.size());
    node.sockets = detected.sockets;
    node.cores_per_socket = detected.cores_per_socket;
    node.threads_per_core = detected.threads_per_core;
}

Result<void> resolve_cpus(std::vector<DeclaredNode>& nodes, const Detected& detected) {
    for (DeclaredNode& node : nodes) {
        if (says_cpus(*node.line)) MS_TRY(size_by_line(node.config, *node.line));
        else size_as_machine(node.config, detected);
    }
    return {};
}

void resolve_memory(std::vector<DeclaredNode>& nodes, const Detected& detected, std::vector<std::string>& warnings) {
    std::uint64_t said = 0;
    std::uint64_t silent = 0;
    for (const DeclaredNode& node : nodes) {
        if (node.line->memory) said += node.line->memory->value;
        else ++silent;
    }
    const std::uint64_t left = detected.memory.value > said ? detected.memory.value - said : 0;
    for (DeclaredNode& node : nodes) {
        node.config.memory = node.line->memory.value_or(ms::Megabytes{silent ? left / silent : 0});
        node.config.memory = std::max(node.config.memory, ms::Megabytes{1});
    }
    if (said > detected.memory.value)
        warnings.push_back("the nodes' RealMemory is " + std::to_string(said) + " MB in all and this machine has " +
                           std::to_string(detected.memory.value) + " MB");
}

/// Kernel CPUs in the machine's order, each given once while there are some. Where a line counts cores of several
/// threads, one thread of each core is taken. More CPUs declared than there are: they stand for the same ones again, so
/// jobs are not bound to them, which is said.
void bind_cpus(std::vector<DeclaredNode>& nodes, const Detected& detected, Loaded& loaded) {
    std::size_t next = 0;
    std::uint64_t declared = 0;
    bool enough = true;
    for (DeclaredNode& node : nodes) {
        const std::uint32_t threads = node.line->threads_per_core.value_or(node.config.threads_per_core);
        const std::uint32_t stride = std::max(1u, threads / node.config.threads_per_core);
        declared += node.config.cpus;
        for (std::uint32_t cpu = 0; cpu < node.config.cpus; ++cpu, next += stride) {
            enough = enough && next < detected.cpus.size();
            node.config.kernel_cpus.push_back(detected.cpus[next % detected.cpus.size()]);
        }
    }
    if (enough) return;
    loaded.daemon.bind_to_cpus = false;
    loaded.notices.push_back({"jobs are not kept on CPUs of their own: the configuration declares " +
                              std::to_string(declared) + " CPUs and msd may use " +
                              std::to_string(detected.cpus.size())});
}

}  // namespace

Result<void> resolve_sizes(std::vector<DeclaredNode>& nodes, const Detected& detected, Loaded& loaded) {
    MS_TRY(resolve_cpus(nodes, detected));
    resolve_memory(nodes, detected, loaded.warnings);
    bind_cpus(nodes, detected, loaded);
    return {};
}

}  // namespace msd::config

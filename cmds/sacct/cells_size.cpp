// SPDX-License-Identifier: MIT
// What was asked for and what was held. TRES lists are alphabetical here, unlike in scontrol.
#include "cmds/sacct/cells.hpp"
#include "cmds/sacct/sizes.hpp"
#include "libms/text/number.hpp"
#include "libms/text/tres.hpp"

namespace ms::cmds::sacct::cell {
namespace {

/// Memory in the unit asked for, if any.
std::string sorted(const std::string& tres, const View& view) {
    std::vector<std::string> items;
    for (const auto& amount : text::parse_tres(tres)) {
        const bool converted = view.unit && amount.first == "mem";
        items.push_back(converted ? "mem=" + size_text(amount.second, 'M', view) : text::format_tres_sorted({amount}));
    }
    return text::join(items);
}

/// An amount of the request, or `otherwise` where the job does not tell.
std::uint64_t asked(const Job& job, const char* resource, std::uint64_t otherwise) {
    const auto amounts = text::parse_tres(job.req_tres);
    const auto at = amounts.find(resource);
    return at == amounts.end() ? otherwise : at->second;
}

std::uint64_t nodes_held(const Line& line) {
    if (line.step) return line.step->nodes;
    return line.has_run ? line.job.nodes : 0;
}

std::uint64_t nodes_asked(const Line& line) {
    return line.step ? line.step->nodes : asked(line.job, "node", line.job.nodes);
}

}  // namespace

std::uint32_t cpus_held(const Line& line) {
    if (line.step) return line.step->cpus;
    return line.has_run ? line.job.cpus : 0;
}
std::uint32_t cpus_asked(const Line& line) {
    return line.step ? line.step->cpus : static_cast<std::uint32_t>(asked(line.job, "cpu", line.job.cpus));
}

std::string allocated_cpus(const Line& line, const View&) { return std::to_string(cpus_held(line)); }
std::string allocated_nodes(const Line& line, const View&) { return std::to_string(nodes_held(line)); }
std::string nodes(const Line& line, const View&) {
    return std::to_string(line.has_run ? nodes_held(line) : nodes_asked(line));
}
std::string requested_cpus(const Line& line, const View&) { return std::to_string(cpus_asked(line)); }
std::string requested_nodes(const Line& line, const View&) { return std::to_string(nodes_asked(line)); }

/// A task a node goes round the nodes.
std::string layout(const Line& line, const View&) {
    if (!line.step) return "";
    if (line.step->id < 0) return "Unknown";
    return line.step->tasks <= line.step->nodes ? "Cyclic" : "Block";
}

std::string allocated_tres(const Line& line, const View& view) {
    if (line.step) return sorted(line.step->alloc_tres, view);
    return line.has_run ? sorted(line.job.alloc_tres, view) : "";
}
std::string requested_tres(const Line& line, const View& view) { return line.step ? "" : sorted(line.job.req_tres, view); }
std::string requested_memory(const Line& line, const View& view) {
    return line.step ? "" : size_text(asked(line.job, "mem", 0), 'M', view);
}

}  // namespace ms::cmds::sacct::cell

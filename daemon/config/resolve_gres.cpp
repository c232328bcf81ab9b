// SPDX-License-Identifier: MIT
// Generic resources: what the nodes' Gres= ask for, out of what the gres lines (and the machine) have.
#include <algorithm>

#include "daemon/config/resolve.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/tres.hpp"

namespace msd::config {

using ms::Errc;
using ms::fail;
using ms::Failure;
using ms::Result;

namespace {

/// Devices that a gres line still has to give. Files are this machine's, so what one node has no other can have;
/// counts without files are each node's own.
struct Supply {
    std::vector<std::string> nodes;  // empty = all
    std::string name;
    std::string type;
    std::uint64_t count = 0;
    std::vector<std::string> files;
    bool of_files = !files.empty();

    bool serves(const std::string& node) const {
        return nodes.empty() || std::find(nodes.begin(), nodes.end(), node) != nodes.end();
    }
    core::GresConfig take(std::uint64_t wanted) {
        core::GresConfig taken{name, type, wanted, {}};
        if (!of_files) return taken;
        const auto end = files.begin() + static_cast<std::ptrdiff_t>(wanted);
        taken.files.assign(files.begin(), end);
        files.erase(files.begin(), end);
        count = files.size();
        return taken;
    }
};

Result<Supply> supply_of(const GresLine& line) {
    Supply supply{{}, line.name, line.type, line.count.value_or(line.files.empty() ? 1 : line.files.size()),
                  line.files};
    if (line.name.empty()) return fail(Errc::generic, line.place.text() + ": a gres line needs Name=");
    if (!line.files.empty() && supply.count != line.files.size())
        return fail(Errc::generic, line.place.text() + ": Count=" + std::to_string(supply.count) + ": must be " +
                                       std::to_string(line.files.size()) + ", the number of files");
    if (!line.nodes.empty()) {
        auto nodes = ms::text::expand_hostlist(line.nodes);
        if (!nodes)
            return fail(Errc::generic, line.place.text() + ": NodeName=" + line.nodes + ": " + nodes.error().message);
        supply.nodes = std::move(*nodes);
    }
    return supply;
}

/// The machine's GPUs, one supply a type.
std::vector<Supply> detected_supplies(const Detected& detected) {
    std::vector<Supply> supplies;
    for (const Gpu& gpu : detected.gpus) {
        auto at = std::find_if(supplies.begin(), supplies.end(), [&](const Supply& s) { return s.type == gpu.type; });
        if (at == supplies.end()) at = supplies.insert(at, Supply{{}, "gpu", gpu.type, 0, {}, true});
        at->files.push_back(gpu.file);
        ++at->count;
    }
    return supplies;
}

Result<std::vector<Supply>> all_supplies(const std::vector<GresLine>& lines, const Detected& detected) {
    std::vector<Supply> supplies;
    bool detecting = false;
    bool files_given = false;
    for (const GresLine& line : lines) {
        detecting = detecting || line.detect;
        if (line.name.empty() && (line.detect || (line.files.empty() && !line.count))) continue;  // AutoDetect alone
        auto supply = supply_of(line);
        if (!supply) return Failure(supply.error());
        files_given = files_given || !line.files.empty();
        supplies.push_back(std::move(*supply));
    }
    if (!detecting || files_given) return supplies;
    return detected_supplies(detected);
}

void add_to(core::NodeConfig& node, core::GresConfig taken) {
    for (core::GresConfig& have : node.gres) {
        if (have.name != taken.name || have.type != taken.type) continue;
        have.count += taken.count;
        have.files.insert(have.files.end(), taken.files.begin(), taken.files.end());
        return;
    }
    node.gres.push_back(std::move(taken));
}

/// One entry of a node's Gres=. Without any gres line of that name it is only counted.
Result<void> give(DeclaredNode& node, const ms::GresRequest& wanted, std::vector<Supply>& supplies) {
    std::uint64_t missing = wanted.count;
    bool has_lines = false;
    for (Supply& supply : supplies) {
        if (supply.name != wanted.name || !supply.serves(node.config.name)) continue;
        if (!wanted.type.empty() && supply.type != wanted.type) continue;
        has_lines = true;
        const std::uint64_t count = std::min(missing, supply.count);
        if (count == 0) continue;
        add_to(node.config, supply.take(count));
        missing -= count;
    }
    if (missing == 0) return {};
    if (has_lines)
        return fail(Errc::generic, node.line->place.text() + ": Gres=" + *node.line->gres + ": the gres lines have " +
                                       std::to_string(wanted.count - missing) + " of " + std::to_string(wanted.count) +
                                       " for node " + node.config.name);
    add_to(node.config, {wanted.name, wanted.type, wanted.count, {}});
    return {};
}

}  // namespace

Result<void> resolve_gres(std::vector<DeclaredNode>& nodes, const std::vector<GresLine>& lines,
                          const Detected& detected) {
    auto supplies = all_supplies(lines, detected);
    if (!supplies) return Failure(supplies.error());
    for (DeclaredNode& node : nodes) {
        if (node.line->gres) {
            const auto wanted = ms::text::parse_gres(*node.line->gres);
            if (!wanted) return Failure(wanted.error());
            for (const auto& each : *wanted) MS_TRY(give(node, each, *supplies));
            continue;
        }
        for (Supply& supply : *supplies)
            if (supply.count > 0 && supply.serves(node.config.name)) add_to(node.config, supply.take(supply.count));
    }
    return {};
}

}  // namespace msd::config

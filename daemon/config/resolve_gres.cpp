// SPDX-License-Identifier: MIT
// Generic resources: what the nodes' Gres= ask for, out of what the gres lines (and the machine) have.
#include <algorithm>

#include "daemon/config/resolve.hpp"
#include "daemon/core/site/site.hpp"
#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"
#include "libms/text/tres.hpp"

namespace msd::config {

using ms::Errc;
using ms::fail;
using ms::Failure;
using ms::Result;

namespace {

/// A device that is still to be given to a node, with what is near it in the terms of the machine or of the line.
struct SpareDevice {
    core::GresDevice device;
    std::vector<std::uint32_t> kernel_cpus;  // detected
    std::vector<std::uint32_t> cores;        // Cores=: of whatever node has it
};

/// Devices that a gres line still has to give. Files are this machine's, so what one node has no other can have;
/// counts without files are each node's own.
struct Supply {
    const GresLine* line = nullptr;  // nullptr: detected
    std::vector<std::string> nodes;  // empty = all
    std::string name;
    std::string type;
    std::string model;
    std::uint64_t count = 0;
    std::uint8_t variables = core::GresConfig::all_variables;
    std::vector<SpareDevice> devices;
    bool of_devices = false;
    bool once = false;               // has device files

    bool serves(const std::string& node) const {
        return nodes.empty() || ms::contains(nodes, node);
    }
    /// A node's line may name the type by a part of the detected model, as in Slurm.
    bool is_of(const std::string& wanted) const {
        return wanted.empty() || wanted == type || model.find(ms::to_lower(wanted)) != std::string::npos;
    }
};

std::vector<std::uint32_t> numbers_of_kernel_cpus(const core::NodeConfig& node, const std::vector<std::uint32_t>& kernel) {
    std::vector<std::uint32_t> cpus;
    for (std::uint32_t cpu = 0; cpu < node.kernel_cpus.size(); ++cpu)
        if (ms::contains(kernel, node.kernel_cpus[cpu])) cpus.push_back(cpu);
    return cpus.size() == node.kernel_cpus.size() ? std::vector<std::uint32_t>{} : cpus;  // all of them: none is nearer
}

Result<core::GresDevice> settled(const SpareDevice& spare, const core::NodeConfig& node, const GresLine* line) {
    core::GresDevice device = spare.device;
    device.cpus = numbers_of_kernel_cpus(node, spare.kernel_cpus);
    if (spare.cores.empty()) return device;
    device.cpus.clear();
    const std::uint32_t threads = std::max(1u, node.threads_per_core);
    for (const std::uint32_t core : spare.cores) {
        if (core * threads >= node.cpus)
            return fail(Errc::generic, line->place.text() + ": Cores=: must be below " + std::to_string(node.cpus / threads) +
                                           ", the number of cores of node " + node.name);
        for (std::uint32_t thread = 0; thread < threads; ++thread) device.cpus.push_back(core * threads + thread);
    }
    return device;
}

Result<core::GresConfig> take(Supply& supply, std::uint64_t wanted, const core::NodeConfig& node) {
    core::GresConfig taken{supply.name, supply.type, wanted, {}, {}, supply.model, supply.variables};
    const bool shares = core::is_share_of_gpus(supply.name);
    const std::uint64_t devices = shares ? supply.devices.size() : supply.of_devices ? wanted : 0;
    for (std::uint64_t i = 0; i < devices; ++i) {
        auto device = settled(supply.devices[i], node, supply.line);
        if (!device) return Failure(device.error());
        taken.devices.push_back(std::move(*device));
    }
    if (!supply.once || shares) return taken;
    supply.devices.erase(supply.devices.begin(), supply.devices.begin() + static_cast<std::ptrdiff_t>(devices));
    supply.count = supply.devices.size();
    return taken;
}

// ---- supplies from lines

Result<void> check_line(const GresLine& line, const Supply& supply) {
    const auto refuse = [&](const std::string& what) { return fail(Errc::generic, line.place.text() + ": " + what); };
    if (line.name.empty()) return refuse("a gres line needs Name=");
    const bool shares = core::is_share_of_gpus(line.name);
    if (supply.of_devices && !shares && supply.count != supply.devices.size())
        return refuse("Count=" + std::to_string(supply.count) + ": must be " + std::to_string(supply.devices.size()) +
                      (line.many_files_a_device ? ", since the files are one device's" : ", the number of files"));
    if (shares && !line.count) return refuse("a line of " + line.name + " needs Count=, how many of them the GPUs have in all");
    if (!line.links.empty() && std::count(line.links.begin(), line.links.end(), -1) != 1)
        return refuse("Links=: must have one -1, which stands for the device itself");
    return {};
}

std::vector<SpareDevice> devices_of(const GresLine& line) {
    std::vector<SpareDevice> devices;
    if (line.count_only) return devices;
    const std::size_t count = line.many_files_a_device ? 1 : line.files.size();
    for (std::size_t i = 0; i < count; ++i) {
        SpareDevice spare;
        spare.device.files = line.many_files_a_device ? line.files : std::vector<std::string>{line.files[i]};
        spare.device.links = line.links;
        spare.cores = line.cores;
        devices.push_back(std::move(spare));
    }
    // Without files the cores are told all the same.
    for (std::uint64_t i = 0; line.files.empty() && !line.cores.empty() && i < line.count.value_or(1); ++i)
        devices.push_back({{}, {}, line.cores});
    return devices;
}

Result<Supply> supply_of(const GresLine& line) {
    Supply supply;
    supply.line = &line;
    supply.name = line.name;
    supply.type = line.type;
    supply.devices = devices_of(line);
    supply.of_devices = !supply.devices.empty();
    supply.once = supply.of_devices && !line.files.empty();
    supply.count = line.count.value_or(supply.of_devices ? supply.devices.size() : std::max<std::size_t>(line.files.size(), 1));
    supply.variables = line.variables.value_or(supply.variables);
    MS_TRY(check_line(line, supply));
    if (!line.nodes.empty()) {
        auto nodes = ms::text::expand_hostlist(line.nodes);
        if (!nodes)
            return fail(Errc::generic, line.place.text() + ": NodeName=" + line.nodes + ": " + nodes.error().message);
        supply.nodes = std::move(*nodes);
    }
    return supply;
}

// ---- supplies from the machine

SpareDevice spare_of(const hardware::Gpu& gpu) {
    SpareDevice spare;
    spare.device.files = {gpu.file};
    spare.device.files.insert(spare.device.files.end(), gpu.more_files.begin(), gpu.more_files.end());
    spare.device.links = gpu.links;
    if (!gpu.instance.empty()) spare.device.unique_id = gpu.uuid;
    spare.kernel_cpus = gpu.cpus;
    return spare;
}

std::uint8_t variables_of(const hardware::Gpu& gpu) {
    return gpu.vendor == hardware::Vendor::amd ? core::GresConfig::rocr : core::GresConfig::cuda;
}

/// The machine's GPUs, one supply a type.
std::vector<Supply> detected_supplies(const Detected& detected) {
    std::vector<Supply> supplies;
    for (const auto& gpu : detected.gpus) {
        auto at = std::find_if(supplies.begin(), supplies.end(), [&](const Supply& s) { return s.type == gpu.type; });
        if (at == supplies.end()) {
            Supply supply;
            supply.name = "gpu";
            supply.type = gpu.type;
            supply.model = gpu.model;
            supply.variables = variables_of(gpu);
            supply.of_devices = supply.once = true;
            at = supplies.insert(at, std::move(supply));
        }
        at->devices.push_back(spare_of(gpu));
        ++at->count;
    }
    return supplies;
}

/// A line that names its files says less than the driver: what it does not say is taken from there.
void complete_by_machine(Supply& supply, const Detected& detected) {
    if (supply.name != "gpu") return;
    for (auto& spare : supply.devices) {
        const auto gpu = std::find_if(detected.gpus.begin(), detected.gpus.end(), [&](const hardware::Gpu& each) {
            return !spare.device.files.empty() && each.file == spare.device.files.front() && each.instance.empty();
        });
        if (gpu == detected.gpus.end()) continue;
        if (spare.cores.empty()) spare.kernel_cpus = gpu->cpus;
        if (supply.model.empty()) supply.model = gpu->model;
        if (!supply.line->variables) supply.variables = variables_of(*gpu);
    }
}

Result<std::vector<Supply>> all_supplies(const std::vector<GresLine>& lines, const Detected& detected) {
    std::vector<Supply> supplies;
    bool detecting = false;
    bool gpus_given = false;
    for (const GresLine& line : lines) {
        detecting = detecting || line.detect == GresLine::Detect::nvidia || line.detect == GresLine::Detect::amd;
        const bool only_detects = line.detect != GresLine::Detect::unsaid && line.files.empty() && !line.count;
        if (line.name.empty() && only_detects) continue;
        auto supply = supply_of(line);
        if (!supply) return Failure(supply.error());
        gpus_given = gpus_given || (line.name == "gpu" && !line.files.empty());
        supplies.push_back(std::move(*supply));
    }
    if (!detecting) return supplies;
    for (auto& supply : supplies) complete_by_machine(supply, detected);
    if (gpus_given) return supplies;
    auto found = detected_supplies(detected);
    supplies.insert(supplies.begin(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    return supplies;
}

// ---- to the nodes

void add_to(core::NodeConfig& node, core::GresConfig taken) {
    for (core::GresConfig& have : node.gres) {
        if (have.name != taken.name || have.type != taken.type) continue;
        have.count += taken.count;
        std::move(taken.devices.begin(), taken.devices.end(), std::back_inserter(have.devices));
        return;
    }
    node.gres.push_back(std::move(taken));
}

/// One entry of a node's Gres=. Without any gres line of that name it is only counted.
Result<void> give(DeclaredNode& node, const ms::GresRequest& wanted, std::vector<Supply>& supplies) {
    std::uint64_t missing = wanted.count;
    bool has_lines = false;
    for (Supply& supply : supplies) {
        if (supply.name != wanted.name || !supply.serves(node.config.name) || !supply.is_of(wanted.type)) continue;
        has_lines = true;
        const std::uint64_t count = std::min(missing, supply.count);
        if (count == 0) continue;
        auto taken = take(supply, count, node.config);
        if (!taken) return Failure(taken.error());
        if (!wanted.type.empty()) taken->type = wanted.type;
        add_to(node.config, std::move(*taken));
        missing -= count;
    }
    if (missing == 0) return {};
    if (has_lines)
        return fail(Errc::generic, node.line->place.text() + ": Gres=" + *node.line->gres + ": the gres lines have " +
                                       std::to_string(wanted.count - missing) + " of " + std::to_string(wanted.count) +
                                       " for node " + node.config.name);
    add_to(node.config, {wanted.name, wanted.type, wanted.count, {}, {}, {}});
    return {};
}

/// Links are told among all devices of a kind; where a node has only some of these, their places are not known.
void drop_partial_links(core::NodeConfig& node) {
    for (auto& line : node.gres)
        for (std::size_t i = 0; i < line.devices.size(); ++i) {
            auto& links = line.devices[i].links;
            if (links.size() != line.devices.size() || links[i] != -1) links.clear();
        }
}

Result<void> fill(DeclaredNode& node, std::vector<Supply>& supplies) {
    if (node.line->gres) {
        const auto wanted = ms::text::parse_gres(*node.line->gres);
        if (!wanted) return Failure(wanted.error());
        for (const auto& each : *wanted) MS_TRY(give(node, each, supplies));
        return {};
    }
    for (Supply& supply : supplies) {
        if (supply.count == 0 || !supply.serves(node.config.name)) continue;
        auto taken = take(supply, supply.count, node.config);
        if (!taken) return Failure(taken.error());
        add_to(node.config, std::move(*taken));
    }
    return {};
}

}  // namespace

Result<void> resolve_gres(std::vector<DeclaredNode>& nodes, const std::vector<GresLine>& lines,
                          const Detected& detected) {
    auto supplies = all_supplies(lines, detected);
    if (!supplies) return Failure(supplies.error());
    for (DeclaredNode& node : nodes) {
        MS_TRY(fill(node, *supplies));
        drop_partial_links(node.config);
        if (auto shared = core::share_gpus(node.config); !shared)
            return fail(Errc::generic, node.line->place.text() + ": " + shared.error().message);
    }
    return {};
}

}  // namespace msd::config

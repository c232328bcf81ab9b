// SPDX-License-Identifier: MIT
#include "daemon/exec/devices.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "daemon/core/site/site.hpp"
#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace msd::exec {
namespace {

using Indices = std::vector<std::uint32_t>;

bool is_of_gpus(const GresAllocation& held) { return held.name == "gpu" || core::is_share_of_gpus(held.name); }

/// The line of a GPU's index, and the device in it.
struct Found {
    const core::GresConfig* line = nullptr;
    const core::GresDevice* device = nullptr;
};
Found find_gpu(const core::NodeConfig* node, std::uint32_t index) {
    std::uint64_t first = 0;
    for (std::size_t i = 0; node && i < node->gres.size(); ++i) {
        const auto& line = node->gres[i];
        if (line.name != "gpu") continue;
        if (index < first + line.count) {
            const std::size_t at = index - first;
            return {&line, at < line.devices.size() ? &line.devices[at] : nullptr};
        }
        first += line.count;
    }
    return {};
}

/// N of /dev/nvidiaN, which is how the driver counts on the machine; else the index.
std::uint32_t number_of(const core::NodeConfig* node, std::uint32_t index) {
    constexpr std::string_view prefix = "/dev/nvidia";
    const Found found = find_gpu(node, index);
    if (!found.device || found.device->files.empty() || !found.device->files.front().starts_with(prefix)) return index;
    const auto number = text::parse_unsigned(std::string_view(found.device->files.front()).substr(prefix.size()));
    return number ? static_cast<std::uint32_t>(*number) : index;
}

std::uint8_t variables_of(const core::NodeConfig* node, std::uint32_t index) {
    const Found found = find_gpu(node, index);
    return found.line ? found.line->variables : std::uint8_t{core::GresConfig::all_variables};
}

// ---- --gpu-bind

struct Bind {
    enum class Kind { everything, closest, per_task, single, map, mask } kind = Kind::everything;
    std::uint64_t count = 1;         // per_task, single
    std::vector<std::string> list;   // map, mask
};
struct BindWord {
    std::string_view word;
    Bind::Kind kind;
};
constexpr BindWord bind_words[] = {{"per_task:", Bind::Kind::per_task}, {"single:", Bind::Kind::single},
                                   {"map_gpu:", Bind::Kind::map},       {"map:", Bind::Kind::map},
                                   {"mask_gpu:", Bind::Kind::mask},     {"mask:", Bind::Kind::mask},
                                   {"c", Bind::Kind::closest},          {"n", Bind::Kind::everything}};

/// srun has checked the text. Without it --gpus-per-task gives each task its own.
Bind bind_of(const StepSpec& spec) {
    std::string_view text = spec.gpu_bind;
    for (const std::string_view verbose : {"verbose,", "v,"})
        if (starts_with_ignoring_case(text, verbose)) text.remove_prefix(verbose.size());
    Bind bind;
    for (const auto& row : bind_words) {
        if (!starts_with_ignoring_case(text, row.word)) continue;
        bind.kind = row.kind;
        text.remove_prefix(row.word.size());
        bind.count = std::max<std::uint64_t>(1, text::parse_unsigned(text.substr(0, text.find(','))).value_or(1));
        bind.list = text::split_list(text);
        return bind;
    }
    for (const auto& request : spec.gpus_per_task) {
        if (request.name != "gpu") continue;
        if (bind.kind != Bind::Kind::per_task) bind = {Bind::Kind::per_task, 0, {}};
        bind.count += request.count;
    }
    return bind;
}

/// "3" or "2*4", four times the second.
std::vector<std::string> repeated(const std::vector<std::string>& list) {
    std::vector<std::string> items;
    for (const auto& item : list) {
        const auto star = item.find('*');
        const auto times = star == std::string::npos ? 1 : text::parse_unsigned(std::string_view(item).substr(star + 1)).value_or(1);
        items.insert(items.end(), std::min<std::uint64_t>(times, 4096), item.substr(0, star));
    }
    return items;
}

std::uint64_t value_of(std::string_view text, int base) {
    if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2), base = 16;
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

/// Of `all`, the ones whose position has its bit set.
Indices positions(const Indices& all, std::uint64_t bits) {
    Indices chosen;
    for (std::size_t i = 0; i < all.size() && i < 64; ++i)
        if (bits >> i & 1) chosen.push_back(all[i]);
    return chosen;
}

Indices closest(const Indices& all, const std::vector<std::uint32_t>& cpus, const core::NodeConfig* node) {
    Indices near;
    for (const std::uint32_t index : all) {
        const Found found = find_gpu(node, index);
        if (!found.device) continue;
        const auto is_of_task = [&](std::uint32_t cpu) {
            const std::uint32_t kernel = cpu < node->kernel_cpus.size() ? node->kernel_cpus[cpu] : cpu;
            return contains(cpus, kernel);
        };
        if (std::any_of(found.device->cpus.begin(), found.device->cpus.end(), is_of_task)) near.push_back(index);
    }
    return near.empty() ? all : near;
}

/// The next `count` for each task, none where they have run out.
Indices own_of(const Indices& all, std::uint32_t local, std::uint64_t count) {
    const auto first = std::min<std::uint64_t>(local * count, all.size());
    const auto last = std::min<std::uint64_t>(first + count, all.size());
    return {all.begin() + static_cast<std::ptrdiff_t>(first), all.begin() + static_cast<std::ptrdiff_t>(last)};
}

// ---- values

struct VariableRow {
    std::uint8_t flag;
    const char* name;
};
constexpr VariableRow variable_rows[] = {{core::GresConfig::cuda, "CUDA_VISIBLE_DEVICES"},
                                         {core::GresConfig::rocr, "ROCR_VISIBLE_DEVICES"},
                                         {core::GresConfig::ze, "ZE_AFFINITY_MASK"},
                                         {core::GresConfig::opencl, "GPU_DEVICE_ORDINAL"}};

/// How a library that counts the devices `seen` calls this one.
std::string called(std::uint32_t index, const Indices& seen, const core::NodeConfig* node, bool closed) {
    const Found found = find_gpu(node, index);
    if (found.device && !found.device->unique_id.empty()) return found.device->unique_id;
    if (!closed) return std::to_string(number_of(node, index));
    return std::to_string(std::find(seen.begin(), seen.end(), index) - seen.begin());
}

/// Parts of a GPU as the percentage that NVIDIA's service holds a process to.
std::optional<std::uint64_t> percentage(const NodeAllocation& part, const core::NodeConfig* node) {
    for (const auto& held : part.gres) {
        if (held.name != "mps" || held.indices.empty() || !node) continue;
        std::uint64_t first = 0;
        for (const auto& line : node->gres) {
            if (line.name == "gpu" && line.type != held.type) first += line.count;
            if (line.name != "mps" || line.type != held.type) continue;
            const std::size_t device = held.indices.front() - first;
            if (device < line.shares.size() && line.shares[device]) return held.count * 100 / line.shares[device];
        }
    }
    return std::nullopt;
}

void append_files(std::vector<std::string>& to, const core::GresDevice& device) {
    for (const auto& file : device.files)
        if (!contains(to, file)) to.push_back(file);
}

}  // namespace

const core::NodeConfig* find_node(const core::ClusterConfig& config, const std::string& name) {
    const auto at = std::find_if(config.nodes.begin(), config.nodes.end(),
                                 [&](const core::NodeConfig& node) { return node.name == name; });
    return at == config.nodes.end() ? nullptr : &*at;
}

Indices gpu_indices(const NodeAllocation& part) {
    Indices all;
    for (const auto& held : part.gres)
        if (is_of_gpus(held)) all.insert(all.end(), held.indices.begin(), held.indices.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

std::string gpu_numbers(const Indices& indices, const core::NodeConfig* node) {
    std::string list;
    for (const std::uint32_t index : indices) list += (list.empty() ? "" : ",") + std::to_string(number_of(node, index));
    return list;
}

std::uint64_t gpu_count(const NodeAllocation& part) {
    std::uint64_t counted = 0;
    for (const auto& held : part.gres)
        if (held.name == "gpu") counted += held.count;
    return std::max<std::uint64_t>(counted, gpu_indices(part).size());
}

Indices gpus_of_task(const StepSpec& spec, const NodeAllocation& part, std::uint32_t local,
                     const std::vector<std::uint32_t>& cpus, const core::NodeConfig* node) {
    const Indices all = gpu_indices(part);
    const Bind bind = bind_of(spec);
    if (all.empty()) return all;
    const auto items = repeated(bind.list);
    switch (bind.kind) {
        case Bind::Kind::everything: return all;
        case Bind::Kind::closest: return closest(all, cpus, node);
        case Bind::Kind::per_task: return own_of(all, local, bind.count);
        case Bind::Kind::single: return {all[local / bind.count % all.size()]};
        case Bind::Kind::map: return items.empty() ? all : Indices{all[value_of(items[local % items.size()], 10) % all.size()]};
        case Bind::Kind::mask: return items.empty() ? all : positions(all, value_of(items[local % items.size()], 16));
    }
    return all;
}

std::vector<std::pair<std::string, std::string>> device_values(const Indices& own, const NodeAllocation& part,
                                                               const core::NodeConfig* node, bool closed) {
    std::vector<std::pair<std::string, std::string>> values;
    for (const auto& row : variable_rows) {
        const auto has = [&](std::uint32_t index) { return (variables_of(node, index) & row.flag) != 0; };
        Indices seen;
        for (const std::uint32_t index : gpu_indices(part))
            if (has(index)) seen.push_back(index);
        std::string list;
        for (const std::uint32_t index : own)
            if (has(index)) list += (list.empty() ? "" : ",") + called(index, seen, node, closed);
        if (!list.empty()) values.emplace_back(row.name, list);
    }
    if (const auto percent = percentage(part, node)) values.emplace_back("CUDA_MPS_ACTIVE_THREAD_PERCENTAGE", std::to_string(*percent));
    return values;
}

std::vector<std::string> device_files(const NodeAllocation& part, const core::NodeConfig& node) {
    std::vector<std::string> files;
    for (const std::uint32_t index : gpu_indices(part))
        if (const Found found = find_gpu(&node, index); found.device) append_files(files, *found.device);
    for (const auto& held : part.gres) {
        if (is_of_gpus(held)) continue;
        for (const auto& line : node.gres)
            for (const std::uint32_t index : held.indices)
                if (line.name == held.name && line.type == held.type && index < line.devices.size()) append_files(files, line.devices[index]);
    }
    return files;
}

std::vector<std::string> all_device_files(const core::NodeConfig& node) {
    std::vector<std::string> files;
    for (const auto& line : node.gres)
        for (const auto& device : line.devices) append_files(files, device);
    return files;
}

}  // namespace msd::exec

// SPDX-License-Identifier: MIT
// Submit options that ask for memory, generic resources and TRES.
#include <algorithm>

#include "libms/options/submit_gpu_counts.hpp"
#include "libms/options/submit_setters.hpp"
#include "libms/options/submit_table.hpp"
#include "libms/text/number.hpp"
#include "libms/text/size.hpp"
#include "libms/text/tres.hpp"

namespace ms::options::submit {
namespace {

Result<void> ask_memory(SubmitSettings& s, std::string_view value, std::string_view name, MemoryAsked& to) {
    const auto amount = text::parse_megabytes(value);
    if (!amount) return invalid(name);
    to = {*amount, s.source};
    return {};
}

Result<void> ask_gres(SubmitSettings& s, Result<std::vector<GresRequest>> requests, std::vector<GresRequest>& to) {
    if (requests)
        to = std::move(*requests);
    else
        s.bad_gres = requests.error();
    return {};
}

Result<void> ask_gpus(SubmitSettings& s, std::string_view value, std::vector<GresRequest>& to) {
    if (value.empty()) {
        to.clear();
        return {};
    }
    return ask_gres(s, text::parse_gpus(value), to);
}

bool by_user(const MemoryAsked& asked) { return asked.amount && asked.source != Source::environment; }

std::string with_colons(std::string text) {
    std::replace(text.begin(), text.end(), '=', ':');
    return text;
}

std::pair<std::vector<GresRequest>, std::vector<GresRequest>> gpus_and_others(const std::vector<GresRequest>& all) {
    std::pair<std::vector<GresRequest>, std::vector<GresRequest>> parts;
    for (const GresRequest& each : all) (is_gpu(each) ? parts.first : parts.second).push_back(each);
    return parts;
}

}  // namespace

Result<void> mem(SubmitSettings& s, std::string_view v) { return ask_memory(s, v, "mem", s.memory_per_node); }
Result<void> mem_per_cpu(SubmitSettings& s, std::string_view v) {
    return ask_memory(s, v, "mem-per-cpu", s.memory_per_cpu);
}
Result<void> mem_per_gpu(SubmitSettings& s, std::string_view v) {
    return ask_memory(s, v, "mem-per-gpu", s.memory_per_gpu);
}

Result<void> tmp(SubmitSettings& s, std::string_view value) {
    const auto size = text::parse_megabytes(value);
    if (!size) return invalid("tmp");
    s.spec.tmp_disk = *size;
    return {};
}

Result<void> gres(SubmitSettings& s, std::string_view value) {
    if (one_of(value, "help list")) {
        s.list_gres = true;
        return {};
    }
    return ask_gres(s, text::parse_gres(value), s.gres);
}

Result<void> gpus(SubmitSettings& s, std::string_view v) { return ask_gpus(s, v, s.spec.gpus); }
Result<void> gpus_per_node(SubmitSettings& s, std::string_view v) { return ask_gpus(s, v, s.gpus_per_node); }
Result<void> gpus_per_socket(SubmitSettings& s, std::string_view v) { return ask_gpus(s, v, s.spec.gpus_per_socket); }
Result<void> gpus_per_task(SubmitSettings& s, std::string_view v) { return ask_gpus(s, v, s.spec.gpus_per_task); }

Result<void> tres_per_task(SubmitSettings& s, std::string_view value) {
    // cpu:2,gres/gpu:a100:1,license/ansys:1 (or with '='). Memory, bandwidth and their like are no part of a task.
    std::vector<std::string> gres, licenses;
    for (const std::string& part : text::split_list(value)) {
        const std::size_t split = part.find_first_of(":=");
        const std::string name = part.substr(0, split);
        const std::string rest = split == std::string::npos ? "" : part.substr(split + 1);
        if (rest.empty()) return invalid("tres-per-task");
        if (name == "cpu") MS_TRY((count<"tres-per-task", &JobSpec::cpus_per_task>(s, rest)));
        else if (name.starts_with("gres/")) gres.push_back(name.substr(5) + ":" + with_colons(rest));
        else if (name.starts_with("license/")) licenses.push_back(name.substr(8) + ":" + rest);
        else return invalid("tres-per-task");
    }
    if (!gres.empty()) MS_TRY(ask_gres(s, text::parse_gres(text::join(gres)), s.spec.gpus_per_task));
    if (const auto parsed = text::parse_licenses(text::join(licenses)); !licenses.empty() && !parsed) return invalid("tres-per-task");
    if (!licenses.empty()) keep_option(text::licenses_per_task, text::join(licenses), s.spec);
    return {};
}

Result<void> settle_memory(SubmitSettings& s) {
    struct Way {
        MemoryKind kind;
        const MemoryAsked& asked;
    };
    const Way ways[] = {{MemoryKind::per_node, s.memory_per_node},
                        {MemoryKind::per_cpu, s.memory_per_cpu},
                        {MemoryKind::per_gpu, s.memory_per_gpu}};
    int users = 0, all = 0;
    for (const Way& way : ways) {
        users += by_user(way.asked) ? 1 : 0;
        all += way.asked.amount ? 1 : 0;
    }
    if (users > 1)
        return fail(Errc::fatal, "--mem, --mem-per-cpu, and --mem-per-gpu are mutually exclusive.");
    if (users == 0 && all > 1)
        return fail(Errc::fatal,
                    "SLURM_MEM_PER_CPU, SLURM_MEM_PER_GPU, and SLURM_MEM_PER_NODE are mutually exclusive.");
    for (const Way& way : ways) {
        if (!way.asked.amount || (users == 1 && !by_user(way.asked))) continue;
        s.spec.memory_kind = way.kind;
        s.spec.memory = *way.asked.amount;
    }
    return {};
}

Result<void> check_gpu_terms(const SubmitSettings& s) {
    const bool no_gpus = !gpus_among(s.spec.gpus) && !gpus_among(s.spec.gpus_per_task) &&
                         !gpus_among(s.spec.gpus_per_socket) && !gpus_among(s.spec.gres);
    if (!no_gpus) return check_gpu_counts(s.spec);
    if (s.spec.memory_kind == MemoryKind::per_gpu && s.spec.memory.value)
        return invalid_gres("Requested mem_per_tres=gres:gpu:" + std::to_string(s.spec.memory.value) + " but did not request any GPU.");
    if (s.spec.tasks_per_gpu && !s.spec.tasks && !s.spec.min_nodes)
        return invalid_gres("gres_job_state_validate: --ntasks-per-tres needs either a GRES GPU specification or a node/ntask specification");
    return {};
}

Result<void> settle_gres(SubmitSettings& s) {
    if (s.bad_gres) return Failure(*s.bad_gres);
    const auto [gpus, others] = gpus_and_others(s.gres);
    if (!gpus.empty() && !s.gpus_per_node.empty() && gpus != s.gpus_per_node)
        return fail(Errc::fatal, "--gres=gpu and --gpus-per-node ask for different GPUs of a node; give one of them.");
    if (s.spec.cpus_per_gpu != 0 && s.spec.cpus_per_task != 0)
        return invalid_gres("--cpus-per-gpu is mutually exclusive with --cpus-per-task");
    s.spec.gpus_per_node = s.gpus_per_node;
    s.spec.gres = s.gres;
    if (!s.gpus_per_node.empty()) {
        s.spec.gres = others;
        s.spec.gres.insert(s.spec.gres.end(), s.gpus_per_node.begin(), s.gpus_per_node.end());
    }
    return {};
}

}  // namespace ms::options::submit

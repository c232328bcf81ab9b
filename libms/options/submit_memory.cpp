// SPDX-License-Identifier: MIT
// Submit options that ask for memory, generic resources and TRES.
#include "libms/options/submit_setters.hpp"
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

Result<void> ask_gpus(std::string_view value, std::string_view name, std::vector<GresRequest>& to) {
    auto requests = text::parse_gpus(value);
    if (!requests) return invalid(name);
    to = std::move(*requests);
    return {};
}

bool by_user(const MemoryAsked& asked) { return asked.amount && asked.source != Source::environment; }

bool has_gpu(const std::vector<GresRequest>& requests) {
    return std::any_of(requests.begin(), requests.end(), [](const GresRequest& each) { return each.name == "gpu"; });
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
    auto requests = text::parse_gres(value);
    if (!requests) return Failure(requests.error());
    s.gres = std::move(*requests);
    return {};
}

Result<void> gpus(SubmitSettings& s, std::string_view v) { return ask_gpus(v, "gpus", s.spec.gpus); }
Result<void> gpus_per_node(SubmitSettings& s, std::string_view v) { return ask_gpus(v, "gpus-per-node", s.gpus_per_node); }
Result<void> gpus_per_socket(SubmitSettings& s, std::string_view v) {
    return ask_gpus(v, "gpus-per-socket", s.spec.gpus_per_socket);
}
Result<void> gpus_per_task(SubmitSettings& s, std::string_view v) {
    return ask_gpus(v, "gpus-per-task", s.spec.gpus_per_task);
}

Result<void> tres_per_task(SubmitSettings& s, std::string_view value) {
    // cpu:2,gres/gpu:a100:1 (or with '='): the CPUs and GPUs of a task; other resources are no part of a task here
    for (const std::string& part : text::split_list(value)) {
        const std::size_t split = part.find_first_of(":=");
        const std::string name = part.substr(0, split);
        const std::string rest = split == std::string::npos ? "" : part.substr(split + 1);
        if (name == "cpu") {
            MS_TRY((count<"tres-per-task", &JobSpec::cpus_per_task>(s, rest)));
        } else if (name == "gres/gpu" && split != std::string::npos) {
            MS_TRY(ask_gpus(rest, "tres-per-task", s.spec.gpus_per_task));
        } else {
            return invalid("tres-per-task");
        }
    }
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

Result<void> settle_gres(SubmitSettings& s) {
    if (has_gpu(s.gres) && !s.gpus_per_node.empty())
        return fail(Errc::fatal, "--gres=gpu and --gpus-per-node both ask for the GPUs of a node; give one of them.");
    if (s.spec.cpus_per_gpu != 0 && s.spec.cpus_per_task != 0)
        return fail(Errc::invalid_gres, "--cpus-per-gpu is mutually exclusive with --cpus-per-task\n" +
                                            std::string(error_text(Errc::invalid_gres)));
    s.spec.gpus_per_node = s.gpus_per_node;
    s.spec.gres = s.gres;
    s.spec.gres.insert(s.spec.gres.end(), s.gpus_per_node.begin(), s.gpus_per_node.end());
    return {};
}

}  // namespace ms::options::submit

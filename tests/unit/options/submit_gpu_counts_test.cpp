// SPDX-License-Identifier: MIT
// What real Slurm 22.05's sbatch was seen to say of numbers of GPUs beside each other; "" = it took them.
#include "libms/options/submit_gpu_counts.hpp"

#include <gtest/gtest.h>

#include "libms/text/tres.hpp"

namespace ms::options::submit {
namespace {

struct Asked {
    const char* gpus = "";
    const char* per_node = "";
    const char* per_socket = "";
    const char* per_task = "";
    std::uint32_t min_nodes = 0, max_nodes = 0, sockets = 0, tasks = 0, tasks_per_node = 0;
};
struct Row {
    Asked asked;
    const char* said;
};
constexpr const char* of_tasks = "Failed to validate job spec. Based on --gpus and --gpus-per-task number of requested tasks differ";
constexpr const char* of_sockets = "Failed to validate job spec. Based on --gres=gpu/--gpus-per-node and --gpus-per-socket required";
constexpr const char* without_tasks = "Failed to validate job spec. --gpus-per-task used without either --gpus or -n/--ntasks is not";
const Row rows[] = {
    {{.gpus = "4", .per_node = "2"}, ""},
    {{.gpus = "4", .per_node = "2", .min_nodes = 2}, ""},
    {{.gpus = "4", .per_node = "2", .min_nodes = 1, .max_nodes = 3}, ""},
    {{.gpus = "4", .per_node = "2", .min_nodes = 1}, "Failed to validate job spec. Based on --gpu and --gres=gpu/--gpus-per-node "
      "required nodes (2) doesn't fall between min_nodes (1) and max_nodes (1) boundaries."},
    {{.gpus = "4", .per_node = "2", .min_nodes = 3, .max_nodes = 4}, "Failed to validate job spec. Based on --gpu and "
      "--gres=gpu/--gpus-per-node required nodes (2) doesn't fall between min_nodes (3) and max_nodes (4) boundaries."},
    {{.gpus = "3", .per_node = "2", .min_nodes = 1}, "Failed to validate job spec, --gpus is not multiple of --gres=gpu/--gpus-per-node"},
    {{.gpus = "1", .per_node = "2"}, "Failed to ensure --gpus >= --gres=gpu/--gpus-per-node >= --gpus-per-socket"},
    {{.gpus = "a:4", .per_node = "2"}, "Invalid GRES specification (with and without type identification)"},
    {{.gpus = "6", .per_task = "2", .tasks = 2}, of_tasks},
    {{.gpus = "6", .per_task = "2", .tasks = 3}, ""},
    {{.gpus = "5", .per_task = "2"}, "Failed to validate job spec, --gpus not multiple of --gpus-per-task"},
    {{.per_task = "1"}, without_tasks},
    {{.per_node = "1", .per_task = "1"}, without_tasks},
    {{.gpus = "b:1", .per_task = "a:1"}, without_tasks},
    {{.per_task = "1", .tasks = 2}, ""},
    {{.per_task = "1", .min_nodes = 2}, ""},
    {{.per_task = "1", .tasks_per_node = 2}, ""},
    {{.per_node = "4", .per_task = "3", .tasks = 1}, "Failed to validate job spec, --gres=gpu/--gpus-per-node not multiple of --gpus-per-task."},
    {{.per_node = "4", .per_task = "2", .min_nodes = 1, .tasks_per_node = 1}, "Failed to validate job spec. Based on "
      "--gres=gpu/--gpus-per-node and --gpus-per-task requested number of tasks per node differ"},
    {{.per_node = "4", .per_task = "2", .min_nodes = 1, .tasks = 3}, ""},
    {{.per_socket = "1"}, "--gpus-per-socket option requires --sockets-per-node specification"},
    {{.per_socket = "1", .sockets = 2}, ""},
    {{.gpus = "4", .per_socket = "3", .sockets = 2}, ""},
    {{.per_node = "4", .per_socket = "2", .sockets = 2}, ""},
    {{.per_node = "3", .per_socket = "2", .sockets = 2}, "Failed to validate job spec, --gres=gpu/--gpus-per-node not multiple of --gpus-per-socket."},
    {{.per_node = "3", .per_socket = "1", .sockets = 2}, of_sockets},
};

JobSpec spec_of(const Asked& asked) {
    JobSpec spec;
    const auto put = [](const char* text, std::vector<GresRequest>& to) {
        if (*text) to = *text::parse_gpus(text);
    };
    put(asked.gpus, spec.gpus);
    put(asked.per_node, spec.gres);
    put(asked.per_socket, spec.gpus_per_socket);
    put(asked.per_task, spec.gpus_per_task);
    spec.min_nodes = asked.min_nodes;
    spec.max_nodes = asked.max_nodes;
    spec.sockets_per_node = asked.sockets;
    spec.tasks = asked.tasks;
    spec.tasks_per_node = asked.tasks_per_node;
    return spec;
}

TEST(GpuCounts, GoTogetherOrAreRefusedInSlurmsWords) {
    for (const Row& row : rows) {
        const auto checked = check_gpu_counts(spec_of(row.asked));
        const std::string said = checked ? "" : checked.error().message;
        const std::string wanted = row.said;
        EXPECT_EQ(said.substr(0, wanted.size()), wanted) << &row - rows;
        EXPECT_EQ(said.empty(), wanted.empty()) << said;
        EXPECT_TRUE(said.empty() || said.ends_with("\nInvalid generic resource (gres) specification")) << said;
    }
}

}  // namespace
}  // namespace ms::options::submit

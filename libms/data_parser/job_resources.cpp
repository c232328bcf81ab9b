// SPDX-License-Identifier: MIT
// What a job holds of each node, down to its cores.
#include <algorithm>
#include <map>

#include "libms/data_parser/field.hpp"
#include "libms/data_parser/records.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/job.hpp"

namespace ms::data_parser {
namespace {

/// How a node's CPU numbers are divided: by threads into cores, and these by sockets.
struct Shape {
    std::uint32_t threads = 1;
    std::uint32_t cores = 1;
};
Shape shape_of(const View& view, const std::string& node, std::uint32_t highest_cpu) {
    if (view.nodes)
        for (const NodeInfo& each : *view.nodes)
            if (each.name == node) return {std::max(1u, each.threads_per_core), std::max(1u, each.cores_per_socket)};
    return {1, highest_cpu + 1};
}

using Sockets = std::map<std::uint32_t, std::vector<std::uint32_t>>;  // cores by socket

Sockets sockets_of(const NodeAllocation& part, const View& view) {
    const Shape shape = shape_of(view, part.node, part.cpus.empty() ? 0 : part.cpus.back());
    Sockets sockets;
    for (const std::uint32_t cpu : part.cpus) {
        const std::uint32_t core = cpu / shape.threads;
        auto& cores = sockets[core / shape.cores];
        if (cores.empty() || cores.back() != core % shape.cores) cores.push_back(core % shape.cores);
    }
    return sockets;
}

void write_sockets(Writer& out, const NodeAllocation& part, const View& view) {
    out.begin_list();
    for (const auto& [socket, cores] : sockets_of(part, view)) {
        out.begin_object();
        out.key("index");
        out.integer(socket);
        out.key("cores");
        out.begin_list();
        for (const std::uint32_t core : cores) {
            out.begin_object();
            out.key("index");
            out.integer(core);
            out.key("status");
            Value(Words{"ALLOCATED"}).write(out);
            out.end_object();
        }
        out.end_list();
        out.end_object();
    }
    out.end_list();
}

/// Up to v0.0.40 sockets and cores are objects whose keys are numbers.
void write_socket_keys(Writer& out, const NodeAllocation& part, const View& view) {
    out.begin_object();
    for (const auto& [socket, cores] : sockets_of(part, view)) {
        out.key(std::to_string(socket));
        out.begin_object();
        out.key("cores");
        out.begin_object();
        for (const std::uint32_t core : cores) {
            out.key(std::to_string(core));
            out.text("allocated");
        }
        out.end_object();
        out.end_object();
    }
    out.end_object();
}

struct Part {
    const NodeAllocation& allocation;
    const View& view;
    std::size_t index;
};

constexpr Field<Part> part_fields[] = {
    {"sockets", [](const Part& p) -> Value { return Nested{[&p](Writer& out) { write_socket_keys(out, p.allocation, p.view); }}; }, 0, 40},
    {"nodename", [](const Part& p) -> Value { return p.allocation.node; }, 0, 40},
    {"cpus_used", [](const Part&) -> Value { return 0; }, 0, 40},
    {"memory_used", [](const Part&) -> Value { return 0; }, 0, 40},
    {"memory_allocated", [](const Part& p) -> Value { return p.allocation.memory.value; }, 0, 40},
    {"index", [](const Part& p) -> Value { return p.index; }, 41},
    {"name", [](const Part& p) -> Value { return p.allocation.node; }, 41},
    {"cpus/count", [](const Part& p) -> Value { return p.allocation.cpus.size(); }, 41},
    {"cpus/used", [](const Part&) -> Value { return 0; }, 41},
    {"memory/used", [](const Part&) -> Value { return 0; }, 41},
    {"memory/allocated", [](const Part& p) -> Value { return p.allocation.memory.value; }, 41},
    {"sockets", [](const Part& p) -> Value { return Nested{[&p](Writer& out) { write_sockets(out, p.allocation, p.view); }}; }, 41},
};

Value parts(const JobRecord& record) {
    return Nested{[&record](Writer& out) {
        out.begin_list();
        std::size_t index = 0;
        for (const NodeAllocation& each : record.job.allocation)
            write_record(out, std::span<const Field<Part>>(part_fields), Part{each, record.view, index++});
        out.end_list();
    }};
}

std::size_t cpus_held(const JobRecord& record) {
    std::size_t sum = 0;
    for (const NodeAllocation& part : record.job.allocation) sum += part.cpus.size();
    return sum;
}

constexpr Field<JobRecord> fields[] = {
    {"nodes", [](const JobRecord& r) -> Value { return text::shown_nodes(r.job); }, 0, 40},
    {"allocated_cpus", [](const JobRecord& r) -> Value { return cpus_held(r); }, 0, 40},
    {"allocated_hosts", [](const JobRecord& r) -> Value { return r.job.allocation.size(); }, 0, 40},
    {"allocated_nodes", parts, 0, 40},
    {"select_type", [](const JobRecord&) -> Value { return Words{"CPU", "MEMORY"}; }, 41},
    {"nodes/count", [](const JobRecord& r) -> Value { return r.job.allocation.size(); }, 41},
    {"nodes/select_type",
     [](const JobRecord& r) -> Value {
         return Words{r.job.spec->exclusive == Exclusive::node ? "ROW" : "AVAILABLE"};
     }, 41},
    {"nodes/list", [](const JobRecord& r) -> Value { return text::shown_nodes(r.job); }, 41},
    {"nodes/whole", [](const JobRecord& r) -> Value { return r.job.spec->exclusive == Exclusive::node; }, 41},
    {"nodes/allocation", parts, 41},
    {"cpus", [](const JobRecord& r) -> Value { return cpus_held(r); }, 41},
    {"threads_per_core", [](const JobRecord& r) -> Value { return asked_number(r.job.spec->threads_per_core); }, 41},
};

}  // namespace

void write_job_resources(Writer& out, const JobRecord& record) {
    if (record.job.allocation.empty()) {
        out.begin_object();
        out.end_object();
        return;
    }
    write_record(out, std::span<const Field<JobRecord>>(fields), record);
}

}  // namespace ms::data_parser

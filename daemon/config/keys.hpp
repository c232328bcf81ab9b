// SPDX-License-Identifier: MIT
// The keys of msd.conf as tables: the reader, its messages and msd.conf(5) all come from the same rows.
//
// A key belongs to one kind of line. NodeName, PartitionName and Name (of a gres line) begin lines of their own; all
// other keys are the site's. Keys that slurm.conf files carry and that mean nothing here are rows too (inert_keys),
// so that an admin's file is read as it is and says at once what of it has no effect.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/conf_text.hpp"
#include "daemon/config/settings.hpp"
#include "daemon/core/site/cluster.hpp"

namespace msd::config {

enum class Section { site, node, partition, gres };

/// What one line fills. `ignored` collects words inside an accepted value that have no effect: "CR_Pack_Nodes".
struct Filled {
    Place place;
    std::vector<std::string> ignored;
};

/// All lines that are none of the kinds below, together.
struct Site : Filled {
    core::ClusterConfig cluster;             // without nodes and partitions
    std::optional<core::SitePolicy> policy;  // unset: by whether there is a file
    DaemonSettings daemon;
    bool whole_nodes = false;                // SelectType=select/linear
    std::uint32_t virtual_nodes = 0;         // 0 = not asked for
};

struct NodeLine : Filled {
    std::string names;  // hostlists
    std::string addresses;
    std::string host_names;
    std::optional<std::uint32_t> cpus, boards, sockets, sockets_per_board, cores_per_socket, threads_per_core;
    std::optional<ms::Megabytes> memory, tmp_disk;
    std::uint32_t weight = 1;
    std::vector<std::string> features;
    std::optional<std::string> gres;
    std::string state = "UNKNOWN";
    std::string reason;
};

struct PartitionLine : Filled {
    std::string nodes;  // a hostlist or ALL
    core::PartitionConfig config;
};

struct GresLine : Filled {
    std::string nodes;  // a hostlist; empty = every node
    std::string name;
    std::string type;
    std::optional<std::uint64_t> count;
    std::vector<std::string> files;
    bool many_files_a_device = false;    // MultipleFiles: all of them are one device's
    std::vector<std::uint32_t> cores;    // of the node, near each of the line's devices
    std::vector<std::int32_t> links;
    bool count_only = false;             // Flags=CountOnly
    std::optional<std::uint8_t> variables;  // Flags=…_env: GresConfig::Variables
    enum class Detect : std::uint8_t { unsaid, off, nvidia, amd };
    Detect detect = Detect::unsaid;      // AutoDetect
};

template <class Line>
struct Key {
    std::string_view name;
    bool (*apply)(Line& line, std::string_view value);  // false: not an allowed value
    std::string_view allowed;                           // completes "must be …"
    std::string_view meaning;                           // for msd.conf(5)
};

std::span<const Key<Site>> site_keys();
std::span<const Key<NodeLine>> node_keys();
std::span<const Key<PartitionLine>> partition_keys();
std::span<const Key<GresLine>> gres_keys();

/// Accepted without effect. A name ending in '*' stands for every key that begins so.
struct InertKey {
    Section section;
    std::string_view name;
    std::string_view why;
};
std::span<const InertKey> inert_keys();
const InertKey* find_inert(Section section, std::string_view key);

}  // namespace msd::config

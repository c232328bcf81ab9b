// SPDX-License-Identifier: MIT
// From msd.conf, or from nothing but the machine, to what the daemon runs with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/config/detect.hpp"
#include "daemon/config/settings.hpp"
#include "daemon/core/site/cluster.hpp"

namespace msd::config {

struct Loaded {
    core::ClusterConfig cluster;
    DaemonSettings daemon;
    std::vector<std::string> warnings;  // "FILE:LINE: …" where they have a place
    std::vector<std::string> inert;     // keys and words that were read and have no effect, each once
    std::vector<ms::Notice> notices;    // limits that can not be held: the machine's and the configuration's
};

/// Without a file: one node named by the host, one default partition "debug" without limits, an even share of memory
/// for each CPU, and lenient about names. With one, only what it declares: nodes, partitions and GPUs it does not
/// mention are detected as without. A gres.conf beside the file is read too. `virtual_nodes` over VirtualNodes of the
/// file when it is not 0.
/// Error: Errc::generic, "FILE:LINE: KEY=VALUE: must be …" or what is wrong with the whole.
ms::Result<Loaded> load(const std::optional<std::string>& path, const Detected& detected,
                        std::uint32_t virtual_nodes = 0);

/// $MSD_NODES, for a daemon of one user. 0: not given. Error: not a number of nodes.
ms::Result<std::uint32_t> virtual_nodes_asked();

/// The file to read: $MSD_CONF, else /etc/msd/msd.conf in system mode or ~/.config/msd/msd.conf in user mode when
/// that file exists. An empty MSD_CONF means no file.
std::optional<std::string> find_config(bool system_mode);

}  // namespace msd::config

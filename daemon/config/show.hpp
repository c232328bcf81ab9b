// SPDX-License-Identifier: MIT
// The configuration in force, in Slurm's names and order: scontrol show config.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "daemon/config/load.hpp"

namespace msd::config {

/// What a daemon knows of itself beside its configuration.
struct ShownFacts {
    std::string conf_path;
    std::string host;
    std::string state_dir;
    std::string spool_dir;
    std::string log_file;
    ms::Time started;
    std::uint32_t next_job_id = 0;
    std::string user;  // name(uid)
};

/// A key with one value here, whatever a file says.
struct FixedRow {
    const char* name;
    const char* value;
};
std::span<const FixedRow> fixed_rows();

/// By name, without regard to case.
std::vector<std::pair<std::string, std::string>> shown_config(const core::ClusterConfig& cluster,
                                                             const DaemonSettings& daemon, const ShownFacts& facts);

/// What sacctmgr show configuration prints of slurmdbd's keys, in its order.
std::vector<std::pair<std::string, std::string>> shown_accounting(const DaemonSettings& daemon, const ShownFacts& facts);

}  // namespace msd::config

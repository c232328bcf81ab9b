// SPDX-License-Identifier: MIT
// What msd.conf says to the daemon itself; what it says of the cluster is core::ClusterConfig.
#pragma once

#include <string>

#include "daemon/exec/group_policy.hpp"
#include "daemon/log/log.hpp"
#include "daemon/store/retention.hpp"
#include "libms/base/units.hpp"

namespace msd::config {

/// How submitters are told of what becomes of their jobs.
struct MailSettings {
    std::string program;  // MailProg; empty = the system's mail
    std::string domain;   // MailDomain, behind names without one; empty = none
    std::string server;   // MailServer, smtp://HOST:PORT in place of a program
};

struct DaemonSettings {
    log::Level log_level = log::Level::info;  // SlurmctldDebug
    std::string log_file;                     // SlurmctldLogFile; empty = where this mode logs
    std::string state_dir;                    // StateSaveLocation; empty = the mode's own
    ms::Seconds sample_interval{30};          // JobAcctGatherFrequency: how often a job's usage is read; 0 = at its end
    ms::Seconds login_timeout{10};            // GetEnvTimeout: how long a login shell may take to tell its environment
    bool enforce_memory = true;               // JobAcctGatherParams: end jobs that use more memory than they asked for
    MailSettings mail;
    store::Retention retention;               // Purge…After, Archive…: how long records are kept
    bool bind_to_cpus = true;                 // TaskPlugin; false also when more CPUs are declared than there are
    exec::GroupPolicy groups;                 // CgroupRoot, Constrain…
};

}  // namespace msd::config

// SPDX-License-Identifier: MIT
// msd doctor: what was found of the machine, what msd can hold jobs to here and what not, and for each shortfall the one
// command or line that mends it. gather() asks the machine; examine() judges, from nothing but what was gathered.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/config/arguments.hpp"
#include "daemon/config/detect.hpp"
#include "daemon/config/load.hpp"
#include "libms/base/clock.hpp"
#include "libms/model/messages.hpp"

namespace msd::doctor {

using namespace ms;

/// A directory that msd writes to, or the nearest one above it that exists.
struct Directory {
    std::string path;
    bool writable = false;
    std::uint64_t free_megabytes = 0;
};

struct Facts {
    bool system = false;                     // --system was asked for
    bool root = false;
    std::string user;                        // empty: this uid has no name
    config::Detected detected;
    std::string nvidia_driver;               // its version; empty = not reached
    std::string nvidia_trouble;              // why, where there is NVIDIA hardware
    std::vector<std::string> missing_files;  // of detected GPUs
    bool systemd = false;                    // is process 1
    std::string config_path;                 // empty = none
    std::string config_trouble;              // why it does not load
    std::vector<std::string> config_warnings;
    std::vector<Notice> notices;             // what can not be held, by configuration and machine
    Directory state;
    Directory spool;
    Time now;
    Time boot;
    std::optional<PingReply> daemon;         // of the one that answers
    std::string daemon_trouble;              // why none does
};

struct Finding {
    enum class Mark : char { fact = ' ', not_held = '-', wrong = '!' };
    Mark mark = Mark::fact;
    std::string topic;
    std::string text;
    std::string remedy;  // one command or line; empty only for facts
};

Facts gather(const config::Arguments& arguments, Time now);
std::vector<Finding> examine(const Facts& facts);
/// One line each, its remedy below it.
std::string render(const std::vector<Finding>& findings);
/// The whole command: prints, and gives 0 when nothing is wrong, else 1.
int run(const config::Arguments& arguments, Time now);

}  // namespace msd::doctor

// SPDX-License-Identifier: MIT
// What sacct is asked for.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cmds/shared/dump.hpp"
#include "libms/model/messages.hpp"
#include "libms/options/options.hpp"
#include "libms/table/field_table.hpp"

namespace ms::cmds::sacct {

/// A question that is answered instead of listing jobs.
enum class Question : std::uint8_t { none, help, usage, version, fields, states, reasons, completion };

struct Settings : DumpSettings {
    Question question = Question::none;

    // which jobs
    std::vector<JobSelector> jobs;
    std::vector<std::string> users;  // names or numbers
    std::vector<std::string> groups;
    bool all_users = false;
    std::vector<std::string> accounts;
    std::vector<std::string> names;
    std::vector<std::string> partitions;
    std::vector<std::string> qos;
    std::vector<std::string> nodes;
    std::vector<std::string> constraints;
    std::vector<std::string> reasons;
    std::vector<std::string> wckeys;
    std::vector<std::string> associations;   // numbers
    std::vector<std::uint32_t> cpus_range;   // [min, max]
    std::vector<std::uint32_t> nodes_range;
    TimeLimit limit_min;                     // -k; alone it is the only limit meant
    TimeLimit limit_max;                     // -K counts with -k only
    bool any_state = true;
    std::uint32_t states = 0;
    std::uint32_t state_flags = 0;
    std::string start;                       // -S and -E as given: what they mean depends on the clock
    std::string end;
    bool steps = true;
    bool duplicates = false;
    std::vector<std::string> clusters;
    std::vector<std::string> flags;

    // what of them, and how
    std::string fields;  // empty = the default ones
    bool brief = false, wide = false;  // -b, -l: after those of --format
    bool header = true;
    table::FieldStyle style;
    bool each_task = false;  // --array
    bool script = false;
    bool environment = false;
    bool truncate = false;
    bool raw_units = false;
    bool expand_patterns = false;
    char unit = 0;
};

std::span<const options::Option<Settings>> option_table();

}  // namespace ms::cmds::sacct

// SPDX-License-Identifier: MIT
// What squeue is asked to show.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cmds/shared/dump.hpp"
#include "cmds/shared/listing.hpp"
#include "libms/base/units.hpp"
#include "libms/options/options.hpp"

namespace ms::cmds::squeue {

/// States asked for: bits as in JobFilter; both 0 = every state.
struct StateSet {
    std::uint32_t states = 0;
    std::uint32_t flags = 0;
};

struct Settings : ListingSettings, DumpSettings {
    bool selects_nothing = false;  // a list was given that names nothing
    bool job_option = false;  // -j; without a value the first operand is the list
    std::string jobs;         // a selector list
    std::vector<std::string> users;
    bool me = false;
    bool not_me = false;
    std::optional<StateSet> states;
    std::vector<std::string> names;
    std::vector<std::string> partitions;
    std::vector<std::string> accounts;
    std::vector<std::string> qos;
    std::vector<std::string> reservations;
    std::vector<std::string> licenses;
    std::string nodes;  // a hostlist
    std::optional<std::string> steps;  // --steps: all, or a list
    std::optional<Seconds> running_over;
    std::optional<Seconds> running_under;

    bool each_task = false;       // -r
    bool each_partition = false;  // -P
    bool expected_starts = false;
    bool only_states = false;
    bool hide = false;
    bool expand_patterns = false;
};

std::span<const options::Option<Settings>> option_table();

/// A list of states, long or short, or "all". Error: Slurm's text with the valid names.
Result<StateSet> parse_states(std::string_view text);
/// --helpstate: one name a line.
std::string states_text();

}  // namespace ms::cmds::squeue

// SPDX-License-Identifier: MIT
// What sinfo is asked to show.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cmds/shared/dump.hpp"
#include "cmds/shared/listing.hpp"
#include "libms/model/node_states.hpp"
#include "libms/options/options.hpp"

namespace ms::cmds::sinfo {

/// -t: any of the terms, each of which is words that must all hold.
struct StateWord {
    NodeCondition condition = NodeCondition::idle;
    bool negated = false;
};
using StateTerm = std::vector<StateWord>;

struct Settings : ListingSettings, DumpSettings {
    bool selects_nothing = false;  // a list of nodes or states was given that names nothing
    std::optional<std::vector<std::string>> partitions;  // none = all
    std::string nodes;  // a hostlist
    std::vector<StateTerm> states;
    bool all_partitions = false;  // hidden ones too
    bool all_asked = false, partitions_asked = false;  // -a and -p of the command line, which exclude each other
    bool dead = false;
    bool responding = false;
    bool future = false;
    bool exact = false;

    bool each_node = false;  // -N
    bool summary = false;    // -s
    bool reasons = false;    // -R
    bool reservations = false;
};

std::span<const options::Option<Settings>> option_table();

/// idle,mixed&~drain: commas are or, & and + are and, ~ and ! are not. Error: the bad word and the valid ones.
Result<std::vector<StateTerm>> parse_states(std::string_view text);

}  // namespace ms::cmds::sinfo

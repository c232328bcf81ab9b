// SPDX-License-Identifier: MIT
#include "cmds/strigger/options.hpp"

namespace ms::cmds::strigger {
namespace {

using options::Arg;
using options::Status;

constexpr Arg none = Arg::none, required = Arg::required, optional = Arg::optional;
constexpr Status works = Status::works, no_effect = Status::no_effect;

template <bool Settings::*Member>
Result<void> flag(Settings& s, std::string_view) {
    s.*Member = true;
    return {};
}

// What would describe a trigger is read, so that --set and --clear are refused for what they are and not for a word.
constexpr options::Option<Settings> table[] = {
    {{"backup_slurmctld_assumed_control", 'C', none}},
    {{"backup_slurmctld_failure", 'B', none}},
    {{"backup_slurmctld_resumed_operation", 'c', none}},
    {{"burst_buffer", 0, none}},
    {{"clear", 0, none, "", "remove triggers: refused, there are none"}, flag<&Settings::clear>},
    {{"cluster", 0, required, "", "", "", "", works, true, "clusters"}},
    {{"clusters", 'M', required}},
    {{"down", 'd', none}},
    {{"drained", 'D', none}},
    {{"draining", 0, none}},
    {{"fail", 'F', none}},
    {{"fini", 'f', none}},
    {{"flags", 0, required}},
    {{"get", 0, none, "", "list triggers: there are none"}, flag<&Settings::get>},
    {{"help", 0, none, "", "show this text"}, flag<&Settings::help>},
    {{"id", 'i', required}},
    {{"idle", 'I', none}},
    {{"jobid", 'j', required, "", "", "", "job"}},
    {{"node", 'n', optional}},
    {{"noheader", 'N', none, "", "no header, as is always so", "", "", no_effect}},
    {{"offset", 'o', required}},
    {{"primary_database_failure", 'h', none}},
    {{"primary_database_resumed_operation", 'H', none}},
    {{"primary_slurmctld_acct_buffer_full", 'e', none}},
    {{"primary_slurmctld_failure", 'a', none}},
    {{"primary_slurmctld_resumed_control", 'b', none}},
    {{"primary_slurmctld_resumed_operation", 'A', none}},
    {{"primary_slurmdbd_failure", 'g', none}},
    {{"primary_slurmdbd_resumed_operation", 'G', none}},
    {{"program", 'p', required}},
    {{"quiet", 'Q', none, "", "tell less", "", "", no_effect}},
    {{"reconfig", 'r', none}},
    {{"resume", 'R', none}},
    {{"set", 0, none, "", "set a trigger: refused, this version runs none"}, flag<&Settings::set>},
    {{"time", 't', none}},
    {{"up", 'u', none}},
    {{"usage", 0, none, "", "show a short summary"}, flag<&Settings::usage>},
    {{"user", 0, required}},
    {{"verbose", 'v', none, "", "name options without effect here"}},
    {{"version", 'V', none, "", "show the version"}, flag<&Settings::version>},
};

}  // namespace

std::span<const options::Option<Settings>> option_table() { return table; }

}  // namespace ms::cmds::strigger

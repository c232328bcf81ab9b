// SPDX-License-Identifier: MIT
#include "cmds/scontrol/options.hpp"

#include "cmds/shared/setters.hpp"

namespace ms::cmds::scontrol {
namespace {

using options::Arg;
using options::Option;
using options::Status;

template <bool Settings::*Member>
Result<void> flag(Settings& settings, std::string_view) {
    settings.*Member = true;
    return {};
}

template <data_parser::Form form>
Result<void> dump(Settings& settings, std::string_view value) {
    return set_dump<form>(settings, value);
}

constexpr Option<Settings> table[] = {
    {{"all", 'a', Arg::none, "", "show hidden partitions too", "SCONTROL_ALL"}, flag<&Settings::all>},
    {{"cluster", 0, Arg::required, "", "", "", "", Status::works, true, "clusters"}, set_list<Settings, &Settings::clusters>},
    {{"clusters", 'M', Arg::required, "name", "cluster to ask; this one is the only one", "SLURM_CLUSTERS"}, set_list<Settings, &Settings::clusters>},
    {{"details", 'd', Arg::none, "", "show allocated CPUs, memory and devices of each node"}, flag<&Settings::details>},
    {{"federation", 0, Arg::none, "", "", "SCONTROL_FEDERATION", "", Status::no_effect}},
    {{"future", 'F', Arg::none, "", "show nodes in state FUTURE", "SCONTROL_FUTURE", "", Status::no_effect}},
    {{"help", 'h', Arg::none, "", "show this text"}, flag<&Settings::help>},
    {{"hide", 0, Arg::none, "", "leave hidden partitions out, as is done without it", "", "", Status::no_effect}},
    {{"json", 0, Arg::optional, "version", "show as JSON, with the keys of that version of Slurm's data_parser", "",
      data_parser::version_words},
     dump<data_parser::Form::json>},
    {{"local", 0, Arg::none, "", "", "SCONTROL_LOCAL", "", Status::no_effect}},
    {{"oneliner", 'o', Arg::none, "", "one record a line"}, flag<&Settings::one_line>},
    {{"quiet", 'Q', Arg::none, "", "no error messages"}, flag<&Settings::quiet>},
    {{"sibling", 0, Arg::none, "", "", "SCONTROL_SIB,SCONTROL_SIBLING", "", Status::no_effect}},
    {{"uid", 'u', Arg::required, "uid", "act as another user", "", "user", Status::later}},
    {{"usage", 0, Arg::none, "", "", "", "", Status::works, true, "help"}, flag<&Settings::help>},
    {{"verbose", 'v', Arg::none, "", "tell more"}, flag<&Settings::verbose>},
    {{"version", 'V', Arg::none, "", "show the version"}, flag<&Settings::version>},
    {{"yaml", 0, Arg::optional, "version", "the same as YAML", "", data_parser::version_words},
     dump<data_parser::Form::yaml>},
};

}  // namespace

std::span<const Option<Settings>> option_table() { return table; }

}  // namespace ms::cmds::scontrol

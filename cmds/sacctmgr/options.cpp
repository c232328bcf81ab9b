// SPDX-License-Identifier: MIT
#include "cmds/sacctmgr/options.hpp"

#include "cmds/shared/setters.hpp"

namespace ms::cmds::sacctmgr {
namespace {

using options::Arg;
using options::Option;
using options::Status;
using S = Settings;

template <data_parser::Form form>
Result<void> dump(Settings& settings, std::string_view value) {
    return set_dump<form>(settings, value);
}

constexpr Option<S> table[] = {
    {{"associations", 's', Arg::none, "", "with show: the associations of each user or account, too"}, set_flag<S, &S::associations>},
    {{"help", 'h', Arg::none, "", "show this text"}, set_flag<S, &S::help>},
    {{"immediate", 'i', Arg::none, "", "change at once, without asking"}, set_flag<S, &S::immediate>},
    {{"json", 0, Arg::optional, "version", "show as JSON, with the keys of that version of Slurm's data_parser", "",
      data_parser::version_words},
     dump<data_parser::Form::json>},
    {{"noheader", 'n', Arg::none, "", "no header line"}, set_flag<S, &S::header, false>},
    {{"oneliner", 'o', Arg::none, "", "one record a line, as is done without it", "", "", Status::no_effect}},
    {{"parsable", 'p', Arg::none, "", "fields with a | behind each"}, set_delimited<S, table::Delimited::trailing>},
    {{"parsable2", 'P', Arg::none, "", "fields with a | between them"}, set_delimited<S, table::Delimited::between>},
    {{"quiet", 'Q', Arg::none, "", "no messages but errors"}, set_flag<S, &S::quiet>},
    {{"readonly", 'r', Arg::none, "", "refuse every change"}, set_flag<S, &S::read_only>},
    {{"usage", 0, Arg::none, "", "", "", "", Status::works, true, "help"}, set_flag<S, &S::help>},
    {{"verbose", 'v', Arg::none, "", "tell more"}, more_verbose<S>},
    {{"version", 'V', Arg::none, "", "show the version"}, set_flag<S, &S::version>},
    {{"yaml", 0, Arg::optional, "version", "the same as YAML", "", data_parser::version_words},
     dump<data_parser::Form::yaml>},
};

}  // namespace

std::span<const Option<Settings>> option_table() { return table; }

}  // namespace ms::cmds::sacctmgr

// SPDX-License-Identifier: MIT
#include "cmds/sacctmgr/options.hpp"

namespace ms::cmds::sacctmgr {
namespace {

using options::Arg;
using options::Option;
using options::Status;
using S = Settings;

template <bool S::*Member, bool value = true>
Result<void> flag(S& settings, std::string_view) {
    settings.*Member = value;
    return {};
}
template <table::Delimited style>
Result<void> delimited(S& settings, std::string_view) {
    settings.delimited = style;
    return {};
}
Result<void> verbose(S& settings, std::string_view) {
    ++settings.verbosity;
    return {};
}

constexpr Option<S> table[] = {
    {{"associations", 's', Arg::none, "", "with show: the associations of each user or account, too"}, flag<&S::associations>},
    {{"help", 'h', Arg::none, "", "show this text"}, flag<&S::help>},
    {{"immediate", 'i', Arg::none, "", "change at once, without asking"}, flag<&S::immediate>},
    {{"json", 0, Arg::optional, "list|parser", "answer in JSON", "", "", Status::later}},
    {{"noheader", 'n', Arg::none, "", "no header line"}, flag<&S::header, false>},
    {{"oneliner", 'o', Arg::none, "", "one record a line, as is done without it", "", "", Status::no_effect}},
    {{"parsable", 'p', Arg::none, "", "fields with a | behind each"}, delimited<table::Delimited::trailing>},
    {{"parsable2", 'P', Arg::none, "", "fields with a | between them"}, delimited<table::Delimited::between>},
    {{"quiet", 'Q', Arg::none, "", "no messages but errors"}, flag<&S::quiet>},
    {{"readonly", 'r', Arg::none, "", "refuse every change"}, flag<&S::read_only>},
    {{"usage", 0, Arg::none, "", "", "", "", Status::works, true, "help"}, flag<&S::help>},
    {{"verbose", 'v', Arg::none, "", "tell more"}, verbose},
    {{"version", 'V', Arg::none, "", "show the version"}, flag<&S::version>},
    {{"yaml", 0, Arg::optional, "list|parser", "answer in YAML", "", "", Status::later}},
};

}  // namespace

std::span<const Option<Settings>> option_table() { return table; }

}  // namespace ms::cmds::sacctmgr

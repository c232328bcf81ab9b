// SPDX-License-Identifier: MIT
#include "cmds/sdiag/options.hpp"

#include "cmds/shared/setters.hpp"

namespace ms::cmds::sdiag {
namespace {

using options::Arg;
using options::Option;
using options::Status;

template <Order order>
Result<void> set_order(Settings& settings, std::string_view) {
    settings.order = order;
    return {};
}
template <data_parser::Form form>
Result<void> dump(Settings& settings, std::string_view value) {
    return set_dump<form>(settings, value);
}
Result<void> always_so(Settings&, std::string_view) { return {}; }

constexpr Option<Settings> rows[] = {
    {{"all", 'a', Arg::none, "", "all figures, which is what it shows anyway"}, always_so},
    {{"cluster", 0, Arg::required, "", "", "", "", Status::works, true, "clusters"}, set_list<Settings, &Settings::clusters>},
    {{"clusters", 'M', Arg::required, "name", "cluster to ask; this one is the only one", "SLURM_CLUSTERS"}, set_list<Settings, &Settings::clusters>},
    {{"help", 'h', Arg::none, "", "show this help"}, set_flag<Settings, &Settings::help>},
    {{"json", 0, Arg::optional, "version", "figures as JSON, with the keys of that version of Slurm's data_parser", "",
      data_parser::version_words},
     dump<data_parser::Form::json>},
    {{"no-trunc", 0, Arg::none, "", "whole names, which is always so"}, always_so},
    {{"reset", 'r', Arg::none, "", "begin to count anew; for administrators"}, set_flag<Settings, &Settings::reset>},
    {{"sort-by-id", 'i', Arg::none, "", "requests by the number of their kind"}, set_order<Order::number>},
    {{"sort-by-time", 't', Arg::none, "", "requests by the time they took in all"}, set_order<Order::total_time>},
    {{"sort-by-time2", 'T', Arg::none, "", "requests by the time they took on average"}, set_order<Order::mean_time>},
    {{"usage", 0, Arg::none, "", "show a short summary"}, set_flag<Settings, &Settings::usage>},
    {{"version", 'V', Arg::none, "", "show the version"}, set_flag<Settings, &Settings::version>},
    {{"yaml", 0, Arg::optional, "version", "the same as YAML", "", data_parser::version_words}, dump<data_parser::Form::yaml>},
};

}  // namespace

std::span<const Option<Settings>> option_table() { return rows; }

}  // namespace ms::cmds::sdiag

// SPDX-License-Identifier: MIT
#include "cmds/sshare/options.hpp"

#include "cmds/shared/setters.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sshare {
namespace {

using options::Arg;
using options::Option;
using options::Status;
using S = Settings;

template <data_parser::Form form>
Result<void> dump(S& settings, std::string_view value) {
    return set_dump<form>(settings, value);
}

constexpr Option<S> table[] = {
    {{"accounts", 'A', Arg::required, "names", "these accounts and their users only", "", "account"}, set_list<S, &S::accounts>},
    {{"all", 'a', Arg::none, "", "every user, not only oneself"}, set_flag<S, &S::all>},
    {{"cluster", 0, Arg::required, "", "", "", "", Status::works, true, "clusters"}, set_list<S, &S::clusters>},
    {{"clusters", 'M', Arg::required, "names", "cluster to ask; this one is the only one"}, set_list<S, &S::clusters>},
    {{"format", 'o', Arg::required, "fields", "what to show: name[%[-]width],…", "", "field"}, set_text<S, &S::format>},
    {{"help", 0, Arg::none, "", "show this text"}, set_flag<S, &S::help>},
    {{"helpformat", 'e', Arg::none, "", "list the fields"}, set_flag<S, &S::help_format>},
    {{"json", 0, Arg::optional, "version", "shares as JSON, with the keys of that version of Slurm's data_parser", "",
      data_parser::version_words}, dump<data_parser::Form::json>},
    {{"long", 'l', Arg::none, "", "more columns"}, set_flag<S, &S::wide>},
    {{"noheader", 'n', Arg::none, "", "no header line"}, set_flag<S, &S::header, false>},
    {{"noheader", 'h', Arg::none, "", "", "", "", Status::works, true, "noheader"}, set_flag<S, &S::header, false>},
    {{"parsable", 'p', Arg::none, "", "fields with a | behind each"}, set_delimited<S, table::Delimited::trailing>},
    {{"parsable2", 'P', Arg::none, "", "fields with a | between them"}, set_delimited<S, table::Delimited::between>},
    {{"partition", 'm', Arg::none, "", "a column for the partition of an association"}, set_flag<S, &S::partition>},
    {{"usage", 0, Arg::none, "", "show a short summary"}, set_flag<S, &S::usage>},
    {{"Users", 'U', Arg::none, "", "users only, without their accounts"}, set_flag<S, &S::users_only>},
    {{"users", 'u', Arg::required, "names", "these users, and every account", "", "user"}, set_list<S, &S::users>},
    {{"verbose", 'v', Arg::none, "", "name options without effect here"}},
    {{"version", 'V', Arg::none, "", "show the version"}, set_flag<S, &S::version>},
    {{"yaml", 0, Arg::optional, "version", "the same as YAML", "", data_parser::version_words}, dump<data_parser::Form::yaml>},
};

}  // namespace

std::span<const Option<Settings>> option_table() { return table; }

}  // namespace ms::cmds::sshare

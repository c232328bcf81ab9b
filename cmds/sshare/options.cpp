// SPDX-License-Identifier: MIT
#include "cmds/sshare/options.hpp"

#include "libms/text/number.hpp"

namespace ms::cmds::sshare {
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
template <std::vector<std::string> S::*Member>
Result<void> names(S& settings, std::string_view value) {
    settings.*Member = text::split_list(value);
    return {};
}
Result<void> format(S& settings, std::string_view value) {
    settings.format = value;
    return {};
}

constexpr Option<S> table[] = {
    {{"accounts", 'A', Arg::required, "names", "these accounts and their users only", "", "account"}, names<&S::accounts>},
    {{"all", 'a', Arg::none, "", "every user, not only oneself"}, flag<&S::all>},
    {{"cluster", 0, Arg::required, "", "", "", "", Status::no_effect, true, "clusters"}},
    {{"clusters", 'M', Arg::required, "names", "cluster to ask; this one is the only one", "", "", Status::no_effect}},
    {{"format", 'o', Arg::required, "fields", "what to show: name[%[-]width],…", "", "field"}, format},
    {{"help", 0, Arg::none, "", "show this text"}, flag<&S::help>},
    {{"helpformat", 'e', Arg::none, "", "list the fields"}, flag<&S::help_format>},
    {{"json", 0, Arg::optional, "list|parser", "answer in JSON", "", "", Status::later}},
    {{"long", 'l', Arg::none, "", "more columns"}, flag<&S::wide>},
    {{"noheader", 'n', Arg::none, "", "no header line"}, flag<&S::header, false>},
    {{"parsable", 'p', Arg::none, "", "fields with a | behind each"}, delimited<table::Delimited::trailing>},
    {{"parsable2", 'P', Arg::none, "", "fields with a | between them"}, delimited<table::Delimited::between>},
    {{"partition", 'm', Arg::none, "", "a column for the partition of an association"}, flag<&S::partition>},
    {{"usage", 0, Arg::none, "", "show a short summary"}, flag<&S::usage>},
    {{"Users", 'U', Arg::none, "", "users only, without their accounts"}, flag<&S::users_only>},
    {{"users", 'u', Arg::required, "names", "these users, and every account", "", "user"}, names<&S::users>},
    {{"verbose", 'v', Arg::none, "", "tell more", "", "", Status::no_effect}},
    {{"version", 'V', Arg::none, "", "show the version"}, flag<&S::version>},
    {{"yaml", 0, Arg::optional, "list|parser", "answer in YAML", "", "", Status::later}},
};

}  // namespace

std::span<const Option<Settings>> option_table() { return table; }

}  // namespace ms::cmds::sshare

// SPDX-License-Identifier: MIT
#include "cmds/sreport/options.hpp"

#include "cmds/shared/setters.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sreport {
namespace {

using options::Arg;
using options::Option;
using options::Status;
using S = Settings;

struct UnitName {
    std::string_view name;
    Unit unit;
};
constexpr UnitName units[] = {
    {"SecPer", Unit::seconds_percent}, {"MinPer", Unit::minutes_percent}, {"HourPer", Unit::hours_percent},
    {"Seconds", Unit::seconds},        {"Minutes", Unit::minutes},        {"Hours", Unit::hours},
    {"Percent", Unit::percent},
};
Result<void> tres(S& settings, std::string_view value) {
    settings.tres = text::split_list(value);
    return {};
}
constexpr Option<S> table[] = {
    {{"all_clusters", 'a', Arg::none, "", "every cluster; this one is the only one", "", "", Status::no_effect}},
    {{"cluster", 'M', Arg::required, "names", "cluster to ask; this one is the only one", "SREPORT_CLUSTER", "", Status::no_effect}},
    {{"federation", 0, Arg::none, "", "", "SREPORT_FEDERATION", "", Status::no_effect}},
    {{"help", 'h', Arg::none, "", "show this text"}, set_flag<S, &S::help>},
    {{"immediate", 0, Arg::none, "", "", "", "", Status::no_effect}},
    {{"local", 0, Arg::none, "", "", "SREPORT_LOCAL", "", Status::no_effect}},
    {{"noheader", 'n', Arg::none, "", "no title and no header line"}, set_flag<S, &S::header, false>},
    {{"parsable", 'p', Arg::none, "", "fields with a | behind each"}, set_delimited<S, table::Delimited::trailing>},
    {{"parsable2", 'P', Arg::none, "", "fields with a | between them"}, set_delimited<S, table::Delimited::between>},
    {{"quiet", 'Q', Arg::none, "", "no messages but errors", "", "", Status::no_effect}},
    {{"sort", 's', Arg::required, "name|time", "users by name or by what they used, the default"}, set_sort},
    {{"time", 't', Arg::required, "unit", "Seconds, Minutes, Hours, Percent, SecPer, MinPer or HourPer", "", "Seconds Minutes Hours Percent SecPer MinPer HourPer"}, set_unit},
    {{"tres", 'T', Arg::required, "names", "resources to report, a line each; ALL is every one", "SREPORT_TRES"}, tres},
    {{"usage", 0, Arg::none, "", "", "", "", Status::works, true, "help"}, set_flag<S, &S::help>},
    {{"verbose", 'v', Arg::none, "", "name options without effect here"}},
    {{"version", 'V', Arg::none, "", "show the version"}, set_flag<S, &S::version>},
};

}  // namespace

Result<void> set_unit(Settings& settings, std::string_view value) {
    // A name of its own comes before one that only begins so: hour is no HourPer.
    for (const bool whole : {true, false})
        for (const UnitName& each : units)
            if (whole ? equal_ignoring_case(each.name, value) : value.size() >= 1 && starts_with_ignoring_case(each.name, value) &&
                                                                          each.name.find("Per") == std::string_view::npos) {
                settings.unit = each.unit;
                return {};
            }
    if (!value.empty() && starts_with_ignoring_case("Percent", value)) {
        settings.unit = Unit::percent;
        return {};
    }
    return fail(Errc::usage, "unknown time format " + std::string(value));
}

Result<void> set_sort(Settings& settings, std::string_view value) {
    for (const auto& [name, by_name] : {std::pair{"name", true}, {"time", false}}) {
        if (value.empty() || !starts_with_ignoring_case(name, value)) continue;
        settings.by_name = by_name;
        return {};
    }
    return fail(Errc::usage, "unknown timesort format " + std::string(value));
}

std::span<const Option<Settings>> option_table() { return table; }

}  // namespace ms::cmds::sreport

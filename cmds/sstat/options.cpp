// SPDX-License-Identifier: MIT
#include "cmds/sstat/options.hpp"

#include "cmds/shared/setters.hpp"
#include "libms/text/number.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::sstat {

Result<void> add_jobs(Settings& settings, std::string_view value) {
    for (const std::string& word : text::split_list(value)) {
        const auto selector = text::parse_selector(word);
        if (!selector) return fail(Errc::usage, "Bad job/step specified: " + word);
        settings.jobs.push_back(*selector);
    }
    return {};
}

namespace {

using options::Arg;
using options::Option;
using options::Status;

template <bool Settings::*flag, bool to = true>
Result<void> set_flag(Settings& settings, std::string_view) {
    settings.*flag = to;
    return {};
}
template <Question question>
Result<void> ask(Settings& settings, std::string_view) {
    settings.question = question;
    return {};
}
template <table::Delimited delimited>
Result<void> set_delimited(Settings& settings, std::string_view) {
    settings.style.delimited = delimited;
    return {};
}
Result<void> always_so(Settings&, std::string_view) { return {}; }

constexpr Option<Settings> rows[] = {
    {{"allsteps", 'a', Arg::none, "", "all steps that run, instead of the first"}, set_flag<&Settings::all_steps>},
    {{"format", 'o', Arg::required, "list", "fields to show: name[%[-]width],...", "", "field"}, add_fields<Settings>},
    {{"fields", 0, Arg::required, "list", "", "", "field", Status::works, true, "format"}, add_fields<Settings>},
    {{"help", 'h', Arg::none, "", "show this help"}, ask<Question::help>},
    {{"helpformat", 'e', Arg::none, "", "list the fields of --format"}, ask<Question::fields>},
    {{"jobs", 'j', Arg::required, "list", "these jobs or steps: 12, 12_3, 12.batch, 12_3.0", "", "job"}, add_jobs},
    {{"noconvert", 0, Arg::none, "", "sizes in bytes"}, set_flag<&Settings::raw_units>},
    {{"noheader", 'n', Arg::none, "", "no header lines"}, set_flag<&Settings::header, false>},
    {{"parsable", 'p', Arg::none, "", "fields separated by |, with one at the end"},
     set_delimited<table::Delimited::trailing>},
    {{"parsable2", 'P', Arg::none, "", "fields separated by |, without one at the end"},
     set_delimited<table::Delimited::between>},
    {{"pidformat", 'i', Arg::none, "", "the processes of each step"}, set_flag<&Settings::processes>},
    {{"usage", 0, Arg::none, "", "show a short summary"}, ask<Question::usage>},
    {{"verbose", 'v', Arg::none, "", "tell what is done"}, always_so},
    {{"version", 'V', Arg::none, "", "show the version"}, ask<Question::version>},
};

}  // namespace

std::span<const Option<Settings>> option_table() { return rows; }

}  // namespace ms::cmds::sstat

// SPDX-License-Identifier: MIT
#include "cmds/sacct/options.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <unistd.h>

#include "cmds/sacct/columns.hpp"
#include "cmds/shared/setters.hpp"
#include "libms/base/letters.hpp"
#include "libms/model/states.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::sacct {
namespace {

using options::Arg;
using options::Option;
using options::Status;

void append(std::vector<std::string>& to, std::vector<std::string> more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

template <std::vector<std::string> Settings::*list>
Result<void> add_to(Settings& settings, std::string_view value) {
    append(settings.*list, text::split_list(value));
    return {};
}
template <bool Settings::*flag, bool to = true>
Result<void> set_flag(Settings& settings, std::string_view) {
    settings.*flag = to;
    return {};
}
template <std::string Settings::*text>
Result<void> set_text(Settings& settings, std::string_view value) {
    settings.*text = value;
    return {};
}
template <Question question>
Result<void> ask(Settings& settings, std::string_view) {
    settings.question = question;
    return {};
}
template <TimeLimit Settings::*limit>
Result<void> set_limit(Settings& settings, std::string_view value) {
    const auto parsed = text::parse_time_limit(value);
    if (!parsed) return fail(Errc::usage, "Invalid time limit specification");
    settings.*limit = *parsed;
    return {};
}
constexpr char of_cpus[] = "cpu", of_nodes[] = "node";
/// min or min-max, of what `range` counts.
template <std::vector<std::uint32_t> Settings::*range, const char* what>
Result<void> set_range(Settings& settings, std::string_view value) {
    const std::size_t dash = value.find('-');
    const auto low = text::parse_count_suffixed(value.substr(0, dash));
    const auto high = dash == std::string_view::npos ? low : text::parse_count_suffixed(value.substr(dash + 1));
    if (!low || !high || *low > *high) 
        return fail(Errc::generic, "Invalid numeric value \"" + std::string(value) + "\" for requested " + what + " range.");
    if (*high == 0) (settings.*range).clear();
    else settings.*range = {*low, *high};
    return {};
}
template <table::Delimited delimited>
Result<void> set_delimited(Settings& settings, std::string_view) {
    settings.style.delimited = delimited;
    return {};
}

/// The item that is wrong is named, not the whole list.
Result<void> add_jobs(Settings& settings, std::string_view value) {
    auto selectors = text::parse_selectors(value);
    if (!selectors) {
        for (const std::string& word : text::split_list(value))
            if (!text::parse_selector(word)) return fail(Errc::usage, "Bad job/step specified: " + word);
        return fail(Errc::usage, "Bad job/step specified: " + std::string(value));
    }
    settings.jobs.insert(settings.jobs.end(), selectors->begin(), selectors->end());
    return {};
}

/// Of the states beside a job's own, its record keeps these; the others come and go while it is in the queue.
constexpr std::uint32_t kept_flags = job_requeued | job_resizing;
constexpr std::string_view never_kept[] = {"REQUEUE_FED", "RF", "STAGE_OUT", "SO"};
constexpr std::uint32_t no_such_flag = 1u << 31;  // no JobFlag has this bit: it selects nothing
constexpr std::string_view of_no_job_here[] = {"REVOKED", "RV"};

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view each) { return equal_ignoring_case(each, word); });
}

Result<void> add_states(Settings& settings, std::string_view value) {
    if (!value.empty()) settings.any_state = false;
    for (const std::string& word : text::split_list(value)) {
        const auto found = find_state(word);
        if (is_one_of(word, never_kept) || (found && (found->flag & ~kept_flags)))
            return fail(Errc::usage, "job state " + word + " is not supported / accounted");
        if (!found && is_one_of(word, of_no_job_here)) {
            settings.state_flags |= no_such_flag;
            continue;
        }
        if (!found) return fail(Errc::usage, "unrecognized job state value '" + word + "'");
        if (found->state) settings.states |= 1u << static_cast<int>(*found->state);
        settings.state_flags |= found->flag;
    }
    return {};
}

Result<void> add_nodes(Settings& settings, std::string_view value) {
    auto names = text::expand_hostlist(value);
    if (!names) return Failure(names.error());
    append(settings.nodes, std::move(*names));
    return {};
}

Result<void> set_delimiter(Settings& settings, std::string_view value) {
    settings.style.delimiter = value;
    return {};
}

Result<void> set_unit(Settings& settings, std::string_view value) {
    const char unit = value.size() == 1 ? static_cast<char>(std::toupper(static_cast<unsigned char>(value[0]))) : 0;
    if (!unit || std::string_view("KMGTP").find(unit) == std::string_view::npos)
        return fail(Errc::usage, "Invalid unit type '" + std::string(value) + "'. Possible options are 'KMGTP'\nInvalid unit type");
    settings.unit = unit;
    return {};
}

/// What Flags shows of a run.
constexpr std::string_view flag_names[] = {"SchedSubmit",   "SchedMain",     "SchedBackfill", "StartRecieved",
                                           "StartReceived", "JobAltered",    "NotSet"};

Result<void> add_flags(Settings& settings, std::string_view value) {
    for (std::string& word : text::split_list(value)) {
        const bool known = std::any_of(std::begin(flag_names), std::end(flag_names), [&](std::string_view name) {
            return equal_ignoring_case(name, word);
        });
        if (!known) return fail(Errc::generic, "str_2_job_flags: Invalid job flag " + word);
        settings.flags.push_back(std::move(word));
    }
    return {};
}

/// There is no completion log here; a name that is no file is told as such.
Result<void> completion_file(Settings& settings, std::string_view value) {
    const std::string path(value);
    if (access(path.c_str(), F_OK) != 0) return fail(Errc::generic, path + " is not a valid file");
    settings.question = Question::completion;
    return {};
}

Result<void> always_so(Settings&, std::string_view) { return {}; }

template <data_parser::Form form>
Result<void> dump(Settings& settings, std::string_view value) {
    return set_dump<form>(settings, value);
}

/// Of -a and -u the last counts.
Result<void> ask_for_all_users(Settings& settings, std::string_view) {
    settings.all_users = true;
    settings.users.clear();
    return {};
}
Result<void> add_users(Settings& settings, std::string_view value) {
    settings.all_users = false;
    return add_to<&Settings::users>(settings, value);
}

constexpr Option<Settings> rows[] = {
    {{"accounts", 'A', Arg::required, "list", "jobs charged to these accounts", "", "account"},
     add_to<&Settings::accounts>},
    {{"allclusters", 'L', Arg::none, "", "jobs of every cluster; this one is the only one"}, always_so},
    {{"allocations", 'X', Arg::none, "", "jobs as a whole, without their steps"}, set_flag<&Settings::steps, false>},
    {{"allusers", 'a', Arg::none, "", "the jobs of all users"}, ask_for_all_users},
    {{"array", 0, Arg::none, "", "a line for each waiting task of an array"}, set_flag<&Settings::each_task>},
    {{"associations", 'x', Arg::required, "list", "jobs of these associations"}, add_to<&Settings::associations>},
    {{"batch-script", 'B', Arg::none, "", "the script it ran; with --jobs"}, set_flag<&Settings::script>},
    {{"brief", 'b', Arg::none, "", "only id, state and exit code"}, set_flag<&Settings::brief>},
    {{"clusters", 'M', Arg::required, "list", "jobs of these clusters; this one is the only one"},
     add_to<&Settings::clusters>},
    {{"cluster", 0, Arg::required, "list", "", "", "", Status::works, true, "clusters"}, add_to<&Settings::clusters>},
    {{"completion", 'c', Arg::none, "", "ask the completion log, which does not exist here"},
     ask<Question::completion>},
    {{"constraints", 'C', Arg::required, "list", "jobs that asked for these features"}, add_to<&Settings::constraints>},
    {{"delimiter", 0, Arg::required, "text", "separates the fields of -p and -P in place of |"}, set_delimiter},
    {{"duplicates", 'D', Arg::none, "", "every run of jobs that were put back into the queue"},
     set_flag<&Settings::duplicates>},
    {{"endtime", 'E', Arg::required, "time", "jobs that were there before"}, set_text<&Settings::end>},
    {{"env-vars", 0, Arg::none, "", "the environment it ran in; with --jobs"}, set_flag<&Settings::environment>},
    {{"expand-patterns", 0, Arg::none, "", "fill in % patterns in the names of its files"},
     set_flag<&Settings::expand_patterns>},
    {{"federation", 0, Arg::none, "", "the whole federation; this cluster is in none", "SACCT_FEDERATION"},
     always_so},
    {{"file", 'f', Arg::required, "path", "a completion log to read, which is not written here", "", "file"},
     completion_file},
    {{"flags", 'F', Arg::required, "list", "jobs that were scheduled so, as Flags shows it", "",
      "SchedSubmit SchedMain SchedBackfill StartRecieved"},
     add_flags},
    {{"format", 'o', Arg::required, "list", "fields to show: name[%[-]width],...", "SACCT_FORMAT", "field"},
     add_fields<Settings>},
    {{"fields", 0, Arg::required, "list", "", "", "field", Status::works, true, "format"}, add_fields<Settings>},
    {{"gid", 'g', Arg::required, "list", "jobs of these groups, by name or number"}, add_to<&Settings::groups>},
    {{"group", 0, Arg::required, "list", "", "", "", Status::works, true, "gid"}, add_to<&Settings::groups>},
    {{"help", 'h', Arg::none, "", "show this help"}, ask<Question::help>},
    {{"helpformat", 'e', Arg::none, "", "list the fields of --format"}, ask<Question::fields>},
    {{"help-fields", 0, Arg::none, "", "", "", "", Status::works, true, "helpformat"}, ask<Question::fields>},
    {{"helpreason", 0, Arg::none, "", "list the reasons of --reason"}, ask<Question::reasons>},
    {{"helpstate", 0, Arg::none, "", "list the states of --state"}, ask<Question::states>},
    {{"jobs", 'j', Arg::required, "list", "these jobs or steps: 12, 12_3, 12.batch, 12_3.0", "", "job"}, add_jobs},
    {{"json", 0, Arg::optional, "version", "jobs as JSON, with the keys of that version of Slurm's data_parser", "",
      data_parser::version_words},
     dump<data_parser::Form::json>},
    {{"local", 0, Arg::none, "", "only this cluster, which is always so here", "SACCT_LOCAL"}, always_so},
    {{"long", 'l', Arg::none, "", "most of the fields"}, set_flag<&Settings::wide>},
    {{"name", 0, Arg::required, "list", "jobs with these names", "", "name"}, add_to<&Settings::names>},
    {{"ncpus", 'I', Arg::required, "min[-max]", "jobs of that many CPUs"}, set_range<&Settings::cpus_range, of_cpus>},
    {{"nnodes", 'i', Arg::required, "min[-max]", "jobs of that many nodes"}, set_range<&Settings::nodes_range, of_nodes>},
    {{"noconvert", 0, Arg::none, "", "sizes in the unit they are kept in"}, set_flag<&Settings::raw_units>},
    {{"nodelist", 'N', Arg::required, "hostlist", "jobs that ran on any of these nodes", "", "node"}, add_nodes},
    {{"noheader", 'n', Arg::none, "", "no header lines"}, set_flag<&Settings::header, false>},
    {{"parsable", 'p', Arg::none, "", "fields separated by |, with one at the end"},
     set_delimited<table::Delimited::trailing>},
    {{"parsable2", 'P', Arg::none, "", "fields separated by |, without one at the end"},
     set_delimited<table::Delimited::between>},
    {{"partition", 'r', Arg::required, "list", "jobs of these partitions", "", "partition"},
     add_to<&Settings::partitions>},
    {{"qos", 'q', Arg::required, "list", "jobs with these qualities of service", "", "qos"}, add_to<&Settings::qos>},
    {{"reason", 'R', Arg::required, "list", "jobs that waited for these reasons"}, add_to<&Settings::reasons>},
    {{"starttime", 'S', Arg::required, "time", "jobs that were there since; 00:00 today if not given"},
     set_text<&Settings::start>},
    {{"state", 's', Arg::required, "list", "jobs that were in these states in that time", "", "state"}, add_states},
    {{"timelimit-max", 'K', Arg::required, "time", "jobs with a time limit up to this, with -k"},
     set_limit<&Settings::limit_max>},
    {{"timelimit-min", 'k', Arg::required, "time", "jobs with this time limit, or with -K from this on"},
     set_limit<&Settings::limit_min>},
    {{"truncate", 'T', Arg::none, "", "show times within -S and -E only"}, set_flag<&Settings::truncate>},
    {{"units", 0, Arg::required, "K|M|G|T|P", "sizes in this unit", "", "K M G T P"}, set_unit},
    {{"usage", 'U', Arg::none, "", "show the usage line"}, ask<Question::usage>},
    {{"use-local-uid", 0, Arg::none, "", "names of users as known here, which is always so"}, always_so},
    {{"user", 'u', Arg::required, "list", "jobs of these users, by name or number", "", "user"},
     add_users},
    {{"uid", 0, Arg::required, "list", "", "", "user", Status::works, true, "user"}, add_users},
    {{"verbose", 'v', Arg::none, "", "tell what is done"}, always_so},
    {{"version", 'V', Arg::none, "", "show the version"}, ask<Question::version>},
    {{"wckeys", 'W', Arg::required, "list", "jobs with these workload keys"}, add_to<&Settings::wckeys>},
    {{"whole-hetjob", 0, Arg::optional, "yes|no", "every component of a heterogeneous job; there are none here"},
     always_so},
    {{"yaml", 0, Arg::optional, "version", "the same as YAML", "", data_parser::version_words},
     dump<data_parser::Form::yaml>},
};

}  // namespace

std::span<const Option<Settings>> option_table() { return rows; }

}  // namespace ms::cmds::sacct

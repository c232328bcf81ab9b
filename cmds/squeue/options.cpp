// SPDX-License-Identifier: MIT
#include "cmds/squeue/options.hpp"

#include "libms/model/states.hpp"
#include "libms/text/duration.hpp"

namespace ms::cmds::squeue {
namespace {

using options::Arg;
using options::Option;
using options::Status;

constexpr std::uint32_t never_set = 1u << 31;  // no JobFlag has this bit: a state that does not occur here

struct StateWord {
    std::string_view name;
    std::string_view compact;
};
/// Slurm's flags in the order of its messages. Those that model/states does not know never match a job.
constexpr StateWord flag_words[] = {
    {"COMPLETING", "CG"},   {"CONFIGURING", "CF"}, {"RESIZING", "RS"},  {"RESV_DEL_HOLD", "RD"},
    {"REQUEUED", "RQ"},     {"REQUEUE_FED", "RF"}, {"REQUEUE_HOLD", "RH"}, {"REVOKED", "RV"},
    {"SIGNALING", "SI"},    {"SPECIAL_EXIT", "SE"}, {"STAGE_OUT", "SO"}, {"STOPPED", "ST"},
};

std::vector<std::string> state_names() {
    std::vector<std::string> names;
    for (const StateRow& row : state_rows()) names.emplace_back(row.name);
    for (const StateWord& word : flag_words) names.emplace_back(word.name);
    return names;
}

bool is_flag_word(std::string_view name) {
    for (const StateWord& word : flag_words)
        if (table::same_name(word.name, name) || table::same_name(word.compact, name)) return true;
    return false;
}

template <std::vector<std::string> Settings::*list>
Result<void> set_list(Settings& settings, std::string_view value) {
    settings.*list = text::split_list(value);
    return {};
}
template <bool Settings::*flag>
Result<void> set_flag(Settings& settings, std::string_view) {
    settings.*flag = true;
    return {};
}
template <std::optional<Seconds> Settings::*time>
Result<void> set_duration(Settings& settings, std::string_view value) {
    const auto duration = text::parse_duration(value);
    if (!duration) return Failure(duration.error());
    settings.*time = *duration;
    return {};
}

Result<void> set_jobs(Settings& settings, std::string_view value) {
    settings.job_option = true;
    settings.jobs = value;
    return {};
}
Result<void> set_states(Settings& settings, std::string_view value) {
    const auto states = parse_states(value);
    if (!states) return Failure(states.error());
    settings.states = *states;
    return {};
}
Result<void> set_letters(Settings& settings, std::string_view value) {
    settings.format = Format{std::string(value), false};
    return {};
}
Result<void> set_names(Settings& settings, std::string_view value) {
    settings.format = Format{std::string(value), true};
    return {};
}
Result<void> set_sort(Settings& settings, std::string_view value) {
    settings.sort = value;
    return {};
}
Result<void> set_nodes(Settings& settings, std::string_view value) {
    settings.nodes = value;
    return {};
}
Result<void> set_steps(Settings& settings, std::string_view value) {
    settings.steps = std::string(value);
    return {};
}
Result<void> no_header(Settings& settings, std::string_view) {
    settings.header = false;
    return {};
}
Result<void> more_verbose(Settings& settings, std::string_view) {
    ++settings.verbosity;
    return {};
}
Result<void> always_so(Settings&, std::string_view) { return {}; }

Result<void> iterate(Settings& settings, std::string_view value) { return set_interval(settings, value); }

template <bool ListingSettings::*flag>
Result<void> set_common(Settings& settings, std::string_view) {
    settings.*flag = true;
    return {};
}

template <data_parser::Form form>
Result<void> dump(Settings& settings, std::string_view value) {
    return set_dump<form>(settings, value);
}

constexpr Option<Settings> rows[] = {
    {{"accounts", 'A', Arg::required, "list", "jobs charged to these accounts", "SQUEUE_ACCOUNT", "account"},
     set_list<&Settings::accounts>},
    {{"all", 'a', Arg::none, "", "jobs in hidden partitions too, which is the default here", "SQUEUE_ALL"}, always_so},
    {{"array", 'r', Arg::none, "", "a line for each waiting task of an array", "SQUEUE_ARRAY"},
     set_flag<&Settings::each_task>},
    {{"clusters", 'M', Arg::required, "list", "jobs of other clusters", "", "", Status::later}},
    {{"cluster", 0, Arg::required, "list", "", "", "", Status::later, true, "clusters"}},
    {{"expand-patterns", 0, Arg::none, "", "fill in % patterns in the names of the job's files"},
     set_flag<&Settings::expand_patterns>},
    {{"federation", 0, Arg::none, "", "jobs of the whole federation", "", "", Status::later}},
    {{"format", 'o', Arg::required, "format", "columns by letter: %[[.]width]X and text between them", "SQUEUE_FORMAT",
      "letters"},
     set_letters},
    {{"Format", 'O', Arg::required, "list", "columns by name: name[:[.]width[suffix]],...", "SQUEUE_FORMAT2", "field"},
     set_names},
    {{"help", 0, Arg::none, "", "show this help"}, set_common<&ListingSettings::help>},
    {{"helpformat", 0, Arg::none, "", "list the letters of --format"}, set_common<&ListingSettings::help_letters>},
    {{"helpFormat", 0, Arg::none, "", "list the names of --Format"}, set_common<&ListingSettings::help_names>},
    {{"helpstate", 0, Arg::none, "", "list the states of --states"}, set_common<&ListingSettings::help_states>},
    {{"hide", 0, Arg::none, "", "leave out jobs in hidden partitions"}, set_flag<&Settings::hide>},
    {{"iterate", 'i', Arg::required, "seconds", "show it again and again, that far apart"}, iterate},
    {{"jobs", 'j', Arg::optional, "list", "these jobs: 12, 12_3, 12_[1-5]", "", "job"}, set_jobs},
    {{"json", 0, Arg::optional, "version", "jobs as JSON, with the keys of that version of Slurm's data_parser", "",
      data_parser::version_words},
     dump<data_parser::Form::json>},
    {{"licenses", 'L', Arg::required, "list", "jobs that use these licenses", "SQUEUE_LICENSES", "license"},
     set_list<&Settings::licenses>},
    {{"local", 0, Arg::none, "", "only this cluster, which is always so here", "SQUEUE_LOCAL"}, always_so},
    {{"long", 'l', Arg::none, "", "more columns"}, set_common<&ListingSettings::wide>},
    {{"me", 0, Arg::none, "", "your own jobs"}, set_flag<&Settings::me>},
    {{"name", 'n', Arg::required, "list", "jobs with these names", "SQUEUE_NAMES", "name"}, set_list<&Settings::names>},
    {{"noconvert", 0, Arg::none, "", "sizes in the unit they were given in"}, set_common<&ListingSettings::raw_units>},
    {{"nodelist", 'w', Arg::required, "hostlist", "jobs on these nodes", "", "node"}, set_nodes},
    {{"nodes", 0, Arg::required, "hostlist", "", "", "node", Status::works, true, "nodelist"}, set_nodes},
    {{"node", 0, Arg::required, "hostlist", "", "", "node", Status::works, true, "nodelist"}, set_nodes},
    {{"noheader", 'h', Arg::none, "", "no header line"}, no_header},
    {{"notme", 0, Arg::none, "", "the jobs of others"}, set_flag<&Settings::not_me>},
    {{"only-job-state", 0, Arg::none, "", "only ids and states"}, set_flag<&Settings::only_states>},
    {{"partitions", 'p', Arg::required, "list", "jobs in these partitions", "SQUEUE_PARTITION", "partition"},
     set_list<&Settings::partitions>},
    {{"priority", 'P', Arg::none, "", "a line for each partition a waiting job asks for", "SQUEUE_PRIORITY"},
     set_flag<&Settings::each_partition>},
    {{"qos", 'q', Arg::required, "list", "jobs with these qualities of service", "SQUEUE_QOS", "qos"},
     set_list<&Settings::qos>},
    {{"reservation", 'R', Arg::required, "name", "jobs of this reservation", "", "reservation"},
     set_list<&Settings::reservations>},
    {{"running-over", 0, Arg::required, "time", "jobs that have run for longer"},
     set_duration<&Settings::running_over>},
    {{"running-under", 0, Arg::required, "time", "jobs that have run for less"},
     set_duration<&Settings::running_under>},
    {{"sibling", 0, Arg::none, "", "sibling jobs of a federation", "", "", Status::later}},
    {{"sib", 0, Arg::none, "", "", "", "", Status::later, true, "sibling"}},
    {{"sort", 'S', Arg::required, "letters", "order of the lines: [+|-]letter,...; - is descending", "SQUEUE_SORT",
      "sort"},
     set_sort},
    {{"start", 0, Arg::none, "", "waiting jobs and when they are expected to start"},
     set_flag<&Settings::expected_starts>},
    {{"states", 't', Arg::required, "list", "jobs in these states, or all", "SQUEUE_STATES", "state"}, set_states},
    {{"steps", 's', Arg::optional, "list", "steps that run, all or these: 12.0, 13", "", "step"}, set_steps},
    {{"usage", 0, Arg::none, "", "show the options in short"}, set_common<&ListingSettings::usage>},
    {{"user", 'u', Arg::required, "list", "jobs of these users, by name or number", "SQUEUE_USERS", "user"},
     set_list<&Settings::users>},
    {{"users", 0, Arg::required, "list", "", "", "user", Status::works, true, "user"}, set_list<&Settings::users>},
    {{"verbose", 'v', Arg::none, "", "tell what is done"}, more_verbose},
    {{"version", 'V', Arg::none, "", "show the version"}, set_common<&ListingSettings::version>},
    {{"yaml", 0, Arg::optional, "version", "the same as YAML", "", data_parser::version_words},
     dump<data_parser::Form::yaml>},
};

}  // namespace

std::span<const Option<Settings>> option_table() { return rows; }

Result<StateSet> parse_states(std::string_view text) {
    StateSet set;
    if (table::names_all(text)) return set;
    for (const std::string& word : text::split_list(text)) {
        if (const auto found = find_state(word)) {
            if (found->state) set.states |= 1u << static_cast<int>(*found->state);
            set.flags |= found->flag;
        } else if (is_flag_word(word)) {
            set.flags |= never_set;
        } else {
            return fail(Errc::usage, "Invalid job state specified: " + word + "\nValid job states include: " +
                                         text::join(state_names()));
        }
    }
    return set;
}

std::string states_text() { return text::join(state_names(), "\n") + "\n"; }

}  // namespace ms::cmds::squeue

// SPDX-License-Identifier: MIT
#include "cmds/squeue/options.hpp"

#include "libms/base/letters.hpp"
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
        if (equal_ignoring_case(word.name, name) || equal_ignoring_case(word.compact, name)) return true;
    return false;
}

template <std::optional<Seconds> Settings::*time>
Result<void> set_duration(Settings& settings, std::string_view value) {
    const auto duration = text::parse_duration(value);
    if (!duration) return Failure(duration.error());
    settings.*time = *duration;
    return {};
}

/// A list that names nothing selects nothing: `squeue -u "$NOBODY"` does not show everybody's jobs.
template <auto list>
Result<void> set_selection(Settings& settings, std::string_view value) {
    settings.*list = text::split_list(value);
    if ((settings.*list).empty()) settings.selects_nothing = true;
    return {};
}
/// Of --me and --user the last one counts.
Result<void> set_users(Settings& settings, std::string_view value) {
    settings.me = false;
    return set_selection<&Settings::users>(settings, value);
}
Result<void> set_me(Settings& settings, std::string_view) {
    settings.users.clear();
    settings.me = true;
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
    if (value.empty()) settings.selects_nothing = true;
    return {};
}
Result<void> set_steps(Settings& settings, std::string_view value) {
    settings.steps = std::string(value);
    return {};
}
template <auto flag>
constexpr auto set = set_flag<Settings, flag>;
template <auto list>
constexpr auto list_of = set_selection<list>;
constexpr auto set_nodes = set_text<Settings, &Settings::nodes>;
constexpr auto set_clusters = set_list<Settings, &Settings::clusters>;
constexpr auto always_so = no_change<Settings>;

template <data_parser::Form form>
Result<void> dump(Settings& settings, std::string_view value) {
    return set_dump<form>(settings, value);
}

constexpr Option<Settings> rows[] = {
    {{"accounts", 'A', Arg::required, "list", "jobs charged to these accounts", "SQUEUE_ACCOUNT", "account"},
     list_of<&Settings::accounts>},
    {{"all", 'a', Arg::none, "", "jobs in hidden partitions too, which is the default here", "SQUEUE_ALL"}, always_so},
    {{"array", 'r', Arg::none, "", "a line for each waiting task of an array", "SQUEUE_ARRAY"},
     set<&Settings::each_task>},
    {{"array-unique", 0, Arg::none, "", "the waiting tasks of an array on one line, which is the default", "SQUEUE_ARRAY_UNIQUE"},
     always_so},
    {{"clusters", 'M', Arg::required, "list", "under its name; this cluster is the only one", "SLURM_CLUSTERS"},
     set_clusters},
    {{"cluster", 0, Arg::required, "list", "", "", "", Status::works, true, "clusters"}, set_clusters},
    {{"expand-patterns", 0, Arg::none, "", "fill in % patterns in the names of the job's files"},
     set<&Settings::expand_patterns>},
    {{"federation", 0, Arg::none, "", "the whole federation; this cluster is in none", "SQUEUE_FEDERATION"}, always_so},
    // before --format: of the variables, SQUEUE_FORMAT counts
    {{"Format", 'O', Arg::required, "list", "columns by name: name[:[.]width[suffix]],...", "SQUEUE_FORMAT2", "field"},
     set_names<Settings>},
    {{"format", 'o', Arg::required, "format", "columns by letter: %[[.]width]X and text between them", "SQUEUE_FORMAT",
      "letters"},
     set_letters<Settings>},
    {{"help", 0, Arg::none, "", "show this help"}, set<&Settings::help>},
    {{"helpformat", 0, Arg::none, "", "list the letters of --format"}, set<&Settings::help_letters>},
    {{"helpFormat", 0, Arg::none, "", "list the names of --Format"}, set<&Settings::help_names>},
    {{"helpstate", 0, Arg::none, "", "list the states of --states"}, set<&Settings::help_states>},
    {{"hide", 0, Arg::none, "", "leave out jobs in hidden partitions"}, set<&Settings::hide>},
    {{"iterate", 'i', Arg::required, "seconds", "show it again and again, that far apart"}, set_interval<Settings>},
    {{"jobs", 'j', Arg::optional, "list", "these jobs: 12, 12_3, 12_[1-5]", "", "job"}, set_jobs},
    {{"json", 0, Arg::optional, "version", "jobs as JSON, with the keys of that version of Slurm's data_parser", "",
      data_parser::version_words},
     dump<data_parser::Form::json>},
    {{"licenses", 'L', Arg::required, "list", "jobs that use these licenses", "SQUEUE_LICENSES", "license"},
     list_of<&Settings::licenses>},
    {{"local", 0, Arg::none, "", "only this cluster, which is always so here", "SQUEUE_LOCAL"}, always_so},
    {{"long", 'l', Arg::none, "", "more columns"}, set<&Settings::wide>},
    {{"me", 0, Arg::none, "", "your own jobs"}, set_me},
    {{"name", 'n', Arg::required, "list", "jobs with these names", "SQUEUE_NAMES", "name"}, list_of<&Settings::names>},
    {{"noconvert", 0, Arg::none, "", "sizes in the unit they were given in"}, set<&Settings::raw_units>},
    {{"nodelist", 'w', Arg::required, "hostlist", "jobs on these nodes", "", "node"}, set_nodes},
    {{"nodes", 0, Arg::required, "hostlist", "", "", "node", Status::works, true, "nodelist"}, set_nodes},
    {{"node", 0, Arg::required, "hostlist", "", "", "node", Status::works, true, "nodelist"}, set_nodes},
    {{"noheader", 'h', Arg::none, "", "no header line"}, set_flag<Settings, &Settings::header, false>},
    {{"notme", 0, Arg::none, "", "the jobs of others"}, set<&Settings::not_me>},
    {{"only-job-state", 0, Arg::none, "", "only ids and states"}, set<&Settings::only_states>},
    {{"partitions", 'p', Arg::required, "list", "jobs in these partitions", "SQUEUE_PARTITION", "partition"},
     list_of<&Settings::partitions>},
    {{"priority", 'P', Arg::none, "", "a line for each partition a waiting job asks for", "SQUEUE_PRIORITY"},
     set<&Settings::each_partition>},
    {{"qos", 'q', Arg::required, "list", "jobs with these qualities of service", "SQUEUE_QOS", "qos"},
     list_of<&Settings::qos>},
    {{"reservation", 'R', Arg::required, "name", "jobs of this reservation", "", "reservation"}, list_of<&Settings::reservations>},
    {{"running-over", 0, Arg::required, "time", "jobs that have run for longer"},
     set_duration<&Settings::running_over>},
    {{"running-under", 0, Arg::required, "time", "jobs that have run for less"},
     set_duration<&Settings::running_under>},
    {{"sibling", 0, Arg::none, "", "sibling jobs of a federation; this cluster is in none",
      "SQUEUE_SIB,SQUEUE_SIBLING"},
     always_so},
    {{"sib", 0, Arg::none, "", "", "", "", Status::works, true, "sibling"}, always_so},
    {{"sort", 'S', Arg::required, "letters", "order of the lines: [+|-]letter,...; - is descending", "SQUEUE_SORT",
      "sort"},
     set_text<Settings, &Settings::sort>},
    {{"start", 0, Arg::none, "", "waiting jobs and when they are expected to start"},
     set<&Settings::expected_starts>},
    {{"states", 't', Arg::required, "list", "jobs in these states, or all", "SQUEUE_STATES", "state"}, set_states},
    {{"steps", 's', Arg::optional, "list", "steps that run, all or these: 12.0, 12.batch", "", "step"}, set_steps},
    {{"usage", 0, Arg::none, "", "show the options in short"}, set<&Settings::usage>},
    {{"user", 'u', Arg::required, "list", "jobs of these users, by name or number", "SQUEUE_USERS", "user"},
     set_users},
    {{"users", 0, Arg::required, "list", "", "", "user", Status::works, true, "user"}, set_users},
    {{"verbose", 'v', Arg::none, "", "tell what is done"}, more_verbose<Settings>},
    {{"version", 'V', Arg::none, "", "show the version"}, set<&Settings::version>},
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
                                         text::join(state_names()) + "\n");
        }
    }
    return set;
}

std::string states_text() { return text::join(state_names(), "\n") + "\n"; }

}  // namespace ms::cmds::squeue

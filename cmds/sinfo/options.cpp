// SPDX-License-Identifier: MIT
#include "cmds/sinfo/options.hpp"

namespace ms::cmds::sinfo {
namespace {

using options::Arg;
using options::Option;
using options::Status;

Result<void> set_states(Settings& settings, std::string_view value) {
    auto states = parse_states(value);
    if (!states) return Failure(states.error());
    settings.states = std::move(*states);
    if (value.empty()) settings.selects_nothing = true;
    return {};
}
/// A list that names nothing selects nothing: `sinfo -n "$NODES"` does not show every node.
Result<void> set_nodes(Settings& settings, std::string_view value) {
    settings.nodes = value;
    if (value.empty()) settings.selects_nothing = true;
    return {};
}
Result<void> set_partitions(Settings& settings, std::string_view value) {
    settings.partitions = text::split_list(value);
    settings.partitions_asked = settings.on_command_line;
    return {};
}
/// Given, it outdoes SINFO_PARTITION.
Result<void> set_all(Settings& settings, std::string_view) {
    settings.all_partitions = true;
    settings.all_asked = settings.on_command_line;
    if (settings.all_asked && !settings.partitions_asked) settings.partitions.reset();
    return {};
}
template <auto flag, bool to = true>
constexpr auto set = set_flag<Settings, flag, to>;
constexpr auto set_clusters = set_list<Settings, &Settings::clusters>;
constexpr auto always_so = no_change<Settings>;

template <data_parser::Form form>
Result<void> dump(Settings& settings, std::string_view value) {
    return set_dump<form>(settings, value);
}

constexpr Option<Settings> rows[] = {
    {{"all", 'a', Arg::none, "", "hidden partitions too", "SINFO_ALL"}, set_all},
    {{"clusters", 'M', Arg::required, "list", "under its name; this cluster is the only one", "SLURM_CLUSTERS"},
     set_clusters},
    {{"cluster", 0, Arg::required, "list", "", "", "", Status::works, true, "clusters"}, set_clusters},
    {{"dead", 'd', Arg::none, "", "nodes that do not respond"}, set<&Settings::dead>},
    {{"exact", 'e', Arg::none, "", "a line for each kind of node, no ranges"}, set<&Settings::exact>},
    {{"federation", 0, Arg::none, "", "the whole federation; this cluster is in none", "SINFO_FEDERATION"}, always_so},
    {{"format", 'o', Arg::required, "format", "columns by letter: %[[.]width]X and text between them", "SINFO_FORMAT",
      "letters"},
     set_letters<Settings>},
    {{"Format", 'O', Arg::required, "list", "columns by name: name[:[.]width[suffix]],...", "", "field"},
     set_names<Settings>},
    {{"future", 'F', Arg::none, "", "nodes that do not exist yet too", "SINFO_FUTURE"}, set<&Settings::future>},
    {{"help", 0, Arg::none, "", "show this help"}, set<&Settings::help>},
    {{"helpformat", 0, Arg::none, "", "list the letters of --format"}, set<&Settings::help_letters>},
    {{"helpFormat", 0, Arg::none, "", "list the names of --Format"}, set<&Settings::help_names>},
    {{"helpstate", 0, Arg::none, "", "list the states of --states"}, set<&Settings::help_states>},
    {{"hide", 0, Arg::none, "", "no hidden partitions, which is the default"}, set<&Settings::all_partitions, false>},
    {{"iterate", 'i', Arg::required, "seconds", "show it again and again, that far apart"}, set_interval<Settings>},
    {{"json", 0, Arg::optional, "version", "nodes as JSON, with the keys of that version of Slurm's data_parser", "",
      data_parser::version_words},
     dump<data_parser::Form::json>},
    {{"list-reasons", 'R', Arg::none, "", "why nodes are down or drained"}, set<&Settings::reasons>},
    {{"local", 0, Arg::none, "", "only this cluster, which is always so here", "SINFO_LOCAL"}, always_so},
    {{"long", 'l', Arg::none, "", "more columns"}, set<&Settings::wide>},
    {{"noconvert", 0, Arg::none, "", "sizes in the unit they were given in, which is always so here"},
     set<&Settings::raw_units>},
    {{"Node", 'N', Arg::none, "", "a line for each node"}, set<&Settings::each_node>},
    {{"nodes", 'n', Arg::required, "hostlist", "these nodes", "", "node"}, set_nodes},
    {{"noheader", 'h', Arg::none, "", "no header line"}, set<&Settings::header, false>},
    {{"partition", 'p', Arg::required, "list", "these partitions", "SINFO_PARTITION", "partition"},
     set_partitions},
    {{"reservation", 'T', Arg::none, "", "reservations"}, set<&Settings::reservations>},
    {{"responding", 'r', Arg::none, "", "nodes that respond"}, set<&Settings::responding>},
    {{"sort", 'S', Arg::required, "letters", "order of the lines: [#][+|-]letter,...; - is descending", "SINFO_SORT",
      "sort"},
     set_text<Settings, &Settings::sort>},
    {{"states", 't', Arg::required, "list", "nodes in these states; & and ~ combine them", "",
      "node-state"},
     set_states},
    {{"summarize", 's', Arg::none, "", "a line for each partition"}, set<&Settings::summary>},
    {{"usage", 0, Arg::none, "", "show the options in short"}, set<&Settings::usage>},
    {{"verbose", 'v', Arg::none, "", "tell what is done, and which limits can not be enforced here"},
     more_verbose<Settings>},
    {{"version", 'V', Arg::none, "", "show the version"}, set<&Settings::version>},
    {{"yaml", 0, Arg::optional, "version", "the same as YAML", "", data_parser::version_words},
     dump<data_parser::Form::yaml>},
};

Result<StateTerm> parse_term(std::string_view text) {
    StateTerm term;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of("&+"), text.size());
        std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const bool negated = !word.empty() && (word.front() == '~' || word.front() == '!');
        if (negated) word.remove_prefix(1);
        const auto condition = find_node_condition(word);
        if (!condition) {
            std::string message = "Bad state string: \"" + std::string(word) + "\"\nvalid states: ";
            for (const std::string_view name : node_condition_names()) message += std::string(name) + ",";
            message.pop_back();
            return fail(Errc::usage, message);
        }
        term.push_back({*condition, negated});
    }
    return term;
}

}  // namespace

std::span<const Option<Settings>> option_table() { return rows; }

Result<std::vector<StateTerm>> parse_states(std::string_view text) {
    std::vector<StateTerm> terms;
    if (table::names_all(text)) return terms;
    for (const std::string& part : text::split_list(text)) {
        auto term = parse_term(part);
        if (!term) return Failure(term.error());
        terms.push_back(std::move(*term));
    }
    return terms;
}

}  // namespace ms::cmds::sinfo

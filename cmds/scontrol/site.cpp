// SPDX-License-Identifier: MIT
// update, create and delete of nodes and partitions, and the keywords about the site as a whole.
#include <cctype>
#include <fcntl.h>

#include "cmds/scontrol/entity_values.hpp"
#include "cmds/scontrol/update.hpp"
#include "libms/base/fd.hpp"
#include "libms/base/letters.hpp"
#include "libms/options/entity_keys.hpp"
#include "libms/text/date.hpp"
#include "libms/text/job.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::scontrol {
namespace {

using Action = PartitionUpdateRequest::Action;

const std::string* value_of(const EntityValues& values, std::string_view key) {
    for (const auto& [name, value] : values)
        if (name == key) return &value;
    return nullptr;
}

/// Down or drained without a word why is refused before anybody is asked, as Slurm does.
bool wants_reason(const EntityValues& values) {
    const std::string* state = value_of(values, "State");
    const std::string* reason = value_of(values, "Reason");
    if (!state || (reason && !reason->empty())) return false;
    for (std::string_view word : {"DOWN", "DRAIN", "FAIL"})
        if (equal_ignoring_case(*state, word)) return true;
    return false;
}

/// Words that Slurm's scontrol passes on. Those of machines that can be switched off the daemon refuses.
constexpr std::string_view node_states[] = {"CANCEL_REBOOT", "DOWN",     "DRAIN", "FAIL",   "FUTURE", "IDLE",
                                            "NORESP",        "POWER_DOWN", "POWER_UP", "RESUME", "UNDRAIN"};

int bad_state(const Call& call, const std::string& word) {
    call.fail("Invalid input: " + word);
    call.fail("Request aborted");
    call.fail("Valid states are: NoResp DRAIN FAIL FUTURE RESUME POWER_DOWN POWER_UP UNDRAIN");
    return call.fail("Not all states are valid given a node's prior state");
}

/// Send a change that is answered with Done; `call_name` stands before what went wrong.
int send(const Call& call, const Request& request, const std::string& call_name) {
    const auto reply = client::ask<Done>(*call.context.client, request);
    return reply ? 0 : call.fail(call_name + " error: " + reply.error().message);
}

}  // namespace

int update_node(const Call& call, const std::string& which, const std::vector<Pair>& changes) {
    const auto values = read_entity_values(call, {options::node_update_keys(), false, true}, changes);
    if (!values) return 1;
    if (values->empty()) return call.fail("No changes specified");
    if (const std::string* state = value_of(*values, "State")) {
        const auto known = [&](std::string_view word) { return equal_ignoring_case(*state, word); };
        const auto said = [&](const Pair& pair) { return pair.value == *state; };
        if (std::none_of(std::begin(node_states), std::end(node_states), known))
            return bad_state(call, std::find_if(changes.begin(), changes.end(), said)->text);
    }
    if (wants_reason(*values))
        return call.fail("You must specify a reason when DOWNING or DRAINING a node. Request denied");
    return send(call, NodeUpdateRequest{which, *values}, "slurm_update");
}

int update_partition(const Call& call, const std::string& which, const std::vector<Pair>& changes) {
    const auto values = read_entity_values(call, {options::partition_update_keys(), true, true}, changes);
    if (!values) return 1;
    if (values->empty() && changes.empty()) {
        call.context.error("No changes specified");
        return 1;
    }
    if (values->empty()) return 0;  // all of it was passed over
    return send(call, PartitionUpdateRequest{Action::change, which, *values}, "slurm_update");
}

namespace {

/// What create and delete are of, by the word that names it.
enum class Made { partition, reservation, node };
struct MadeRow {
    Made what;
    std::string_view name;
    std::size_t least;
};
constexpr MadeRow made_rows[] = {
    {Made::partition, "PartitionName", 3},
    {Made::reservation, "ReservationName", 3},
    {Made::node, "NodeName", 3},
};

struct Named {
    Made what;
    std::string name;  // empty: not given
    Pair pair;
    std::vector<Pair> rest;
};

/// The first word that names something, and the others. "reservation" needs no name.
std::optional<Named> find_named(const std::vector<std::string>& words) {
    std::vector<Pair> pairs;
    for (const auto& word : words) pairs.push_back(split_pair(word));
    std::optional<Named> found;
    for (const Pair& pair : pairs) {
        const auto row = std::find_if(std::begin(made_rows), std::end(made_rows), [&](const MadeRow& each) {
            return pair.key.size() >= each.least && starts_with_ignoring_case(each.name, pair.key);
        });
        // PartitionName= is a key of reservations, too.
        const bool names_it = row != std::end(made_rows) && (!found || (row->what == found->what && found->name.empty()));
        if (names_it) {
            if (!found) found = Named{row->what, {}, pair, {}};
            found->name = pair.value;
        } else if (found) {
            found->rest.push_back(pair);
        }
    }
    if (found && pairs.size() > 1 && !pairs.front().has_value && !pairs[1].has_value) found->name = pairs[1].text;
    return found;
}

int not_yet(const Call& call) {
    call.context.error("nodes are made by msd.conf alone: there is no other machine to make one of");
    return 1;
}

}  // namespace

int create(const Call& call) {
    if (call.words.empty()) return call.fail("too few arguments for create keyword");
    const auto named = find_named(call.words);
    if (!named) {
        call.context.error("Invalid creation entity: " + call.words.front());
        return 1;
    }
    if (named->what == Made::node) return not_yet(call);
    if (named->what == Made::reservation) return create_reservation(call, named->name, named->rest);
    const EntityWords words{options::partition_update_keys(), true, false};
    const auto values = read_entity_values(call, words, named->rest);
    if (!values) return 1;
    if (named->name.empty()) return call.context.error("Invalid input: " + named->pair.text + "  Request aborted"), 1;
    const auto done = client::ask<Done>(*call.context.client, PartitionUpdateRequest{Action::create, named->name, *values});
    return done ? 0 : call.fail("Error creating the partition: " + done.error().message);
}

int remove(const Call& call) {
    if (call.words.empty()) return call.fail("too few arguments for delete keyword");
    const auto named = find_named(call.words);
    if (!named) return call.fail("Invalid deletion entity: " + call.words.front());
    if (named->what == Made::node) return not_yet(call);
    if (named->what == Made::reservation) return delete_reservation(call, named->name, call.words.back());
    const auto done = client::ask<Done>(*call.context.client, PartitionUpdateRequest{Action::remove, named->name, {}});
    return done ? 0 : call.fail("delete_partition " + call.words.front() + ": " + done.error().message);
}

int reconfigure(const Call& call) { return send(call, ReconfigureRequest{}, "slurm_reconfigure"); }

int set_debug(const Call& call) {
    if (call.words.empty()) return call.fail("too few arguments for keyword:setdebug");
    constexpr std::string_view levels[] = {"quiet",  "fatal",  "error",  "info",   "verbose",
                                           "debug",  "debug2", "debug3", "debug4", "debug5"};
    std::string level = call.words.front();
    if (const auto number = text::parse_unsigned(level); number && *number < std::size(levels)) level = levels[*number];
    const auto known = [&](std::string_view each) { return equal_ignoring_case(each, level); };
    if (std::none_of(std::begin(levels), std::end(levels), known)) return call.fail("invalid debug level: " + level);
    return send(call, LogLevelRequest{level}, "slurm_set_debug_level");
}

namespace {

Result<std::string> config_text(const Call& call) {
    const auto config = client::ask<ConfigReply>(*call.context.client, ConfigQuery{});
    if (!config) return Failure(config.error());
    std::string text = "Configuration data as of " + text::format_date(config->now) + "\n";
    for (const auto& [name, value] : config->values) {
        std::string key = name;
        key.resize(std::max<std::size_t>(key.size(), 23), ' ');
        text += key + " = " + value + "\n";
    }
    return text;
}

}  // namespace

int show_config(const Call& call) {
    const auto text = config_text(call);
    if (!text) return call.fail("slurm_load_ctl_conf error: " + text.error().message);
    call.context.print(*text + "\n");
    return ping(call);
}

int write_config(const Call& call) {
    const auto text = config_text(call);
    if (!text) return call.fail("slurm_load_ctl_conf error: " + text.error().message);
    std::string path = call.words.size() > 1 ? call.words[1] : "slurm.conf." + text::format_date(call.context.now);
    const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!file) return call.fail(fail_errno(path).value().message);
    if (auto written = write_all(file.get(), "# " + *text); !written)
        return call.fail(path + ": " + written.error().message);
    call.context.print("Slurm config saved to " + path + "\n");
    return 0;
}

int show_licenses(const Call& call) {
    const auto cluster = client::ask<ClusterReply>(*call.context.client, ClusterQuery{});
    if (!cluster) return call.fail("slurm_load_licenses error: " + cluster.error().message);
    if (cluster->licenses.empty()) {
        call.context.print("No licenses configured in Slurm.\n");
        return 0;
    }
    const char* const gap = call.settings.one_line ? " " : "\n    ";
    for (const LicenseInfo& license : cluster->licenses) {
        if (!call.words.empty() && license.name != call.words.front()) continue;
        const std::uint64_t free = license.total - std::min(license.total, license.used);
        call.context.print("LicenseName=" + license.name + gap + "Total=" + std::to_string(license.total) + " Used=" +
                           std::to_string(license.used) + " Free=" + std::to_string(free) + " Reserved=0 Remote=no\n");
    }
    return 0;
}

int show_aliases(const Call& call) {
    const auto cluster = client::ask<ClusterReply>(*call.context.client, ClusterQuery{});
    if (!cluster) return call.fail("slurm_load_node error: " + cluster.error().message);
    std::vector<std::string> all;  // every node is this machine
    for (const NodeInfo& node : cluster->nodes) all.push_back(node.name);
    call.context.print(text::join(all, " ") + "\n");
    return 0;
}

int show_slurmd(const Call& call) {
    const auto about = client::ask<PingReply>(*call.context.client, PingRequest{});
    if (!about) return call.fail("slurm_load_slurmd_status error: " + about.error().message);
    const auto cluster = client::ask<ClusterReply>(*call.context.client, ClusterQuery{});
    const auto jobs = client::ask<JobsReply>(*call.context.client, JobsQuery{});
    if (!cluster || !jobs || cluster->nodes.empty()) return call.fail("slurm_load_slurmd_status error");
    std::vector<std::string> steps;  // the shell of a job counts as the job
    for (const JobPtr& job : jobs->jobs)
        for (const Step& step : text::running_steps(*job))
            steps.push_back(std::to_string(job->id.value) + (step.id < 0 ? "" : "." + std::to_string(step.id)));
    const NodeInfo& node = cluster->nodes.front();
    const std::pair<const char*, std::string> lines[] = {
        {"Active Steps", steps.empty() ? "NONE" : text::join(steps, ", ")},
        {"Actual CPUs", std::to_string(node.cpus)},
        {"Actual Boards", std::to_string(node.boards)},
        {"Actual sockets", std::to_string(node.sockets)},
        {"Actual cores", std::to_string(node.cores_per_socket)},
        {"Actual threads per core", std::to_string(node.threads_per_core)},
        {"Actual real memory", std::to_string(node.memory.value) + " MB"},
        {"Actual temp disk space", std::to_string(node.tmp_disk.value) + " MB"},
        {"Boot time", text::format_date(about->started)},
        {"Hostname", node.host_name},
        {"Slurmd PID", std::to_string(about->pid)},
        {"Slurmd Logfile", about->log},
        {"Version", "25.11.0"},
    };
    for (const auto& [name, value] : lines) {
        std::string key = name;
        key.resize(24, ' ');
        call.context.print(key + " = " + value + "\n");
    }
    return 0;
}

int show_topology(const Call& call) {
    const std::string about = call.words.empty() ? "" : call.words.front();
    call.context.error(about.empty() ? "No topology information available"
                                     : "Topology information contains no switch or node named " + about);
    return 0;
}

/// Of what does not exist here.
int show_nothing(const Call&) { return 0; }

}  // namespace ms::cmds::scontrol

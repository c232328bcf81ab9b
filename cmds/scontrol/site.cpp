// SPDX-License-Identifier: MIT
// update, create and delete of nodes and partitions, and the keywords about the site as a whole.
#include <cctype>
#include <fcntl.h>

#include "cmds/scontrol/update.hpp"
#include "libms/base/fd.hpp"
#include "libms/options/entity_keys.hpp"
#include "libms/text/date.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::scontrol {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;
using Action = PartitionUpdateRequest::Action;

/// Pairs with their keys' full names; nullopt: one was refused, and why has been said.
std::optional<Values> named_values(const Call& call, std::span<const options::EntityKey> keys,
                                   const std::vector<Pair>& pairs) {
    Values values;
    for (const Pair& pair : pairs) {
        const auto* key = pair.has_value ? options::find_entity_key(keys, pair.key) : nullptr;
        if (!key) {
            call.fail((pair.has_value ? "Update of this parameter is not supported: " : "Invalid input: ") + pair.text);
            call.fail("Request aborted");
            return std::nullopt;
        }
        if (!key->works || pair.sign) {
            call.context.error(std::string(key->name) + (pair.sign ? " takes no += or -= here: "
                                                                   : " is for what is not here: ") + pair.text);
            return std::nullopt;
        }
        values.emplace_back(key->name, pair.value);
    }
    return values;
}

const std::string* value_of(const Values& values, std::string_view key) {
    for (const auto& [name, value] : values)
        if (name == key) return &value;
    return nullptr;
}

/// Down or drained without a word why is refused before anybody is asked, as Slurm does.
bool wants_reason(const Values& values) {
    const std::string* state = value_of(values, "State");
    const std::string* reason = value_of(values, "Reason");
    if (!state || (reason && !reason->empty())) return false;
    for (std::string_view word : {"DOWN", "DRAIN", "FAIL"})
        if (text::equal_ignoring_case(*state, word)) return true;
    return false;
}

constexpr std::string_view node_states[] = {"DOWN", "DRAIN", "FAIL", "IDLE", "RESUME", "UNDRAIN"};

int bad_state(const Call& call, const std::string& state) {
    call.fail("Invalid input: State=" + state);
    call.fail("Request aborted");
    call.fail("Valid states are: DOWN DRAIN FAIL IDLE RESUME UNDRAIN");
    return call.fail("Not all states are valid given a node's prior state");
}

/// Send a change that is answered with Done; `call_name` stands before what went wrong.
int send(const Call& call, const Request& request, const std::string& call_name) {
    const auto reply = client::ask<Done>(*call.context.client, request);
    return reply ? 0 : call.fail(call_name + " error: " + reply.error().message);
}

}  // namespace

int update_node(const Call& call, const std::string& which, const std::vector<Pair>& changes) {
    const auto values = named_values(call, options::node_update_keys(), changes);
    if (!values) return 1;
    if (values->empty()) return call.fail("No changes specified");
    if (const std::string* state = value_of(*values, "State")) {
        const auto known = [&](std::string_view word) { return text::equal_ignoring_case(*state, word); };
        if (std::none_of(std::begin(node_states), std::end(node_states), known)) return bad_state(call, *state);
    }
    if (wants_reason(*values))
        return call.fail("You must specify a reason when DOWNING or DRAINING a node. Request denied");
    return send(call, NodeUpdateRequest{which, *values}, "slurm_update");
}

int update_partition(const Call& call, const std::string& which, const std::vector<Pair>& changes) {
    const auto values = named_values(call, options::partition_update_keys(), changes);
    if (!values) return 1;
    if (values->empty()) return call.fail("No changes specified");
    return send(call, PartitionUpdateRequest{Action::change, which, *values}, "slurm_update");
}

namespace {

/// The value of PartitionName= among the words, taken out of them.
std::optional<std::string> take_partition(std::vector<Pair>& pairs) {
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const Pair& pair = pairs[i];
        if (pair.key.size() < 3 || !pair.has_value || !text::starts_with_ignoring_case("PartitionName", pair.key))
            continue;
        std::string name = pair.value;
        pairs.erase(pairs.begin() + static_cast<std::ptrdiff_t>(i));
        return name;
    }
    return std::nullopt;
}

bool names(const std::vector<std::string>& words, std::string_view entity) {
    return !words.empty() &&
           text::starts_with_ignoring_case(entity, words.front().substr(0, words.front().find('=')));
}

int not_yet(const Call& call, const char* what) {
    call.context.error(std::string(what) + " are not available in this version of Mini-SLURM");
    return 1;
}

}  // namespace

int create(const Call& call) {
    if (call.words.empty()) return call.fail("too few arguments for keyword:create");
    if (names(call.words, "reservation") || names(call.words, "reservationname")) return not_yet(call, "reservations");
    if (names(call.words, "nodename")) return not_yet(call, "nodes made at run time");
    std::vector<Pair> pairs = split_pairs(call.words);
    const auto name = take_partition(pairs);
    if (!name) {
        call.fail("No valid entity in create command");
        return call.fail("Input line must include \"NodeName\", \"PartitionName\", or \"Reservation\"");
    }
    const auto values = named_values(call, options::partition_update_keys(), pairs);
    if (!values) return 1;
    return send(call, PartitionUpdateRequest{Action::create, *name, *values}, "slurm_create_partition");
}

int remove(const Call& call) {
    if (call.words.empty()) return call.fail("too few arguments for keyword:delete");
    if (names(call.words, "reservation") || names(call.words, "reservationname")) return not_yet(call, "reservations");
    std::vector<Pair> pairs = split_pairs(call.words);
    const auto name = take_partition(pairs);
    if (!name) {
        call.fail("No valid entity in delete command");
        return call.fail("Input line must include \"NodeName\", \"PartitionName\", or \"ReservationName\"");
    }
    return send(call, PartitionUpdateRequest{Action::remove, *name, {}}, "slurm_delete_partition");
}

int reconfigure(const Call& call) { return send(call, ReconfigureRequest{}, "slurm_reconfigure"); }

int set_debug(const Call& call) {
    if (call.words.empty()) return call.fail("too few arguments for keyword:setdebug");
    constexpr std::string_view levels[] = {"quiet",  "fatal",  "error",  "info",   "verbose",
                                           "debug",  "debug2", "debug3", "debug4", "debug5"};
    std::string level = call.words.front();
    if (const auto number = text::parse_unsigned(level); number && *number < std::size(levels)) level = levels[*number];
    const auto known = [&](std::string_view each) { return text::equal_ignoring_case(each, level); };
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
    std::size_t steps = 0;
    for (const JobPtr& job : jobs->jobs) steps += !job->allocation.empty() && !is_terminal(job->state);
    const NodeInfo& node = cluster->nodes.front();
    const std::pair<const char*, std::string> lines[] = {
        {"Active Steps", steps ? std::to_string(steps) : "NONE"},
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
    call.context.error("No topology information available");
    return 0;
}

/// There are no associations: the accounts of jobs are labels.
int show_nothing(const Call&) { return 0; }

}  // namespace ms::cmds::scontrol

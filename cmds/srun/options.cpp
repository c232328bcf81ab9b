// SPDX-License-Identifier: MIT
#include "cmds/srun/options.hpp"

#include <string_view>

#include "cmds/srun/cpu_bind.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"
#include "libms/text/signal.hpp"

namespace ms::cmds::srun {
namespace {

using options::Arg;
using options::Source;
using options::Status;

constexpr Arg none = Arg::none, required = Arg::required, optional = Arg::optional;
constexpr Status works = Status::works, no_effect = Status::no_effect, later = Status::later;

template <auto Member>
Result<void> flag(Settings& s, std::string_view) {
    s.*Member = true;
    return {};
}
template <auto Member>
Result<void> text(Settings& s, std::string_view value) {
    s.*Member = value;
    return {};
}
/// "none" is no program.
template <auto Member>
Result<void> program(Settings& s, std::string_view value) {
    s.*Member = equal_ignoring_case(value, "none") ? "" : value;
    return {};
}

Failure invalid_number(std::string_view value, std::string_view name) {
    return fail(Errc::generic,
                "Invalid numeric value \"" + std::string(value) + "\" for --" + std::string(name) + ".");
}

Result<std::uint32_t> number(std::string_view value, std::string_view name, std::uint32_t least = 0) {
    const auto parsed = text::parse_unsigned(value);
    if (!parsed || *parsed < least || *parsed > 0x7FFFFFFF) return invalid_number(value, name);
    return static_cast<std::uint32_t>(*parsed);
}

Result<void> job(Settings& s, std::string_view value) {
    const auto id = number(value, "jobid", 1);
    if (!id) return Failure(id.error());
    s.job = JobId{*id};
    return {};
}
std::string show_job(const Settings& s) { return std::to_string(s.job.value); }

Result<void> relative(Settings& s, std::string_view value) {
    const auto first = number(value, "relative");
    if (!first) return Failure(first.error());
    s.relative = *first;
    return {};
}

Result<void> wait(Settings& s, std::string_view value) {
    const auto seconds = number(value, "wait");
    if (!seconds) return Failure(seconds.error());
    s.wait_seconds = *seconds;
    return {};
}

Result<void> kill_on_bad_exit(Settings& s, std::string_view value) {
    const auto yes = value.empty() ? Result<std::uint32_t>(1) : number(value, "kill-on-bad-exit");
    if (!yes) return Failure(yes.error());
    s.kill_on_bad_exit = *yes != 0;
    return {};
}

Result<void> overlap(Settings& s, std::string_view value) {
    if (!value.empty() && !equal_ignoring_case(value, "force"))
        return fail(Errc::bad_value, "Invalid --overlap specification");
    s.overlap = true;
    return {};
}

/// A step that only starts the daemons of an MPI library takes nothing from the steps beside it.
Result<void> external_launcher(Settings& s, std::string_view) {
    s.overlap = true;
    s.mpi = "none";
    return {};
}

Result<void> cpu_bind(Settings& s, std::string_view value) {
    if (equal_ignoring_case(value, "help")) {
        s.list_cpu_bind = true;
        return {};
    }
    auto checked = check_cpu_bind(value);
    if (!checked) return Failure(checked.error());
    s.cpu_bind = std::move(*checked);
    return {};
}

/// "pmix_v3": Slurm has a plugin for each version of the library; the one here serves programs of all of them.
bool names_pmix_version(std::string_view kind) {
    constexpr std::string_view prefix = "pmix_v";
    return kind.size() == prefix.size() + 1 && kind.substr(0, prefix.size()) == prefix && kind.back() >= '1' && kind.back() <= '9';
}

Result<void> mpi(Settings& s, std::string_view value) {
    s.list_mpi = s.list_mpi || value == "list";
    s.mpi = names_pmix_version(value) ? "pmix" : value;
    return {};
}

Result<void> ignore_signals(Settings& s, std::string_view value) {
    for (const std::string& name : text::split_list(value)) {
        const auto signal = text::parse_signal(name);
        if (!signal) return fail(Errc::bad_value, "Invalid --ignore-signals specification");
        s.ignored_signals.push_back(*signal);
    }
    return {};
}

/// A number from 1 on that nothing here is told.
Result<void> check_count(std::string_view value, std::string_view name) {
    const auto count = number(value, name, 1);
    return count ? Result<void>{} : Failure(count.error());
}
Result<void> threads(Settings&, std::string_view value) { return check_count(value, "threads"); }
Result<void> message_timeout(Settings&, std::string_view value) { return check_count(value, "msg-timeout"); }

/// Letters for GPUs, network interfaces and verbosity, one of which is there.
Result<void> accelerator_bind(Settings&, std::string_view value) {
    if (value.find_first_of("gnv") != std::string_view::npos) return {};
    return fail(Errc::bad_value, "Invalid --accel-bind specification");
}

Result<void> broadcast(Settings& s, std::string_view value) {
    s.broadcast = std::string(value);
    return {};
}

Result<void> compress(Settings& s, std::string_view value) {
    if (const auto complaint = unknown_compression(value)) s.complaints.push_back(*complaint);
    return {};
}

Result<void> send_libs(Settings& s, std::string_view value) {
    s.send_libraries = value.empty() || equal_ignoring_case(value, "yes");
    if (s.send_libraries || equal_ignoring_case(value, "no")) return {};
    return fail(Errc::bad_value, "Invalid --send-libs specification");
}

Result<void> pty(Settings& s, std::string_view value) {
    if (!value.empty()) {
        const auto descriptor = number(value, "pty");
        if (!descriptor) return Failure(descriptor.error());
        s.terminal = static_cast<int>(*descriptor);
    }
    s.pty = true;
    return {};
}

using S = Settings;

constexpr options::Option<Settings> own[] = {
    {{"accel-bind", 0, required, "flags", "binding of tasks to accelerators", "", "", no_effect}, accelerator_bind},
    {{"bcast", 0, optional, "path", "copy the program there before it runs", "SLURM_BCAST", "file"}, broadcast},
    {{"bcast-exclude", 0, required, "paths", "directories whose libraries are not sent; NONE", "SLURM_BCAST_EXCLUDE", "dir"},
     text<&S::library_exclusions>},
    {{"compress", 0, optional, "library", "compress what --bcast copies", "SLURM_COMPRESS", "lz4 none", no_effect},
     compress},
    {{"cpu-bind", 0, required, "kind", "CPUs of each task: none, cores, threads, sockets, rank, map_cpu:..., help",
      "SLURM_CPU_BIND", "none cores threads sockets ldoms rank map_cpu: mask_cpu: help"},
     cpu_bind},
    {{"cpu_bind", 0, required, "kind", "", "", "", works, true, "cpu-bind"}, cpu_bind},
    {{"debugger-test", 0, none, "", "", "", "", no_effect}},
    {{"disable-status", 'X', none, "", "send Ctrl-C to the tasks at once", "SLURM_DISABLE_STATUS"},
     flag<&S::disable_status>},
    {{"epilog", 0, required, "program", "program that srun runs after the step", "SLURM_EPILOG", "file"},
     program<&S::epilog>},
    {{"exact", 0, none, "", "take only the CPUs the tasks need", "SLURM_EXACT"}, flag<&S::exact>},
    {{"external-launcher", 0, optional, "arguments", "a step that starts another launcher, beside all others",
      "SLURM_EXTERNAL_LAUNCHER"},
     external_launcher},
    {{"het-group", 0, required, "groups", "components of a heterogeneous job", "", "", later}},
    {{"ignore-signals", 0, required, "signals", "signals that srun takes no notice of", "", "signal"}, ignore_signals},
    {{"interactive", 0, none, "", "the step of an interactive shell, beside all others"}, flag<&Settings::overlap>},
    {{"jobid", 0, required, "job", "run in this job", "SLURM_JOB_ID", "job"}, job, show_job},
    {{"kill-on-bad-exit", 'K', optional, "0|1", "end the step when a task fails", "SLURM_KILL_BAD_EXIT", "0 1"},
     kill_on_bad_exit},
    {{"label", 'l', none, "", "put the task's number before each line", "SLURM_LABELIO"}, flag<&S::label>},
    {{"mpi", 0, required, "kind", "how MPI programs are started: none, pmi2, pmix, list", "SLURM_MPI_TYPE",
      "none pmi2 pmix list"},
     mpi},
    {{"msg-timeout", 0, required, "seconds", "patience with the nodes", "", "", no_effect}, message_timeout},
    {{"multi-prog", 0, none, "", "the program is a file that says which task runs what", "SLURM_SRUN_MULTI"},
     flag<&S::multi_program>},
    {{"no-allocate", 'Z', none, "", "run without a job on the nodes of -w: for root and a daemon's owner"},
     flag<&Settings::no_allocation>},
    {{"overlap", 0, optional, "force", "share CPUs, memory and devices with the job's other steps", "SLURM_OVERLAP",
      "force"},
     overlap},
    {{"pack-group", 0, required, "groups", "", "", "", later, true, "het-group"}},
    {{"preserve-env", 'E', none, "", "leave SLURM_NNODES and SLURM_NTASKS as they are"},
     flag<&S::preserve_environment>},
    {{"prolog", 0, required, "program", "program that srun runs before the step", "SLURM_PROLOG", "file"},
     program<&S::prolog>},
    {{"pty", 0, optional, "descriptor", "give task 0 a terminal like this one, or like srun's own"}, pty},
    {{"quit-on-interrupt", 0, none, "", "end the step at the first Ctrl-C"}, flag<&S::quit_on_interrupt>},
    {{"relative", 'r', required, "node", "first node of the job to use, from 0"}, relative},
    {{"send-libs", 0, optional, "yes|no", "send the program's libraries with --bcast", "SLURM_SEND_LIBS", "yes no"},
     send_libs},
    {{"slurmd-debug", 0, required, "level", "what the step's shepherd logs", "SLURMD_DEBUG", "", no_effect}},
    {{"task-epilog", 0, required, "program", "program run after each task", "SLURM_TASK_EPILOG", "file"},
     program<&S::task_epilog>},
    {{"task-prolog", 0, required, "program", "program run before each task", "SLURM_TASK_PROLOG", "file"},
     program<&S::task_prolog>},
    {{"threads", 'T', required, "count", "threads of srun", "SLURM_THREADS", "", no_effect}, threads},
    {{"treewidth", 0, required, "count", "width of the message tree", "", "", no_effect}},
    {{"unbuffered", 'u', none, "", "pass output on as it comes, not by lines", "SLURM_UNBUFFEREDIO"},
     flag<&S::unbuffered>},
    {{"wait", 'W', required, "seconds", "end the step this long after its first task", "SLURM_WAIT"}, wait},
    {{"wait-for-children", 0, none, "", "a task ends with its last descendant", "", "", no_effect}},
    {{"whole", 0, none, "", "take all of the job's CPUs on the nodes"}, flag<&S::whole>},
};

/// In a job, variables tell what the job has. Who asks for devices in one way for a step does not mean the other ways,
/// and so with CPUs; without this each would be a contradiction.
constexpr std::string_view alternatives[][7] = {
    {"gres", "gpus", "gpus-per-node", "gpus-per-socket", "gpus-per-task", "tres-per-task", "ntasks-per-gpu"},
    {"cpus-per-task", "cpus-per-gpu"},
};

void drop_overridden(std::vector<options::Given>& from_environment, const std::vector<options::Given>& asked) {
    const auto name_of = [](const options::Given& given) { return table().rows()[given.row]->name; };
    const auto has = [](const auto& list, std::string_view name) {
        return std::find(std::begin(list), std::end(list), name) != std::end(list);
    };
    for (const auto& group : alternatives) {
        const auto in_group = [&](const options::Given& given) { return has(group, name_of(given)); };
        if (std::any_of(asked.begin(), asked.end(), in_group)) std::erase_if(from_environment, in_group);
    }
}

bool given_on_line(const options::CommandLine& line, std::string_view name) {
    return std::any_of(line.given.begin(), line.given.end(),
                       [&](const options::Given& each) { return table().rows()[each.row]->name == name; });
}

/// What Slurm makes of several options together.
void settle_step(const options::CommandLine& line, Settings& s) {
    JobSpec& spec = s.spec;
    // Inside a job its name is no name for the step.
    if (s.job && !given_on_line(line, "job-name")) spec.name.clear();
    // Of a job of its own a step has all, and the nodes are the job's alone.
    const bool dedicated = s.job && given_on_line(line, "exclusive") && spec.exclusive == Exclusive::node;
    if ((given_on_line(line, "cpus-per-task") || dedicated) && !s.whole) s.exact = true;
    const std::uint32_t per_node = spec.tasks_per_node, most_nodes = std::max(spec.min_nodes, spec.max_nodes);
    if (per_node && spec.tasks && spec.min_nodes && std::uint64_t{per_node} * most_nodes < spec.tasks) {
        s.warnings.push_back("can't honor --ntasks-per-node set to " + std::to_string(per_node) +
                             " which doesn't match the requested tasks " + std::to_string(spec.tasks) +
                             " with the number of requested nodes " +
                             std::to_string(most_nodes) + ". Ignoring --ntasks-per-node.");
        spec.tasks_per_node = 0;
    }
    for (const options::Given& each : s.given)
        s.no_gres = s.no_gres || (table().rows()[each.row]->name == "gres" && equal_ignoring_case(each.value, "none"));
    if (s.pty) s.unbuffered = true;
}

/// Slurm's srun lets go of nodes where its sbatch and salloc refuse.
void eliminate_nodes(Settings& s) {
    const auto names = text::expand_hostlist(s.spec.node_list);
    const std::size_t most = s.spec.max_nodes;
    if (!names || most == 0 || names->size() <= most) return;
    s.complaints.push_back("Required nodelist includes more nodes than permitted by max-node count (" +
                           std::to_string(names->size()) + " > " + std::to_string(most) +
                           "). Eliminating nodes from the nodelist.");
    s.spec.node_list = text::fold_hostlist({names->begin(), names->begin() + static_cast<std::ptrdiff_t>(most)});
}

constexpr std::string_view mpi_kinds[] = {"none", "pmi2", "pmix"};

Result<void> check_mpi(const std::string& kind) {
    for (const std::string_view known : mpi_kinds)
        if (kind == known || kind == "list") return {};
    return fail(Errc::generic, "Invalid MPI type '" + kind + "', --mpi=list for acceptable types");
}

}  // namespace

const options::SubmitTable<Settings>& table() {
    static const options::SubmitTable<Settings> rows(options::srun, own);
    return rows;
}

Result<void> apply_sources(const options::CommandLine& line, Settings& settings) {
    auto variables = options::from_environment(table().rows());
    drop_overridden(variables, line.given);
    MS_TRY(table().apply(variables, Source::environment, settings));
    MS_TRY(table().apply(line.given, Source::command_line, settings));
    options::keep_switch_wait("SLURM_WAIT4SWITCH", settings.spec);
    MS_TRY(check_mpi(settings.mpi));
    eliminate_nodes(settings);
    MS_TRY(options::complete_submit(settings));
    if (!settings.job) MS_TRY(options::check_job(settings));
    settle_step(line, settings);
    return {};
}

std::string mpi_list() {
    std::string text = "MPI plugin types are...\n";
    for (const std::string_view kind : mpi_kinds) text.append("\t").append(kind).append("\n");
    return text;
}

}  // namespace ms::cmds::srun

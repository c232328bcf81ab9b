// SPDX-License-Identifier: MIT
#include "cmds/scontrol/keywords.hpp"

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::scontrol {
namespace {

constexpr Word keyword_table[] = {
    {"abort", 5},
    {"all", 2, set_for_interactive},
    {"cancel_reboot", 3},
    {"cluster", 2},
    {"completing", 2, completing, "", "jobs that are coming to their end"},
    {"create", 2, create, "ENTITY[=NAME] KEY=VALUE...", "make a partition or a reservation"},
    {"delete", 3, remove, "ENTITY=NAME", "take a partition or a reservation away"},
    {"details", 3, set_for_interactive},
    {"errnumstr", 2, error_number, "NUMBER", "the text of an error number"},
    {"exit", 2, set_for_interactive},
    {"getaddrs", 8},
    {"gethost", 7},
    {"getent", 6},
    {"hash", 4},
    {"hash_file", 6},
    {"help", 2, help, "", "this text"},
    {"hide", 2, set_for_interactive},
    {"hold", 4, hold, "JOBS", "keep pending jobs from starting"},
    {"holdu", 5, user_hold},
    {"listjobs", 5, list_jobs, "", "numbers of the jobs that run"},
    {"listpids", 5, list_processes, "[JOB[.STEP]]", "the processes of jobs"},
    {"liststeps", 5, list_steps, "", "numbers of the steps that run"},
    {"notify", 1, notify, "JOB TEXT...", "write a line to the stderr of a running job, or of a step: JOB.STEP"},
    {"oneliner", 1, set_for_interactive},
    {"pidinfo", 3, process_info, "PID", "the job a process belongs to, and when it ends"},
    {"ping", 3, ping, "", "tell whether the daemon answers", dump_ping},
    {"power", 3},
    {"quiet", 4, set_for_interactive},
    {"quit", 4, set_for_interactive},
    {"reboot", 3},
    {"reboot_nodes", 3},
    {"reconfigure", 3, reconfigure, "", "have the daemon read msd.conf again"},
    {"release", 3, release, "JOBS", "let held jobs start"},
    {"requeue", 3, requeue, "[incomplete] [State=SpecialExit] JOBS", "put running or ended jobs back into the queue"},
    {"requeuehold", 8, requeue_hold, "[State=SpecialExit] JOBS", "the same, and hold them"},
    {"resume", 3, resume, "JOBS", "let suspended jobs go on"},
    {"schedloglevel", 3},
    {"setdebug", 2, set_debug, "LEVEL", "how much the daemon logs, until it ends"},
    {"setdebugflags", 9},
    {"show", 3, show, "ENTITY [NAME]", "show jobs, steps, nodes, partitions, config, licenses, hostnames …"},
    {"shutdown", 8, shutdown, "", "end the daemon; jobs go on"},
    {"suspend", 2, suspend, "JOBS", "stop the processes of running jobs"},
    {"takeover", 8},
    {"token", 3},
    {"top", 3, top, "JOBS", "move jobs before the others of their owner"},
    {"uhold", 5, user_hold, "JOBS", "hold, as the jobs' owner"},
    {"update", 1, update, "ENTITY=NAME KEY=VALUE...", "change jobs, steps, nodes, partitions or reservations"},
    {"verbose", 4, set_for_interactive},
    {"version", 4, version, "", "show the version"},
    {"wait_job", 2, wait_job, "JOB", "wait until a started job is ready to run"},
    {"write", 5, write, "batch_script JOB [FILE|-]", "write a job's script to a file; write config: the configuration"},
};

constexpr Word entity_table[] = {
    {"aliases", 1, show_aliases},
    {"assoc_mgr", 2, show_associations},
    {"bbstat", 2, show_nothing},
    {"burstbuffer", 2, show_nothing},
    {"cache", 2, show_associations},
    {"config", 1, show_config},
    {"daemons", 1, show_daemons},
    {"dwstat", 2, show_nothing},
    {"federations", 1, show_nothing},
    {"hostlist", 5, show_host_list},
    {"hostlistsorted", 9, show_host_list_sorted},
    {"hostnames", 5, show_host_names},
    {"jobs", 1, show_jobs, {}, {}, dump_jobs},
    {"jobid", 4, show_jobs, {}, {}, dump_jobs},
    {"licenses", 2, show_licenses, {}, {}, dump_licenses},
    {"nodes", 1, show_nodes, {}, {}, dump_nodes},
    {"partitions", 2, show_partitions, {}, {}, dump_partitions},
    {"reservations", 3, show_reservations, {}, {}, dump_reservations},
    {"resources", 4},
    {"slurmd", 2, show_slurmd},
    {"steps", 2, show_steps, {}, {}, dump_steps},
    {"topoconf", 5},
    {"topology", 1, show_topology},
};

}  // namespace

std::span<const Word> keywords() { return keyword_table; }
std::span<const Word> entities() { return entity_table; }

const Word* find_word(std::span<const Word> words, std::string_view text) {
    for (const Word& word : words)
        if (text.size() >= word.least && starts_with_ignoring_case(word.name, text)) return &word;
    return nullptr;
}

/// What changes how the next lines are answered means nothing on a command line of its own.
int set_for_interactive(const Call&) { return 0; }

int act(const Word& word, const Call& call, const std::string& shown) {
    if (call.settings.dump && word.dump) return word.dump(call);
    if (call.settings.dump && word.act != show) {
        call.context.error(shown + " has no JSON and no YAML");
        return 1;
    }
    if (word.act) return word.act(call);
    call.context.error(shown + " is not available in this version of Mini-SLURM");
    return 1;
}

int Call::fail(const std::string& line) const {
    if (!settings.quiet) std::fprintf(context.err, "%s\n", line.c_str());
    return 1;
}

}  // namespace ms::cmds::scontrol

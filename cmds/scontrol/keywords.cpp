// SPDX-License-Identifier: MIT
#include "cmds/scontrol/keywords.hpp"

#include "libms/text/number.hpp"

namespace ms::cmds::scontrol {
namespace {

constexpr Word keyword_table[] = {
    {"abort", 5},
    {"all", 3},
    {"cancel_reboot", 3},
    {"cluster", 2},
    {"completing", 2},
    {"create", 2},
    {"delete", 1},
    {"details", 1},
    {"errnumstr", 2, error_number, "NUMBER", "the text of an error number"},
    {"exit", 2},
    {"getaddrs", 8},
    {"gethost", 7},
    {"getent", 6},
    {"hash", 4},
    {"hash_file", 6},
    {"help", 2},
    {"hide", 2},
    {"hold", 4, hold, "JOBS", "keep pending jobs from starting"},
    {"holdu", 5, user_hold},
    {"listjobs", 5},
    {"listpids", 5},
    {"liststeps", 5},
    {"notify", 1},
    {"oneliner", 1},
    {"pidinfo", 3},
    {"ping", 3, ping, "", "tell whether the daemon answers"},
    {"power", 3},
    {"quiet", 4},
    {"quit", 4},
    {"reboot", 3},
    {"reboot_nodes", 3},
    {"reconfigure", 3},
    {"release", 3, release, "JOBS", "let held jobs start"},
    {"requeue", 3, requeue, "JOBS", "put running or ended jobs back into the queue"},
    {"requeuehold", 8, requeue_hold, "JOBS", "the same, and hold them"},
    {"resume", 3, resume, "JOBS", "let suspended jobs go on"},
    {"schedloglevel", 3},
    {"setdebug", 2},
    {"setdebugflags", 9},
    {"show", 3, show, "ENTITY [NAME]", "show jobs, nodes, partitions, hostnames, hostlist …"},
    {"shutdown", 8, shutdown, "", "end the daemon; jobs go on"},
    {"suspend", 2, suspend, "JOBS", "stop the processes of running jobs"},
    {"takeover", 8},
    {"token", 3},
    {"top", 3},
    {"uhold", 5, user_hold, "JOBS", "hold, as the jobs' owner"},
    {"update", 1, update, "ENTITY=NAME KEY=VALUE...", "change jobs: JobId= or JobName="},
    {"verbose", 4},
    {"version", 4, version, "", "show the version"},
    {"wait_job", 2},
    {"write", 5, write, "batch_script JOB [FILE|-]", "write a job's script to a file"},
};

constexpr Word entity_table[] = {
    {"aliases", 1},
    {"assoc_mgr", 2},
    {"bbstat", 2},
    {"burstbuffer", 2},
    {"cache", 2},
    {"config", 1},
    {"daemons", 1, show_daemons},
    {"dwstat", 2},
    {"federations", 1},
    {"hostlist", 5, show_host_list},
    {"hostlistsorted", 9, show_host_list_sorted},
    {"hostnames", 5, show_host_names},
    {"jobs", 1, show_jobs},
    {"jobid", 4, show_jobs},
    {"licenses", 2},
    {"nodes", 1, show_nodes},
    {"partitions", 2, show_partitions},
    {"reservations", 3, show_reservations},
    {"resources", 4},
    {"slurmd", 2},
    {"steps", 2},
    {"topoconf", 5},
    {"topology", 1},
};

}  // namespace

std::span<const Word> keywords() { return keyword_table; }
std::span<const Word> entities() { return entity_table; }

const Word* find_word(std::span<const Word> words, std::string_view text) {
    for (const Word& word : words)
        if (text.size() >= word.least && text::starts_with_ignoring_case(word.name, text)) return &word;
    return nullptr;
}

int act(const Word& word, const Call& call, const std::string& shown) {
    if (word.act) return word.act(call);
    call.context.error(shown + " is not available in this version of Mini-SLURM");
    return 1;
}

int Call::fail(const std::string& line) const {
    if (!settings.quiet) std::fprintf(context.err, "%s\n", line.c_str());
    return 1;
}

}  // namespace ms::cmds::scontrol

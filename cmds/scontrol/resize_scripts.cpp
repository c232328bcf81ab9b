// SPDX-License-Identifier: MIT
#include "cmds/scontrol/resize_scripts.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>

#include "libms/base/fd.hpp"

namespace ms::cmds::scontrol {
namespace {

/// Variables that tell the size, in the order of the scripts; what is not set now is left alone.
struct Variable {
    const char* name;
    bool quoted;
    bool still_known;  // else nobody can tell what the script wants of it now
};
constexpr Variable variables[] = {
    {"SLURM_NODELIST", true, true},       {"SLURM_JOB_NODELIST", true, true},
    {"SLURM_NNODES", false, true},        {"SLURM_JOB_NUM_NODES", false, true},
    {"SLURM_JOB_CPUS_PER_NODE", true, true}, {"SLURM_NPROCS", false, false},
    {"SLURM_NTASKS", false, false},       {"SLURM_TASKS_PER_NODE", false, false},
};

/// How a shell is told of a variable.
struct Shell {
    const char* suffix;
    const char* set;
    const char* between;
    const char* unset;
};
constexpr Shell shells[] = {{".sh", "export ", "=", "unset "}, {".csh", "setenv ", " ", "unsetenv "}};

std::string value_of(const std::vector<std::string>& environment, const std::string& name) {
    for (const std::string& entry : environment)
        if (entry.starts_with(name + "=")) return entry.substr(name.size() + 1);
    return {};
}

std::string script_for(const Shell& shell, const std::vector<std::string>& environment) {
    std::string script;
    for (const Variable& each : variables) {
        if (!std::getenv(each.name)) continue;
        const std::string quote = each.quoted ? "\"" : "";
        if (each.still_known)
            script += shell.set + std::string(each.name) + shell.between + quote + value_of(environment, each.name) + quote + "\n";
        else
            script += shell.unset + std::string(each.name) + "\n";
    }
    return script;
}

Result<void> write_script(const std::string& path, const std::string& text) {
    const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRWXU));
    if (!file) return fail_errno(path);
    return write_all(file.get(), text);
}

}  // namespace

int write_resize_scripts(const Call& call, JobId job) {
    if (!std::getenv("SLURM_JOBID")) return 0;
    const auto now = client::ask<AllocationReply>(*call.context.client, AllocationRequest{job, false});
    if (!now) return call.fail("slurm_allocation_lookup error: " + now.error().message);
    const std::string name = "slurm_job_" + std::to_string(job.value) + "_resize";
    for (const Shell& shell : shells)
        if (const auto written = write_script(name + shell.suffix, script_for(shell, now->environment)); !written)
            return call.fail("Could not create file " + written.error().message);
    call.context.print("To reset Slurm environment variables, execute\n"
                       "  For bash or sh shells:  . ./" + name + ".sh\n"
                       "  For csh shells:         source ./" + name + ".csh\n");
    return 0;
}

}  // namespace ms::cmds::scontrol

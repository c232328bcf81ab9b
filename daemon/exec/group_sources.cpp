// SPDX-License-Identifier: MIT
#include "daemon/exec/group_sources.hpp"

#include <cstdlib>
#include <pwd.h>
#include <unistd.h>

#include "libms/base/fd.hpp"
#include "stepd/protocol.hpp"

namespace msd::exec {
namespace {

constexpr const char* systemd_run = "/usr/bin/systemd-run";

/// A scope is a unit around processes that are there already. Jobs have one of their own because msd's unit must stay
/// empty but for msd: the kernel takes no new process into a group that hands controllers on, so systemd could not start
/// msd again while jobs live in the groups below its unit.
std::vector<std::string> in_scope(const char* manager) {
    return {systemd_run,     manager,
            "--scope",       "--quiet",
            "--collect",     "--description=Jobs of Mini-SLURM",
            "--property=Delegate=yes", "--property=TasksMax=infinity"};
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

std::string user_name() {
    const passwd* user = ::getpwuid(::getuid());
    return user ? user->pw_name : "";
}

}  // namespace

SourceFacts source_facts(bool system_mode, std::string root) {
    SourceFacts facts;
    facts.system_mode = system_mode;
    facts.booted_with_systemd = exists("/run/systemd/system") && exists(systemd_run);
    if (const char* directory = std::getenv("XDG_RUNTIME_DIR")) facts.runtime_dir = directory;
    facts.user_manager = !facts.runtime_dir.empty() && exists(facts.runtime_dir + "/systemd/private") && exists(systemd_run);
    const std::string own = ms::read_file("/proc/self/cgroup").value_or("");
    const bool inside = own.find("/user@" + std::to_string(::getuid()) + ".service/") != std::string::npos;
    facts.outlives_login = inside || exists("/var/lib/systemd/linger/" + user_name());
    facts.unit = "msd-jobs-" + std::to_string(::getpid());
    facts.root = std::move(root);
    return facts;
}

std::vector<GroupSource> group_sources(const SourceFacts& facts) {
    const std::string name_option = "--unit=" + facts.unit + "-";
    std::vector<GroupSource> sources;
    if (facts.system_mode && facts.booted_with_systemd)
        sources.push_back({"a scope of systemd", in_scope("--system"), {}, name_option, "own"});
    if (!facts.system_mode && facts.user_manager && facts.outlives_login)
        sources.push_back({"a scope of the user's systemd", in_scope("--user"),
                           {"XDG_RUNTIME_DIR=" + facts.runtime_dir}, name_option, "own"});
    if (!facts.root.empty()) sources.push_back({"CgroupRoot=" + facts.root, {}, {}, {}, facts.root});
    return sources;
}

}  // namespace msd::exec

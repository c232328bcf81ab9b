// SPDX-License-Identifier: MIT
#include <pwd.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "daemon/doctor/doctor.hpp"
#include "daemon/exec/enforcement.hpp"
#include "daemon/exec/zygote_process.hpp"
#include "daemon/hardware/nvml.hpp"
#include "libms/client/client.hpp"

namespace msd::doctor {
namespace {

/// Where it will be made if it is not there.
Directory look_at(std::string path) {
    while (::access(path.c_str(), F_OK) != 0 && path.size() > 1) {
        const auto slash = path.rfind('/');
        path.resize(slash == 0 || slash == std::string::npos ? 1 : slash);
    }
    Directory found{path, ::access(path.c_str(), W_OK | X_OK) == 0, 0};
    struct statvfs disk {};
    if (::statvfs(path.c_str(), &disk) == 0)
        found.free_megabytes = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize >> 20;
    return found;
}

void look_at_gpus(const config::KernelFiles& kernel, Facts& facts) {
    const auto nvml = hardware::Nvml::open();
    facts.detected = config::detect(kernel, config::process_facts(), nvml ? nvml->get() : nullptr);
    if (nvml) facts.nvidia_driver = (*nvml)->driver_version();
    else if (!kernel.list("proc/driver/nvidia/gpus").empty()) facts.nvidia_trouble = nvml.error().message;
    for (const auto& gpu : facts.detected.gpus)
        if (::access(gpu.file.c_str(), F_OK) != 0) facts.missing_files.push_back(gpu.file);
}

/// What a daemon would find: the groups are really taken possession of, and given back.
std::vector<Notice> limits_not_held(bool system_mode, const config::Loaded& loaded) {
    const exec::GroupPolicy& policy = loaded.daemon.groups;
    exec::ZygoteProcess zygote(exec::stepd_program(), exec::group_sources(exec::source_facts(system_mode, policy.root)));
    (void)zygote.start();  // without one the daemon's start says why
    auto notices = exec::enforcement_notices(exec::enforcement(
        exec::enforcement_facts(system_mode, zygote.groups(), policy, loaded.daemon.bind_to_cpus, loaded.cluster)));
    notices.insert(notices.end(), loaded.notices.begin(), loaded.notices.end());
    return notices;
}

void look_at_configuration(const config::Arguments& arguments, Facts& facts) {
    const auto path = arguments.config.empty() ? config::find_config(arguments.system) : std::optional(arguments.config);
    facts.config_path = path.value_or("");
    auto loaded = config::load(path, facts.detected);
    if (!loaded) {
        facts.config_trouble = loaded.error().message;
        loaded.emplace();
    }
    facts.config_warnings = std::move(loaded->warnings);
    facts.notices = limits_not_held(arguments.system, *loaded);
}

/// The daemon that is there; none is started.
void look_at_daemon(const std::string& socket, Facts& facts) {
    if (::access(socket.c_str(), F_OK) != 0) return;
    const char* given = ::getenv("MSD_SOCKET");
    const std::string before = given ? given : "";
    ::setenv("MSD_SOCKET", socket.c_str(), 1);  // with it the client starts nothing
    const auto client = client::make_client();
    auto reply = client::ask<PingReply>(*client, PingRequest{});
    given ? ::setenv("MSD_SOCKET", before.c_str(), 1) : ::unsetenv("MSD_SOCKET");
    if (reply) facts.daemon = std::move(*reply);
    else facts.daemon_trouble = socket + " is there and nobody answers: " + reply.error().message;
}

}  // namespace

Facts gather(const config::Arguments& arguments, Time now) {
    Facts facts;
    facts.system = arguments.system;
    facts.root = ::geteuid() == 0;
    if (const passwd* user = ::getpwuid(::geteuid())) facts.user = user->pw_name;
    facts.now = now;
    const config::KernelFiles kernel;
    look_at_gpus(kernel, facts);
    facts.boot = facts.detected.boot_time;
    facts.systemd = !kernel.list("run/systemd/system").empty();
    look_at_configuration(arguments, facts);

    std::string socket = client::system_socket, state = client::system_state_dir, spool = "/var/spool/msd";
    if (!arguments.system) {
        if (const auto user = client::user_paths()) socket = user->socket, state = user->state_dir;
        else facts.daemon_trouble = user.error().message;
        spool = state + "/spool";
    }
    if (!arguments.state_dir.empty()) state = arguments.state_dir, spool = state + "/spool";
    if (const char* given = ::getenv("MSD_SOCKET"); given && *given) socket = given;
    if (!arguments.socket.empty()) socket = arguments.socket;
    facts.state = look_at(state);
    facts.spool = look_at(spool);
    look_at_daemon(socket, facts);
    return facts;
}

int run(const config::Arguments& arguments, Time now) {
    const auto findings = examine(gather(arguments, now));
    std::fputs(render(findings).c_str(), stdout);
    return std::any_of(findings.begin(), findings.end(), [](const Finding& each) { return each.mark == Finding::Mark::wrong; });
}

}  // namespace msd::doctor

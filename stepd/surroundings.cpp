// SPDX-License-Identifier: MIT
#include "stepd/surroundings.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/stat.h>

#include "stepd/deadline.hpp"
#include "stepd/errand.hpp"
#include "stepd/identity.hpp"

namespace stepd {
namespace {

constexpr std::string_view mark = "----- environment of msstepd -----\n";

std::string_view name_of(std::string_view entry) { return entry.substr(0, entry.find('=')); }

std::string* find(std::vector<std::string>& environment, std::string_view name) {
    for (std::string& entry : environment)
        if (name_of(entry) == name && entry.size() > name.size()) return &entry;
    return nullptr;
}

std::string value_of(const std::vector<std::string>& environment, std::string_view name) {
    for (const std::string& entry : environment)
        if (name_of(entry) == name && entry.size() > name.size()) return entry.substr(name.size() + 1);
    return {};
}

}  // namespace

std::vector<std::string> login_entries(std::string_view output) {
    constexpr std::string_view of_the_shell[] = {"_", "SHLVL", "PWD", "OLDPWD", "SLURM_TASK_PID"};
    std::vector<std::string> entries;
    const std::size_t begin = output.find(mark);
    if (begin == std::string_view::npos) return entries;
    output.remove_prefix(begin + mark.size());
    while (!output.empty()) {
        const std::string_view entry = output.substr(0, output.find('\0'));
        output.remove_prefix(std::min(entry.size() + 1, output.size()));
        const auto is_name = [&](std::string_view name) { return name == name_of(entry); };
        if (entry.find('=') == std::string_view::npos || std::any_of(std::begin(of_the_shell), std::end(of_the_shell), is_name))
            continue;
        entries.emplace_back(entry);
    }
    return entries;
}

ms::Result<void> load_login_environment(LaunchOrder& order, int group) {
    if (order.login_environment.empty()) return {};
    Errand login;
    login.group = group;
    login.path = value_of(order.login_environment, "SHELL");
    // A name with '-' makes it a login shell, of every kind of shell; echo and env are words that every kind takes.
    login.argv = {"-" + login.path.substr(login.path.rfind('/') + 1), "-c",
                  "echo '" + std::string(mark.substr(0, mark.size() - 1)) + "'; exec /usr/bin/env -0"};
    login.environment = order.login_environment;
    login.work_dir = value_of(order.login_environment, "HOME");
    login.identity = identity_of(order);
    login.timeout_s = order.login_timeout_s;
    const auto outcome = run_errand(login);
    if (!outcome) return tl::make_unexpected(outcome.error());
    const auto entries = login_entries(outcome->output);
    if (!outcome->ok() || entries.empty())
        return ms::fail(ms::Errc::system, "Unable to get the user's login environment: " + login.path + " ended with " +
                                              outcome->text());
    for (const std::string& entry : entries)
        if (!find(order.environment, name_of(entry))) order.environment.push_back(entry);
    if (!find(order.environment, "TMPDIR")) order.environment.push_back("TMPDIR=/tmp");
    return {};
}

void settle_temporary_directory(LaunchOrder& order, const JobStdio& stdio) {
    std::string* const entry = find(order.environment, "TMPDIR");
    if (!entry) return;
    const std::string path = entry->substr(entry->find('=') + 1);
    const Deadline deadline;
    const AsOwner owner(order);
    if (::mkdir(path.c_str(), 0700) == 0) return;
    const int error = errno;
    struct stat there {};
    const bool exists = ::stat(path.c_str(), &there) == 0;
    if (exists && S_ISDIR(there.st_mode)) return;
    stdio.write_line(exists ? "slurmstepd: error: TMPDIR [" + path + "] is not a directory"
                            : "slurmstepd: error: Unable to create TMPDIR [" + path + "]: " + std::strerror(error));
    stdio.write_line("slurmstepd: error: Setting TMPDIR to /tmp");
    *entry = "TMPDIR=/tmp";
}

}  // namespace stepd

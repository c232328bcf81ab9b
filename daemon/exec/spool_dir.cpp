// SPDX-License-Identifier: MIT
#include "daemon/exec/spool_dir.hpp"

#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "libms/model/attendance.hpp"
#include "stepd/message.hpp"

namespace msd::exec {

std::string spool_dir(const std::string& root, JobId job, std::uint32_t restarts) {
    char name[40];
    std::snprintf(name, sizeof name, "/job%05u", job.value);
    return root + name + (restarts == 0 ? "" : "." + std::to_string(restarts));
}

std::vector<std::pair<JobId, std::uint32_t>> runs_in_spool(const std::string& root) {
    std::vector<std::pair<JobId, std::uint32_t>> runs;
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(root.c_str()), ::closedir);
    while (const dirent* entry = entries ? ::readdir(entries.get()) : nullptr) {
        std::uint32_t job = 0, restarts = 0;
        if (std::sscanf(entry->d_name, "job%u.%u", &job, &restarts) < 1) continue;
        if (spool_dir(root, JobId{job}, restarts) == root + "/" + entry->d_name) runs.emplace_back(JobId{job}, restarts);
    }
    return runs;
}

Fd connect_control(const std::string& spool_dir) {
    const Fd directory(::open(spool_dir.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un name{AF_UNIX, {}};
    // By way of /proc, because a socket's name is at most 107 bytes and a spool directory may lie deeper.
    std::snprintf(name.sun_path, sizeof name.sun_path, "/proc/self/fd/%d/ctl", directory.get());
    if (!directory || !socket || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0)
        return {};
    const std::string hello = ms::protocol::encode_message(ms::attendance::Kind::adopt, stepd::Empty{});
    if (!write_all(socket.get(), hello)) return {};
    return socket;
}

std::optional<stepd::Verdict> read_verdict(const std::string& spool_dir) {
    const auto bytes = read_file(spool_dir + "/verdict");
    if (!bytes) return std::nullopt;
    stepd::MessageBuffer buffer;
    buffer.append(*bytes);
    const auto message = buffer.next();
    stepd::Verdict verdict;
    if (!message || message->kind != stepd::Kind::verdict || !stepd::decode(message->body, verdict))
        return std::nullopt;
    return verdict;
}

void remove_spool_dir(const std::string& spool_dir) {
    if (::access(spool_dir.c_str(), F_OK) != 0) return;
    for (const char* name : {"/slurm_script", "/ctl", "/verdict", "/verdict.new"})
        ::unlink((spool_dir + name).c_str());
    ::rmdir(spool_dir.c_str());
}

}  // namespace msd::exec

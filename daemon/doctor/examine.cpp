// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "daemon/doctor/doctor.hpp"
#include "libms/text/number.hpp"
#include "libms/text/size.hpp"

namespace msd::doctor {
namespace {

using Mark = Finding::Mark;
using Findings = std::vector<Finding>;

std::string counted(std::uint64_t number, const std::string& what) {
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}
std::string megabytes(std::uint64_t amount) { return text::format_size(amount, 'M'); }

void cpus(const Facts& facts, Findings& to) {
    const auto& machine = facts.detected;
    to.push_back({Mark::fact, "CPUs",
                  std::to_string(machine.cpus.size()) + ": " + counted(machine.sockets, "socket") + ", each " +
                      counted(machine.cores_per_socket, "core") + " of " + counted(machine.threads_per_core, "thread"), ""});
}

void memory(const Facts& facts, Findings& to) {
    to.push_back({Mark::fact, "memory", megabytes(facts.detected.memory.value) + " for jobs", ""});
}

std::string line_of(const hardware::Gpu& gpu) {
    std::string text = (gpu.type.empty() ? "unknown model" : gpu.type) + " " + gpu.file;
    if (gpu.memory.value) text += ", " + megabytes(gpu.memory.value);
    if (!gpu.bus.empty()) text += ", " + gpu.bus;
    return gpu.instance.empty() ? text : text + ", MIG " + gpu.instance;
}

void gpus(const Facts& facts, Findings& to) {
    if (facts.detected.gpus.empty()) to.push_back({Mark::fact, "GPUs", "none", ""});
    for (const auto& gpu : facts.detected.gpus) to.push_back({Mark::fact, "GPU", line_of(gpu), ""});
    if (!facts.nvidia_driver.empty()) to.push_back({Mark::fact, "GPU driver", "NVIDIA " + facts.nvidia_driver, ""});
    if (!facts.nvidia_trouble.empty())
        to.push_back({Mark::wrong, "GPU driver", "there is NVIDIA hardware, and its library does not tell of it: " + facts.nvidia_trouble,
                      "nvidia-smi   (it says what the driver lacks; then install the driver's package again)"});
    for (const auto& file : facts.missing_files)
        to.push_back({Mark::wrong, "GPU", file + " does not exist: jobs can not open their GPU", "nvidia-modprobe -c 0 -u"});
}

void cgroups(const Facts& facts, Findings& to) {
    const auto& cgroup = facts.detected.cgroup;
    std::string text = cgroup.path.empty() ? "no version 2 here" : "version 2, " + cgroup.path;
    if (cgroup.delegated) text += ", may hand out: " + (cgroup.controllers.empty() ? "nothing" : text::join(cgroup.controllers, " "));
    else if (!cgroup.path.empty()) text += ", not delegated to msd";
    to.push_back({Mark::fact, "cgroups", text, ""});
}

void systemd(const Facts& facts, Findings& to) {
    to.push_back({Mark::fact, "systemd", facts.systemd ? "runs the machine" : "does not run the machine", ""});
}

void users(const Facts& facts, Findings& to) {
    if (facts.user.empty())
        to.push_back({Mark::wrong, "user", "this user id has no name, which jobs are shown by", "getent passwd $(id -u)"});
    else
        to.push_back({Mark::fact, "user", facts.user + (facts.root ? ", may serve all users" : ", serves itself alone"), ""});
    if (facts.system && !facts.root)
        to.push_back({Mark::wrong, "user", "system mode wants root", "sudo msd doctor --system"});
}

void clock(const Facts& facts, Findings& to) {
    constexpr std::int64_t first_release = 1'700'000'000;  // nothing that runs this is older
    if (epoch_seconds(facts.now) < first_release || (is_set(facts.boot) && facts.now < facts.boot))
        to.push_back({Mark::wrong, "clock", "stands before the machine's start or in the far past: times of jobs would be nonsense",
                      "timedatectl set-ntp true"});
    else
        to.push_back({Mark::fact, "clock", "plausible", ""});
}

void directory(const char* topic, const Directory& place, Findings& to) {
    constexpr std::uint64_t least_megabytes = 100;
    if (!place.writable)
        to.push_back({Mark::wrong, topic, place.path + " can not be written", "ls -ld " + place.path + "   (its owner must be who runs msd)"});
    else if (place.free_megabytes < least_megabytes)
        to.push_back({Mark::wrong, topic, place.path + " has only " + megabytes(place.free_megabytes) + " free", "df -h " + place.path});
    else
        to.push_back({Mark::fact, topic, place.path + ", " + megabytes(place.free_megabytes) + " free", ""});
}
void state_directory(const Facts& facts, Findings& to) { directory("state", facts.state, to); }
/// Usually below the state, and then only its trouble is worth a line.
void spool_directory(const Facts& facts, Findings& to) {
    const bool apart = facts.spool.path.rfind(facts.state.path, 0) != 0;
    Findings own;
    directory("spool", facts.spool, own);
    if (apart || own.front().mark == Mark::wrong) to.push_back(own.front());
}

void configuration(const Facts& facts, Findings& to) {
    if (!facts.config_trouble.empty())
        to.push_back({Mark::wrong, "configuration", facts.config_trouble, "man 5 msd.conf   (then scontrol reconfigure)"});
    else
        to.push_back({Mark::fact, "configuration", facts.config_path.empty() ? "no file, and none is needed" : facts.config_path, ""});
    for (const auto& warning : facts.config_warnings)
        to.push_back({Mark::not_held, "configuration", warning, "man 5 msd.conf   (then scontrol reconfigure)"});
}

void daemon(const Facts& facts, Findings& to) {
    if (facts.daemon)
        to.push_back({Mark::fact, "daemon", "mini-slurm " + facts.daemon->version + ", " + facts.daemon->mode + " mode, pid " +
                                                std::to_string(facts.daemon->pid) + ", log " + facts.daemon->log, ""});
    else if (facts.daemon_trouble.empty())
        to.push_back({Mark::fact, "daemon", "none runs: the first command starts one", ""});
    else
        to.push_back({Mark::wrong, "daemon", facts.daemon_trouble,
                      facts.system ? "systemctl restart msd" : "sinfo   (it starts one, or says why it can not)"});
}

/// What mends a limit that is not held, by a word of its notice, where the notice does not say it itself.
struct Mend {
    std::string_view word;
    std::string_view of_user;
    std::string_view of_system;
};
constexpr std::array mends = {
    Mend{"RealMemory", "in msd.conf: no RealMemory= beyond what the machine has", "in msd.conf: no RealMemory= beyond what the machine has"},
    Mend{"CPUs of their own", "in msd.conf: no more CPUs= than the machine has", "in msd.conf: no more CPUs= than the machine has"},
    Mend{"", "run msd in system mode, as root: systemctl enable --now msd", "man 8 msd"},
};

void limits(const Facts& facts, Findings& to) {
    const auto& notices = facts.daemon ? facts.daemon->notices : facts.notices;
    if (notices.empty()) to.push_back({Mark::fact, "limits", "all are held", ""});
    for (const auto& notice : notices) {
        const auto row = std::find_if(mends.begin(), mends.end(),
                                      [&](const Mend& each) { return notice.text.find(each.word) != std::string::npos; });
        const std::string remedy(facts.system ? row->of_system : row->of_user);
        to.push_back({Mark::not_held, "limits", notice.text, notice.mend.empty() ? remedy : notice.mend});
    }
}

using Check = void (*)(const Facts&, Findings&);
constexpr Check checks[] = {cpus,  memory,          gpus,            cgroups,       systemd, users,
                            clock, state_directory, spool_directory, configuration, daemon,  limits};

}  // namespace

std::vector<Finding> examine(const Facts& facts) {
    Findings findings;
    for (const Check check : checks) check(facts, findings);
    return findings;
}

namespace {

constexpr std::size_t width = 80;
constexpr std::size_t topic_width = 15;

/// Broken at blanks, every line but the first below the first one's text. Remedies are never broken: they are copied.
std::string wrapped(std::string_view text) {
    constexpr std::size_t room = width - 2 - topic_width;
    std::string out;
    while (text.size() > room) {
        std::size_t blank = text.rfind(' ', room);
        if (blank == std::string_view::npos) blank = text.find(' ');
        if (blank == std::string_view::npos) break;
        out.append(text.substr(0, blank)).append("\n").append(2 + topic_width, ' ');
        text.remove_prefix(blank + 1);
    }
    return out.append(text);
}

}  // namespace

std::string render(const std::vector<Finding>& findings) {
    std::string out;
    std::size_t wrong = 0, not_held = 0;
    for (const Finding& each : findings) {
        std::string topic = each.topic;
        topic.resize(std::max(topic.size(), topic_width), ' ');
        out += std::string(1, static_cast<char>(each.mark)) + " " + topic + wrapped(each.text) + "\n";
        if (!each.remedy.empty()) out += std::string(2 + topic_width, ' ') + "> " + each.remedy + "\n";
        wrong += each.mark == Mark::wrong;
        not_held += each.mark == Mark::not_held;
    }
    if (wrong == 0 && not_held == 0) return out + "Nothing is wrong.\n";
    if (wrong == 0) return out + "Nothing is wrong; " + std::to_string(not_held) + " marked - could be better.\n";
    return out + std::to_string(wrong) + " marked ! " + (wrong == 1 ? "is" : "are") + " wrong.\n";
}

}  // namespace msd::doctor

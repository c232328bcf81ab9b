// SPDX-License-Identifier: MIT
#include "cmds/scontrol/kept_lines.hpp"

#include "libms/base/letters.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::scontrol {
namespace {

std::string as_given(const std::string& value) { return value; }
std::string yes(const std::string&) { return "Yes"; }
std::string gpu_bind(const std::string& value) { return "gres/gpu:" + value; }
std::string gpu_frequency(const std::string& value) { return "gpu:" + value; }
std::string enforced(const std::string& value) {
    return value == "enforce-binding" ? "Yes" : value == "disable-binding" ? "No" : "";
}

std::string capital(std::string word) {
    if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 'a' + 'A');
    return word;
}
/// MIN-MAX:GOVERNOR, MAX, or GOVERNOR, which Slurm shows each under a key of its own.
std::string frequencies(const std::string& value) {
    const std::size_t colon = value.find(':'), dash = value.find('-');
    const std::string governor = colon == std::string::npos ? "" : value.substr(colon + 1);
    if (dash != std::string::npos)
        return "CPU_min_freq=" + capital(value.substr(0, dash)) + " CPU_max_freq=" + capital(value.substr(dash + 1, colon - dash - 1)) +
               (governor.empty() ? "" : " Governor=" + capital(governor));
    constexpr std::string_view governors[] = {"conservative", "ondemand", "performance", "powersave", "schedutil", "userspace"};
    for (const std::string_view each : governors)
        if (equal_ignoring_case(each, value)) return "Governor=" + capital(value);
    return "CPU_max_freq=" + capital(value);
}

/// COUNT@TIME, the time in full.
std::string switches(const std::string& value) {
    const std::size_t at = value.find('@');
    const auto wait = text::parse_time_limit(at == std::string::npos ? "" : value.substr(at + 1));
    return value.substr(0, at) + "@" + (wait ? text::format_limit_long(*wait) : "00:00:00");
}

struct KeptLine {
    std::string_view option;
    std::string_view key;  // empty: `shown` has its own
    std::string (*shown)(const std::string& value);
};
constexpr KeptLine rows[] = {
    {"batch", "BatchFeatures", as_given},
    {"bb", "BurstBuffer", as_given},
    {"cluster-constraint", "ClusterFeatures", as_given},
    {"cpu-freq", "", frequencies},
    {"extra", "Extra", as_given},
    {"gpu-bind", "TresBind", gpu_bind},
    {"gpu-freq", "TresFreq", gpu_frequency},
    {"gres-flags", "GresEnforceBind", enforced},
    {"segment", "SegmentSize", as_given},
    {"stepmgr", "StepMgrEnabled", yes},
    {"switches", "Switches", switches},
    {"tres-bind", "TresBind", as_given},
};

}  // namespace

std::string kept_option(const JobSpec& spec, std::string_view option, std::string_view otherwise) {
    for (const auto& [name, value] : spec.kept_options)
        if (name == option) return value.empty() ? "1" : value;
    return std::string(otherwise);
}

std::string core_spec(const JobSpec& spec) {
    const std::string threads = kept_option(spec, "thread-spec", "");
    return threads.empty() ? "CoreSpec=" + kept_option(spec, "core-spec", "*") : "ThreadSpec=" + threads;
}

std::vector<std::string> kept_lines(const JobSpec& spec) {
    std::vector<std::string> lines;
    for (const KeptLine& row : rows) {
        const std::string value = kept_option(spec, row.option, "");
        const std::string shown = value.empty() ? "" : row.shown(value);
        if (!shown.empty()) lines.push_back(row.key.empty() ? shown : std::string(row.key) + "=" + shown);
    }
    return lines;
}

}  // namespace ms::cmds::scontrol

// SPDX-License-Identifier: MIT
#include "cmds/scontrol/kept_lines.hpp"

#include "libms/text/duration.hpp"

namespace ms::cmds::scontrol {
namespace {

std::string as_given(const std::string& value) { return value; }
std::string yes(const std::string&) { return "Yes"; }
std::string gpu_bind(const std::string& value) { return "gres/gpu:" + value; }
std::string gpu_frequency(const std::string& value) { return "gpu:" + value; }
std::string enforced(const std::string& value) { return value == "enforce-binding" ? "Yes" : ""; }

/// COUNT@TIME, the time in full.
std::string switches(const std::string& value) {
    const std::size_t at = value.find('@');
    const auto wait = text::parse_time_limit(at == std::string::npos ? "" : value.substr(at + 1));
    return value.substr(0, at) + "@" + (wait ? text::format_limit_long(*wait) : "00:00:00");
}

struct KeptLine {
    std::string_view option;
    std::string_view key;
    std::string (*shown)(const std::string& value);
};
constexpr KeptLine rows[] = {
    {"batch", "BatchFeatures", as_given},
    {"bb", "BurstBuffer", as_given},
    {"cluster-constraint", "ClusterFeatures", as_given},
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
        if (!shown.empty()) lines.push_back(std::string(row.key) + "=" + shown);
    }
    return lines;
}

}  // namespace ms::cmds::scontrol

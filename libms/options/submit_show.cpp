// SPDX-License-Identifier: MIT
// The values in force as -v prints them.
#include "libms/options/submit_setters.hpp"
#include "libms/text/date.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/mail.hpp"
#include "libms/text/signal.hpp"
#include "libms/text/size.hpp"
#include "libms/text/tres.hpp"

namespace ms::options::submit {
namespace {

/// MiB are the unit of these options, so their letter is left out.
std::string megabytes(Megabytes size) {
    std::string text = text::format_size(size.value, 'M');
    if (text.ends_with('M')) text.pop_back();
    return text;
}

std::string memory(const MemoryAsked& asked) { return megabytes(asked.amount.value_or(Megabytes{})); }

std::string absolute(const SubmitSettings& s, const std::string& path) {
    return path.empty() || path.starts_with('/') ? path : s.directory + "/" + path;
}

}  // namespace

std::string show_nodes(const SubmitSettings& s) {
    const std::string least = std::to_string(s.spec.min_nodes);
    return s.spec.max_nodes == s.spec.min_nodes ? least : least + "-" + std::to_string(s.spec.max_nodes);
}

std::string show_exclusive(const SubmitSettings& s) {
    if (s.spec.oversubscribe) return "oversubscribe";
    switch (s.spec.exclusive) {
        case Exclusive::no: return "unset";
        case Exclusive::node: return "exclusive";
        case Exclusive::user: return "user";
        case Exclusive::mcs: return "mcs";
        case Exclusive::topo: return "topo";
    }
    return {};
}

std::string show_mem(const SubmitSettings& s) { return memory(s.memory_per_node); }
std::string show_mem_per_cpu(const SubmitSettings& s) { return memory(s.memory_per_cpu); }
std::string show_mem_per_gpu(const SubmitSettings& s) { return memory(s.memory_per_gpu); }
std::string show_tmp(const SubmitSettings& s) { return megabytes(s.spec.tmp_disk); }
std::string show_gres(const SubmitSettings& s) { return text::format_tres_per(s.gres); }
std::string show_time(const SubmitSettings& s) { return text::format_limit_long(s.spec.time_limit); }
std::string show_time_min(const SubmitSettings& s) { return text::format_limit_long(s.spec.time_min); }
std::string show_begin(const SubmitSettings& s) { return text::format_date(s.spec.begin); }
std::string show_deadline(const SubmitSettings& s) { return text::format_date(s.spec.deadline); }
std::string show_requeue(const SubmitSettings& s) {
    return s.spec.requeue == Choice::no ? "no-requeue" : "requeue";
}

std::string show_no_kill(const SubmitSettings& s) { return s.no_kill ? "set" : "unset"; }

std::string show_signal(const SubmitSettings& s) {
    const WarnSignal& signal = s.spec.signal;
    std::string out;
    if (signal.overlap_reservation) out += 'R';
    if (signal.batch_only) out += 'B';
    if (!out.empty()) out += ':';
    out += text::signal_name(signal.number);
    if (signal.before_seconds != WarnSignal{}.before_seconds) out.append("@").append(std::to_string(signal.before_seconds));
    return out;
}

std::string show_mail_type(const SubmitSettings& s) { return text::format_mail_types(s.spec.mail_events); }
std::string show_open_mode(const SubmitSettings& s) { return s.spec.open_mode == OpenMode::append ? "a" : "t"; }
std::string show_chdir(const SubmitSettings& s) { return s.spec.work_dir; }
std::string show_input(const SubmitSettings& s) { return absolute(s, s.spec.std_in); }
std::string show_output(const SubmitSettings& s) { return absolute(s, s.spec.std_out); }
std::string show_error(const SubmitSettings& s) { return absolute(s, s.spec.std_err); }
std::string show_propagate(const SubmitSettings& s) { return s.propagate; }
std::string show_uid(const SubmitSettings& s) { return std::to_string(s.uid.value_or(0)); }
std::string show_gid(const SubmitSettings& s) { return std::to_string(s.gid.value_or(0)); }
std::string show_verbose(const SubmitSettings& s) { return std::to_string(s.verbose); }

/// With the levels that '*' leaves to Slurm.
std::string show_distribution(const SubmitSettings& s) {
    constexpr std::string_view defaults[] = {"block", "cyclic", "cyclic"};
    const std::size_t comma = std::min(s.spec.distribution.find(','), s.spec.distribution.size());
    std::vector<std::string> levels = text::split_list(s.spec.distribution.substr(0, comma), ':');
    for (std::size_t i = 0; i < std::min(levels.size(), std::size(defaults)); ++i)
        if (levels[i] == "*") levels[i] = defaults[i];
    return text::join(levels, ":") + s.spec.distribution.substr(comma);
}

}  // namespace ms::options::submit

// SPDX-License-Identifier: MIT
// What the rows of the submit table do, by theme. Private to libms/options.
//
// A value that makes no sense is Errc::bad_value (status 255) where Slurm's parser refuses it itself, Errc::generic where
// it ends with status 1; the texts are Slurm's.
#pragma once

#include <algorithm>
#include <limits>

#include "libms/options/submit.hpp"
#include "libms/text/number.hpp"

namespace ms::options::submit {

/// An option's name as a template argument, for messages.
template <std::size_t N>
struct Name {
    char text[N]{};
    constexpr Name(const char (&from)[N]) { std::copy_n(from, N, text); }  // NOLINT: meant to convert
};

/// Note with the job that the option was given without a name, or that it was not.
Result<void> keep_empty_name(SubmitSettings& s, std::string_view option, bool empty);
/// "Invalid --NAME specification".
Failure invalid(std::string_view name);
/// "Invalid numeric value "X" for --NAME."
Failure invalid_number(std::string_view value, std::string_view name);

template <auto Member>
Result<void> text(SubmitSettings& s, std::string_view value) {
    s.spec.*Member = value;
    return {};
}
/// A name that the site must know. An empty one is another thing than none, and is kept for the daemon to judge.
template <Name name, auto Member>
Result<void> site_name(SubmitSettings& s, std::string_view value) {
    s.spec.*Member = value;
    return keep_empty_name(s, name.text, value.empty());
}
template <auto Member>
Result<void> flag(SubmitSettings& s, std::string_view) {
    s.*Member = true;
    return {};
}
template <auto Member>
Result<void> spec_flag(SubmitSettings& s, std::string_view) {
    s.spec.*Member = true;
    return {};
}
/// A whole number from 1 on; blanks before it do not matter (#SBATCH "-n 4").
template <Name name, auto Member>
Result<void> count(SubmitSettings& s, std::string_view value) {
    const auto number = text::parse_unsigned(value.substr(std::min(value.find_first_not_of(" \t"), value.size())));
    if (!number || *number == 0 || *number > std::numeric_limits<std::int32_t>::max())
        return invalid_number(value, name.text);
    s.spec.*Member = static_cast<std::uint32_t>(*number);
    return {};
}
/// The same for an option that is only kept.
template <Name name, std::uint64_t Least>
Result<void> kept_count(SubmitSettings&, std::string_view value) {
    const auto number = text::parse_unsigned(value);
    if (!number || *number < Least) return invalid_number(value, name.text);
    return {};
}
/// One of a few words, any case: "a b c".
bool one_of(std::string_view value, std::string_view words);
template <Name name, Name words>
Result<void> kept_word(SubmitSettings&, std::string_view value) {
    if (one_of(value, words.text)) return {};
    return invalid(name.text);
}

// submit_resources.cpp: nodes, tasks, geometry, placement
Result<void> nodes(SubmitSettings&, std::string_view);
Result<void> node_list(SubmitSettings&, std::string_view);
Result<void> exclude(SubmitSettings&, std::string_view);
Result<void> node_file(SubmitSettings&, std::string_view);
Result<void> extra_node_info(SubmitSettings&, std::string_view);
Result<void> exclusive(SubmitSettings&, std::string_view);
Result<void> oversubscribe(SubmitSettings&, std::string_view);
Result<void> distribution(SubmitSettings&, std::string_view);
Result<void> hint(SubmitSettings&, std::string_view);

// submit_kept.cpp: what has no effect here
Result<void> acctg_freq(SubmitSettings&, std::string_view);
Result<void> burst_buffer_file(SubmitSettings&, std::string_view);
Result<void> core_spec(SubmitSettings&, std::string_view);
Result<void> cpu_freq(SubmitSettings&, std::string_view);
Result<void> gpu_bind(SubmitSettings&, std::string_view);
Result<void> tres_bind(SubmitSettings&, std::string_view);
Result<void> gpu_freq(SubmitSettings&, std::string_view);
Result<void> mem_bind(SubmitSettings&, std::string_view);
Result<void> oom_kill_step(SubmitSettings&, std::string_view);
Result<void> profile(SubmitSettings&, std::string_view);
Result<void> resv_ports(SubmitSettings&, std::string_view);
Result<void> switches(SubmitSettings&, std::string_view);
Result<void> thread_spec(SubmitSettings&, std::string_view);
Result<void> wait_all_nodes(SubmitSettings&, std::string_view);
Result<void> x11(SubmitSettings&, std::string_view);

// submit_memory.cpp: memory, gres, TRES
Result<void> mem(SubmitSettings&, std::string_view);
Result<void> mem_per_cpu(SubmitSettings&, std::string_view);
Result<void> mem_per_gpu(SubmitSettings&, std::string_view);
Result<void> tmp(SubmitSettings&, std::string_view);
Result<void> gres(SubmitSettings&, std::string_view);
Result<void> gpus(SubmitSettings&, std::string_view);
Result<void> gpus_per_node(SubmitSettings&, std::string_view);
Result<void> gpus_per_socket(SubmitSettings&, std::string_view);
Result<void> gpus_per_task(SubmitSettings&, std::string_view);
Result<void> tres_per_task(SubmitSettings&, std::string_view);
Result<void> settle_memory(SubmitSettings&);
Result<void> check_gpu_terms(const SubmitSettings&);
Result<void> settle_gres(SubmitSettings&);
void settle_profile(SubmitSettings&);

// submit_terms.cpp: when and on what terms it runs, who is told, and the submission itself
Result<void> time(SubmitSettings&, std::string_view);
Result<void> time_min(SubmitSettings&, std::string_view);
Result<void> begin(SubmitSettings&, std::string_view);
Result<void> deadline(SubmitSettings&, std::string_view);
Result<void> delay_boot(SubmitSettings&, std::string_view);
Result<void> nice(SubmitSettings&, std::string_view);
Result<void> priority(SubmitSettings&, std::string_view);
Result<void> requeue(SubmitSettings&, std::string_view);
Result<void> no_requeue(SubmitSettings&, std::string_view);
Result<void> no_kill(SubmitSettings&, std::string_view);
Result<void> kill_on_invalid_dep(SubmitSettings&, std::string_view);
Result<void> signal(SubmitSettings&, std::string_view);
Result<void> mail_type(SubmitSettings&, std::string_view);
Result<void> open_mode(SubmitSettings&, std::string_view);
Result<void> chdir(SubmitSettings&, std::string_view);
Result<void> export_list(SubmitSettings&, std::string_view);
Result<void> export_file(SubmitSettings&, std::string_view);
Result<void> propagate(SubmitSettings&, std::string_view);
Result<void> get_user_env(SubmitSettings&, std::string_view);
Result<void> immediate(SubmitSettings&, std::string_view);
Result<void> wrap(SubmitSettings&, std::string_view);
Result<void> uid(SubmitSettings&, std::string_view);
Result<void> gid(SubmitSettings&, std::string_view);
Result<void> clusters(SubmitSettings&, std::string_view);
Result<void> verbose(SubmitSettings&, std::string_view);

// submit_show.cpp: the values in force, for -v
template <auto Member>
std::string show_number(const SubmitSettings& s) {
    return std::to_string(s.spec.*Member);
}
std::string show_nodes(const SubmitSettings&);
std::string show_exclusive(const SubmitSettings&);
std::string show_mem(const SubmitSettings&);
std::string show_mem_per_cpu(const SubmitSettings&);
std::string show_mem_per_gpu(const SubmitSettings&);
std::string show_tmp(const SubmitSettings&);
std::string show_gres(const SubmitSettings&);
std::string show_time(const SubmitSettings&);
std::string show_time_min(const SubmitSettings&);
std::string show_begin(const SubmitSettings&);
std::string show_deadline(const SubmitSettings&);
std::string show_requeue(const SubmitSettings&);
std::string show_no_kill(const SubmitSettings&);
std::string show_signal(const SubmitSettings&);
std::string show_mail_type(const SubmitSettings&);
std::string show_open_mode(const SubmitSettings&);
std::string show_chdir(const SubmitSettings&);
std::string show_input(const SubmitSettings&);
std::string show_output(const SubmitSettings&);
std::string show_error(const SubmitSettings&);
std::string show_propagate(const SubmitSettings&);
std::string show_delay_boot(const SubmitSettings&);
std::string show_distribution(const SubmitSettings&);
std::string show_profile(const SubmitSettings&);
std::string show_switches(const SubmitSettings&);
std::string show_uid(const SubmitSettings&);
std::string show_gid(const SubmitSettings&);
std::string show_verbose(const SubmitSettings&);

}  // namespace ms::options::submit

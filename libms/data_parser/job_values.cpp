// SPDX-License-Identifier: MIT
#include "libms/data_parser/job_values.hpp"

#include "libms/text/filename.hpp"
#include "libms/text/job.hpp"
#include "libms/text/number.hpp"

namespace ms::data_parser {
namespace {

std::string in_directory(const Job& job, std::string_view pattern) {
    return pattern.substr(0, 1) == "/" ? std::string(pattern) : job.spec->work_dir + "/" + std::string(pattern);
}

}  // namespace

std::string kept_option(const Job& job, std::string_view name) {
    for (const auto& [option, value] : job.spec->kept_options)
        if (option == name) return value;
    return {};
}

Number kept_number(const Job& job, std::string_view name) {
    const std::string value = kept_option(job, name);
    const auto count = text::parse_unsigned(value.substr(0, value.find('@')));
    return count ? number(*count) : no_number();
}

Number memory_per_cpu(const Job& job) {
    return job.memory_is_per_cpu ? number(job.memory_per_cpu.value) : no_number();
}
Number memory_per_node(const Job& job) {
    return job.memory_is_per_cpu ? no_number() : number(job.memory_per_node.value);
}

bool is_held(const Job& job) { return job.state == JobState::pending && job.priority == 0; }

std::string reason_word(const Job& job) { return std::string(reason_name(job.reason)); }

std::string exclusive_word(const Job& job) {
    switch (job.spec->exclusive) {
        case Exclusive::no: return "";
        case Exclusive::node: return "none";
        case Exclusive::user: return "user";
        case Exclusive::mcs: return "mcs";
        case Exclusive::topo: return "topo";
    }
    return "";
}

Words shared_words(const Job& job) {
    if (job.spec->exclusive != Exclusive::no) return {exclusive_word(job)};
    return job.spec->oversubscribe ? Words{"oversubscribe"} : Words{};
}

std::string input_pattern(const Job& job) {
    return job.spec->std_in.empty() ? "/dev/null" : in_directory(job, job.spec->std_in);
}
std::string output_pattern(const Job& job) {
    const std::string& asked = job.spec->std_out;
    return in_directory(job, asked.empty() ? text::default_output_pattern(static_cast<bool>(job.array)) : asked);
}
std::string error_pattern(const Job& job) {
    return job.spec->std_err.empty() ? output_pattern(job) : in_directory(job, job.spec->std_err);
}
std::string expanded(const Job& job, const std::string& pattern) {
    return text::expand_filename(pattern, text::filename_fields(job), job.spec->work_dir);
}

}  // namespace ms::data_parser

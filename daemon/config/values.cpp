// SPDX-License-Identifier: MIT
#include "daemon/config/values.hpp"

#include <limits>

#include "libms/base/letters.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/number.hpp"
#include "libms/text/size.hpp"

namespace msd::config {

using ms::equal_ignoring_case;

namespace {

struct BooleanWord {
    std::string_view word;
    bool value;
};
constexpr BooleanWord boolean_words[] = {{"YES", true}, {"NO", false},   {"TRUE", true}, {"FALSE", false},
                                         {"UP", true},  {"DOWN", false}, {"1", true},    {"0", false}};

}  // namespace

bool read(std::string_view text, std::string& into) {
    if (text.empty()) return false;
    into = std::string(text);
    return true;
}

bool read(std::string_view text, std::vector<std::string>& into) {
    into = ms::text::split_list(text);
    return true;
}

bool read_between(std::string_view text, std::uint32_t lowest, std::uint32_t highest, std::uint32_t& into) {
    const auto number = ms::text::parse_unsigned(text);
    if (!number || *number < lowest || *number > highest) return false;
    into = static_cast<std::uint32_t>(*number);
    return true;
}

bool read(std::string_view text, std::uint32_t& into) {
    return read_between(text, 0, std::numeric_limits<std::uint32_t>::max(), into);
}

bool read(std::string_view text, bool& into) {
    for (const BooleanWord& row : boolean_words) {
        if (!equal_ignoring_case(text, row.word)) continue;
        into = row.value;
        return true;
    }
    return false;
}

bool read(std::string_view text, ms::Seconds& into) {
    std::uint32_t seconds = 0;
    if (!read(text, seconds)) return false;
    into = ms::Seconds{seconds};
    return true;
}

bool read(std::string_view text, ms::Megabytes& into) {
    const auto size = ms::text::parse_megabytes(text);
    if (!size) return false;
    into = *size;
    return true;
}

bool read(std::string_view text, ms::TimeLimit& into) {
    const auto limit = ms::text::parse_time_limit(text);
    if (!limit || !limit->is_set()) return false;
    into = *limit;
    return true;
}

bool read_job_defaults(std::string_view text, std::uint32_t& cpus_per_gpu, ms::Megabytes& memory_per_gpu) {
    constexpr std::string_view cpus = "DefCpuPerGPU=", memory = "DefMemPerGPU=";
    cpus_per_gpu = 0;
    memory_per_gpu = {};
    for (const std::string& word : ms::text::split_list(text)) {
        const std::string_view rest = word;
        if (ms::starts_with_ignoring_case(rest, cpus)) {
            if (!read(rest.substr(cpus.size()), cpus_per_gpu)) return false;
        } else if (!ms::starts_with_ignoring_case(rest, memory) ||
                   !read(rest.substr(memory.size()), memory_per_gpu)) {
            return false;
        }
    }
    return true;
}

bool is_unlimited(std::string_view text) {
    return equal_ignoring_case(text, "UNLIMITED") || equal_ignoring_case(text, "INFINITE");
}

}  // namespace msd::config

// SPDX-License-Identifier: MIT
#include "libms/text/filename.hpp"

#include <algorithm>
#include <optional>

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::text {
namespace {

constexpr std::size_t widest = 10;  // %99j is %10j

std::string padded(std::string_view digits, std::size_t width) {
    std::string out(digits);
    if (out.size() < width) out.insert(0, width - out.size(), '0');
    return out;
}

/// What the letter stands for; `width` pads plain numbers only.
std::optional<std::string> value_of(char letter, const FilenameFields& f, std::size_t width) {
    const auto number = [width](std::uint32_t value) { return padded(std::to_string(value), width); };
    const bool numbered_step = parse_unsigned(f.step).has_value();
    switch (letter) {
        case '%': return "%";
        case 'A': return number(f.array_job_id ? f.array_job_id : f.job_id);
        case 'a': return number(f.array_task_id);
        case 'b': return number(f.array_task_id % 10);
        case 'J': return std::to_string(f.job_id) + (f.step == "batch" ? "" : "." + f.step);
        case 'j': return number(f.job_id);
        case 'N': return f.host;
        case 'n': return number(f.node_index);
        case 'r': return number(f.restarts);
        case 's': return numbered_step ? padded(f.step, width) : f.step;
        case 't': return number(f.task_rank);
        case 'u': return f.user;
        case 'x': return f.job_name;
        default: return std::nullopt;
    }
}

std::string expand(std::string_view pattern, const FilenameFields& fields) {
    std::string out;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern[at] != '%') {
            out += pattern[at];
            continue;
        }
        std::size_t letter = at + 1;
        while (letter < pattern.size() && pattern[letter] >= '0' && pattern[letter] <= '9') ++letter;
        const auto asked = parse_unsigned(pattern.substr(at + 1, letter - at - 1));
        const std::size_t width = letter == at + 1 ? 0 : std::min<std::uint64_t>(asked.value_or(widest), widest);
        const auto value = letter < pattern.size() ? value_of(pattern[letter], fields, width) : std::nullopt;
        if (!value) {  // %k, %12 at the end: as written
            out += '%';
            continue;
        }
        out += *value;
        at = letter;
    }
    return out;
}

}  // namespace

std::string expand_filename(std::string_view pattern, const FilenameFields& fields, std::string_view directory) {
    if (equal_ignoring_case(pattern, "none")) return "/dev/null";
    std::string name;
    if (pattern.find('\\') == std::string_view::npos)
        name = expand(pattern, fields);
    else
        std::copy_if(pattern.begin(), pattern.end(), std::back_inserter(name), [](char c) { return c != '\\'; });
    if (!name.empty() && name.front() == '/') return name;
    std::string path(directory);
    if (!path.empty() && path.back() != '/') path += '/';
    return path + name;
}

std::string_view default_output_pattern(bool of_array) { return of_array ? "slurm-%A_%a.out" : "slurm-%j.out"; }

}  // namespace ms::text

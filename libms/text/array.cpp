// SPDX-License-Identifier: MIT
#include "libms/text/array.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "libms/text/number.hpp"

namespace ms::text {
namespace {

constexpr std::uint32_t highest_array_size = 4'000'001;  // Slurm's own ceiling for MaxArraySize
constexpr std::uint64_t most_listed = 4ull * highest_array_size;  // indices named, again and again: bounds the work

using Run = TaskSet::Run;

/// N, A-B or A-B:STEP.
std::optional<Run> parse_item(std::string_view item, std::uint32_t size) {
    std::string_view step_text = "1";
    const std::size_t dash = item.find('-');
    const std::size_t colon = item.find(':');
    if (colon != std::string_view::npos) {
        if (dash == std::string_view::npos || colon < dash) return std::nullopt;
        step_text = item.substr(colon + 1);
        item = item.substr(0, colon);
    }
    const std::string_view last_text = dash == std::string_view::npos ? item : item.substr(dash + 1);
    const auto first = parse_unsigned(item.substr(0, std::min(dash, item.size())));
    const auto last = parse_unsigned(last_text);
    const auto step = parse_unsigned(step_text);
    if (!first || !last || !step || *step == 0 || *last < *first || *last >= size) return std::nullopt;
    return Run{static_cast<std::uint32_t>(*first), static_cast<std::uint32_t>(*last),
               static_cast<std::uint32_t>(std::min<std::uint64_t>(*step, size))};
}

/// Runs in any order, also overlapping ones, as a set.
TaskSet set_of(std::vector<Run> runs) {
    std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) { return a.first < b.first; });
    std::uint32_t highest = 0;
    bool overlap = false;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        overlap = overlap || (i > 0 && runs[i].first <= highest);
        highest = std::max(highest, runs[i].last);
    }
    TaskSet set;
    if (!overlap) {
        for (const Run& run : runs) set.insert(TaskSet::range(run.first, run.last, run.step));
        return set;
    }
    std::vector<bool> present(highest + std::size_t{1});
    for (const Run& run : runs)
        for (std::uint64_t index = run.first; index <= run.last; index += run.step) present[index] = true;
    for (std::size_t at = 0; at < present.size(); ++at) {
        const std::size_t first = at;
        while (at < present.size() && present[at]) ++at;
        if (at > first)
            set.insert(TaskSet::range(static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(at - 1)));
    }
    return set;
}

std::optional<TaskSet> parse_items(std::string_view text, std::uint32_t size) {
    std::vector<Run> runs;
    std::uint64_t listed = 0;
    for (const auto& item : split_list(text)) {
        const auto run = parse_item(item, size);
        if (!run || (listed += run->count()) > most_listed) return std::nullopt;
        runs.push_back(*run);
    }
    if (runs.empty()) return std::nullopt;
    return set_of(std::move(runs));
}

/// The step of a set that is one arithmetic sequence; nothing for other sets.
std::optional<std::uint32_t> common_step(const std::vector<Run>& runs) {
    std::optional<std::uint32_t> step;
    const auto agrees = [&step](std::uint32_t distance) {
        if (!step) step = distance;
        return *step == distance;
    };
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (i > 0 && !agrees(runs[i].first - runs[i - 1].last)) return std::nullopt;
        if (runs[i].first != runs[i].last && !agrees(runs[i].step)) return std::nullopt;
    }
    return step;
}

std::string span(std::uint32_t first, std::uint32_t last) {
    return first == last ? std::to_string(first) : std::to_string(first) + "-" + std::to_string(last);
}

/// 1-5,10,20. Stops once longer than `enough`.
std::string list_runs(const std::vector<Run>& runs, std::size_t enough) {
    std::string out;
    const auto add = [&out](std::uint32_t first, std::uint32_t last) {
        if (!out.empty()) out += ',';
        out += span(first, last);
    };
    for (std::size_t i = 0; i < runs.size() && out.size() <= enough; ++i) {
        const Run& run = runs[i];
        if (run.step == 1) {
            add(run.first, run.last);
            continue;
        }
        for (std::uint64_t index = run.first; index <= run.last && out.size() <= enough; index += run.step)
            add(static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index));
    }
    return out;
}

/// Slurm's buffer of `limit` bytes: a text that does not fit ends in dots, one byte short of its end.
std::string cut(std::string text, std::size_t limit) {
    constexpr std::string_view dots = "...";
    if (limit == 0 || text.size() + dots.size() <= limit) return text;
    if (limit <= dots.size()) return text.substr(0, limit);
    text.resize(limit - dots.size() - 1);
    return text.append(dots);
}

}  // namespace

Result<ArraySpec> parse_array(std::string_view text, std::uint32_t max_array_size) {
    ArraySpec spec;
    bool bracket = text.substr(0, 1) == "[";
    if (bracket) text.remove_prefix(1);
    const auto close = [&bracket](std::string_view& part) {
        if (!bracket || part.empty() || part.back() != ']') return;
        part.remove_suffix(1);
        bracket = false;
    };

    std::string_view limit;
    if (const std::size_t percent = text.find('%'); percent != std::string_view::npos) {
        limit = text.substr(percent + 1);
        text = text.substr(0, percent);
        close(limit);  // [1-10%4]
    }
    close(text);  // [1-10] or [1-10]%4
    // An empty limit is none, as 0 is.
    const auto max_running = parse_unsigned(limit.empty() ? "0" : limit);
    const auto tasks = parse_items(text, std::min(max_array_size, highest_array_size));
    if (bracket || !max_running || !tasks) return fail(Errc::invalid_array);
    spec.tasks = *tasks;
    spec.max_running = static_cast<std::uint32_t>(std::min<std::uint64_t>(*max_running, highest_array_size));
    if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        const std::string_view behind = text.substr(colon + 1);
        const auto step = parse_unsigned(behind.substr(0, behind.find(',')));
        spec.step = static_cast<std::uint32_t>(std::min<std::uint64_t>(step.value_or(1), highest_array_size));
    }
    return spec;
}

std::string format_tasks(const TaskSet& tasks, std::uint32_t max_running, std::size_t limit) {
    if (tasks.empty()) return "";
    constexpr std::uint32_t short_span = 10;  // up to here Slurm lists the indices of a stepped set
    const auto& runs = tasks.runs();
    const std::uint32_t first = *tasks.lowest(), last = *tasks.highest();
    const auto step = common_step(runs);
    std::string out;
    if (step && *step > 1 && last - first > short_span)
        out = span(first, last) + ":" + std::to_string(*step);
    else
        out = cut(list_runs(runs, limit == 0 ? std::string::npos : limit), limit);
    if (max_running > 0) out += "%" + std::to_string(max_running);
    return out;
}

Result<TaskSet> parse_tasks(std::string_view text) {
    auto tasks = parse_items(text, highest_array_size);
    if (!tasks) return fail(Errc::invalid_array);
    return std::move(*tasks);
}

}  // namespace ms::text

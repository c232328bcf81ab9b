// SPDX-License-Identifier: MIT
#include "libms/text/selector.hpp"

#include <limits>
#include <optional>

#include "libms/base/letters.hpp"
#include "libms/text/array.hpp"
#include "libms/text/number.hpp"

namespace ms::text {
namespace {

struct NamedStep {
    std::int32_t number;
    std::string_view name;
};
constexpr NamedStep named_steps[] = {
    {step_batch, "batch"},
    {step_extern, "extern"},
    {step_interactive, "interactive"},
};

std::optional<std::int32_t> parse_step(std::string_view text) {
    for (const auto& step : named_steps)
        if (equal_ignoring_case(text, step.name)) return step.number;
    const auto number = parse_unsigned(text);
    if (!number || *number > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
    return static_cast<std::int32_t>(*number);
}

/// What stands behind JOB_: a number, [list] or *.
bool read_tasks(std::string_view text, JobSelector& selector) {
    selector.has_tasks = true;
    if (text == "*") {
        selector.waiting_tasks = true;
        return true;
    }
    if (text.size() >= 2 && text.front() == '[' && text.back() == ']')
        text = text.substr(1, text.size() - 2);
    else if (!parse_unsigned(text))
        return false;
    auto tasks = parse_tasks(text);
    if (!tasks) return false;
    selector.tasks = std::move(*tasks);
    return true;
}

bool read_selector(std::string_view text, JobSelector& selector) {
    if (const std::size_t dot = text.find('.'); dot != std::string_view::npos) {
        const auto step = parse_step(text.substr(dot + 1));
        if (!step) return false;
        selector.has_step = true;
        selector.step = *step;
        text = text.substr(0, dot);
    }
    if (const std::size_t underscore = text.find('_'); underscore != std::string_view::npos) {
        if (!read_tasks(text.substr(underscore + 1), selector)) return false;
        text = text.substr(0, underscore);
    }
    const auto id = parse_unsigned(text);
    if (!id || *id == 0 || *id > std::numeric_limits<std::uint32_t>::max()) return false;
    selector.job = JobId{static_cast<std::uint32_t>(*id)};
    return true;
}

}  // namespace

Result<JobSelector> parse_selector(std::string_view text) {
    JobSelector selector;
    if (!read_selector(text, selector)) return fail(Errc::invalid_job_id);
    selector.text = text;
    return selector;
}

std::vector<std::string_view> split_selectors(std::string_view text) {
    std::vector<std::string_view> words;
    std::size_t begin = 0;
    bool inside = false;
    for (std::size_t at = 0; at <= text.size(); ++at) {
        if (at < text.size() && (inside || text[at] != ',')) {
            inside = text[at] == '[' || (inside && text[at] != ']');
            continue;
        }
        const std::string_view word = trim(text.substr(begin, at - begin));
        begin = at + 1;
        if (!word.empty()) words.push_back(word);
    }
    return words;
}

Result<std::vector<JobSelector>> parse_selectors(std::string_view text) {
    std::vector<JobSelector> selectors;
    for (const std::string_view word : split_selectors(text)) {
        auto selector = parse_selector(word);
        if (!selector) return Failure(selector.error());
        selectors.push_back(std::move(*selector));
    }
    // An empty list would select every job.
    if (selectors.empty()) return fail(Errc::invalid_job_id);
    return selectors;
}

std::string format_step(std::int32_t step) {
    for (const auto& named : named_steps)
        if (named.number == step) return std::string(named.name);
    return std::to_string(step);
}

}  // namespace ms::text

// SPDX-License-Identifier: MIT
#include "libms/text/dependency.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "libms/base/letters.hpp"
#include "libms/text/array.hpp"
#include "libms/text/number.hpp"

namespace ms::text {
namespace {

using Type = Dependency::Type;

constexpr std::size_t max_targets = 10'000;  // JOB_[list] is one entry for each task

struct TypeRow {
    Type type;
    std::string_view name;
    bool takes_delay = false;
};
constexpr TypeRow types[] = {
    {Type::after, "after", true},
    {Type::after_any, "afterany"},
    {Type::after_ok, "afterok"},
    {Type::after_not_ok, "afternotok"},
    {Type::after_corr, "aftercorr"},
    {Type::after_burst_buffer, "afterburstbuffer"},
    {Type::expand, "expand"},
};
constexpr TypeRow bare_ids{Type::after_any, ""};
constexpr std::string_view singleton = "singleton";

std::string_view type_name(Type type) {
    for (const auto& row : types)
        if (row.type == type) return row.name;
    return singleton;
}

std::optional<std::uint32_t> parse_u32(std::string_view text) {
    const auto number = parse_unsigned(text);
    if (!number || *number > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

/// Displayed text may be pasted back: "12(unfulfilled)" loses its state.
std::string_view without_state(std::string_view text) {
    const std::size_t open = text.find('(');
    return open != std::string_view::npos && text.back() == ')' ? text.substr(0, open) : text;
}

/// One target: JOB[+delay], JOB_T, JOB_[list] or JOB_*.
bool read_target(std::string_view text, const TypeRow& row, std::vector<Dependency>& to) {
    Dependency dependency;
    dependency.type = row.type;
    text = without_state(text);
    if (const std::size_t plus = text.find('+'); plus != std::string_view::npos) {
        const auto delay = parse_u32(text.substr(plus + 1));
        if (!row.takes_delay || !delay) return false;
        dependency.delay_minutes = *delay;
        text = text.substr(0, plus);
    }
    const std::size_t underscore = std::min(text.find('_'), text.size());
    const auto id = parse_u32(text.substr(0, underscore));
    if (!id || *id == 0) return false;
    dependency.job = JobId{*id};
    text.remove_prefix(underscore);
    if (text.empty() || text == "_*") {
        dependency.any_task = !text.empty();
        to.push_back(dependency);
        return to.size() <= max_targets;
    }

    text.remove_prefix(1);
    const bool listed = text.size() >= 2 && text.front() == '[' && text.back() == ']';
    if (!listed && !parse_unsigned(text)) return false;
    const auto tasks = parse_tasks(listed ? text.substr(1, text.size() - 2) : text);
    if (!tasks || to.size() + tasks->count() > max_targets) return false;
    dependency.has_task = true;
    for (const std::uint32_t task : tasks->indices()) {
        dependency.task_id = task;
        to.push_back(dependency);
    }
    return true;
}

/// One dependency: TYPE:TARGET[:TARGET…], singleton, or a bare id.
bool read_dependency(std::string_view text, std::vector<Dependency>& to) {
    if (equal_ignoring_case(without_state(text), singleton)) {
        to.push_back({Type::singleton});
        return to.size() <= max_targets;
    }
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return read_target(text, bare_ids, to);
    const auto row = std::find_if(std::begin(types), std::end(types), [&](const TypeRow& each) {
        return equal_ignoring_case(text.substr(0, colon), each.name);
    });
    if (row == std::end(types)) return false;
    for (std::string_view rest = text.substr(colon); !rest.empty();) {
        rest.remove_prefix(1);
        const std::size_t end = std::min(rest.find(':'), rest.size());
        if (!read_target(rest.substr(0, end), *row, to)) return false;
        rest.remove_prefix(end);
    }
    return true;
}

std::string_view state_text(Dependency::State state) {
    return state == Dependency::State::failed ? "(failed)" : "(unfulfilled)";
}

}  // namespace

Result<DependencySpec> parse_dependency(std::string_view text) {
    DependencySpec spec;
    if (text.empty() || text == "0") return spec;
    bool inside = false;  // commas in JOB_[1,2] do not separate
    char separator = 0;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= text.size(); ++at) {
        const char c = at < text.size() ? text[at] : ',';
        const bool ends = at == text.size() || (!inside && (c == ',' || c == '?'));
        if (!ends) {
            inside = c == '[' || (inside && c != ']');
            continue;
        }
        if (at < text.size()) {
            if (separator && separator != c) return fail(Errc::dependency_problem);
            separator = c;
        }
        if (!read_dependency(text.substr(begin, at - begin), spec.all)) return fail(Errc::dependency_problem);
        begin = at + 1;
    }
    spec.any = separator == '?';
    return spec;
}

std::string format_dependency(const std::vector<Dependency>& all, bool any) {
    std::string out;
    for (const auto& dependency : all) {
        if (dependency.state == Dependency::State::fulfilled) continue;
        if (!out.empty()) out += any ? '?' : ',';
        out += type_name(dependency.type);
        if (dependency.type != Type::singleton) {
            out += ':' + std::to_string(dependency.job.value);
            if (dependency.any_task) out += "_*";
            if (dependency.has_task) out += '_' + std::to_string(dependency.task_id);
            if (dependency.delay_minutes > 0) out += '+' + std::to_string(dependency.delay_minutes);
        }
        out += state_text(dependency.state);
    }
    return out;
}

}  // namespace ms::text

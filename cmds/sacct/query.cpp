// SPDX-License-Identifier: MIT
#include "cmds/sacct/query.hpp"

#include <algorithm>
#include <grp.h>
#include <optional>
#include <pwd.h>

#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/model/charged.hpp"
#include "libms/model/filter.hpp"
#include "libms/text/clusters.hpp"
#include "libms/text/date.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sacct {
namespace {

std::optional<std::uint32_t> user_number(const std::string& name) {
    const passwd* entry = getpwnam(name.c_str());
    return entry ? std::optional<std::uint32_t>(entry->pw_uid) : std::nullopt;
}
std::optional<std::uint32_t> group_number(const std::string& name) {
    const group* entry = getgrnam(name.c_str());
    return entry ? std::optional<std::uint32_t>(entry->gr_gid) : std::nullopt;
}

/// Names are looked up only where there are any: it may cost more than the whole query.
Result<std::vector<std::uint32_t>> numbers_of(const std::vector<std::string>& words, const char* what,
                                              std::optional<std::uint32_t> (*look_up)(const std::string&)) {
    std::vector<std::uint32_t> numbers;  // each once: the record is asked user by user
    for (const std::string& word : words) {
        const auto digits = text::parse_unsigned(word);
        const auto number = digits && *digits <= UINT32_MAX ? static_cast<std::uint32_t>(*digits) : look_up(word);
        if (!number) return fail(Errc::generic, "Invalid " + std::string(what) + " id: " + word);
        if (!contains(numbers, *number)) numbers.push_back(*number);
    }
    return numbers;
}

Result<void> set_window(const Settings& settings, Time now, AccountingQuery& query) {
    const auto instant = [&](std::string_view text) { return text::parse_date(text, now, text::Toward::past); };
    if (!settings.jobs.empty() && settings.start.empty() && settings.end.empty()) return {};

    query.window_end = now;
    if (!settings.end.empty()) {
        const auto end = instant(settings.end);
        if (!end) return Failure(end.error());
        query.window_end = *end;
    }
    // A state without an end means that state at one instant: that of -S, or now.
    if (!settings.any_state && settings.end.empty() && !settings.start.empty()) {
        const auto start = instant(settings.start);
        if (!start) return Failure(start.error());
        query.window_end = *start;
    }
    if (!settings.any_state && settings.start.empty() && settings.jobs.empty()) {
        query.window_start = query.window_end;
        return {};
    }
    if (settings.start.empty() && !settings.jobs.empty()) return {};
    const auto start = instant(settings.start.empty() ? "today" : settings.start);
    if (!start) return Failure(start.error());
    query.window_start = *start;
    if (*start > query.window_end)
        return fail(Errc::generic, "Start time (" + text::format_date(*start) + ") requested is after end time (" +
                                       text::format_date(query.window_end) + ").");
    return {};
}

/// A job without a quality of service has the default one.
std::vector<std::string> qos_filter(std::vector<std::string> names) {
    if (contains(names, "normal")) names.emplace_back();
    return names;
}

bool within_limits(const Settings& settings, TimeLimit limit) {
    if (!settings.limit_min.is_set()) return true;
    if (!settings.limit_max.is_set()) return limit == settings.limit_min;
    const auto minutes = [](TimeLimit each) { return each.is_unlimited() ? INT64_MAX : each.minutes; };
    return limit.is_set() && minutes(limit) >= minutes(settings.limit_min) &&
           minutes(limit) <= minutes(settings.limit_max);
}

bool among(const std::vector<std::string>& wanted, std::string_view value) {
    return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& each) {
        return equal_ignoring_case(each, value);
    });
}

/// -F: one of the flags that sacct shows.
bool has_flags(const Settings& settings, const Job& job) {
    const auto shown = text::split_list(schedule_flags(job));
    return settings.flags.empty() || std::any_of(shown.begin(), shown.end(), [&](const std::string& flag) {
        return among(settings.flags, flag);
    });
}

}  // namespace

Result<AccountingQuery> make_query(const Settings& settings, UserId caller, Time now) {
    AccountingQuery query;
    auto users = numbers_of(settings.users, "user", user_number);
    if (!users) return Failure(users.error());
    auto groups = numbers_of(settings.groups, "group", group_number);
    if (!groups) return Failure(groups.error());
    const bool asks_for_own = settings.jobs.empty() && settings.nodes.empty();
    if (users->empty() && asks_for_own && caller != 0) users->push_back(caller);
    if (settings.all_users) users->clear();

    query.filter.jobs = settings.jobs;
    query.filter.users = std::move(*users);
    query.filter.names = settings.names;
    query.filter.partitions = settings.partitions;
    query.filter.accounts = settings.accounts;
    query.filter.qos = qos_filter(settings.qos);
    query.filter.nodes = settings.nodes;
    query.filter.states = settings.states;
    query.filter.state_flags = settings.state_flags;
    query.groups = std::move(*groups);
    query.cpus_range = settings.cpus_range;
    query.nodes_range = settings.nodes_range;
    query.with_steps = settings.steps;
    query.duplicates = settings.duplicates;
    MS_TRY(set_window(settings, now, query));
    return query;
}

bool also_wanted(const Settings& settings, const Job& job, const View& view) {
    const bool here = settings.clusters.empty() ||
                      text::foreign_clusters(settings.clusters, view.cluster).size() < settings.clusters.size();
    return here && has_flags(settings, job) && within_limits(settings, job.time_limit) &&
           among(settings.constraints, job.spec->constraint) &&
           among(settings.wckeys, job.spec->wckey) &&
           (settings.associations.empty() ||
            among(settings.associations, std::to_string(charged_association(view.book.get(), job)))) &&
           among(settings.reasons, reason_name(job.waited_for));
}

bool Lines::shows(std::int32_t step) const {
    return steps.empty() || contains(steps, step);
}

Lines lines_of(const Settings& settings, const Job& job) {
    Lines lines;
    for (const JobSelector& selector : settings.jobs) {
        if (!selects(selector, job)) continue;
        if (!selector.has_step) return {};
        lines.job = false;
        lines.steps.push_back(selector.step);
    }
    return lines;
}

}  // namespace ms::cmds::sacct

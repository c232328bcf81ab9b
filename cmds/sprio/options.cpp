// SPDX-License-Identifier: MIT
#include "cmds/sprio/options.hpp"

#include <pwd.h>

#include "cmds/shared/setters.hpp"
#include "libms/text/number.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::sprio {
namespace {

using options::Arg;
using options::Option;
using options::Status;
using S = Settings;

Result<void> jobs(S& settings, std::string_view value) {
    settings.job_option = true;
    if (value.empty()) return {};
    for (const std::string_view word : text::split_selectors(value)) {
        auto selector = text::parse_selector(word);
        if (!selector) return fail(Errc::invalid_job_id, "Invalid job id: " + std::string(word));
        settings.filter.jobs.push_back(std::move(*selector));
    }
    return {};
}

constexpr UserId nobody = 0xFFFFFFFF;  // no user has this number

Result<void> users(S& settings, std::string_view value) {
    settings.by_user = true;
    for (const std::string& name : text::split_list(value)) {
        if (const auto number = text::parse_unsigned(name)) settings.filter.users.push_back(static_cast<UserId>(*number));
        else if (const passwd* entry = ::getpwnam(name.c_str())) settings.filter.users.push_back(entry->pw_uid);
        else {
            settings.unknown_users.push_back(name);
            settings.filter.users.push_back(nobody);
        }
    }
    return {};
}

Result<void> partitions(S& settings, std::string_view value) {
    settings.partitions = text::split_list(value);
    return {};
}
Result<void> format(S& settings, std::string_view value) {
    settings.format = std::string(value);
    return {};
}
Result<void> sort(S& settings, std::string_view value) {
    settings.sort = value;
    return {};
}

constexpr Option<S> table[] = {
    {{"cluster", 0, Arg::required, "", "", "", "", Status::works, true, "clusters"}, set_list<S, &S::clusters>},
    {{"clusters", 'M', Arg::required, "name", "cluster to ask; this one is the only one", "SLURM_CLUSTERS"}, set_list<S, &S::clusters>},
    {{"federation", 0, Arg::none, "", "", "SPRIO_FEDERATION", "", Status::no_effect}},
    {{"format", 'o', Arg::required, "format", "what to show: %[[.]width]letter…", "SPRIO_FORMAT"}, format},
    {{"help", 0, Arg::none, "", "show this text"}, set_flag<S, &S::help>},
    {{"helpformat", 0, Arg::none, "", "list the letters of --format"}, set_flag<S, &S::help_letters>},
    {{"jobs", 'j', Arg::optional, "ids", "these jobs only", "", "job"}, jobs},
    {{"local", 0, Arg::none, "", "", "SPRIO_LOCAL", "", Status::no_effect}},
    {{"long", 'l', Arg::none, "", "every part of the priority"}, set_flag<S, &S::wide>},
    {{"noheader", 'h', Arg::none, "", "no header line"}, set_flag<S, &S::header, false>},
    {{"norm", 'n', Arg::none, "", "parts from 0 to 1, without their weights"}, set_flag<S, &S::normalized>},
    {{"partition", 'p', Arg::required, "names", "jobs in these partitions only", "", "partition"}, partitions},
    {{"sibling", 0, Arg::none, "", "", "SPRIO_SIBLING", "", Status::no_effect}},
    {{"sort", 'S', Arg::required, "letters", "by the values of these letters; a minus turns the order around"}, sort},
    {{"usage", 0, Arg::none, "", "show a short summary"}, set_flag<S, &S::usage>},
    {{"user", 0, Arg::required, "", "", "", "", Status::works, true, "users"}, users},
    {{"users", 'u', Arg::required, "names", "jobs of these users only", "", "user"}, users},
    {{"verbose", 'v', Arg::none, "", "name options without effect here"}},
    {{"version", 'V', Arg::none, "", "show the version"}, set_flag<S, &S::version>},
    {{"weights", 'w', Arg::none, "", "the weights of the parts instead of jobs"}, set_flag<S, &S::weights>},
};

}  // namespace

std::span<const Option<Settings>> option_table() { return table; }

Result<void> take_operands(Settings& settings, std::vector<std::string> operands) {
    if (settings.job_option && settings.filter.jobs.empty() && !operands.empty()) {
        MS_TRY(jobs(settings, operands.front()));
        operands.erase(operands.begin());
    }
    if (operands.empty()) return {};
    return fail(Errc::usage, "Unrecognized option: " + operands.front());
}

}  // namespace ms::cmds::sprio

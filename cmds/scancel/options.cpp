// SPDX-License-Identifier: MIT
#include "cmds/scancel/options.hpp"

#include <pwd.h>
#include <unistd.h>

#include "cmds/shared/setters.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"
#include "libms/text/signal.hpp"

namespace ms::cmds::scancel {
namespace {

using options::Arg;
using options::Option;
using options::Status;
using S = Settings;

/// A flag; its variable in the environment may also switch it off.
bool wanted(std::string_view value) { return value.empty() || std::string_view("0fFnN").find(value[0]) == value.npos; }

template <auto Member>
Result<void> flag(S& s, std::string_view value) {
    s.*Member = wanted(value);
    return {};
}
template <auto Member>
Result<void> request_flag(S& s, std::string_view value) {
    s.request.*Member = wanted(value);
    return {};
}
/// A filter of one name: the last one given counts.
template <auto Member>
Result<void> filter(S& s, std::string_view value) {
    (s.request.filter.*Member).assign(1, std::string(value));
    s.filtered = true;
    return {};
}

Result<void> nodelist(S& s, std::string_view value) {
    auto nodes = text::expand_hostlist(value);
    if (!nodes) return Failure(nodes.error());
    s.request.filter.nodes = std::move(*nodes);
    s.filtered = true;
    return {};
}

Result<void> user(S& s, std::string_view value) {
    UserId uid = 0;
    if (const auto number = text::parse_unsigned(value)) {
        uid = static_cast<UserId>(*number);
    } else if (const passwd* entry = getpwnam(std::string(value).c_str())) {
        uid = entry->pw_uid;
    } else {
        return fail(Errc::bad_value, "Invalid user name: " + std::string(value));
    }
    s.request.filter.users = {uid};
    s.user = value;
    s.filtered = true;
    return {};
}

Result<void> me(S& s, std::string_view) {
    s.request.filter.users = {getuid()};
    s.user = std::to_string(getuid());
    s.filtered = true;
    return {};
}

Result<void> admin_comment(S& s, std::string_view value) {
    s.request.admin_comment = value;
    return {};
}

Result<void> state(S& s, std::string_view value) {
    const auto found = find_state(value);
    if (!found || !found->state)
        return fail(Errc::usage, "Invalid job state specified: " + std::string(value) +
                                     "\nValid job states are PENDING, RUNNING, and SUSPENDED");
    s.request.filter.states = 1u << static_cast<unsigned>(*found->state);
    s.filtered = true;
    return {};
}

Result<void> signal(S& s, std::string_view value) {
    const auto number = text::parse_signal(value);
    if (!number) return fail(Errc::usage, "Unknown job signal: " + std::string(value));
    s.request.signal = *number;
    s.signalled = true;
    return {};
}

Result<void> verbose(S& s, std::string_view value) {
    s.verbose = value.empty() ? s.verbose + 1 : static_cast<int>(text::parse_unsigned(value).value_or(0));
    return {};
}

constexpr Arg none = Arg::none, required = Arg::required;
constexpr Option<S> table[] = {
    {{"account", 'A', required, "name", "jobs charged to this account", "SCANCEL_ACCOUNT", "account"},
     filter<&JobFilter::accounts>},
    {{"admin-comment", 0, required, "text", "comment to set on the jobs that are cancelled, for administrators"}, admin_comment},
    {{"batch", 'b', none, "", "signal the batch shell only", "SCANCEL_BATCH"},
     request_flag<&SignalRequest::batch_only>},
    {{"cluster", 0, required, "", "", "", "", Status::works, true, "clusters"}, set_list<S, &S::clusters>},
    {{"clusters", 'M', required, "name", "cluster of the jobs; this one is the only one", "SLURM_CLUSTERS"}, set_list<S, &S::clusters>},
    {{"cron", 'c', none, "", "jobs of scrontab too, where the site wants that said", "SCANCEL_CRON"},
     request_flag<&SignalRequest::cron>},
    {{"ctld", 0, none, "", "ask the controller, as is always done", "SCANCEL_CTLD"}},
    {{"full", 'f', none, "", "signal the batch shell, its children and all steps", "SCANCEL_FULL"},
     request_flag<&SignalRequest::full>},
    {{"help", 0, none, "", "show this text"}, flag<&S::help>},
    {{"hurry", 'H', none, "", "no burst buffer stage out", "SCANCEL_HURRY", "", Status::no_effect}},
    {{"interactive", 'i', none, "", "ask before each job", "SCANCEL_INTERACTIVE"}, flag<&S::interactive>},
    {{"jobname", 0, required, "", "", "", "", Status::works, true, "name"}, filter<&JobFilter::names>},
    {{"me", 0, none, "", "my jobs"}, me},
    {{"name", 'n', required, "name", "jobs of this name", "SCANCEL_NAME", "name"}, filter<&JobFilter::names>},
    {{"nodelist", 'w', required, "nodes", "jobs on any of these nodes", "", "node"}, nodelist},
    {{"partition", 'p', required, "name", "jobs in this partition", "SCANCEL_PARTITION", "partition"},
     filter<&JobFilter::partitions>},
    {{"qos", 'q', required, "name", "jobs of this quality of service", "SCANCEL_QOS", "qos"}, filter<&JobFilter::qos>},
    {{"quiet", 'Q', none, "", "no error for jobs that have ended"}, flag<&S::quiet>},
    {{"reservation", 'R', required, "name", "jobs in this reservation", "", "reservation"}, filter<&JobFilter::reservations>},
    {{"sibling", 0, required, "name", "sibling job of a federation", "", "", Status::later}},
    {{"signal", 's', required, "signal", "signal to send in place of ending the jobs", "", "signal"}, signal},
    {{"state", 't', required, "state", "jobs in this state: PENDING, RUNNING or SUSPENDED", "SCANCEL_STATE",
      "PENDING RUNNING SUSPENDED"},
     state},
    {{"usage", 0, none, "", "show a short summary"}, flag<&S::usage>},
    {{"user", 'u', required, "name|uid", "jobs of this user", "SCANCEL_USER", "user"}, user},
    {{"verbose", 'v', none, "", "tell what is done", "SCANCEL_VERBOSE"}, verbose},
    {{"version", 'V', none, "", "show the version"}, flag<&S::version>},
    {{"wckey", 0, required, "key", "jobs of this workload key", "SCANCEL_WCKEY"}, filter<&JobFilter::wckeys>},
};

}  // namespace

std::span<const Option<Settings>> option_table() { return table; }

}  // namespace ms::cmds::scancel

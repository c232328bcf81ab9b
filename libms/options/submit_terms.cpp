// SPDX-License-Identifier: MIT
// Submit options about time and terms, files and environment, who is told, and the submission itself.
#include <grp.h>
#include <pwd.h>

#include <cstdlib>

#include "libms/base/letters.hpp"
#include "libms/options/rlimits.hpp"
#include "libms/options/submit_setters.hpp"
#include "libms/text/date.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/mail.hpp"
#include "libms/text/signal.hpp"

namespace ms::options::submit {
namespace {

Result<void> limit(std::string_view value, std::string_view name, TimeLimit& to) {
    const auto parsed = text::parse_time_limit(value);
    if (!parsed) return invalid(name);
    to = parsed->minutes == 0 ? TimeLimit::unlimited() : *parsed;
    return {};
}

Result<void> date(SubmitSettings& s, std::string_view value, std::string_view name, Time& to) {
    const auto parsed = text::parse_date(value, s.now, text::Toward::future);
    if (!parsed) {
        s.remarks.push_back(parsed.error().message);
        return invalid(name);
    }
    to = *parsed;
    return {};
}

/// As strtoll reads it: what is no number counts as 0, which is what Slurm makes of --nice=x and --priority=x.
std::int64_t leading_number(std::string_view value) { return std::strtoll(std::string(value).c_str(), nullptr, 10); }

}  // namespace

Result<void> time(SubmitSettings& s, std::string_view v) { return limit(v, "time", s.spec.time_limit); }
Result<void> time_min(SubmitSettings& s, std::string_view v) { return limit(v, "time-min", s.spec.time_min); }
Result<void> begin(SubmitSettings& s, std::string_view v) { return date(s, v, "begin", s.spec.begin); }
Result<void> deadline(SubmitSettings& s, std::string_view v) { return date(s, v, "deadline", s.spec.deadline); }

Result<void> delay_boot(SubmitSettings&, std::string_view value) {
    TimeLimit ignored;
    return limit(value, "delay-boot", ignored);
}

Result<void> nice(SubmitSettings& s, std::string_view value) {
    constexpr std::int64_t most = 2147483645;
    const std::int64_t number = value.empty() ? 100 : leading_number(value);
    if (number > most || number < -most)
        return fail(Errc::bad_value, "Invalid --nice value, out of range (+/- 2147483645)");
    s.spec.nice = static_cast<std::int32_t>(number);
    return {};
}

Result<void> priority(SubmitSettings& s, std::string_view value) {
    const bool top = equal_ignoring_case(value, "TOP");
    const std::int64_t number = top ? 0xFFFFFFFD : leading_number(value);
    if (number < 0) return fail(Errc::bad_value, "Priority must be >= 0");
    if (number > 0xFFFFFFFD) return fail(Errc::bad_value, "Priority must be < 4294967294");
    s.spec.priority_set = Choice::yes;
    s.spec.priority = static_cast<std::uint32_t>(number);
    return {};
}

Result<void> requeue(SubmitSettings& s, std::string_view value) {
    if (!value.empty() && s.source != Source::environment && !one_of(value, "expedite")) return invalid("requeue");
    s.spec.requeue = Choice::yes;
    return {};
}

Result<void> no_requeue(SubmitSettings& s, std::string_view) {
    s.spec.requeue = Choice::no;
    return {};
}

Result<void> no_kill(SubmitSettings& s, std::string_view value) {
    const bool off = one_of(value, "off no");
    if (!off && !value.empty() && s.source != Source::environment && !one_of(value, "set")) return invalid("no-kill");
    s.no_kill = !off;
    return {};
}

Result<void> kill_on_invalid_dep(SubmitSettings& s, std::string_view value) {
    if (!one_of(value, "yes no")) return invalid("kill-on-invalid-dep");
    s.spec.kill_on_invalid_dependency = equal_ignoring_case(value, "yes") ? Choice::yes : Choice::no;
    return {};
}

Result<void> signal(SubmitSettings& s, std::string_view value) {
    const auto parsed = text::parse_warn_signal(value);
    if (!parsed) return invalid("signal");
    s.spec.signal = *parsed;
    return {};
}

Result<void> mail_type(SubmitSettings& s, std::string_view value) {
    const auto events = text::parse_mail_types(value);
    if (!events) return invalid("mail-type");
    s.spec.mail_events |= *events;
    return {};
}

Result<void> open_mode(SubmitSettings& s, std::string_view value) {
    const char first = value.empty() ? '\0' : value[0];
    if (first == 'a' || first == 'A')
        s.spec.open_mode = OpenMode::append;
    else if (first == 't' || first == 'T')
        s.spec.open_mode = OpenMode::truncate;
    else
        return invalid("open-mode");
    return {};
}

Result<void> chdir(SubmitSettings& s, std::string_view value) {
    s.spec.work_dir = value.starts_with('/') ? std::string(value) : s.directory + "/" + std::string(value);
    return {};
}

Result<void> export_list(SubmitSettings& s, std::string_view value) {
    s.export_list = std::string(value);
    return {};
}

Result<void> export_file(SubmitSettings& s, std::string_view value) {
    s.export_file = value;
    return {};
}

Result<void> propagate(SubmitSettings& s, std::string_view value) {
    if (auto checked = check_propagate(value); !checked)
        return fail(Errc::generic, checked.error().message + "\n--propagate=" + std::string(value) + " is not valid.");
    s.propagate = value.empty() ? "ALL" : std::string(value);
    return {};
}

Result<void> immediate(SubmitSettings& s, std::string_view value) {
    const auto seconds = text::parse_unsigned(value.empty() ? "1" : value);
    if (!seconds || *seconds > std::numeric_limits<std::int32_t>::max())
        return fail(Errc::generic, "Invalid numeric value \"" + std::string(value) + "\" for immediate.");
    s.immediate.reset();  // 0: no hurry
    if (*seconds != 0) s.immediate = static_cast<std::uint32_t>(*seconds);
    return {};
}

Result<void> get_user_env(SubmitSettings& s, std::string_view value) {
    // [seconds][S|L], of versions that asked a shell by themselves
    const std::string_view mode = value.substr(std::min(value.find_first_not_of("0123456789"), value.size()));
    if (s.source != Source::environment && !mode.empty() && !one_of(mode.substr(0, 1), "S L"))
        return invalid("get-user-env");
    s.spec.get_user_env = true;
    return {};
}

Result<void> wrap(SubmitSettings& s, std::string_view value) {
    s.wrap = std::string(value);
    return {};
}

Result<void> uid(SubmitSettings& s, std::string_view value) {
    if (s.caller != 0) return fail(Errc::bad_value, "--uid only permitted by root user");
    if (const auto number = text::parse_unsigned(value)) {
        s.uid = static_cast<UserId>(*number);
    } else if (const passwd* user = getpwnam(std::string(value).c_str())) {
        s.uid = user->pw_uid;
    } else {
        return invalid("uid");
    }
    return {};
}

Result<void> gid(SubmitSettings& s, std::string_view value) {
    if (s.caller != 0) return fail(Errc::bad_value, "--gid only permitted by root user");
    if (const auto number = text::parse_unsigned(value)) {
        s.gid = static_cast<GroupId>(*number);
    } else if (const group* found = getgrnam(std::string(value).c_str())) {
        s.gid = found->gr_gid;
    } else {
        return invalid("gid");
    }
    return {};
}

Result<void> clusters(SubmitSettings& s, std::string_view value) {
    s.clusters = value;
    return {};
}

Result<void> verbose(SubmitSettings& s, std::string_view value) {
    s.verbose = value.empty() ? s.verbose + 1 : static_cast<int>(leading_number(value));
    return {};
}

}  // namespace ms::options::submit

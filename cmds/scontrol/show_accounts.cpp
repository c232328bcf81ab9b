// SPDX-License-Identifier: MIT
// scontrol show assoc_mgr: users, associations and QOS with their limits, and what counts against these just now.
#include <algorithm>
#include <cstdio>
#include <pwd.h>

#include "cmds/scontrol/keywords.hpp"
#include "cmds/shared/account_use.hpp"
#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/model/lineage.hpp"
#include "libms/text/limit.hpp"
#include "libms/text/number.hpp"
#include "libms/text/tres.hpp"

namespace ms::cmds::scontrol {
namespace {

struct Page {
    const AccountUses& uses;
    std::vector<std::string> users, accounts, qos;  // asked for; empty = all
};

bool is_wanted(const std::vector<std::string>& names, const std::string& name) {
    return names.empty() || contains(names, name);
}

std::string with_uid(const std::string& user) {
    const passwd* entry = user.empty() ? nullptr : ::getpwnam(user.c_str());
    return entry ? user + "(" + std::to_string(entry->pw_uid) + ")" : user;
}

/// "N(3)": no limit, 3 in use.
std::string counted(const Amounts* limit, std::uint64_t used) {
    return (limit && !limit->empty() ? std::to_string(limit->begin()->second) : "N") + "(" + std::to_string(used) + ")";
}
/// A limit that is of no more use than its number.
std::string alone(const Amounts* limit) { return limit && !limit->empty() ? std::to_string(limit->begin()->second) : ""; }

std::string fixed(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

/// "N(1.57)": of minutes of wall time.
std::string wall_counted(const Amounts* limit, const AccountUse& use) {
    const auto at = use.seconds.find("wall");
    const double minutes = at == use.seconds.end() ? 0 : static_cast<double>(at->second) / 60;
    return (limit && !limit->empty() ? std::to_string(limit->begin()->second) : "N") + "(" + fixed(minutes, 2) + ")";
}

std::string tres_counted(const Page& page, const Amounts* limit, const Amounts& used) {
    std::vector<std::string> words;
    for (const auto& [name, total] : page.uses.site().tres) {
        const auto most = limit ? limit->find(name) : Amounts::const_iterator{};
        const auto now = used.find(name);
        words.push_back(name + "=" + (limit && most != limit->end() ? std::to_string(most->second) : "N") + "(" +
                        std::to_string(now == used.end() ? 0 : now->second) + ")");
    }
    return text::join(words);
}
std::string tres_limit(const Amounts* limit) { return limit ? text::format_tres(*limit) : ""; }

std::string group_lines(const Page& page, const Limits& limits, const AccountUse& use) {
    return "    GrpTRES=" + tres_counted(page, limits.amounts(Limit::grp_tres), use.tres) +
           "\n    GrpTRESMins=" + tres_counted(page, limits.amounts(Limit::grp_tres_mins), use.minutes()) +
           "\n    GrpTRESRunMins=" + tres_counted(page, limits.amounts(Limit::grp_tres_run_mins), use.run_minutes) + "\n";
}

std::string user_text(const AccountUser& user) {
    return "UserName=" + with_uid(user.name) + " DefAccount=" + user.default_account +
           " DefWckey= AdminLevel=" + std::string(admin_level_name(user.admin)) + "\n";
}

/// Shares and usage, as far as they count for the fair tree.
std::string share_lines(const Association& each, const AccountUse& use, const FairShare& share) {
    return "    SharesRaw/Norm/Level/Factor=" + std::to_string(each.shares) + "/" + fixed(share.norm_shares, 2) + "/" +
           std::to_string(share.level_shares) + "/" + fixed(share.factor, 2) + "\n    UsageRaw/Norm/Efctv=" +
           fixed(static_cast<double>(use.billed()), 2) + "/" + fixed(share.norm_usage, 2) + "/" + fixed(share.effective_usage, 2) + "\n";
}

std::string association_text(const Page& page, const Association& each) {
    const AccountBook& book = page.uses.book();
    const AccountUse& use = page.uses.of(each);
    const auto own = [&](Limit limit) { return each.limits.amounts(limit); };
    const auto held = [&](Limit limit) { return book.limit_of(each, limit); };
    const auto of_user = [&](Limit limit, std::uint64_t used) { return held(limit) ? counted(held(limit), used) : std::string(); };
    const Association* parent = each.user.empty() ? book.parent_of(each) : nullptr;
    const AccountUser* user = each.user.empty() ? nullptr : book.find_user(each.user);
    const bool is_default = user && user->default_account == each.account;
    return "ClusterName=" + page.uses.site().cluster + " Account=" + each.account + " UserName=" + with_uid(each.user) + " Partition=" +
           each.partition + " Priority=" + std::to_string(each.priority) + " ID=" + std::to_string(each.id) + "\n" +
           share_lines(each, use, page.uses.share_of(each)) + "    ParentAccount=" +
           (parent ? parent->account + "(" + std::to_string(parent->id) + ")" : std::string()) + " Lineage=" + lineage_of(book, each) +
           " DefAssoc=" + (is_default ? "Yes" : "No") +
           "\n    GrpJobs=" + counted(own(Limit::grp_jobs), use.running) + " GrpJobsAccrue=" + counted(own(Limit::grp_jobs_accrue), use.accruing) +
           "\n    GrpSubmitJobs=" + counted(own(Limit::grp_submit_jobs), use.submitted) + " GrpWall=" + wall_counted(own(Limit::grp_wall), use) +
           "\n" + group_lines(page, each.limits, use) + "    MaxJobs=" + of_user(Limit::max_jobs, use.running) +
           " MaxJobsAccrue=" + of_user(Limit::max_jobs_accrue, use.accruing) + " MaxSubmitJobs=" + of_user(Limit::max_submit_jobs, use.submitted) +
           " MaxWallPJ=" + alone(held(Limit::max_wall)) + "\n    MaxTRESPJ=" + tres_limit(held(Limit::max_tres)) +
           "\n    MaxTRESPN=" + tres_limit(held(Limit::max_tres_per_node)) + "\n    MaxTRESMinsPJ=" + tres_limit(held(Limit::max_tres_mins)) +
           "\n    MinPrioThresh=" + alone(own(Limit::min_priority)) + "\n";
}

/// "Account Limits" or "User Limits" of a QOS: what each of them has.
struct Holders {
    const char* title;
    const char* none;
    const char* suffix;  // PA, PU
    Limit jobs, accrue, submit, tres;
    std::string (*name)(const Job& job);
};
constexpr Holders holders[] = {
    {"Account", "Accounts", "PA", Limit::max_jobs_per_account, Limit::max_jobs_accrue_per_account, Limit::max_submit_per_account,
     Limit::max_tres_per_account, [](const Job& job) { return job.spec->account; }},
    {"User", "Users", "PU", Limit::max_jobs_per_user, Limit::max_jobs_accrue_per_user, Limit::max_submit_per_user,
     Limit::max_tres_per_user, [](const Job& job) { return std::to_string(job.uid); }},
};

std::string holder_text(const Page& page, const Qos& qos, const Holders& each) {
    std::vector<std::pair<std::string, AccountUse>> uses;  // in the order of their first jobs
    for (const JobPtr& job : page.uses.jobs()) {
        if (job->spec->qos != qos.name) continue;
        const std::string name = each.name(*job);
        auto at = std::find_if(uses.begin(), uses.end(), [&](const auto& use) { return use.first == name; });
        if (at == uses.end()) at = uses.insert(uses.end(), {name, {}});
        at->second.add(*job, page.uses.instant());
    }
    std::string out = std::string("    ") + each.title + " Limits\n";
    if (uses.empty()) return out + "        No " + each.none + "\n";
    const std::string suffix = each.suffix;
    for (const auto& [name, use] : uses)
        out += "      " + name + "\n        MaxJobs" + suffix + "=" + counted(qos.limits.amounts(each.jobs), use.running) + " MaxJobsAccrue" +
               suffix + "=" + counted(qos.limits.amounts(each.accrue), use.accruing) + " MaxSubmitJobs" + suffix + "=" +
               counted(qos.limits.amounts(each.submit), use.submitted) + "\n        MaxTRES" + suffix + "=" +
               tres_counted(page, qos.limits.amounts(each.tres), use.tres) + "\n";
    return out;
}

std::string qos_text(const Page& page, const Qos& qos) {
    const AccountUse& use = page.uses.of(qos);
    const auto own = [&](Limit limit) { return qos.limits.amounts(limit); };
    std::string out = "QOS=" + qos.name + "(" + std::to_string(qos.id) + ")\n    UsageRaw=" +
                      fixed(static_cast<double>(use.billed()), 6) + "\n    GrpJobs=" + counted(own(Limit::grp_jobs), use.running) +
                      " GrpJobsAccrue=" + counted(own(Limit::grp_jobs_accrue), use.accruing) + " GrpSubmitJobs=" +
                      counted(own(Limit::grp_submit_jobs), use.submitted) + " GrpWall=" + wall_counted(own(Limit::grp_wall), use) + "\n" +
                      group_lines(page, qos.limits, use) + "    MaxWallPJ=" + alone(own(Limit::max_wall)) + "\n    MaxTRESPJ=" +
                      tres_limit(own(Limit::max_tres)) + "\n    MaxTRESPN=" + tres_limit(own(Limit::max_tres_per_node)) + "\n    MaxTRESMinsPJ=" +
                      tres_limit(own(Limit::max_tres_mins)) + "\n    MinPrioThresh=" + alone(own(Limit::min_priority)) + " \n    MinTRESPJ=" +
                      tres_limit(own(Limit::min_tres)) + "\n    PreemptMode=" + (qos.preempt_mode == "cluster" ? "OFF" : qos.preempt_mode) +
                      "\n    Priority=" + std::to_string(qos.priority) + "\n";
    for (const Holders& each : holders) out += holder_text(page, qos, each);
    return out;
}

/// flags=users,assoc,qos users=… accounts=… qos=…; names in any case and cut short.
std::vector<std::string> values(const Call& call, std::string_view key) {
    for (const std::string& word : call.words) {
        const std::size_t equals = word.find('=');
        if (equals != std::string::npos && equals > 0 && starts_with_ignoring_case(key, word.substr(0, equals)))
            return text::split_list(std::string_view(word).substr(equals + 1));
    }
    return {};
}

bool shows(const std::vector<std::string>& flags, std::string_view part) {
    return flags.empty() || std::any_of(flags.begin(), flags.end(), [&](const std::string& each) { return starts_with_ignoring_case(part, each); });
}

}  // namespace

constexpr std::string_view parts[] = {"associations", "qos", "users"};

int show_associations(const Call& call) {
    const auto flags = values(call, "flags");
    for (const std::string& flag : flags)
        if (std::none_of(std::begin(parts), std::end(parts), [&](std::string_view part) { return starts_with_ignoring_case(part, flag); }))
            return call.fail("invalid flag '" + flag + "', valid options are 'Assoc, QOS, and/or Users'");
    const auto uses = AccountUses::ask(*call.context.client);
    if (!uses) return call.fail(uses.error().message);
    const Page page{*uses, values(call, "users"), values(call, "accounts"), values(call, "qos")};
    const AccountBook& book = uses->book();
    std::string out = "Current Association Manager state\n";
    if (shows(flags, "users")) {
        out += "\nUser Records\n\n";
        for (const AccountUser& each : book.users)
            if (is_wanted(page.users, each.name)) out += user_text(each);
    }
    if (shows(flags, "associations")) {
        out += "\nAssociation Records\n\n";
        for (const Association& each : book.associations)
            if ((each.user.empty() || is_wanted(page.users, each.user)) && is_wanted(page.accounts, each.account)) out += association_text(page, each);
    }
    if (shows(flags, "qos")) {
        out += "\nQOS Records\n\n";
        for (const Qos& each : book.qos)
            if (is_wanted(page.qos, each.name)) out += qos_text(page, each);
    }
    call.context.print(out);
    return 0;
}

}  // namespace ms::cmds::scontrol

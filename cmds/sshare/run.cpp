// SPDX-License-Identifier: MIT
#include "cmds/clusters.hpp"
#include "cmds/opening.hpp"
#include "cmds/sshare/run.hpp"

#include <algorithm>
#include <pwd.h>
#include <unistd.h>

#include "cmds/sshare/columns.hpp"
#include "cmds/sshare/options.hpp"
#include "libms/client/client.hpp"
#include "libms/text/number.hpp"
#include "libms/text/tres.hpp"

namespace ms::cmds::sshare {
namespace {

bool is_among(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string user_name() {
    const passwd* entry = ::getpwuid(::getuid());
    return entry ? entry->pw_name : std::to_string(::getuid());
}

unsigned depth_of(const AccountBook& book, const Association& association) {
    unsigned depth = association.user.empty() ? 0 : 1;
    const Association* account = association.user.empty() ? &association : book.find(association.account);
    for (const Association* at = account ? book.parent_of(*account) : nullptr; at; at = book.parent_of(*at)) ++depth;
    return depth;
}

/// Whether what is said of `account` and `user` says it of the association, too: it is theirs or above it.
bool counts_for(const AccountBook& book, const Association& association, const std::string& account, const std::string& user) {
    if (!association.user.empty()) return account == association.account && user == association.user;
    for (const Association* at = book.find(account); at; at = book.parent_of(*at))
        if (at == &association) return true;
    return false;
}

/// What the QOS makes of CPU-seconds (UsageFactor).
std::uint64_t weighed(const AccountBook& book, const std::string& name, std::uint64_t seconds) {
    constexpr double millionths = 1e6;
    const Qos* qos = book.find_qos(name);
    return qos ? static_cast<std::uint64_t>(static_cast<double>(seconds) * static_cast<double>(qos->usage_factor) / millionths) : seconds;
}

/// CPU-seconds of an association with all below it.
std::uint64_t used_by(const AccountBook& book, const UsageReply& usage, const Association& association) {
    std::uint64_t sum = 0;
    for (const AccountUsage& row : usage.rows) {
        const auto cpu = row.seconds.find("cpu");
        if (cpu == row.seconds.end()) continue;
        if (counts_for(book, association, row.account, row.user)) sum += weighed(book, row.qos, cpu->second);
    }
    return sum;
}

/// How much the running jobs of an association and of those below it may still use until their limits, in minutes of each TRES.
std::string run_minutes(const AccountsReply& site, const JobsReply& jobs, const Association& association) {
    text::TresMap sum;
    for (const JobPtr& job : jobs.jobs) {
        if (!counts_for(*site.book, association, job->spec->account, job->user) || !job->time_limit.is_finite()) continue;
        const auto left = Seconds{std::chrono::minutes{job->time_limit.minutes}} - run_time(*job, jobs.now);
        for (const auto& [name, amount] : text::parse_tres(job->alloc_tres))
            sum[name] += amount * static_cast<std::uint64_t>(std::max<std::int64_t>(0, left.count())) / 60;
    }
    std::vector<std::string> shown;
    for (const auto& [name, amount] : site.tres) shown.push_back(name + "=" + std::to_string(sum[name]));
    return text::join(shown);
}

/// What was used, in minutes of each TRES.
std::string used_minutes(const AccountsReply& site, const UsageReply& usage, const Association& association) {
    text::TresMap sum;
    for (const AccountUsage& row : usage.rows) {
        if (!counts_for(*site.book, association, row.account, row.user)) continue;
        for (const auto& [name, seconds] : row.seconds) sum[name] += weighed(*site.book, row.qos, seconds);
    }
    std::vector<std::string> shown;
    for (const auto& [name, amount] : site.tres) shown.push_back(name + "=" + std::to_string(sum[name] / 60));
    return text::join(shown);
}

double share_of_neighbours(const AccountBook& book, const Association& association) {
    const Association* parent = book.parent_of(association);
    if (!parent || association.shares == parent_shares) return 0;
    std::uint64_t all = 0;
    for (const Association& each : book.associations)
        if (book.parent_of(each) == parent && each.shares != parent_shares) all += each.shares;
    return all ? static_cast<double>(association.shares) / static_cast<double>(all) : 0;
}

double ratio(std::uint64_t part, std::uint64_t whole) { return whole ? static_cast<double>(part) / static_cast<double>(whole) : 0; }

Row row_of(const AccountBook& book, const UsageReply& usage, const Association& association) {
    const Association* parent = book.parent_of(association);
    Row row{&association, depth_of(book, association), share_of_neighbours(book, association), used_by(book, usage, association), 1, 0, {}};
    if (parent) row.used_of_parent = ratio(row.used, used_by(book, usage, *parent));
    row.used_of_all = ratio(row.used, used_by(book, usage, *book.find(root_account)));
    return row;
}

std::string fields_of(const Settings& settings) {
    if (!settings.format.empty()) return settings.format;
    std::string fields = "Account,User,";
    if (settings.partition) fields += "Partition,";
    fields += "RawShares,NormShares,RawUsage,";
    if (settings.wide) fields += "NormUsage,";
    fields += "EffectvUsage,FairShare";
    if (settings.wide) fields += ",LevelFS,GrpTRESMins,TRESRunMins";
    return fields;
}

int show(const CommandContext& context, const Settings& settings) {
    if (!is_for_this_cluster(context, settings.clusters)) return 1;
    const auto site = client::ask<AccountsReply>(*context.client, AccountsQuery{});
    const auto usage = client::ask<UsageReply>(*context.client, UsageQuery{});
    JobFilter running;
    running.states = 1u << static_cast<unsigned>(JobState::running);
    const auto jobs = client::ask<JobsReply>(*context.client, JobsQuery{running});
    for (const Error* error : {site ? nullptr : &site.error(), usage ? nullptr : &usage.error(), jobs ? nullptr : &jobs.error()})
        if (error) {
            context.error(error->message);
            return 1;
        }
    auto fields = table::parse_fields(fields_of(settings), columns());
    if (!fields) {
        context.error(fields.error().message);
        return 1;
    }
    const std::vector<std::string> users = settings.users.empty() ? std::vector<std::string>{user_name()} : settings.users;
    table::FieldTable<Column> listing(columns(), std::move(*fields), {settings.delimited, "|"});
    std::string out;
    if (settings.header) listing.put_header(out);
    unsigned least = settings.accounts.empty() ? 0 : ~0u;  // the outermost account shown begins at the left
    std::vector<Row> rows;
    for (const Association& each : site->book->associations) {
        if (!settings.accounts.empty() && !is_among(settings.accounts, each.account)) continue;
        const bool shown_user = settings.all || is_among(users, each.user);
        if (each.user.empty() ? settings.users_only : !shown_user) continue;
        rows.push_back(row_of(*site->book, *usage, each));
        rows.back().run_minutes = run_minutes(*site, *jobs, each);
        rows.back().used_minutes = used_minutes(*site, *usage, each);
        least = std::min(least, rows.back().depth);
    }
    for (Row& row : rows) {
        row.depth -= std::min(least, row.depth);
        listing.put_row(out, row, {site->cluster, !settings.users_only});
    }
    context.print(out);
    return 0;
}

}  // namespace

int run(const CommandContext& context) {
    const auto opened = Opening<Settings>{doc(), option_table(), ""}.open(context);
    if (!opened) return opened.error();
    if (!opened->settings.help_format) return show(context, opened->settings);
    std::vector<std::string_view> names;
    for (const Column& column : columns()) names.push_back(column.name);
    context.print(table::name_grid(names, 18));
    return 0;
}

}  // namespace ms::cmds::sshare

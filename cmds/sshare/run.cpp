// SPDX-License-Identifier: MIT
#include "cmds/opening.hpp"
#include "cmds/sshare/run.hpp"

#include <algorithm>
#include <pwd.h>
#include <unistd.h>

#include "cmds/sshare/columns.hpp"
#include "cmds/sshare/options.hpp"
#include "libms/client/client.hpp"

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

/// CPU-seconds of an association with all below it.
std::uint64_t used_by(const AccountBook& book, const UsageReply& usage, const Association& association) {
    std::uint64_t sum = 0;
    for (const AccountUsage& row : usage.rows) {
        const auto cpu = row.seconds.find("cpu");
        if (cpu == row.seconds.end()) continue;
        bool counts = !association.user.empty() && row.account == association.account && row.user == association.user;
        if (association.user.empty())
            for (const Association* at = book.find(row.account); at && !counts; at = book.parent_of(*at)) counts = at == &association;
        if (counts) sum += cpu->second;
    }
    return sum;
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
    Row row{&association, depth_of(book, association), share_of_neighbours(book, association), used_by(book, usage, association), 1, 0};
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
    if (settings.wide) fields += ",LevelFS,GrpTRESMins";
    return fields;
}

int show(const CommandContext& context, const Settings& settings) {
    const auto site = client::ask<AccountsReply>(*context.client, AccountsQuery{});
    const auto usage = client::ask<UsageReply>(*context.client, UsageQuery{});
    for (const Error* error : {site ? nullptr : &site.error(), usage ? nullptr : &usage.error()})
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
    context.print(table::name_grid(names));
    return 0;
}

}  // namespace ms::cmds::sshare

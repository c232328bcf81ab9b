// SPDX-License-Identifier: MIT
#include "cmds/sshare/run.hpp"

#include <algorithm>
#include <pwd.h>
#include <unistd.h>

#include "cmds/shared/clusters.hpp"
#include "cmds/shared/opening.hpp"
#include "cmds/sshare/columns.hpp"
#include "cmds/sshare/options.hpp"
#include "libms/base/contains.hpp"
#include "libms/data_parser/records.hpp"

namespace ms::cmds::sshare {
namespace {

std::string user_name() {
    const passwd* entry = ::getpwuid(::getuid());
    return entry ? entry->pw_name : std::to_string(::getuid());
}

unsigned depth_of(const AccountBook& book, const Association& association) {
    unsigned depth = 0;
    for (const Association* at = book.parent_of(association); at; at = book.parent_of(*at)) ++depth;
    return depth;
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

Result<AccountUses> ask(const CommandContext& context) {
    JobFilter holding;
    for (const JobState state : {JobState::running, JobState::suspended}) holding.states |= 1u << static_cast<unsigned>(state);
    return AccountUses::ask(*context.client, holding);
}

/// The lines asked for; the outermost account of them stands at the left.
std::vector<Row> rows_of(const AccountUses& uses, const Settings& settings) {
    const std::vector<std::string> users = settings.users.empty() ? std::vector<std::string>{user_name()} : settings.users;
    std::vector<Row> rows;
    unsigned least = settings.accounts.empty() ? 0 : ~0u;
    for (const Association& each : uses.book().associations) {
        if (!settings.accounts.empty() && !contains(settings.accounts, each.account)) continue;
        const bool shown_user = settings.all || contains(users, each.user);
        if (each.user.empty() ? settings.users_only : !shown_user) continue;
        rows.push_back({each, depth_of(uses.book(), each), uses.of(each), uses.share_of(each)});
        least = std::min(least, rows.back().depth);
    }
    for (Row& row : rows) row.depth -= std::min(least, row.depth);
    return rows;
}

int show(const CommandContext& context, const Settings& settings) {
    const auto uses = ask(context);
    if (!uses) {
        context.error(uses.error().message);
        return 1;
    }
    auto fields = table::parse_fields(fields_of(settings), columns());
    if (!fields) {
        context.error(fields.error().message);
        return 1;
    }
    table::FieldTable<Column> listing(columns(), std::move(*fields), {settings.delimited, "|"});
    std::string out;
    if (settings.header) listing.put_header(out);
    for (const Row& row : rows_of(*uses, settings)) listing.put_row(out, row, {*uses, !settings.users_only});
    context.print(out);
    return 0;
}

/// --json and --yaml.
int dump(const CommandContext& context, const Settings& settings) {
    auto document = data_parser::Document::of_one(context, *settings.dump, data_parser::Source::controller, "shares");
    const auto uses = ask(context);
    std::vector<data_parser::ShareRecord> records;
    std::uint64_t total = 0;
    if (uses) {
        document.set_cluster(uses->site().cluster);
        for (const Row& row : rows_of(*uses, settings))
            records.push_back({row.association, uses->site(), row.share, row.use.seconds, row.use.run_minutes, row.use.billed()});
        for (const Association& each : uses->book().associations)
            if (each.shares != parent_shares) total += each.shares;
    } else {
        document.error(uses.error(), "slurm_associations_get_shares");
        context.error(uses.error().message);
    }
    document.add([&](data_parser::Writer& out) { write_shares(out, records, total); });
    return uses ? 0 : 1;
}

}  // namespace

int run(const CommandContext& context) {
    const auto opened = Opening<Settings>{doc(), option_table(), ""}.open(context);
    if (!opened) return opened.error();
    const Settings& settings = opened->settings;
    if (settings.help_format) {
        std::vector<std::string_view> names;
        for (const Column& column : columns()) names.push_back(column.name);
        context.print(table::name_grid(names, 18));
        return 0;
    }
    if (const std::string text = dump_information(settings); !text.empty()) {
        context.print(text);
        return 0;
    }
    if (!is_for_this_cluster(context, settings.clusters)) return 1;
    return settings.dump ? dump(context, settings) : show(context, settings);
}

}  // namespace ms::cmds::sshare

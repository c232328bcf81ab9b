// SPDX-License-Identifier: MIT
// sacctmgr show of what the book holds.
#include <algorithm>
#include <unistd.h>

#include "cmds/sacctmgr/call.hpp"
#include "cmds/sacctmgr/columns.hpp"
#include "cmds/sacctmgr/show_json.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sacctmgr {
namespace {

bool matches(const std::vector<std::string>& names, const std::string& name) {
    return names.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& each) {
               return equal_ignoring_case(each, name);
           });
}

constexpr std::string_view account_fields = "Account,Description,Organization";
constexpr std::string_view account_association_fields =
    ",Cluster,ParentName,User,Share,Priority,GrpJobs,GrpNodes,GrpCPUs,GrpMemory,GrpSubmitJobs,GrpWall,GrpCPUMins,MaxJobs,"
    "MaxNodesPerJob,MaxCPUsPerJob,MaxSubmitJobs,MaxWall,MaxCPUMinsPerJob,QOSLevel,DefaultQOS";
constexpr std::string_view user_fields = "User,DefaultAccount,AdminLevel";
constexpr std::string_view user_association_fields =
    ",Cluster,Account,Partition,Share,Priority,MaxJobs,MaxNodesPerJob,MaxCPUsPerJob,MaxSubmitJobs,MaxWall,MaxCPUMinsPerJob,"
    "QOSLevel,DefaultQOS";
constexpr std::string_view association_fields =
    "Cluster,Account,User,Partition,Share,Priority,GrpJobs,GrpTRES,GrpSubmitJobs,GrpWall,GrpTRESMins,MaxJobs,MaxTRES,"
    "MaxTRESPerNode,MaxSubmitJobs,MaxWall,MaxTRESMinsPerJob,QOSLevel,DefaultQOS,GrpTRESRunMins";
constexpr std::string_view association_fields_without_limits = "Cluster,Account,User,Partition";
constexpr std::string_view cluster_fields =
    "Cluster,ControlHost,ControlPort,RPC,Share,GrpJobs,GrpTRES,GrpSubmitJobs,MaxJobs,MaxTRES,MaxSubmitJobs,MaxWall,"
    "QOSLevel,DefaultQOS";
constexpr std::string_view qos_fields =
    "Name,Priority,GraceTime,Preempt,PreemptExemptTime,PreemptMode,Flags%40,UsageThreshold,UsageFactor,GrpTRES,GrpTRESMins,"
    "GrpTRESRunMins,GrpJobs,GrpSubmitJobs,GrpWall,MaxTRES,MaxTRESPerNode,MaxTRESMinsPerJob,MaxWall,MaxTRESPerUser,"
    "MaxJobsPerUser,MaxSubmitJobsPerUser,MaxTRESPerAccount,MaxTRESRunMinsPerAccount,MaxTRESRunMinsPerUser,MaxJobsPerAccount,"
    "MaxSubmitJobsPerAccount,MinTRES";

/// A listing of the book: the words say of what, `rows` chooses.
struct Question {
    const Call& call;
    Specs specs;
    AccountsReply site;
};

Result<Question> ask(const Call& call, Entity entity) {
    auto specs = parse_specs(call.words, entity, Begin::where);
    if (!specs) return Failure(specs.error());
    auto site = client::ask<AccountsReply>(*call.context.client, AccountsQuery{});
    if (!site) return Failure(site.error());
    return Question{call, std::move(*specs), std::move(*site)};
}

int print(const Question& question, const JsonList& list, std::span<const Column> columns, std::string fields_text,
          const std::vector<Row>& rows) {
    const Specs& specs = question.specs;
    if (question.call.settings.dump) return dump_rows(question.call, list, specs, question.site, rows);
    if (!specs.format.empty()) fields_text = specs.format;
    auto fields = fields_of(fields_text, columns);
    if (!fields) return question.call.fail(fields.error().message);
    if (specs.has("Tree"))
        for (table::Field& field : *fields)
            if (columns[field.column].name == "Account") field = {field.column, std::max(20u, field.width), table::Side::left};
    const bool own_words_only = specs.has("WOPLimits") || specs.has("WOPInfo");
    const Context context{question.site, specs.has("Tree"), own_words_only, specs.has("WithRawQOSLevel"), host_name()};
    table::FieldTable<Column> listing(columns, std::move(*fields), {question.call.settings.delimited, "|"});
    std::string out;
    if (question.call.settings.header) listing.put_header(out);
    for (const Row& row : rows) listing.put_row(out, row, context);
    question.call.context.print(out);
    return 0;
}

unsigned depth_of(const AccountBook& book, const Association& association) {
    unsigned depth = association.user.empty() ? 0 : 1;
    const Association* account = association.user.empty() ? &association : book.find(association.account);
    for (const Association* at = account ? book.parent_of(*account) : nullptr; at; at = book.parent_of(*at)) ++depth;
    return depth;
}

bool wants_associations(const Question& question) {
    return question.specs.has("WithAssociations") || question.call.settings.associations;
}

}  // namespace

std::string host_name() {
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 ? name : "localhost";
}

int show_accounts(const Call& call) {
    const auto question = ask(call, account);
    if (!question) return failed(call, accounts_list, question.error());
    const AccountBook& book = *question->site.book;
    const bool with_associations = wants_associations(*question);
    const auto names = question->specs.names("Names"), parents = question->specs.names("Parent");
    const auto descriptions = question->specs.names("Description"), organizations = question->specs.names("Organization");
    std::vector<Row> rows;
    for (const Account& each : book.accounts) {
        const Association* own = book.find(each.name);
        if (!matches(names, each.name) || !matches(descriptions, each.description) ||
            !matches(organizations, each.organization) || !matches(parents, own ? own->parent : ""))
            continue;
        if (!with_associations) rows.push_back({&each});
        else
            for (const Association& association : book.associations)
                if (association.account == each.name) rows.push_back({&each, nullptr, &association});
    }
    std::string fields(account_fields);
    if (with_associations) fields += account_association_fields;
    if (question->specs.has("WithCoordinators")) fields += ",Coordinators";
    return print(*question, accounts_list, book_columns(), std::move(fields), rows);
}

int show_users(const Call& call) {
    const auto question = ask(call, user);
    if (!question) return failed(call, users_list, question.error());
    const AccountBook& book = *question->site.book;
    const Specs& specs = question->specs;
    const auto names = specs.names("Names"), accounts = specs.names("Accounts"), levels = specs.names("AdminLevel");
    const auto defaults = specs.names("DefaultAccount"), partitions = specs.names("Partitions");
    const bool with_associations = wants_associations(*question);
    std::vector<Row> rows;
    for (const AccountUser& each : book.users) {
        if (!matches(names, each.name) || !matches(levels, std::string(admin_level_name(each.admin))) ||
            !matches(defaults, each.default_account))
            continue;
        bool shown = false;
        for (const Association& association : book.associations) {
            if (association.user != each.name || !matches(accounts, association.account) || !matches(partitions, association.partition))
                continue;
            if (with_associations || !shown) rows.push_back({nullptr, &each, with_associations ? &association : nullptr});
            shown = true;
        }
        if (!shown && accounts.empty() && partitions.empty()) rows.push_back({nullptr, &each});
    }
    std::string fields(user_fields);
    if (with_associations) fields += user_association_fields;
    if (specs.has("WithCoordinators")) fields += ",Coordinators";
    return print(*question, users_list, book_columns(), std::move(fields), rows);
}

int show_associations(const Call& call) {
    const auto question = ask(call, association);
    if (!question) return failed(call, associations_list, question.error());
    const AccountBook& book = *question->site.book;
    const Specs& specs = question->specs;
    const auto users = specs.names("Users"), accounts = specs.names("Accounts"), partitions = specs.names("Partitions");
    const auto parents = specs.names("Parent"), ids = specs.names("Id"), clusters = specs.names("Clusters");
    const auto qos = specs.names("QosLevel"), default_qos = specs.names("DefaultQOS");
    const auto is_in = [&](const Association& each) {  // of one of the accounts, or with WithSubAccounts below one
        if (matches(accounts, each.account)) return true;
        if (!specs.has("WithSubAccounts")) return false;
        for (const Association* at = book.find(each.account); at; at = book.parent_of(*at))
            if (matches(accounts, at->account)) return true;
        return false;
    };
    std::vector<Row> rows;
    for (const Association& each : book.associations) {
        const AccountUser* owner = each.user.empty() ? nullptr : book.find_user(each.user);
        const auto allowed = book.qos_of(each);
        const bool has_qos = qos.empty() || std::any_of(allowed.begin(), allowed.end(), [&](const std::string& name) { return matches(qos, name); });
        if (!matches(users, each.user) || !is_in(each) || !matches(partitions, each.partition) || !matches(parents, each.parent) ||
            !matches(ids, std::to_string(each.id)) || !matches(clusters, question->site.cluster) || !has_qos ||
            !matches(default_qos, book.default_qos_of(each)))
            continue;
        if (specs.has("OnlyDefaults") && (!owner || owner->default_account != each.account)) continue;
        rows.push_back({book.find_account(each.account), owner, &each, nullptr, depth_of(book, each)});
    }
    return print(*question, associations_list, book_columns(),
                 std::string(specs.has("WOPLimits") ? association_fields_without_limits : association_fields), rows);
}

int show_clusters(const Call& call) {
    const auto question = ask(call, cluster);
    if (!question) return failed(call, clusters_list, question.error());
    const Association* root = question->site.book->find(root_account);
    std::vector<Row> rows;
    auto clusters = question->specs.names("Names");
    for (std::string& each : question->specs.names("Clusters")) clusters.push_back(std::move(each));
    if (matches(clusters, question->site.cluster)) rows.push_back({nullptr, nullptr, root});
    return print(*question, clusters_list, book_columns(), std::string(cluster_fields), rows);
}

int show_qos(const Call& call) {
    const auto question = ask(call, qos);
    if (!question) return failed(call, qos_list, question.error());
    const Specs& specs = question->specs;
    const auto names = specs.names("Names"), ids = specs.names("Id"), modes = specs.names("PreemptMode");
    const auto descriptions = specs.names("Description");
    std::vector<Row> rows;
    for (const Qos& each : question->site.book->qos)
        if (matches(names, each.name) && matches(ids, std::to_string(each.id)) && matches(modes, each.preempt_mode) &&
            matches(descriptions, each.description))
            rows.push_back({nullptr, nullptr, nullptr, &each});
    return print(*question, qos_list, qos_columns(), std::string(qos_fields), rows);
}

int show_wckeys(const Call& call) {
    return call.fail("Workload keys are kept with the jobs (sacct --format=WCKey) and not administered here.");
}

}  // namespace ms::cmds::sacctmgr

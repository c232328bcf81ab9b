// SPDX-License-Identifier: MIT
#include "cmds/sacctmgr/columns.hpp"

#include <algorithm>
#include <utility>

#include "libms/base/contains.hpp"
#include "libms/model/lineage.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/limit.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sacctmgr {
namespace {

using table::Fit;
using table::Side;

std::string number_or_none(std::uint32_t number) { return number == 0 ? "" : std::to_string(number); }

std::string account_name(const Row& row, const Context& context) {
    const std::string name = row.account ? row.account->name : row.association ? row.association->account : "";
    return context.tree ? std::string(row.depth, ' ') + name : name;
}
std::string user_name(const Row& row, const Context&) {
    return row.user ? row.user->name : row.association ? row.association->user : "";
}
std::string admin(const Row& row, const Context&) { return row.user ? std::string(admin_level_name(row.user->admin)) : ""; }
std::string cluster(const Row&, const Context& context) { return context.site.cluster; }
std::string description(const Row& row, const Context&) { return row.account ? row.account->description : ""; }
std::string organization(const Row& row, const Context&) { return row.account ? row.account->organization : ""; }
std::string default_account(const Row& row, const Context&) { return row.user ? row.user->default_account : ""; }

/// An account's coordinators, or the accounts that a user coordinates with all below them.
std::string coordinators(const Row& row, const Context& context) {
    if (row.account) return text::join(row.account->coordinators);
    if (!row.user) return {};
    const AccountBook& book = *context.site.book;
    std::vector<std::string> accounts;
    for (const Association& each : book.associations) {
        if (!each.user.empty()) continue;
        for (const Association* at = &each; at; at = book.parent_of(*at)) {
            const Account* account = book.find_account(at->account);
            const bool his = account && contains(account->coordinators, row.user->name);
            if (!his) continue;
            accounts.push_back(each.account);
            break;
        }
    }
    return text::join(accounts);
}

std::string partition(const Row& row, const Context&) { return row.association ? row.association->partition : ""; }
std::string parent_name(const Row& row, const Context&) { return row.association ? row.association->parent : ""; }
std::string parent_id(const Row& row, const Context& context) {
    const Association* parent = row.association ? context.site.book->parent_of(*row.association) : nullptr;
    return parent ? std::to_string(parent->id) : "";
}
std::string association_id(const Row& row, const Context&) {
    return row.association ? std::to_string(row.association->id) : "";
}
std::string shares(const Row& row, const Context&) {
    if (!row.association) return {};
    return row.association->shares == parent_shares ? "parent" : std::to_string(row.association->shares);
}
std::string priority(const Row& row, const Context&) { return row.association ? number_or_none(row.association->priority) : ""; }
std::string default_qos(const Row& row, const Context& context) {
    if (!row.association) return {};
    return context.own_limits ? row.association->default_qos : context.site.book->default_qos_of(*row.association);
}
std::string qos_list(const Row& row, const Context& context) {
    if (!row.association) return {};
    const bool as_set = context.raw_qos || context.own_limits;
    auto names = as_set ? row.association->qos : context.site.book->qos_of(*row.association);
    if (!context.raw_qos)
        for (std::string& name : names) name.erase(0, name.find_first_not_of("+-"));
    std::sort(names.begin(), names.end());
    return text::join(names);
}
std::string qos_raw(const Row& row, const Context&) { return row.association ? text::join(row.association->qos) : ""; }

std::string lineage(const Row& row, const Context& context) {
    return row.association ? lineage_of(*context.site.book, *row.association) : "";
}

std::string tres_total(const Row&, const Context& context) {
    std::vector<std::string> all;
    for (const auto& [name, amount] : context.site.tres)
        all.push_back(name + "=" + (name == "mem" ? std::to_string(amount) + "M" : std::to_string(amount)));
    std::sort(all.begin(), all.end());
    return text::join(all);
}
std::string control_host(const Row&, const Context& context) { return context.control_host; }
std::string no_port(const Row&, const Context&) { return "0"; }
std::string rpc(const Row&, const Context&) { return std::to_string(protocol_number); }
std::string node_count(const Row&, const Context& context) { return std::to_string(context.site.nodes); }
std::string nothing(const Row&, const Context&) { return {}; }

const Amounts* amounts_of(const Row& row, const Context& context, Limit limit) {
    if (row.qos) return row.qos->limits.amounts(limit);
    if (!row.association) return nullptr;
    return context.own_limits ? row.association->limits.amounts(limit) : context.site.book->limit_of(*row.association, limit);
}

template <Limit limit>
std::string limit_value(const Row& row, const Context& context) {
    return text::show_limit(amounts_of(row, context, limit), limit_row(limit).kind);
}

/// One resource of a limit, as older releases showed it: GrpCPUs.
template <std::size_t alias>
std::string alias_value(const Row& row, const Context& context) {
    const LimitAlias& meant = limit_aliases()[alias];
    const Amounts* amounts = amounts_of(row, context, meant.limit);
    const auto at = amounts ? amounts->find(std::string(meant.tres)) : Amounts::const_iterator{};
    return amounts && at != amounts->end() ? std::to_string(at->second) : "";
}

std::string qos_name(const Row& row, const Context&) { return row.qos->name; }
std::string qos_description(const Row& row, const Context&) { return row.qos->description; }
std::string qos_id(const Row& row, const Context&) { return std::to_string(row.qos->id); }
std::string qos_priority(const Row& row, const Context&) { return std::to_string(row.qos->priority); }
std::string qos_flags(const Row& row, const Context&) { return text::join(row.qos->flags); }
std::string qos_preempt(const Row& row, const Context&) { return text::join(row.qos->preempt); }
std::string qos_preempt_mode(const Row& row, const Context&) { return row.qos->preempt_mode; }
std::string qos_grace(const Row& row, const Context&) { return text::format_long(row.qos->grace_time); }
std::string qos_exempt(const Row& row, const Context&) {
    return row.qos->preempt_exempt_time.count() < 0 ? "" : text::format_long(row.qos->preempt_exempt_time);
}
std::string millionths(std::int64_t value) {
    if (value < 0) return {};
    char text[32];
    std::snprintf(text, sizeof text, "%lld.%06lld", static_cast<long long>(value / 1'000'000), static_cast<long long>(value % 1'000'000));
    return text;
}
std::string usage_factor(const Row& row, const Context&) { return millionths(static_cast<std::int64_t>(row.qos->usage_factor)); }
std::string usage_threshold(const Row& row, const Context&) { return millionths(row.qos->usage_threshold); }
std::string limit_factor(const Row& row, const Context&) { return millionths(row.qos->limit_factor); }

constexpr Column of_book[] = {
    {"Account", 0, "Account", account_name, "an account", Fit::cut, 10, Side::right},
    {"AdminLevel", 0, "Admin", admin, "what a user may change: None, Operator or Administrator", Fit::cut, 9, Side::right},
    {"Classification", 0, "Class", nothing, "", Fit::cut, 9, Side::right},
    {"Cluster", 0, "Cluster", cluster, "the cluster", Fit::cut, 10, Side::right},
    {"ControlHost", 0, "ControlHost", control_host, "the host of the daemon", Fit::cut, 15, Side::right},
    {"ControlPort", 0, "ControlPort", no_port, "0: the daemon has no port", Fit::cut, 12, Side::right},
    {"Coordinators", 0, "Coord Accounts", coordinators, "who may change the users of an account, or the accounts a user may", Fit::cut, 20, Side::right},
    {"DefaultAccount", 0, "Def Acct", default_account, "the account of a user's jobs that name none", Fit::cut, 10, Side::right},
    {"DefaultQOS", 0, "Def QOS", default_qos, "the QOS of jobs that name none", Fit::cut, 9, Side::right},
    {"DefaultWCKey", 0, "Def WCKey", nothing, "", Fit::cut, 10, Side::right},
    {"Description", 0, "Descr", description, "what an account is for", Fit::cut, 20, Side::right},
    {"Fairshare", 0, "Share", shares, "shares among its neighbours", Fit::cut, 9, Side::right},
    {"Flags", 0, "Flags", nothing, "", Fit::cut, 20, Side::right},
    {"ID", 0, "ID", association_id, "the number of an association", Fit::cut, 6, Side::right},
    {"Lineage", 0, "Lineage", lineage, "the accounts above an association", Fit::cut, 20, Side::left},
    {"NodeCount", 0, "NodeCount", node_count, "nodes of the cluster", Fit::cut, 9, Side::right},
    {"Organization", 0, "Org", organization, "to whom an account belongs", Fit::cut, 20, Side::right},
    {"ParentID", 0, "ParentID", parent_id, "the number of the association above", Fit::cut, 8, Side::right},
    {"ParentName", 0, "ParentName", parent_name, "the account above", Fit::cut, 10, Side::right},
    {"Partition", 0, "Partition", partition, "the partition that an association is for", Fit::cut, 10, Side::right},
    {"Priority", 0, "Priority", priority, "what it adds to a job's priority", Fit::cut, 10, Side::right},
    {"QOSLevel", 0, "QOS", qos_list, "the QOS its jobs may have", Fit::cut, 20, Side::right},
    {"QOSRAWLevel", 0, "QOS_RAW", qos_raw, "the same as it was set", Fit::cut, 10, Side::right},
    {"RPC", 0, "RPC", rpc, "the level of the protocol", Fit::cut, 5, Side::right},
    {"Share", 0, "Share", shares, "", Fit::cut, 9, Side::right},
    {"TRES", 0, "TRES", tres_total, "what the cluster has", Fit::cut, 20, Side::right},
    {"User", 0, "User", user_name, "a user", Fit::cut, 10, Side::right},
    {"WCKeys", 0, "WCKeys", nothing, "", Fit::cut, 20, Side::right},
};

constexpr Column of_qos_alone[] = {
    {"Description", 0, "Descr", qos_description, "what a QOS is for", Fit::cut, 20, Side::right},
    {"Flags", 0, "Flags", qos_flags, "how a QOS works", Fit::cut, 20, Side::right},
    {"GraceTime", 0, "GraceTime", qos_grace, "time left to a job that gives way", Fit::cut, 10, Side::right},
    {"ID", 0, "ID", qos_id, "the number of a QOS", Fit::cut, 6, Side::right},
    {"LimitFactor", 0, "LimitFactor", limit_factor, "what limits of associations are multiplied by", Fit::cut, 11, Side::right},
    {"Name", 0, "Name", qos_name, "the name of a QOS", Fit::cut, 10, Side::right},
    {"Preempt", 0, "Preempt", qos_preempt, "the QOS whose jobs give way", Fit::cut, 10, Side::right},
    {"PreemptMode", 0, "PreemptMode", qos_preempt_mode, "what becomes of jobs that give way", Fit::cut, 11, Side::right},
    {"PreemptExemptTime", 0, "PreemptExemptTime", qos_exempt, "for how long a job need not give way", Fit::cut, 19, Side::right},
    {"Priority", 0, "Priority", qos_priority, "its part in a job's priority", Fit::cut, 10, Side::right},
    {"UsageFactor", 0, "UsageFactor", usage_factor, "what usage is multiplied by", Fit::cut, 11, Side::right},
    {"UsageThreshold", 0, "UsageThres", usage_threshold, "the least fair share its jobs need", Fit::cut, 10, Side::right},
};

constexpr std::string_view limit_meaning(LimitKind kind) {
    switch (kind) {
        case LimitKind::count: return "a number of jobs";
        case LimitKind::minutes: return "wall time";
        case LimitKind::tres: return "amounts of resources";
        case LimitKind::tres_minutes: return "amounts of resources, in minutes";
    }
    return "";
}

template <std::size_t... L>
void add_limits(std::vector<Column>& columns, std::uint8_t holder, std::index_sequence<L...>) {
    const auto add = [&](const LimitRow& row, std::string (*value)(const Row&, const Context&)) {
        if (row.holders & holder)
            columns.push_back({row.name, 0, row.header, value, limit_meaning(row.kind), Fit::cut, row.width, Side::right});
    };
    (add(limit_rows()[L], limit_value<static_cast<Limit>(L)>), ...);
}

/// Headers and widths of the older columns, by the name of the alias.
struct OldColumn {
    std::string_view name;
    std::string_view header;
    std::uint16_t width;
};
constexpr OldColumn old_columns[] = {
    {"GrpCPUs", "GrpCPUs", 8},          {"GrpMemory", "GrpMem", 7},        {"GrpNodes", "GrpNodes", 8},
    {"GrpCPUMins", "GrpCPUMins", 11},   {"GrpCPURunMins", "GrpCPURunMins", 13}, {"MaxCPUsPerJob", "MaxCPUs", 8},
    {"MaxNodesPerJob", "MaxNodes", 8},  {"MaxCPUMinsPerJob", "MaxCPUMins", 11}, {"MaxCPUsPerUser", "MaxCPUsPU", 9},
    {"MaxNodesPerUser", "MaxNodesPU", 10}, {"MinCPUsPerJob", "MinCPUs", 8},
};

template <std::size_t... A>
void add_old_columns(std::vector<Column>& columns, std::uint8_t holder, std::index_sequence<A...>) {
    const auto add = [&](const LimitAlias& alias, std::string (*value)(const Row&, const Context&)) {
        if (!(limit_row(alias.limit).holders & holder)) return;
        if (alias.tres.empty()) {  // another name of the whole limit
            for (std::size_t i = 0; i < columns.size(); ++i)
                if (columns[i].name == limit_row(alias.limit).name) {
                    Column same = columns[i];
                    same.name = alias.name;
                    same.meaning = {};
                    columns.push_back(same);
                    return;
                }
            return;
        }
        for (const OldColumn& old : old_columns)
            if (old.name == alias.name) columns.push_back({old.name, 0, old.header, value, "", Fit::cut, old.width, Side::right});
    };
    (add(limit_aliases()[A], alias_value<A>), ...);
}

std::vector<Column> with_limits(std::span<const Column> own, std::uint8_t holder) {
    std::vector<Column> columns(own.begin(), own.end());
    add_limits(columns, holder, std::make_index_sequence<limit_count>{});
    add_old_columns(columns, holder, std::make_index_sequence<limit_alias_count>{});
    return columns;
}

}  // namespace

std::span<const Column> book_columns() {
    static const std::vector<Column> columns = with_limits(of_book, of_association);
    return columns;
}
std::span<const Column> qos_columns() {
    static const std::vector<Column> columns = with_limits(of_qos_alone, of_qos);
    return columns;
}

}  // namespace ms::cmds::sacctmgr

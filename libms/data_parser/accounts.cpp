// SPDX-License-Identifier: MIT
// Slurm's ACCOUNT, USER, ASSOC, CLUSTER_REC and TRES: sacctmgr show --json.
#include <algorithm>

#include "libms/base/contains.hpp"
#include "libms/data_parser/field.hpp"
#include "libms/data_parser/limit_values.hpp"
#include "libms/data_parser/records.hpp"
#include "libms/model/lineage.hpp"

namespace ms::data_parser {
namespace {

Value no_words() { return Words{}; }

/// {"account", "cluster", "partition", "user", "id"}
void write_short(Writer& out, const Association& association, const std::string& cluster) {
    out.begin_object();
    for (const auto& [key, text] : {std::pair<const char*, const std::string&>{"account", association.account},
                                    {"cluster", cluster},
                                    {"partition", association.partition},
                                    {"user", association.user}}) {
        out.key(key);
        out.text(text);
    }
    out.key("id");
    out.integer(association.id);
    out.end_object();
}

/// Those of the book that `wanted` takes, in short.
template <class Wanted>
Value short_list(const AccountsReply& site, bool asked, Wanted wanted) {
    if (!asked) return empty_list();
    return Nested{[&site, wanted](Writer& out) {
        out.begin_list();
        for (const Association& each : site.book->associations)
            if (wanted(each)) write_short(out, each, site.cluster);
        out.end_list();
    }};
}

/// [{"name", "direct"}]: who coordinates accounts, or the accounts that are coordinated.
Value coordinator_list(std::vector<std::string> names) {
    return Nested{[names = std::move(names)](Writer& out) {
        out.begin_list();
        for (const std::string& name : names) {
            out.begin_object();
            out.key("name");
            out.text(name);
            out.key("direct");
            out.truth(true);
            out.end_object();
        }
        out.end_list();
    }};
}

// ---- accounts

using A = const AccountRecord&;

constexpr Field<AccountRecord> account_fields[] = {
    {"associations",
     [](A a) {
         return short_list(a.site, a.with_associations,
                           [&name = a.account.name](const Association& each) { return each.account == name; });
     }},
    {"coordinators", [](A a) { return coordinator_list(a.account.coordinators); }},
    {"description", [](A a) -> Value { return a.account.description; }},
    {"name", [](A a) -> Value { return a.account.name; }},
    {"organization", [](A a) -> Value { return a.account.organization; }},
    {"flags", [](A) { return no_words(); }},
};

// ---- users

using U = const UserRecord&;

Value administrator_level(U u) {
    return Words{u.user.admin == AdminLevel::none ? std::string("None") : std::string(admin_level_name(u.user.admin))};
}
Value coordinated(U u) {
    std::vector<std::string> accounts;
    for (const Account& each : u.site.book->accounts)
        if (contains(each.coordinators, u.user.name))
            accounts.push_back(each.name);
    return coordinator_list(std::move(accounts));
}

constexpr Field<UserRecord> user_fields[] = {
    {"administrator_level", administrator_level},
    {"associations",
     [](U u) {
         return short_list(u.site, u.with_associations,
                           [&name = u.user.name](const Association& each) { return each.user == name; });
     }},
    {"coordinators", coordinated},
    {"default/qos", [](U) -> Value { return 0; }, 44},
    {"default/account", [](U u) -> Value { return u.user.default_account; }},
    {"default/wckey", [](U) -> Value { return ""; }},
    {"flags", [](U) { return no_words(); }},
    {"name", [](U u) -> Value { return u.user.name; }},
    {"old_name", [](U) -> Value { return ""; }},
    {"wckeys", [](U) -> Value { return empty_list(); }},
};

// ---- associations

using R = const AssociationRecord&;

const Amounts* amounts(R r, Limit limit) {
    return r.own_limits ? r.association.limits.amounts(limit) : r.site.book->limit_of(r.association, limit);
}
template <Limit limit>
Value count(R r) {
    return limit_count_value(amounts(r, limit));
}
template <Limit limit>
Value tres(R r) {
    return limit_tres_value(amounts(r, limit));
}

Value default_qos(R r) { return r.own_limits ? r.association.default_qos : r.site.book->default_qos_of(r.association); }
Value qos_names(R r) {
    auto names = r.site.book->qos_of(r.association);
    std::sort(names.begin(), names.end());
    return names;
}
Value is_default(R r) {
    const AccountUser* user = r.association.user.empty() ? nullptr : r.site.book->find_user(r.association.user);
    return user && user->default_account == r.association.account;
}
Value priority(R r) { return r.association.priority ? number(r.association.priority) : unlimited(); }
Value shares(R r) { return std::int64_t{r.association.shares}; }

constexpr Field<AssociationRecord> association_fields[] = {
    {"accounting", [](R) -> Value { return empty_list(); }},
    {"account", [](R r) -> Value { return r.association.account; }},
    {"cluster", [](R r) -> Value { return r.site.cluster; }},
    {"comment", [](R) -> Value { return ""; }},
    {"default/qos", default_qos},
    {"flags", [](R) { return no_words(); }},
    {"max/jobs/per/count", count<Limit::grp_jobs>},
    {"max/jobs/per/accruing", count<Limit::grp_jobs_accrue>},
    {"max/jobs/per/submitted", count<Limit::grp_submit_jobs>},
    {"max/jobs/per/wall_clock", count<Limit::max_wall>},
    {"max/jobs/active", count<Limit::max_jobs>},
    {"max/jobs/accruing", count<Limit::max_jobs_accrue>},
    {"max/jobs/total", count<Limit::max_submit_jobs>},
    {"max/tres/total", tres<Limit::grp_tres>},
    {"max/tres/group/minutes", tres<Limit::grp_tres_mins>},
    {"max/tres/group/active", tres<Limit::grp_tres_run_mins>},
    {"max/tres/minutes/total", [](R) -> Value { return empty_list(); }},
    {"max/tres/minutes/per/job", tres<Limit::max_tres_mins>},
    {"max/tres/per/job", tres<Limit::max_tres>},
    {"max/tres/per/node", tres<Limit::max_tres_per_node>},
    {"max/per/account/wall_clock", count<Limit::grp_wall>},
    {"is_default", is_default},
    {"lineage", [](R r) -> Value { return lineage_of(*r.site.book, r.association); }},
    {"min/priority_threshold", count<Limit::min_priority>},
    {"parent_account", [](R r) -> Value { return r.association.parent; }},
    {"partition", [](R r) -> Value { return r.association.partition; }},
    {"priority", priority},
    {"qos", qos_names},
    {"shares_raw", shares},
    {"user", [](R r) -> Value { return r.association.user; }},
};

// ---- the cluster and its resources

using C = const ClusterRecord&;
using T = const TresRecord&;

Value root_of(C c) {
    return Nested{[&site = c.site](Writer& out) { write_short(out, *site.book->find(root_account), site.cluster); }};
}

constexpr Field<ClusterRecord> cluster_fields[] = {
    {"controller/host", [](C c) -> Value { return c.host; }},
    {"controller/port", [](C) -> Value { return 0; }},
    {"flags", [](C) { return no_words(); }},
    {"name", [](C c) -> Value { return c.site.cluster; }},
    {"nodes", [](C c) -> Value { return c.nodes; }},
    {"select_plugin", [](C) -> Value { return "select/cons_tres"; }, 0, 45},
    {"associations/root", root_of},
    {"rpc_version", [](C c) -> Value { return c.rpc_version; }},
    {"tres", [](C c) -> Value { return tres_list(text::TresMap(c.site.tres.begin(), c.site.tres.end())); }},
};

constexpr Field<TresRecord> tres_fields[] = {
    {"type", [](T t) -> Value { return t.type; }},
    {"name", [](T t) -> Value { return t.name; }},
    {"id", [](T t) -> Value { return t.id; }},
    {"count", [](T t) -> Value { return t.count; }},
};

}  // namespace

void write_account(Writer& out, const AccountRecord& record) {
    write_record(out, std::span<const Field<AccountRecord>>(account_fields), record);
}
void write_user(Writer& out, const UserRecord& record) {
    write_record(out, std::span<const Field<UserRecord>>(user_fields), record);
}
void write_association(Writer& out, const AssociationRecord& record) {
    write_record(out, std::span<const Field<AssociationRecord>>(association_fields), record);
}
void write_cluster(Writer& out, const ClusterRecord& record) {
    write_record(out, std::span<const Field<ClusterRecord>>(cluster_fields), record);
}
void write_tres(Writer& out, const TresRecord& record) {
    write_record(out, std::span<const Field<TresRecord>>(tres_fields), record);
}

}  // namespace ms::data_parser

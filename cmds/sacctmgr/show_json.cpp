// SPDX-License-Identifier: MIT
#include "cmds/sacctmgr/show_json.hpp"

#include "libms/data_parser/document.hpp"
#include "libms/data_parser/records.hpp"
#include "libms/text/hostlist.hpp"

namespace ms::cmds::sacctmgr {
namespace {

using data_parser::Document;
using data_parser::Source;
using data_parser::Writer;

/// What all rows of an answer share.
struct Shown {
    const AccountsReply& site;
    bool with_associations = false;
    bool own_limits = false;
    std::string nodes = {};  // of the cluster
};

const void* account_of(const Row& row) { return row.account; }
const void* user_of(const Row& row) { return row.user; }
const void* association_of(const Row& row) { return row.association; }
const void* qos_of(const Row& row) { return row.qos; }

void write_account(Writer& out, const Row& row, const Shown& shown) {
    data_parser::write_account(out, {*row.account, shown.site, shown.with_associations});
}
void write_user(Writer& out, const Row& row, const Shown& shown) {
    data_parser::write_user(out, {*row.user, shown.site, shown.with_associations});
}
void write_association(Writer& out, const Row& row, const Shown& shown) {
    data_parser::write_association(out, {*row.association, shown.site, shown.own_limits});
}
void write_cluster(Writer& out, const Row&, const Shown& shown) {
    data_parser::write_cluster(out, {shown.site, host_name(), shown.nodes, protocol_number});
}
void write_qos(Writer& out, const Row& row, const Shown&) { data_parser::write_qos(out, *row.qos); }

/// The cluster's nodes; none where the daemon does not tell.
std::string node_names(const Call& call) {
    const auto cluster = client::ask<ClusterReply>(*call.context.client, ClusterQuery{});
    std::vector<std::string> names;
    if (cluster)
        for (const NodeInfo& node : cluster->nodes) names.push_back(node.name);
    return text::fold_hostlist(names);
}

}  // namespace

struct JsonList {
    std::string_view name;
    const void* (*record)(const Row& row);  // several rows may be about one
    void (*write)(Writer& out, const Row& row, const Shown& shown);
    bool names_nodes = false;
};

const JsonList accounts_list{"accounts", account_of, write_account};
const JsonList users_list{"users", user_of, write_user};
const JsonList associations_list{"associations", association_of, write_association};
const JsonList clusters_list{"clusters", association_of, write_cluster, true};
const JsonList qos_list{"qos", qos_of, write_qos};

int dump_rows(const Call& call, const JsonList& list, const Specs& specs, const AccountsReply& site,
              const std::vector<Row>& rows) {
    Document document(call.context, *call.settings.dump, Source::accounting, list.name);
    document.set_cluster(site.cluster);
    const Shown shown{site, specs.has("WithAssociations") || call.settings.associations, specs.has("WOPLimits"),
                      list.names_nodes ? node_names(call) : std::string()};
    const void* last = nullptr;
    for (const Row& row : rows) {
        if (list.record(row) == last) continue;
        last = list.record(row);
        document.add([&](Writer& out) { list.write(out, row, shown); });
    }
    return 0;
}

int failed(const Call& call, const JsonList& list, const Error& error) {
    if (call.settings.dump) Document(call.context, *call.settings.dump, Source::accounting, list.name).error(error, "sacctmgr");
    return call.fail(error);
}

}  // namespace ms::cmds::sacctmgr

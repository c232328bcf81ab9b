// SPDX-License-Identifier: MIT
// sacctmgr show of what is not in the book: resources, events, changes, problems, the daemon.
#include <algorithm>
#include <pwd.h>

#include "cmds/sacctmgr/call.hpp"
#include "cmds/sacctmgr/columns.hpp"
#include "cmds/shared/date_style.hpp"
#include "libms/base/contains.hpp"
#include "libms/data_parser/document.hpp"
#include "libms/data_parser/records.hpp"
#include "libms/text/date.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"
#include "libms/text/tres.hpp"

namespace ms::cmds::sacctmgr {
namespace {

using table::Fit;
using table::Side;

/// Prints a listing of rows that need no context.
template <class R>
int print(const Call& call, const Specs& specs, std::span<const table::Column<R, std::string>> columns,
          std::string_view default_fields, const std::vector<R>& rows, const std::string& cluster) {
    auto fields = fields_of(specs.format.empty() ? default_fields : std::string_view(specs.format), columns);
    if (!fields) return call.fail(fields.error().message);
    table::FieldTable<table::Column<R, std::string>> listing(columns, std::move(*fields), {call.settings.delimited, "|"});
    std::string out;
    if (call.settings.header) listing.put_header(out);
    for (const R& row : rows) listing.put_row(out, row, cluster);
    call.context.print(out);
    return 0;
}

bool matches(const std::vector<std::string>& names, const std::string& name) {
    return names.empty() || contains(names, name);
}

struct TresRow {
    std::string type, name;
    std::uint32_t id = 0;
    std::uint64_t amount = 0;  // in the cluster
};
using TresColumn = table::Column<TresRow, std::string>;
constexpr TresColumn tres_columns[] = {
    {"Type", 0, "Type", [](const TresRow& r, const std::string&) { return r.type; }, "", Fit::cut, 8, Side::right},
    {"Name", 0, "Name", [](const TresRow& r, const std::string&) { return r.name; }, "", Fit::cut, 10, Side::right},
    {"ID", 0, "ID", [](const TresRow& r, const std::string&) { return std::to_string(r.id); }, "", Fit::cut, 6, Side::right},
};
constexpr std::uint32_t first_named_tres = 1001;

int dump_tres(const Call& call, const AccountsReply& site, const std::vector<TresRow>& rows) {
    data_parser::Document document(call.context, *call.settings.dump, data_parser::Source::accounting, "TRES");
    document.set_cluster(site.cluster);
    for (const TresRow& row : rows)
        document.add([&](data_parser::Writer& out) { write_tres(out, {row.type, row.name, row.id, row.amount}); });
    return 0;
}

std::string date(Time time) { return text::format_date(time, date_style()); }

using TransactionColumn = table::Column<AccountTransaction, std::string>;
constexpr TransactionColumn transaction_columns[] = {
    {"TimeStamp", 0, "Time", [](const AccountTransaction& r, const std::string&) { return date(r.time); }, "", Fit::cut, 19, Side::right},
    {"Action", 0, "Action", [](const AccountTransaction& r, const std::string&) { return r.action; }, "", Fit::cut, 20, Side::right},
    {"Actor", 0, "Actor", [](const AccountTransaction& r, const std::string&) { return r.actor; }, "", Fit::cut, 10, Side::right},
    {"Where", 0, "Where", [](const AccountTransaction& r, const std::string&) { return r.where; }, "", Fit::cut, 20, Side::right},
    {"Info", 0, "Info", [](const AccountTransaction& r, const std::string&) { return r.info; }, "", Fit::cut, 20, Side::right},
};

/// root(0), as Slurm has it; the name alone of one that is gone; nothing of the cluster's own events.
std::string actor(const NodeEvent& event, const std::string&) {
    const passwd* known = event.user.empty() ? nullptr : ::getpwnam(event.user.c_str());
    return known ? event.user + "(" + std::to_string(known->pw_uid) + ")" : event.user;
}

using EventColumn = table::Column<NodeEvent, std::string>;
constexpr EventColumn event_columns[] = {
    {"Cluster", 0, "Cluster", [](const NodeEvent&, const std::string& cluster) { return cluster; }, "", Fit::cut, 10, Side::right},
    {"NodeNames", 0, "NodeName", [](const NodeEvent& r, const std::string&) { return r.node; }, "", Fit::cut, 15, Side::left},
    {"TimeStart", 0, "TimeStart", [](const NodeEvent& r, const std::string&) { return date(r.start); }, "", Fit::cut, 19, Side::right},
    {"Start", 0, "TimeStart", [](const NodeEvent& r, const std::string&) { return date(r.start); }, "", Fit::cut, 19, Side::right},
    {"TimeEnd", 0, "TimeEnd", [](const NodeEvent& r, const std::string&) { return date(r.end); }, "", Fit::cut, 19, Side::right},
    {"End", 0, "TimeEnd", [](const NodeEvent& r, const std::string&) { return date(r.end); }, "", Fit::cut, 19, Side::right},
    {"State", 0, "State", [](const NodeEvent& r, const std::string&) { return r.state; }, "", Fit::cut, 6, Side::right},
    {"Reason", 0, "Reason", [](const NodeEvent& r, const std::string&) { return r.reason; }, "", Fit::cut, 30, Side::right},
    {"User", 0, "User", actor, "", Fit::cut, 10, Side::right},
    {"TRES", 0, "TRES", [](const NodeEvent& r, const std::string&) { return r.tres; }, "", Fit::cut, 20, Side::right},
};

struct Nothing {};
std::string empty(const Nothing&, const std::string&) { return {}; }
using NothingColumn = table::Column<Nothing, std::string>;
constexpr NothingColumn federation_columns[] = {
    {"Federation", 0, "Federation", empty, "", Fit::cut, 10, Side::right}, {"Cluster", 0, "Cluster", empty, "", Fit::cut, 10, Side::right},
    {"ID", 0, "ID", empty, "", Fit::cut, 2, Side::right},                  {"Features", 0, "Features", empty, "", Fit::cut, 20, Side::right},
    {"FedState", 0, "FedState", empty, "", Fit::cut, 12, Side::right},
};
constexpr NothingColumn resource_columns[] = {
    {"Name", 0, "Name", empty, "", Fit::cut, 10, Side::right},  {"Server", 0, "Server", empty, "", Fit::cut, 10, Side::right},
    {"Type", 0, "Type", empty, "", Fit::cut, 8, Side::right},   {"Count", 0, "Count", empty, "", Fit::cut, 6, Side::right},
    {"Allocated", 0, "% Allocated", empty, "", Fit::cut, 11, Side::right}, {"ServerType", 0, "ServerType", empty, "", Fit::cut, 10, Side::right},
};

/// A reservation with how long its resources lay idle so far, in seconds.
struct ReservationRow {
    PastReservation reservation;
    double unused = 0;
};
using ReservationColumn = table::Column<ReservationRow, std::string>;
constexpr ReservationColumn reservation_columns[] = {
    {"Cluster", 0, "Cluster", [](const ReservationRow&, const std::string& cluster) { return cluster; }, "", Fit::cut, 10, Side::right},
    {"ID", 0, "ID", [](const ReservationRow& r, const std::string&) { return std::to_string(r.reservation.id); }, "", Fit::cut, 6, Side::right},
    {"Name", 0, "Name", [](const ReservationRow& r, const std::string&) { return r.reservation.name; }, "", Fit::cut, 15, Side::right},
    {"NodeNames", 0, "NodeNames", [](const ReservationRow& r, const std::string&) { return r.reservation.nodes; }, "", Fit::cut, 20, Side::right},
    {"TRES", 0, "TRES", [](const ReservationRow& r, const std::string&) { return text::format_tres(r.reservation.tres); }, "", Fit::cut, 30, Side::right},
    {"TimeStart", 0, "TimeStart", [](const ReservationRow& r, const std::string&) { return date(r.reservation.start); }, "", Fit::cut, 19, Side::right},
    {"Start", 0, "TimeStart", [](const ReservationRow& r, const std::string&) { return date(r.reservation.start); }, "", Fit::cut, 19, Side::right},
    {"TimeEnd", 0, "TimeEnd", [](const ReservationRow& r, const std::string&) { return date(r.reservation.end); }, "", Fit::cut, 19, Side::right},
    {"End", 0, "TimeEnd", [](const ReservationRow& r, const std::string&) { return date(r.reservation.end); }, "", Fit::cut, 19, Side::right},
    {"UnusedWall", 0, "UnusedWall", [](const ReservationRow& r, const std::string&) {
         char text[32];
         std::snprintf(text, sizeof text, "%.6f", r.unused);
         return std::string(text);
     }, "", Fit::cut, 10, Side::right},
};

/// One that has not begun, which is on no record.
PastReservation to_come(const Reservation& reservation) {
    std::vector<std::string> nodes;
    std::uint64_t cpus = 0;
    for (const ReservedNode& each : reservation.nodes) {
        nodes.push_back(each.node);
        cpus += each.cpus.size();
    }
    PastReservation row{reservation.id, reservation.name, reservation.start, reservation.end, text::fold_hostlist(nodes), {}, {}};
    if (cpus) row.tres["cpu"] = cpus;
    return row;
}

/// What its CPUs were idle, as time of all of them.
double unused_wall(const PastReservation& reservation, Time now) {
    const auto cpus = reservation.tres.find("cpu"), used = reservation.used.find("cpu");
    if (cpus == reservation.tres.end() || cpus->second == 0) return 0;
    const auto passed = static_cast<double>(epoch_seconds(std::min(reservation.end, now)) - epoch_seconds(reservation.start));
    const double busy = used == reservation.used.end() ? 0 : static_cast<double>(used->second) / static_cast<double>(cpus->second);
    return std::max(0.0, passed - busy);
}

struct Problem {
    std::string cluster, account, user, what;
};
using ProblemColumn = table::Column<Problem, std::string>;
constexpr ProblemColumn problem_columns[] = {
    {"Cluster", 0, "Cluster", [](const Problem& r, const std::string&) { return r.cluster; }, "", Fit::cut, 10, Side::right},
    {"Account", 0, "Account", [](const Problem& r, const std::string&) { return r.account; }, "", Fit::cut, 10, Side::right},
    {"User", 0, "User", [](const Problem& r, const std::string&) { return r.user; }, "", Fit::cut, 10, Side::right},
    {"Problem", 0, "Problem", [](const Problem& r, const std::string&) { return r.what; }, "", Fit::cut, 40, Side::right},
};

/// start= and end= of a listing.
Result<void> read_window(const Call& call, const Specs& specs, Time& start, Time& end) {
    for (const auto& [key, into] : {std::pair<std::string_view, Time*>{"Start", &start}, {"End", &end}})
        for (const std::string& value : specs.names(key)) {
            const auto time = text::parse_date(value, call.context.now, text::Toward::past);
            if (!time) return Failure(time.error());
            *into = *time;
        }
    return {};
}

}  // namespace

int show_tres(const Call& call) {
    const auto specs = parse_specs(call.words, tres, Begin::where);
    if (!specs) return call.fail(specs.error());
    const auto site = client::ask<AccountsReply>(*call.context.client, AccountsQuery{});
    if (!site) return call.fail(site.error());
    std::vector<TresRow> rows;
    std::uint32_t id = 0, named = first_named_tres;
    for (const auto& [name, amount] : site->tres) {
        const std::size_t slash = name.find('/');
        TresRow row{name.substr(0, slash), slash == std::string::npos ? "" : name.substr(slash + 1), ++id, amount};
        if (row.type == "gres" || row.type == "license") row.id = named++;
        if (matches(specs->names("Type"), row.type) && matches(specs->names("Names"), row.name) &&
            matches(specs->names("Id"), std::to_string(row.id)))
            rows.push_back(std::move(row));
    }
    if (call.settings.dump) return dump_tres(call, *site, rows);
    return print<TresRow>(call, *specs, tres_columns, "Type,Name%15,ID", rows, site->cluster);
}

int show_transactions(const Call& call) {
    const auto specs = parse_specs(call.words, transaction, Begin::where);
    if (!specs) return call.fail(specs.error());
    TransactionsQuery query;
    if (const auto read = read_window(call, *specs, query.start, query.end); !read) return call.fail(read.error());
    auto reply = client::ask<TransactionsReply>(*call.context.client, query);
    if (!reply) return call.fail(reply.error());
    std::erase_if(reply->transactions, [&](const AccountTransaction& each) {
        return !matches(specs->names("Actors"), each.actor) || !matches(specs->names("Action"), each.action);
    });
    return print<AccountTransaction>(call, *specs, transaction_columns, "TimeStamp,Action,Actor,Where,Info", reply->transactions, "");
}

int show_events(const Call& call) {
    const auto specs = parse_specs(call.words, event, Begin::where);
    if (!specs) return call.fail(specs.error());
    EventsQuery query;
    if (const auto read = read_window(call, *specs, query.start, query.end); !read) return call.fail(read.error());
    auto reply = client::ask<EventsReply>(*call.context.client, query);
    if (!reply) return call.fail(reply.error());
    // Without a window only what still is so, as in Slurm.
    const bool open_only = !is_set(query.start) && !is_set(query.end) && !specs->has("All_Time");
    std::erase_if(reply->events, [&](const NodeEvent& each) {
        return (open_only && is_set(each.end)) || !matches(specs->names("Nodes"), each.node) ||
               !matches(specs->names("Clusters"), reply->cluster);
    });
    std::stable_sort(reply->events.begin(), reply->events.end(),
                     [](const NodeEvent& a, const NodeEvent& b) { return a.node < b.node; });  // each node's by time
    return print<NodeEvent>(call, *specs, event_columns, "Cluster,NodeNames,TimeStart,TimeEnd,State,Reason,User", reply->events, reply->cluster);
}

int show_reservations(const Call& call) {
    const auto specs = parse_specs(call.words, reservation, Begin::where);
    if (!specs) return call.fail(specs.error());
    ReservationUsageQuery query;
    if (const auto read = read_window(call, *specs, query.start, query.end); !read) return call.fail(read.error());
    if (!is_set(query.start)) query.start = call.context.now;  // those that are not over
    const auto reply = client::ask<ReservationUsageReply>(*call.context.client, query);
    if (!reply) return call.fail(reply.error());
    const auto cluster = client::ask<ClusterReply>(*call.context.client, ClusterQuery{});
    if (!cluster) return call.fail(cluster.error());
    std::vector<PastReservation> all = reply->reservations;
    for (const Reservation& each : cluster->reservations)
        if (!each.active && each.end > query.start && (!is_set(query.end) || each.start < query.end)) all.push_back(to_come(each));
    std::vector<ReservationRow> rows;
    for (const PastReservation& each : all)
        if (matches(specs->names("Names"), each.name) && matches(specs->names("Id"), std::to_string(each.id)) &&
            matches(specs->names("Nodes"), each.nodes) && matches(specs->names("Clusters"), reply->cluster))
            rows.push_back({each, unused_wall(each, reply->now)});
    return print<ReservationRow>(call, *specs, reservation_columns, "Cluster,Name,TRES,TimeStart,TimeEnd,UnusedWall", rows, reply->cluster);
}

int show_problems(const Call& call) {
    const auto specs = parse_specs(call.words, problem, Begin::where);
    if (!specs) return call.fail(specs.error());
    const auto site = client::ask<AccountsReply>(*call.context.client, AccountsQuery{});
    if (!site) return call.fail(site.error());
    const AccountBook& book = *site->book;
    if (!is_operator(call, book)) {
        call.context.error("Access/permission denied");
        return call.fail(" Error with request: Access/permission denied");
    }
    std::vector<Problem> rows;
    for (const Association& each : book.associations) {
        const bool is_empty = std::none_of(book.associations.begin(), book.associations.end(), [&](const Association& other) {
            return &other != &each && (other.user.empty() ? other.parent == each.account : other.account == each.account);
        });
        if (each.user.empty() && is_empty) rows.push_back({site->cluster, each.account, "", "Account has no users"});
    }
    for (const AccountUser& each : book.users) {
        if (!::getpwnam(each.name.c_str())) rows.push_back({"", "", each.name, "User does not have a uid"});
        if (std::none_of(book.associations.begin(), book.associations.end(), [&](const Association& a) { return a.user == each.name; }))
            rows.push_back({"", "", each.name, "User has no associations"});
    }
    return print<Problem>(call, *specs, problem_columns, "Cluster,Account,User,Problem", rows, site->cluster);
}

/// The daemon's memory and its database are one: a job that only one of them has can not be.
int show_runaway_jobs(const Call& call) {
    const auto specs = parse_specs(call.words, runaway, Begin::where);
    if (!specs) return call.fail(specs.error());
    const auto site = client::ask<AccountsReply>(*call.context.client, AccountsQuery{});
    if (!site) return call.fail(site.error());
    if (!is_operator(call, *site->book)) {
        call.context.error("You must have an AdminLevel>=Operator to fix runaway jobs");
        return 1;
    }
    call.context.print("Runaway Jobs: No runaway jobs found on cluster " + site->cluster + "\n");
    return 0;
}

/// The site's part in the words of sacctmgr, taken from what scontrol show config tells; then slurmdbd's.
constexpr std::string_view site_keys[] = {
    "AccountingStorageBackupHost", "AccountingStorageHost", "AccountingStorageParameters", "AccountingStoragePass",
    "AccountingStoragePort", "AccountingStorageType", "AccountingStorageUser", "AuthType", "MessageTimeout", "PluginDir",
    "PrivateData", "SlurmUserId", "SLURM_CONF", "SLURM_VERSION", "TCPTimeout", "TrackWCKey"};

std::string configuration_line(std::string_view key, const std::string& value) {
    std::string line(key);
    line.resize(std::max<std::size_t>(line.size(), 22), ' ');
    return line + " = " + value + "\n";
}

int show_configuration(const Call& call) {
    const auto config = client::ask<ConfigReply>(*call.context.client, ConfigQuery{});
    if (!config) return call.fail(config.error());
    const auto value_of = [&](std::string_view key) {
        if (key == "SlurmUserId") key = "SlurmUser";
        const auto at = std::find_if(config->values.begin(), config->values.end(), [&](const auto& each) { return each.first == key; });
        return at == config->values.end() ? std::string("(null)") : at->second;
    };
    std::string out = "Configuration data as of " + text::format_date(config->now) + "\n";
    for (const std::string_view key : site_keys) out += configuration_line(key, value_of(key));
    out += "\nSlurmDBD configuration:\n";
    for (const auto& [key, value] : config->accounting) out += configuration_line(key, value);
    call.context.print(out);
    return 0;
}

int show_stats(const Call& call) {
    const auto about = client::ask<PingReply>(*call.context.client, PingRequest{});
    if (!about) return call.fail(about.error());
    call.context.print("There is no database daemon: msd, which runs since " + text::format_date(about->started) +
                       ", keeps the accounts itself. See sdiag for its figures.\n");
    return 0;
}

/// This cluster is in none.
int show_federations(const Call& call) {
    const auto specs = parse_specs(call.words, other, Begin::where);
    if (!specs) return call.fail(specs.error());
    return print<Nothing>(call, *specs, federation_columns, "Federation,Cluster,ID,Features,FedState", {}, "");
}

/// Licences are those of msd.conf (scontrol show licenses): none are shared with another cluster.
int show_resources(const Call& call) {
    const auto specs = parse_specs(call.words, other, Begin::where);
    if (!specs) return call.fail(specs.error());
    return print<Nothing>(call, *specs, resource_columns, "Name,Server,Type,Count,Allocated,ServerType", {}, "");
}

}  // namespace ms::cmds::sacctmgr

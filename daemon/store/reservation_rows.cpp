// SPDX-License-Identifier: MIT
#include "daemon/store/reservation_rows.hpp"

#include "daemon/store/schema.hpp"
#include "libms/text/hostlist.hpp"

namespace msd::store {

using namespace ms;

namespace {

std::int64_t micros(Time time) { return time.time_since_epoch().count(); }
Time time_of(std::int64_t count) { return Time{Micros{count}}; }

}  // namespace

Result<ReservationRows> ReservationRows::prepare(Database& database) {
    ReservationRows rows;
    auto put = database.prepare("INSERT INTO reservation_run (number, begun, ended, name, nodes, cpus)"
                                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET ended = excluded.ended,"
                                " name = excluded.name, nodes = excluded.nodes, cpus = excluded.cpus");
    if (!put) return Failure(put.error());
    auto end = database.prepare("UPDATE reservation_run SET ended = max(begun, ?1) WHERE name = ?2 AND ended > ?1");
    if (!end) return Failure(end.error());
    rows.put_ = std::move(*put);
    rows.end_ = std::move(*end);
    return rows;
}

Result<void> ReservationRows::note(const Reservation& reservation, Time at) {
    if (!is_set(reservation.end)) return end_.run(micros(at), reservation.name);
    if (!reservation.active) return {};
    std::vector<std::string> nodes;
    std::size_t cpus = 0;
    for (const ReservedNode& each : reservation.nodes) {
        nodes.push_back(each.node);
        cpus += each.cpus.size();
    }
    return put_.run(reservation.id, micros(reservation.start), micros(reservation.end), reservation.name,
                    text::fold_hostlist(nodes), static_cast<std::int64_t>(cpus));
}

Result<std::vector<PastReservation>> read_reservations(Database& database, Time start, Time end) {
    auto rows = database.prepare("SELECT number, begun, ended, name, nodes, cpus FROM reservation_run"
                                 " WHERE ended > ? AND begun < ? ORDER BY begun, number");
    if (!rows) return Failure(rows.error());
    const std::int64_t from = micros(start), until = is_set(end) ? micros(end) : not_ended;
    rows->bind(from, until);
    std::vector<PastReservation> found;
    for (;;) {
        const auto row = rows->step();
        if (!row) return Failure(row.error());
        if (!*row) return found;
        PastReservation each;
        each.id = static_cast<std::uint32_t>(rows->integer(0));
        each.start = time_of(rows->integer(1));
        each.end = time_of(rows->integer(2));
        each.name = rows->bytes(3);
        each.nodes = rows->bytes(4);
        each.tres["cpu"] = static_cast<std::uint64_t>(rows->integer(5));
        found.push_back(std::move(each));
    }
}

}  // namespace msd::store

// SPDX-License-Identifier: MIT
#include "daemon/store/event_rows.hpp"

#include "daemon/store/schema.hpp"

namespace msd::store {

using namespace ms;

namespace {

std::int64_t micros(Time time) { return time.time_since_epoch().count(); }

}  // namespace

Result<EventRows> EventRows::prepare(Database& database) {
    EventRows rows;
    const struct {
        Statement& statement;
        const char* sql;
    } all[] = {
        {rows.open_, "SELECT number, state, reason, actor, tres FROM event WHERE ended = 9223372036854775807 AND node = ?"
                     " AND maintenance = ?"},
        {rows.close_, "UPDATE event SET ended = max(begun, ?) WHERE number = ?"},
        {rows.insert_, "INSERT INTO event (node, maintenance, begun, ended, state, reason, actor, tres)"
                       " VALUES (?, ?, ?, 9223372036854775807, ?, ?, ?, ?)"},
    };
    for (const auto& each : all) {
        auto statement = database.prepare(each.sql);
        if (!statement) return Failure(statement.error());
        each.statement = std::move(*statement);
    }
    return rows;
}

Result<void> EventRows::note(const EventNote& note) {
    const NodeEvent& event = note.event;
    const int maintenance = note.maintenance ? 1 : 0;
    const auto found = open_.bind(event.node, maintenance).step();
    if (!found) return Failure(found.error());
    if (*found) {
        const std::int64_t number = open_.integer(0);
        const bool same = open_.bytes(1) == event.state && open_.bytes(2) == event.reason &&
                          open_.bytes(3) == event.user && open_.bytes(4) == event.tres;
        open_.reset();
        if (same) return {};
        MS_TRY(close_.run(micros(event.start), number));
    }
    const bool is_over = event.state.empty() && !event.node.empty();
    if (is_over) return {};
    return insert_.run(event.node, maintenance, micros(event.start), event.state, event.reason, event.user, event.tres);
}

Result<std::vector<NodeEvent>> read_events(Database& database, Time start, Time end) {
    auto rows = database.prepare("SELECT node, begun, ended, state, reason, actor, tres FROM event"
                                 " WHERE ended > ? AND begun < ? ORDER BY begun, number");
    if (!rows) return Failure(rows.error());
    const std::int64_t from = micros(start), until = is_set(end) ? micros(end) : not_ended;
    rows->bind(from, until);
    std::vector<NodeEvent> events;
    for (;;) {
        const auto row = rows->step();
        if (!row) return Failure(row.error());
        if (!*row) return events;
        const std::int64_t ended = rows->integer(2);
        events.push_back({std::string(rows->bytes(0)), Time{Micros{rows->integer(1)}},
                          ended == not_ended ? Time{} : Time{Micros{ended}}, std::string(rows->bytes(3)),
                          std::string(rows->bytes(4)), std::string(rows->bytes(5)), std::string(rows->bytes(6))});
    }
}

}  // namespace msd::store

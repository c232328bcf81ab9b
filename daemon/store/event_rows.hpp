// SPDX-License-Identifier: MIT
// How nodes were, and what the cluster consisted of: a row from when on it was so until it was otherwise.
#pragma once

#include "daemon/store/sqlite.hpp"
#include "libms/model/messages.hpp"

namespace msd::store {

/// State of an event that is a maintenance reservation's. It stands beside what a node's own state is.
inline constexpr const char* maintenance_state = "MAINT";

/// Something is as the event says since event.start; without a state a node is as it should be.
struct EventNote {
    ms::NodeEvent event;
    bool maintenance = false;  // of reservations, not of the node's own state
};

class EventRows {
  public:
    static Result<EventRows> prepare(Database& database);
    /// Inside the caller's transaction. Nothing is written when it is on record already.
    Result<void> note(const EventNote& note);

  private:
    Statement open_, close_, insert_;
};

/// Those that share an instant with [start, end), by start. `end` not set: all from `start` on.
Result<std::vector<ms::NodeEvent>> read_events(Database& database, ms::Time start, ms::Time end);

}  // namespace msd::store

// SPDX-License-Identifier: MIT
// Reservations that have begun: a row each, for each time that one which repeats was there.
#pragma once

#include "daemon/store/sqlite.hpp"
#include "libms/model/messages.hpp"

namespace msd::store {

class ReservationRows {
  public:
    static Result<ReservationRows> prepare(Database& database);
    /// Inside the caller's transaction. What has not begun is left out; one without an end is gone at that instant.
    Result<void> note(const ms::Reservation& reservation, ms::Time at);

  private:
    Statement put_, end_;
};

/// Those that share an instant with [start, end), by start; what they used is not set. `end` not set: all from `start` on.
Result<std::vector<ms::PastReservation>> read_reservations(Database& database, ms::Time start, ms::Time end);

}  // namespace msd::store

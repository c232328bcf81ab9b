// SPDX-License-Identifier: MIT
// scontrol create, update and delete of reservations.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

/// The reply names the reservation. Errors are Slurm's: invalid_user_id for anybody but an administrator,
/// reservation_overlap, nodes_busy, reservation_busy (a job uses it) and their kin.
Result<ReservationReply> change_reservation(Turn& turn, const ChangeReservation& event);

}  // namespace msd::core

// SPDX-License-Identifier: MIT
// The keys of "scontrol create reservation" and "update ReservationName=": what each may be cut to, and how its value
// is read.
#pragma once

#include <span>
#include <string_view>

#include "libms/base/result.hpp"
#include "libms/model/reservation.hpp"

namespace ms::options {

struct ReservationText {
    Time now;  // what dates are relative to
    ReservationChange change;
    std::vector<std::string> notes;  // what of it has no effect here, one sentence each
};

struct ReservationKeyRow {
    std::string_view name;
    std::size_t least;        // letters it may be cut to
    bool takes_sign = false;  // += and -=
    /// `sign` is '+', '-' or 0. Error: the sentence behind which Slurm says "No reservation created."; with Errc::usage
    /// one that stands alone.
    Result<void> (*read)(ReservationText& to, std::string_view pair, std::string_view value, char sign);
    std::string_view meaning;  // for the man page; empty = another name of the row before
};

std::span<const ReservationKeyRow> reservation_key_rows();
const ReservationKeyRow* find_reservation_key(std::string_view text);

/// MAINT,DAILY,PURGE_COMP=5 added to what `to` has. False for a word that is none.
bool parse_reservation_flags(std::string_view text, ReservationText& to);
/// MAINT,SPEC_NODES,PURGE_COMP=00:05:00
std::string format_reservation_flags(const Reservation& reservation);

}  // namespace ms::options

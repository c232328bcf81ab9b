// SPDX-License-Identifier: MIT
// What reservations keep from whom, and what becomes of them as time passes. How they are made and changed is in
// edit_reservations.hpp.
//
// A reservation keeps CPUs of nodes (whole nodes also memory and devices) and licences from all jobs but its own while
// it is active, and from jobs whose time limit would run into it before that. Its own jobs start when it is active, and
// have just what it keeps. With FLEX they may start before and use other nodes, too.
//
// Who waits for one has Reason::reservation and is in no queue: for its start, or for its end when it keeps away what
// the job needs. Each start, end and change brings all of them back to be looked at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/core/placement/node_use.hpp"
#include "daemon/core/turn.hpp"

namespace msd::core {

const Reservation* find_reservation(const ClusterConfig& config, std::string_view name);
/// Whether its jobs may start now.
bool is_open(const Reservation& reservation);
/// Of the user, group, account and QOS of a job.
bool may_use(const Reservation& reservation, const std::string& user, const std::vector<std::string>& groups,
             const JobSpec& spec);
bool may_use(const Reservation& reservation, const Job& job);

/// From a start to an end; no end: for ever.
struct Span {
    Time from;
    std::optional<Time> until;
};
/// When a job that starts at `at` would run.
Span span_of(const Job& job, Time at);
/// Whether this reservation, or one of its repetitions, has a part of the span.
bool overlaps(const Reservation& reservation, const Span& span);
/// Start and end of the next repetition. Precondition: it repeats.
void move_on(Reservation& reservation);

/// The nodes as a job that starts at `at` meets them: what is kept from it counts as taken, or as not available.
/// `in`: the reservation it is to run in; nullptr = none.
std::vector<NodeUse> open_to(const Site& site, std::vector<NodeUse> use, const Job& job, const Reservation* in, Time at);
/// What the reservation has of the nodes; all of them where its jobs run anywhere.
std::vector<NodeUse> only_in(const Site& site, std::vector<NodeUse> use, const Reservation& in);
/// Whether a maintenance is among what is kept from it.
bool meets_maintenance(const Site& site, const Job& job, Time at);
/// Licences of that name that the job could have.
std::uint64_t licenses_open_to(const State& state, const std::string& name, const Job& job, const Reservation* in, Time at);

/// When one has to be looked at.
std::optional<Time> next_reservation_due(const ClusterConfig& config);
/// Starts, ends and repetitions whose time has come.
void fire_reservations(Turn& turn);
/// Those with PURGE_COMP: since when nobody uses them.
void note_idle_reservations(Turn& turn);
/// One is gone: what runs in it ends, what waits for it is held or goes on without it.
void close_reservation(Turn& turn, const Reservation& gone);
/// Whoever waits for a reservation is looked at anew.
void wake_reservation_waiters(Turn& turn);

}  // namespace msd::core

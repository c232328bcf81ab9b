// SPDX-License-Identifier: MIT
// A reservation: CPUs of nodes, or licences, kept for some from a start to an end; and what scontrol asks of one.
//
// INACTIVE until its start, ACTIVE from then to its end. At the end it is gone, unless it repeats (HOURLY, DAILY, …):
// then it is INACTIVE again, with the next start and end. Only msd::core changes it (daemon/core/site/reservations.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libms/base/units.hpp"
#include "libms/model/job_spec.hpp"

namespace ms {

enum ReservationFlag : std::uint32_t {
    resv_maintenance = 1u << 0,
    resv_overlap = 1u << 1,          // may be on nodes of another reservation
    resv_ignore_jobs = 1u << 2,      // jobs that run on its nodes are no reason against it
    resv_hourly = 1u << 3,
    resv_daily = 1u << 4,
    resv_weekday = 1u << 5,
    resv_weekend = 1u << 6,
    resv_weekly = 1u << 7,
    resv_any_nodes = 1u << 8,        // licences only: its jobs run anywhere
    resv_static = 1u << 9,
    resv_part_nodes = 1u << 10,      // all nodes of its partition, also when that changes
    resv_spec_nodes = 1u << 11,      // the nodes were named
    resv_all_nodes = 1u << 12,
    resv_first_cores = 1u << 13,
    resv_replace = 1u << 15,         // kept and shown, as the next one
    resv_replace_down = 1u << 16,
    resv_purge_completed = 1u << 17, // gone when no job has used it for purge_after
    resv_no_hold_jobs = 1u << 18,    // jobs that still wait for it at its end go on without it
    resv_magnetic = 1u << 19,        // takes jobs of those it is for, also those that do not name it
    resv_flex = 1u << 20,            // its jobs may start before it, go on after it and use other nodes, too
    resv_user_delete = 1u << 21,     // whoever may use it may delete it
};
inline constexpr std::uint32_t resv_repeats = resv_hourly | resv_daily | resv_weekday | resv_weekend | resv_weekly;

struct ReservationFlagRow {
    ReservationFlag flag;
    std::string_view name;    // as it is shown
    std::size_t least;        // letters it may be cut to on input; 0: set by Slurm itself, not asked for
    std::string_view remark;  // what it means here, where that is not all of it; empty = it works
};
std::span<const ReservationFlagRow> reservation_flag_rows();  // in the order in which they are shown

/// Names that may use it, or with `denied` all but them. Empty: it says nothing.
struct Admitted {
    std::vector<std::string> names;
    bool denied = false;
    friend bool operator==(const Admitted&, const Admitted&) = default;
};

/// CPUs kept on one node.
struct ReservedNode {
    std::string node;
    std::vector<std::uint32_t> cpus;  // CPU numbers on the node, ascending
    bool whole = true;                // all of them, with memory and devices
    friend bool operator==(const ReservedNode&, const ReservedNode&) = default;
};

struct Reservation {
    std::string name;
    std::uint32_t id = 0;
    Time start;
    Time end;
    bool active = false;
    std::uint32_t flags = 0;           // ReservationFlag bits
    std::vector<ReservedNode> nodes;   // in the order of the configuration
    std::uint32_t cores = 0;           // in all
    std::string partition;
    std::string features;
    std::vector<GresRequest> licenses;
    Admitted users, accounts;
    std::vector<std::string> groups;
    Seconds purge_after{0};            // with resv_purge_completed
    Seconds max_start_delay{0};
    std::string comment;
    std::string burst_buffer;          // kept and shown
    Time idle_since;                   // active and used by nobody since then
    Admitted qos;
    friend bool operator==(const Reservation&, const Reservation&) = default;
};

/// What scontrol create and update say. A member counts when its key is among `keys`.
enum class ReservationKey : std::uint8_t {
    start, end, duration, nodes, node_count, core_count, users, accounts, groups, flags, partition, features, licenses,
    max_start_delay, comment, burst_buffer, skip, qos,
};
inline constexpr int reservation_key_count = static_cast<int>(ReservationKey::qos) + 1;
constexpr bool is_known(ReservationKey key) { return static_cast<int>(key) < reservation_key_count; }

struct ListChange {
    enum class Kind : std::uint8_t { set, add, remove };
    Kind kind = Kind::set;
    Admitted names;
    friend bool operator==(const ListChange&, const ListChange&) = default;
};

struct ReservationChange {
    enum class Shift : std::uint8_t { set, add, subtract };

    std::vector<ReservationKey> keys;
    Time start, end;
    Seconds duration{0};
    Shift duration_shift = Shift::set;
    std::string nodes;                       // a hostlist, or ALL
    std::vector<std::uint32_t> node_counts;
    std::vector<std::uint32_t> core_counts;  // one for all, or one a node
    ListChange users, accounts, groups;
    std::uint32_t flags = 0;
    ListChange::Kind flags_kind = ListChange::Kind::set;
    Seconds purge_after{0};
    Seconds max_start_delay{0};
    std::string partition, features, comment, burst_buffer;
    std::string licenses;                    // as given: name[:n],…
    ListChange qos;
};

}  // namespace ms

// SPDX-License-Identifier: MIT
#include "daemon/core/site/edit_reservations.hpp"

#include <algorithm>

#include "daemon/core/placement/demand.hpp"
#include "daemon/core/placement/features.hpp"
#include "daemon/core/site/reservations.hpp"
#include "daemon/core/site/reserve_nodes.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"
#include "libms/text/tres.hpp"

namespace msd::core {
namespace {

using Key = ReservationKey;
using Kind = ListChange::Kind;

/// A start that has just passed while it was typed is now.
constexpr Seconds late_by_at_most{60};

constexpr std::uint32_t bit(Key key) { return 1u << static_cast<int>(key); }

std::uint32_t keys_of(const ReservationChange& change) {
    std::uint32_t keys = 0;
    for (Key key : change.keys) keys |= bit(key);
    return keys;
}

bool has(const ReservationChange& change, Key key) { return keys_of(change) & bit(key); }

// ---- one row a key: what it changes of a reservation

struct Asked {
    const State& state;
    const ReservationChange& change;
    Time now;
};

Result<void> put_times(const Asked& asked, Reservation& to) {
    const ReservationChange& change = asked.change;
    const auto length = to.end - to.start;
    if (has(change, Key::start)) {
        if (to.active && is_set(to.start)) return fail(Errc::reservation_started);
        if (change.start < asked.now - late_by_at_most) return fail(Errc::invalid_time);
        to.start = change.start;
        to.end = change.start + length;
    }
    if (has(change, Key::end)) to.end = change.end;
    if (has(change, Key::duration)) {
        using Shift = ReservationChange::Shift;
        if (change.duration_shift == Shift::set) to.end = to.start + change.duration;
        if (change.duration_shift == Shift::add) to.end += change.duration;
        if (change.duration_shift == Shift::subtract) to.end -= change.duration;
    }
    if (to.end <= to.start || to.end <= asked.now) return fail(Errc::invalid_time);
    return {};
}

Result<void> put_flags(const Asked& asked, Reservation& to) {
    const ReservationChange& change = asked.change;
    if (change.flags & resv_purge_completed) to.purge_after = change.purge_after;
    if (change.flags_kind == Kind::remove)
        to.flags &= ~change.flags;
    else
        to.flags |= change.flags;
    return {};
}

Result<void> put_partition(const Asked& asked, Reservation& to) {
    if (!asked.change.partition.empty() && !asked.state.site().find_partition(asked.change.partition))
        return fail(Errc::invalid_partition);
    to.partition = asked.change.partition;
    return {};
}

Result<void> put_features(const Asked& asked, Reservation& to) {
    const auto& nodes = asked.state.config().nodes;
    const auto names = feature_names(asked.change.features);
    const auto has_them = [&](const NodeConfig& node) { return features_satisfy(asked.change.features, node.features); };
    if (!names || std::none_of(nodes.begin(), nodes.end(), has_them)) return fail(Errc::invalid_feature);
    to.features = asked.change.features;
    return {};
}

Result<void> put_licenses(const Asked& asked, Reservation& to) {
    auto parsed = text::parse_licenses(asked.change.licenses);
    if (!parsed) return fail(Errc::invalid_licenses);
    for (const GresRequest& wanted : *parsed) {
        const auto total = asked.state.config().licenses.find(wanted.name);
        if (total == asked.state.config().licenses.end()) return fail(Errc::invalid_licenses);
        std::uint64_t kept = wanted.count;
        for (const Reservation& other : asked.state.config().reservations)
            if (other.name != to.name && overlaps(other, {to.start, to.end}))
                for (const GresRequest& license : other.licenses)
                    if (license.name == wanted.name) kept += license.count;
        if (kept > total->second) return fail(Errc::invalid_licenses);
    }
    to.licenses = std::move(*parsed);
    return {};
}

/// `none`: what is wrong when a name to be taken off is not on the list.
Result<void> change_list(Admitted& list, const ListChange& change, Errc none) {
    const auto& names = change.names.names;
    // "-name" on a list of those who may takes the name off; without one it makes a list of those who may not.
    const bool takes_off = change.kind == Kind::remove ||
                           (change.kind == Kind::set && change.names.denied && !list.names.empty() && !list.denied);
    if (change.kind == Kind::set && !takes_off) {
        list = change.names;
        return {};
    }
    for (const auto& name : names)
        if (std::erase(list.names, name) == 0 && takes_off) return fail(none);
    if (!takes_off) list.names.insert(list.names.end(), names.begin(), names.end());
    return {};
}

Result<void> put_people(const Asked& asked, Reservation& to) {
    const ReservationChange& change = asked.change;
    if (has(change, Key::users)) MS_TRY(change_list(to.users, change.users, Errc::invalid_user_id));
    if (has(change, Key::accounts)) MS_TRY(change_list(to.accounts, change.accounts, Errc::invalid_account));
    if (has(change, Key::qos)) MS_TRY(change_list(to.qos, change.qos, Errc::invalid_qos));
    if (has(change, Key::groups)) {
        Admitted groups{to.groups, false};
        MS_TRY(change_list(groups, change.groups, Errc::invalid_group));
        to.groups = std::move(groups.names);
    }
    if (!to.users.names.empty() && !to.groups.empty()) return fail(Errc::reservation_users_and_groups);
    if (to.users.names.empty() && to.accounts.names.empty() && to.groups.empty() && to.qos.names.empty())
        return fail(Errc::reservation_empty);
    return {};
}

Result<void> put_rest(const Asked& asked, Reservation& to) {
    const ReservationChange& change = asked.change;
    if (has(change, Key::max_start_delay)) to.max_start_delay = change.max_start_delay;
    if (has(change, Key::comment)) to.comment = change.comment;
    if (has(change, Key::burst_buffer)) to.burst_buffer = change.burst_buffer;
    return {};
}

struct KeyRow {
    std::uint32_t keys;  // any of them
    Result<void> (*put)(const Asked& asked, Reservation& to);
};
// In this order: what is looked at later may rest on what was set before.
constexpr KeyRow rows[] = {
    {bit(Key::start) | bit(Key::end) | bit(Key::duration), put_times},
    {bit(Key::flags), put_flags},
    {bit(Key::partition), put_partition},
    {bit(Key::users) | bit(Key::accounts) | bit(Key::groups) | bit(Key::qos), put_people},
    {bit(Key::features), put_features},
    {bit(Key::licenses), put_licenses},
    {bit(Key::max_start_delay) | bit(Key::comment) | bit(Key::burst_buffer), put_rest},
    {bit(Key::nodes) | bit(Key::node_count) | bit(Key::core_count),
     [](const Asked& asked, Reservation& to) { return reserve_nodes(asked.state, asked.change, to); }},
};

Result<void> put_all(const Asked& asked, Reservation& to) {
    const std::uint32_t keys = keys_of(asked.change);
    for (const KeyRow& row : rows)
        if (row.keys & keys) MS_TRY(row.put(asked, to));
    return {};
}

/// USER_N, or by an account, a group or a licence where nobody is named.
std::string made_up_name(const ClusterConfig& config, const Reservation& of) {
    const std::vector<std::string> licence{of.licenses.empty() ? "resv" : of.licenses.front().name};
    for (const auto* names : {&of.users.names, &of.accounts.names, &of.groups, &licence}) {
        if (names->empty()) continue;
        std::uint32_t number = of.id;
        while (find_reservation(config, names->front() + "_" + std::to_string(number))) ++number;
        return names->front() + "_" + std::to_string(number);
    }
    return {};
}

Result<ReservationReply> create(Turn& turn, const ReservationRequest& request) {
    const ClusterConfig& config = turn.state().config();
    if (find_reservation(config, request.name)) return fail(Errc::reservation_name_taken);
    Reservation fresh;
    fresh.name = request.name;
    fresh.id = config.last_reservation_id + 1;
    MS_TRY(put_all({turn.state(), request.change, turn.instant()}, fresh));
    MS_TRY(check_use(turn.state(), fresh));
    if (fresh.name.empty()) fresh.name = made_up_name(config, fresh);
    ReservationReply reply{fresh.name};
    turn.set_reservation(std::move(fresh));
    return reply;
}

Result<ReservationReply> update(Turn& turn, const ReservationRequest& request) {
    const Reservation* before = find_reservation(turn.state().config(), request.name);
    if (!before) return fail(Errc::invalid_reservation);
    Reservation changed = *before;
    if (has(request.change, Key::skip)) {
        if (!(changed.flags & resv_repeats)) return fail(Errc::reservation_not_skipable);
        move_on(changed);
        changed.active = false;
    }
    MS_TRY(put_all({turn.state(), request.change, turn.instant()}, changed));
    const bool moved = before->start != changed.start || before->end != changed.end || before->nodes != changed.nodes;
    if (moved) MS_TRY(check_use(turn.state(), changed));
    turn.set_reservation(std::move(changed));
    return ReservationReply{request.name};
}

Result<ReservationReply> remove(Turn& turn, const ReservationRequest& request, const Caller& caller) {
    const Reservation* found = find_reservation(turn.state().config(), request.name);
    if (!caller.is_admin) {
        const bool theirs = found && (found->flags & resv_user_delete) &&
                            may_use(*found, caller.user, caller.groups, JobSpec{});
        if (!theirs) return fail(Errc::invalid_user_id);
    }
    if (!found) return fail(Errc::invalid_reservation);
    if (turn.state().indexes().reserved.count(request.name)) return fail(Errc::reservation_busy);
    turn.drop_reservation(request.name);
    return ReservationReply{request.name};
}

}  // namespace

Result<ReservationReply> change_reservation(Turn& turn, const ChangeReservation& event) {
    using Action = ReservationRequest::Action;
    const ReservationRequest& request = event.request;
    if (request.action != Action::remove && !event.caller.is_admin) return fail(Errc::invalid_user_id);
    auto reply = request.action == Action::create   ? create(turn, request)
                 : request.action == Action::change ? update(turn, request)
                                                    : remove(turn, request, event.caller);
    if (!reply) return reply;
    fire_reservations(turn);  // one that begins now is active at once
    wake_reservation_waiters(turn);
    return reply;
}

}  // namespace msd::core

// SPDX-License-Identifier: MIT
// scontrol create, update and delete of reservations.
#include "cmds/scontrol/update.hpp"
#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"

#include <algorithm>

#include "libms/options/reservation_keys.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::scontrol {
namespace {

using Key = ReservationKey;
using Action = ReservationRequest::Action;

/// What Slurm says behind a refusal.
std::string ending(Action action) {
    return action == Action::create ? "  No reservation created." : "  No reservation update.";
}

/// Lines of a refusal but the last stand alone.
int refuse(const Call& call, const Error& error, Action action) {
    const auto lines = text::split_list(error.message, '\n');
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) call.fail(lines[i]);
    call.context.error(lines.back() + (error.code == Errc::usage ? "" : ending(action)));
    return action == Action::change ? call.fail("slurm_update error: No error") : 1;
}

/// All pairs in their keys' own reading; nullopt: refused, and why has been said.
std::optional<options::ReservationText> read_pairs(const Call& call, const std::vector<Pair>& pairs, Action action) {
    options::ReservationText text{call.context.now, {}, {}};
    const auto refused = [&](Errc code, std::string message) {
        refuse(call, {code, std::move(message)}, action);
        return std::nullopt;
    };
    for (const Pair& pair : pairs) {
        const auto* row = options::find_reservation_key(pair.key);
        const bool stands_alone = row && row->name == "Skip";
        if (!pair.has_value && !stands_alone)
            return refused(Errc::bad_value, "Misformatted parameter '" + pair.text + "', most options have a parameter after '='.");
        if (!row) return refused(Errc::bad_value, "Unknown parameter " + pair.text + ".");
        if (pair.sign && !row->takes_sign)
            return refused(Errc::bad_value, "The +=/-= notation is not supported when updating " + std::string(row->name) + ".");
        if (const auto done = row->read(text, pair.text, pair.value, pair.sign); !done)
            return refused(done.error().code, done.error().message);
    }
    for (const auto& note : text.notes) call.context.info(note);
    return text;
}

/// What has to be said of a new one. Slurm's texts, in its order.
const char* what_is_missing(const ReservationChange& change) {
    const auto has = [&](Key key) { return contains(change.keys, key); };
    const bool all_nodes = equal_ignoring_case(change.nodes, "ALL");
    if (!has(Key::start)) return "A start time must be given.";
    if (!has(Key::end) && !has(Key::duration)) return "An end time or duration must be given.";
    if (has(Key::end) && change.end < change.start) return "Start time cannot be after end time.";
    if (has(Key::end) && has(Key::duration) && change.start + change.duration != change.end)
        return "StartTime + Duration does not equal EndTime.";
    if ((change.flags & resv_part_nodes) && (change.partition.empty() || !all_nodes))
        return "PART_NODES flag requires specifying a Partition and ALL nodes.";
    const bool has_nodes = (has(Key::nodes) && !change.nodes.empty()) || (has(Key::node_count) && change.node_counts != std::vector<std::uint32_t>{0});
    if (!has(Key::core_count) && !has_nodes && !has(Key::licenses) && !has(Key::burst_buffer))
        return "CoreCnt, Nodes, NodeCnt, BurstBuffer, Licenses or Watts must be specified.";
    const auto lists = [&](Key key, const ListChange& list) { return has(key) && !list.names.names.empty(); };
    if (!lists(Key::users, change.users) && !lists(Key::groups, change.groups) &&
        !lists(Key::accounts, change.accounts) && !lists(Key::qos, change.qos))
        return "Either Users/Groups and/or Accounts must be specified.";
    return nullptr;
}

}  // namespace

int create_reservation(const Call& call, const std::string& name, const std::vector<Pair>& pairs) {
    auto text = read_pairs(call, pairs, Action::create);
    if (!text) return 1;
    if (const char* missing = what_is_missing(text->change))
        return refuse(call, {Errc::bad_value, missing}, Action::create);
    const auto made = client::ask<ReservationReply>(*call.context.client,
                                                    ReservationRequest{Action::create, name, std::move(text->change)});
    if (!made) return call.fail("Error creating the reservation: " + made.error().message);
    call.context.print("Reservation created: " + made->name + "\n");
    return 0;
}

int update_reservation(const Call& call, const std::string& which, const std::vector<Pair>& changes) {
    auto text = read_pairs(call, changes, Action::change);
    if (!text) return 1;
    const auto done = client::ask<ReservationReply>(*call.context.client,
                                                    ReservationRequest{Action::change, which, std::move(text->change)});
    if (!done) {
        call.fail("Error updating the reservation: " + done.error().message);
        return call.fail("slurm_update error: " + done.error().message);
    }
    call.context.print("Reservation updated.\n");
    return 0;
}

int delete_reservation(const Call& call, const std::string& which, const std::string& shown) {
    const auto done = client::ask<ReservationReply>(*call.context.client, ReservationRequest{Action::remove, which, {}});
    return done ? 0 : call.fail("delete_reservation " + shown + ": " + done.error().message);
}

}  // namespace ms::cmds::scontrol

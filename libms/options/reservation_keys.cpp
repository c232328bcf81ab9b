// SPDX-License-Identifier: MIT
#include "libms/options/reservation_keys.hpp"

#include <algorithm>

#include "libms/base/letters.hpp"
#include "libms/text/date.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/number.hpp"
#include "libms/text/tres.hpp"

namespace ms::options {
namespace {

using Text = ReservationText;
using C = ReservationChange;
using Key = ReservationKey;
using Kind = ListChange::Kind;
using View = std::string_view;

constexpr Seconds year{365 * 24 * 3600};
constexpr Seconds usual_purge{300};

Result<void> given(Text& to, Key key) {
    to.change.keys.push_back(key);
    return {};
}

Failure invalid(View what, View pair) {
    return fail(Errc::bad_value, "Invalid " + std::string(what) + " " + std::string(pair) + ".");
}

/// "INFINITE" is a year, as Slurm has it.
std::optional<Seconds> span(View value) {
    const auto limit = text::parse_time_limit(value);
    if (!limit) return std::nullopt;
    return limit->is_finite() ? Seconds{limit->minutes * 60} : year;
}

template <Key key, Time C::*member>
Result<void> date(Text& to, View pair, View value, char) {
    const auto parsed = text::parse_date(value, to.now, text::Toward::future);
    const View what = key == Key::start ? "start time" : "end time";
    if (!parsed) return fail(Errc::invalid_time, parsed.error().message + "\nInvalid " + std::string(what) + " " +
                                                     std::string(pair) + ".");
    to.change.*member = *parsed;
    return given(to, key);
}

Result<void> duration(Text& to, View pair, View value, char sign) {
    const auto parsed = span(value);
    if (!parsed) return invalid("duration", pair);
    to.change.duration = *parsed;
    to.change.duration_shift = sign == '+' ? C::Shift::add : sign == '-' ? C::Shift::subtract : C::Shift::set;
    return given(to, Key::duration);
}

Result<void> max_start_delay(Text& to, View pair, View value, char) {
    const auto parsed = span(value);
    if (!parsed) return invalid("duration", pair);
    to.change.max_start_delay = *parsed;
    return given(to, Key::max_start_delay);
}

template <Key key, std::string C::*member>
Result<void> word(Text& to, View, View value, char) {
    to.change.*member = value;
    return given(to, key);
}

std::optional<std::vector<std::uint32_t>> numbers(View value) {
    std::vector<std::uint32_t> all;
    for (const auto& word : text::split_list(value)) {
        const auto number = text::parse_count_suffixed(word);
        if (!number) return std::nullopt;
        all.push_back(*number);
    }
    return all;
}

template <Key key, std::vector<std::uint32_t> C::*member>
Result<void> counts(Text& to, View, View value, char) {
    auto all = numbers(value);
    const View what = key == Key::node_count ? "node" : "core";
    if (!all || all->empty())
        return fail(Errc::usage, "Invalid " + std::string(what) + " count " + std::string(value));
    to.change.*member = std::move(*all);
    return given(to, key);
}

/// alice,bob · -root (all but) · += and -=, or +name and -name where there is a list already
template <Key key, ListChange C::*member>
Result<void> people(Text& to, View, View value, char sign) {
    ListChange list;
    list.kind = sign == '+' ? Kind::add : sign == '-' ? Kind::remove : Kind::set;
    for (auto& name : text::split_list(value)) {
        if (name.front() == '+' && !sign) list.kind = Kind::add;
        if (name.front() == '-' && !sign) list.names.denied = true;
        if (name.front() == '+' || name.front() == '-') name.erase(0, 1);
        if (!name.empty()) list.names.names.push_back(std::move(name));
    }
    to.change.*member = std::move(list);
    return given(to, key);
}

Result<void> flags(Text& to, View, View value, char sign) {
    if (!parse_reservation_flags(value, to)) return fail(Errc::bad_value, "Error parsing flags " + std::string(value) + ".");
    to.change.flags_kind = sign == '-' ? Kind::remove : Kind::add;
    return given(to, Key::flags);
}

/// cpu=, node= and license/NAME= say what CoreCnt, NodeCnt and Licenses do.
Result<void> tres(Text& to, View, View value, char sign) {
    for (const auto& item : text::split_list(value)) {
        const auto equals = item.find('=');
        if (equals == std::string::npos) return fail(Errc::usage, "invalid TRES '" + item + "'");
        const std::string name = item.substr(0, equals), count = item.substr(equals + 1);
        if (name == "cpu") {
            MS_TRY((counts<Key::core_count, &C::core_counts>(to, item, count, sign)));
        } else if (name == "node") {
            MS_TRY((counts<Key::node_count, &C::node_counts>(to, item, count, sign)));
        } else if (name.starts_with("license/")) {
            to.change.licenses += (to.change.licenses.empty() ? "" : ",") + name.substr(8) + ":" + count;
            MS_TRY(given(to, Key::licenses));
        } else {
            return fail(Errc::usage, "couldn't identify configured TRES '" + name + "'");
        }
    }
    return {};
}

constexpr ReservationKeyRow rows[] = {
    {"StartTime", 2, false, date<Key::start, &C::start>, "when it begins"},
    {"EndTime", 1, false, date<Key::end, &C::end>, "when it ends"},
    {"Duration", 1, true, duration, "how long it lasts, instead of an end: minutes, H:M:S, D-H, INFINITE (a year)"},
    {"Nodes", 5, false, word<Key::nodes, &C::nodes>, "the nodes, or ALL (of PartitionName, if that is given)"},
    {"NodeCnt", 5, false, counts<Key::node_count, &C::node_counts>, "so many nodes of the partition"},
    {"NodeCount", 5, false, counts<Key::node_count, &C::node_counts>, {}},
    {"CoreCnt", 5, false, counts<Key::core_count, &C::core_counts>, "so many cores of them, in all or for each node named"},
    {"CoreCount", 5, false, counts<Key::core_count, &C::core_counts>, {}},
    {"CPUCnt", 4, false, counts<Key::core_count, &C::core_counts>, {}},
    {"CPUCount", 4, false, counts<Key::core_count, &C::core_counts>, {}},
    {"TRES", 1, false, tres, "cpu=N, node=N, license/NAME=N for CoreCnt, NodeCnt, Licenses"},
    {"Users", 1, true, people<Key::users, &C::users>, "who may use it; with - before the names: all but these"},
    {"Accounts", 1, true, people<Key::accounts, &C::accounts>, "jobs of these accounts; where Users is given, too, both must hold"},
    {"Groups", 1, true, people<Key::groups, &C::groups>, "members of these groups, instead of Users"},
    {"QOS", 1, true, people<Key::qos, &C::qos>, "jobs of these QOS"},
    {"Flags", 2, true, flags, "what is special about it, see below"},
    {"PartitionName", 1, false, word<Key::partition, &C::partition>, "where nodes are taken from. Default: the default partition"},
    {"Features", 2, false, word<Key::features, &C::features>, "features its nodes must have"},
    {"Licenses", 2, false, word<Key::licenses, &C::licenses>, "licences kept for it; with Flags=ANY_NODES nothing but these"},
    {"MaxStartDelay", 3, false, max_start_delay, "those who may use it may run into its begin for so long"},
    {"Comment", 3, false, word<Key::comment, &C::comment>, "any text"},
    {"BurstBuffer", 2, false, word<Key::burst_buffer, &C::burst_buffer>, "kept and shown: there are no burst buffers here"},
    {"Skip", 2, false, [](Text& to, View, View, char) { return given(to, Key::skip); }, "go on to the next repetition"},
};

}  // namespace

std::span<const ReservationKeyRow> reservation_key_rows() { return rows; }

const ReservationKeyRow* find_reservation_key(std::string_view text) {
    for (const auto& row : rows)
        if (text.size() == row.name.size() && equal_ignoring_case(row.name, text)) return &row;
    for (const auto& row : rows)
        if (text.size() >= row.least && starts_with_ignoring_case(row.name, text)) return &row;
    return nullptr;
}

bool parse_reservation_flags(std::string_view text, ReservationText& to) {
    for (const auto& word : text::split_list(text)) {
        const auto equals = word.find('=');
        const std::string name = word.substr(0, equals);
        const auto all = reservation_flag_rows();
        const auto row = std::find_if(all.begin(), all.end(), [&](const ReservationFlagRow& each) {
            const std::string_view shown = each.flag == resv_static ? "STATIC_ALLOC" : each.name;
            return each.least && name.size() >= each.least && starts_with_ignoring_case(shown, name);
        });
        if (row == all.end() || (equals != std::string::npos && row->flag != resv_purge_completed)) return false;
        to.change.flags |= row->flag;
        if (row->flag == resv_purge_completed) {
            const auto after = equals == std::string::npos ? usual_purge : span(std::string_view(word).substr(equals + 1));
            if (!after) return false;
            to.change.purge_after = *after;
        }
        if (!row->remark.empty()) to.notes.push_back(std::string(row->name) + " has no effect: " + std::string(row->remark));
    }
    return true;
}

std::string format_reservation_flags(const Reservation& reservation) {
    std::string shown;
    for (const ReservationFlagRow& row : reservation_flag_rows()) {
        if (!(reservation.flags & row.flag)) continue;
        shown += (shown.empty() ? "" : ",") + std::string(row.name);
        if (row.flag == resv_purge_completed) shown += "=" + text::format_long(reservation.purge_after);
    }
    return shown;
}

}  // namespace ms::options

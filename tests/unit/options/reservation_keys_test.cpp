// SPDX-License-Identifier: MIT
// What scontrol's words for reservations mean, and which are refused.
#include <gtest/gtest.h>

#include "libms/options/reservation_keys.hpp"

namespace ms::options {
namespace {

const Time noon = from_epoch_seconds(1'700'049'600);

/// KEY=VALUE, KEY+=VALUE or KEY-=VALUE.
Result<ReservationChange> read(const std::string& pair) {
    const auto equals = pair.find('=');
    const char before = pair[equals - 1];
    const char sign = before == '+' || before == '-' ? before : '\0';
    ReservationText text;
    text.now = noon;
    const auto* row = find_reservation_key(pair.substr(0, equals - (sign ? 1 : 0)));
    if (!row) return fail(Errc::usage, "no such key");
    MS_TRY(row->read(text, pair, pair.substr(equals + 1), sign));
    return text.change;
}
ReservationChange taken(const std::string& pair) {
    const auto change = read(pair);
    EXPECT_TRUE(change) << pair;
    return change.value_or(ReservationChange{});
}
std::string refused(const std::string& pair) {
    const auto change = read(pair);
    EXPECT_FALSE(change) << pair;
    return change ? std::string() : change.error().message;
}

TEST(ReservationKeys, Times) {
    EXPECT_EQ(taken("start=2023-11-16T10:00:00").start, from_epoch_seconds(1'700'128'800));
    EXPECT_EQ(taken("StartTime=now+1hour").start, noon + std::chrono::hours{1});
    EXPECT_EQ(taken("dur=90").duration, std::chrono::minutes{90});
    EXPECT_EQ(taken("duration=1-0").duration, std::chrono::hours{24});
    EXPECT_EQ(taken("duration=infinite").duration, std::chrono::hours{365 * 24});
    EXPECT_EQ(taken("duration+=10").duration_shift, ReservationChange::Shift::add);
    EXPECT_EQ(taken("duration-=10").duration_shift, ReservationChange::Shift::subtract);
    EXPECT_EQ(taken("MaxStartDelay=0:30").max_start_delay, std::chrono::minutes{1});
    EXPECT_EQ(refused("duration=x"), "Invalid duration duration=x.");
    EXPECT_NE(refused("end=whenever").find("Invalid end time end=whenever."), std::string::npos);
}

TEST(ReservationKeys, Sizes) {
    EXPECT_EQ(taken("NodeCnt=2,4").node_counts, (std::vector<std::uint32_t>{2, 4}));
    EXPECT_EQ(taken("nodecount=1k").node_counts, (std::vector<std::uint32_t>{1024}));
    EXPECT_EQ(taken("corecnt=3").core_counts, (std::vector<std::uint32_t>{3}));
    const auto tres = taken("TRES=cpu=8,node=2,license/matlab=3");
    EXPECT_EQ(tres.core_counts, (std::vector<std::uint32_t>{8}));
    EXPECT_EQ(tres.node_counts, (std::vector<std::uint32_t>{2}));
    EXPECT_EQ(tres.licenses, "matlab:3");
    EXPECT_EQ(refused("nodecnt=x"), "Invalid node count x");
    EXPECT_EQ(refused("tres=mem=4"), "couldn't identify configured TRES 'mem'");
    EXPECT_EQ(refused("tres=cpu"), "invalid TRES 'cpu'");
}

TEST(ReservationKeys, People) {
    EXPECT_EQ(taken("users=alice,bob").users.names.names, (std::vector<std::string>{"alice", "bob"}));
    EXPECT_TRUE(taken("Users=-alice").users.names.denied);
    EXPECT_EQ(taken("users+=carol").users.kind, ListChange::Kind::add);
    EXPECT_EQ(taken("accounts-=chem").accounts.kind, ListChange::Kind::remove);
    EXPECT_EQ(taken("groups=staff").groups.names.names, (std::vector<std::string>{"staff"}));
    EXPECT_EQ(taken("qos=high").qos.names.names, (std::vector<std::string>{"high"}));
}

TEST(ReservationKeys, Flags) {
    EXPECT_EQ(taken("flags=hourly").flags, std::uint32_t{resv_hourly});
    EXPECT_EQ(taken("flags=weekday,maint").flags, std::uint32_t{resv_weekday | resv_maintenance});
    EXPECT_EQ(taken("flags=weekend").flags, std::uint32_t{resv_weekend});
    EXPECT_EQ(taken("flags=weekly").flags, std::uint32_t{resv_weekly});
    EXPECT_EQ(taken("flags=flex,overlap").flags, std::uint32_t{resv_flex | resv_overlap});
    EXPECT_EQ(taken("flags-=daily").flags_kind, ListChange::Kind::remove);
    const auto purge = taken("flags=purge_comp=10");
    EXPECT_EQ(purge.flags, std::uint32_t{resv_purge_completed});
    EXPECT_EQ(purge.purge_after, std::chrono::minutes{10});
    EXPECT_EQ(refused("flags=nonsense"), "Error parsing flags nonsense.");
    EXPECT_EQ(refused("flags=daily=3"), "Error parsing flags daily=3.");
}

TEST(ReservationKeys, NamesMayBeCutAndMustBeKnown) {
    EXPECT_EQ(find_reservation_key("st"), find_reservation_key("StartTime"));
    EXPECT_EQ(find_reservation_key("e"), find_reservation_key("endtime"));
    EXPECT_EQ(find_reservation_key("nonsense"), nullptr);
    EXPECT_EQ(find_reservation_key("s"), nullptr);
}

}  // namespace
}  // namespace ms::options

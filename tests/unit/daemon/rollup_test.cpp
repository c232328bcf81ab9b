// SPDX-License-Identifier: MIT
#include "daemon/store/rollup.hpp"

#include "daemon/store/housekeeping.hpp"
#include "daemon/store/schema.hpp"
#include "tests/unit/daemon/store_fixture.hpp"

namespace msd::store {
namespace {

const Amounts site{{"cpu", 4}, {"mem", 1000}};
const Time midnight = day_of(at(0)) + std::chrono::days{1};
Time hour(int number) { return midnight + number * an_hour; }

class RollupTest : public StoreTest {
  protected:
    /// A job of two CPUs that ran from the first to the second instant, submitted when it began.
    static Job ran(std::uint32_t id, Time from, Time until, const std::string& user = "alice") {
        Job job = ended_job(id, spec_named("x"), JobState::completed, 0, 0);
        job.submit = job.eligible = job.start = from;
        job.end = until;
        job.user = user;
        job.alloc_tres = job.req_tres = "cpu=2,mem=100M,node=1";
        job.cpus = 2;
        return job;
    }
    UsageReply usage(Time start, Time end, Time now) const {
        auto reply = accounting()->usage({start, end, false}, site, now);
        EXPECT_TRUE(reply) << (reply ? "" : reply.error().message);
        return reply ? std::move(*reply) : UsageReply{};
    }
    void sum_up(Time now) const {
        auto database = Housekeeping::open(path());
        ASSERT_TRUE(database) << database.error().message;
        const auto done = database->sum_up_usage(site, now);
        ASSERT_TRUE(done) << done.error().message;
    }
    static std::uint64_t cpu_seconds(const UsageReply& reply) {
        std::uint64_t sum = 0;
        for (const auto& row : reply.rows) sum += row.seconds.at("cpu");
        return sum;
    }
    std::int64_t rows() const { return database().integer("SELECT count(*) FROM usage").value(); }
    Database database() const { return std::move(*open_reader(path())); }
};

TEST_F(RollupTest, AReportIsTheSameWithAndWithoutSums) {
    auto store = opened();
    Job suspended = ran(3, hour(30), hour(34));
    suspended.suspended = Seconds{3600};
    Job running = ran(4, hour(47), {});
    running.state = JobState::running;
    save(*store, {.jobs = {shared(ran(1, hour(0) + Seconds{600}, hour(2) + Seconds{60})),
                           shared(ran(2, hour(20), hour(26), "bob")), shared(suspended), shared(running)}});
    const Time now = hour(49) + Seconds{1800};
    const std::pair<Time, Time> windows[] = {{{}, {}}, {hour(0), hour(24)}, {hour(1), hour(25)}, {hour(24), hour(50)},
                                             {hour(1) + Seconds{60}, hour(21) + Seconds{7}}, {hour(48), hour(49)},
                                             {hour(49), {}}, {hour(60), hour(61)}};
    std::vector<UsageReply> before;
    for (const auto& [start, end] : windows) before.push_back(usage(start, end, now));
    sum_up(now);
    EXPECT_GT(rows(), 0);
    for (std::size_t i = 0; i < std::size(windows); ++i) {
        const UsageReply after = usage(windows[i].first, windows[i].second, now);
        ASSERT_EQ(after.rows.size(), before[i].rows.size()) << i;
        for (std::size_t row = 0; row < after.rows.size(); ++row)
            EXPECT_EQ(after.rows[row].seconds, before[i].rows[row].seconds) << i;
        EXPECT_EQ(after.total, before[i].total) << i;
        EXPECT_EQ(after.planned, before[i].planned) << i;
    }
    EXPECT_EQ(cpu_seconds(before[1]), 2u * (6660 - 600 + 600 + 4 * 3600));
}

TEST_F(RollupTest, AnHourIsSummedUpOnce) {
    auto store = opened();
    save(*store, {.jobs = {shared(ran(1, hour(0), hour(3)))}});
    sum_up(hour(2) + Seconds{120});
    const auto first = rows();
    sum_up(hour(2) + Seconds{300});
    EXPECT_EQ(rows(), first);
    sum_up(hour(5) + Seconds{60});
    EXPECT_EQ(cpu_seconds(usage(hour(0), hour(4), hour(6))), 2u * 3 * 3600);
    EXPECT_EQ(usage(hour(0), hour(4), hour(6)).total.at("cpu"), 4u * 4 * 3600);
}

TEST_F(RollupTest, SumsDoNotNeedTheirJobsAnyMore) {
    auto store = opened();
    save(*store, {.jobs = {shared(ran(1, hour(0), hour(3)))}});
    sum_up(hour(30));
    auto writer = open_writer(path());
    ASSERT_TRUE(writer->execute("DELETE FROM job"));
    EXPECT_EQ(cpu_seconds(usage({}, {}, hour(31))), 2u * 3 * 3600);
    EXPECT_EQ(database().integer("SELECT count(*) FROM usage WHERE kind = 0 AND span = 3 AND tres = 'cpu'").value(), 1);
    EXPECT_EQ(database().integer("SELECT sum(seconds) FROM usage WHERE kind = 0 AND span = 2 AND tres = 'cpu'").value(), 21600);
}

TEST_F(RollupTest, WhatWasDownOrWaitedForIsNotIdle) {
    auto store = opened();
    Job waited = ran(1, hour(2), hour(3));
    waited.submit = waited.eligible = hour(0);
    const std::string node = "cpu=4,mem=1000M,node=1";
    save(*store, {.jobs = {shared(waited)},
                  .events = {{{"n1", hour(1), {}, "DOWN", "fans", "root", node}, false}}});
    save(*store, {.events = {{{"n1", hour(2), {}, "", "", "", ""}, false},
                             {{"n1", hour(3), {}, "MAINT", "update", "", node}, true}}});
    save(*store, {.events = {{{"n1", hour(3) + Seconds{60}, {}, "MAINT", "update", "", node}, true}}});
    const UsageReply reply = usage(hour(0), hour(4), hour(4));
    EXPECT_EQ(reply.down.at("cpu"), 4u * 3600);
    EXPECT_EQ(reply.planned_down.at("cpu"), 4u * 3600);
    EXPECT_EQ(reply.planned.at("cpu"), 2u * 3600) << "of its two hours in the queue the second one had nothing free";
    const auto events = accounting()->events({hour(0), {}}, hour(4)).value();
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].end, hour(2));
    EXPECT_EQ(events[1].state, "MAINT");
    EXPECT_FALSE(is_set(events[1].end));
}

}  // namespace
}  // namespace msd::store

// SPDX-License-Identifier: MIT
#include "daemon/store/purge.hpp"

#include "daemon/store/housekeeping.hpp"
#include "daemon/store/schema.hpp"
#include "tests/unit/daemon/store_fixture.hpp"

namespace msd::store {
namespace {

TEST(Age, IsWrittenAsSlurmDoes) {
    for (const char* text : {"12", "12months", "12Month"}) EXPECT_EQ(parse_age(text), (Age{12, Age::Unit::months})) << text;
    EXPECT_EQ(parse_age("1day"), (Age{1, Age::Unit::days}));
    EXPECT_EQ(parse_age("24HOURS"), (Age{24, Age::Unit::hours}));
    for (const char* text : {"", "0", "days", "12weeks", "-1", "1.5days", "99999999"}) EXPECT_EQ(parse_age(text), std::nullopt) << text;
}

TEST(Age, CountsWholeUnits) {
    const Time now = std::chrono::sys_days{std::chrono::year{2026} / 3 / 31} + std::chrono::hours{10} + std::chrono::minutes{20};
    EXPECT_EQ(older_than({1, Age::Unit::months}, now), Time{std::chrono::sys_days{std::chrono::year{2026} / 2 / 1}});
    EXPECT_EQ(older_than({30, Age::Unit::days}, now), Time{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}});
    EXPECT_EQ(older_than({2, Age::Unit::hours}, now), Time{std::chrono::sys_days{std::chrono::year{2026} / 3 / 31} + std::chrono::hours{8}});
}

class PurgeTest : public StoreTest {
  protected:
    PurgeTest() {
        auto store = opened();
        const auto job = [&](std::uint32_t id, const std::string& name, std::int64_t end) {
            Job made = ended_job(id, spec_named(name), JobState::completed, end - 60, end);
            made.script_key = text_key(name);
            save(*store, {.jobs = {shared(made)}, .steps = {{batch_step(id, end - 60), 0}}, .texts = {{text_key(name), name}}});
        };
        job(1, "shared", 1000);
        job(2, "alone", 2000);
        job(3, "kept", days(40));
        job(4, "shared", days(41));
        Job in_memory = ended_job(5, spec_named("memory"), JobState::completed, 100, 200);
        save(*store, {.jobs = {shared(in_memory)}});
        save(*store, {.forgotten = {JobId{1}, JobId{2}, JobId{3}, JobId{4}}});
        save(*store, {.transactions = {{at(10), "Add Users", "root", "x", "y"}}});
    }
    static std::int64_t days(int count) { return count * 86400; }
    static Time now() { return at(days(60)); }
    static Housekeeping summed(const std::string& path) {
        Housekeeping database = std::move(*Housekeeping::open(path));
        EXPECT_TRUE(database.sum_up_usage({{"cpu", 4}}, now()));
        return database;
    }
    std::int64_t count(const char* sql) const { return open_reader(path())->integer(sql).value(); }
};

TEST_F(PurgeTest, OldJobsGoWithWhatOnlyTheyHad) {
    Retention retention;
    retention.age(Record::jobs) = {30, Age::Unit::days};
    const auto purged = summed(path()).purge(retention, "here", now());
    ASSERT_TRUE(purged) << purged.error().message;
    EXPECT_EQ(counted(*purged), "2 steps, 2 jobs");
    EXPECT_EQ(purged->archive, "");
    EXPECT_EQ(count("SELECT group_concat(job_id) = '3,4,5' FROM job"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM step"), 2);
    EXPECT_EQ(count("SELECT count(*) FROM text"), 2) << "the script that a later job has, too, stays";
    EXPECT_EQ(count("SELECT count(*) FROM spec"), 3);
    EXPECT_EQ(count("SELECT count(*) FROM book_change"), 1) << "it was not asked for";
    EXPECT_EQ(load(*opened()).next_job_id, 6u);
}

TEST_F(PurgeTest, NothingGoesThatUsageHasStillToBeMadeOf) {
    Retention retention;
    retention.age(Record::jobs) = {30, Age::Unit::days};
    auto database = std::move(*Housekeeping::open(path()));
    EXPECT_TRUE(database.purge(retention, "here", now())->nothing());
    EXPECT_EQ(count("SELECT count(*) FROM job"), 5);
}

TEST_F(PurgeTest, AnArchiveHoldsWhatWentAndGivesItBack) {
    Retention retention;
    retention.archive_dir = directory_;
    retention.age(Record::jobs) = {30, Age::Unit::days};
    retention.age(Record::transactions) = {1, Age::Unit::months};
    retention.is_archived(Record::jobs) = true;
    Housekeeping database = summed(path());
    const auto purged = database.purge(retention, "here", now());
    ASSERT_TRUE(purged) << purged.error().message;
    EXPECT_EQ(counted(*purged), "2 steps, 2 jobs, 1 transaction");
    EXPECT_EQ(purged->archive.rfind(directory_ + "/here_archive_", 0), 0u) << purged->archive;
    const auto loaded = database.load_archive(purged->archive);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(counted(*loaded), "2 steps, 2 jobs");
    EXPECT_EQ(count("SELECT count(*) FROM job"), 5);
    EXPECT_EQ(count("SELECT count(*) FROM step"), 4);
    EXPECT_EQ(count("SELECT count(*) FROM text"), 3);
    const auto jobs = accounting()->query({}, now());
    ASSERT_TRUE(jobs) << jobs.error().message;
    EXPECT_EQ(jobs->size(), 5u);
    EXPECT_EQ(*accounting()->job_text({JobId{2}, false}, 0, true), "alone");
    EXPECT_EQ(load(*opened()).jobs.size(), 1u) << "they are for accounting only";
    EXPECT_EQ(counted(*database.load_archive(purged->archive)), "nothing");
}

TEST_F(PurgeTest, AnArchiveOfAnEarlierVersionIsTakenToo) {
    Retention retention;
    retention.archive_dir = directory_;
    retention.age(Record::jobs) = {30, Age::Unit::days};
    retention.is_archived(Record::jobs) = true;
    Housekeeping database = summed(path());
    const std::string archive = database.purge(retention, "here", now())->archive;
    execute(archive, "DROP TABLE reservation_run; PRAGMA user_version = " + std::to_string(schema_version() - 1));
    const auto loaded = database.load_archive(archive);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(counted(*loaded), "2 steps, 2 jobs");
}

TEST_F(PurgeTest, ReservationsGoAndComeBackLikeTheOthers) {
    Reservation works{.name = "works", .id = 3, .start = at(1000), .end = at(2000), .active = true};
    save(*opened(), {.reservations = {works}});
    Retention retention;
    retention.archive_dir = directory_;
    retention.age(Record::reservations) = {1, Age::Unit::days};
    retention.is_archived(Record::reservations) = true;
    Housekeeping database = summed(path());
    const auto purged = database.purge(retention, "here", now());
    ASSERT_TRUE(purged) << purged.error().message;
    EXPECT_EQ(counted(*purged), "1 reservation");
    EXPECT_TRUE(accounting()->reservations({}, now())->empty());
    EXPECT_EQ(counted(*database.load_archive(purged->archive)), "1 reservation");
    EXPECT_EQ(accounting()->reservations({}, now())->size(), 1u);
}

TEST_F(PurgeTest, AnArchiveThatIsNoneIsRefused) {
    Housekeeping database = std::move(*Housekeeping::open(path()));
    EXPECT_FALSE(database.load_archive(directory_ + "/none.db"));
    EXPECT_FALSE(std::filesystem::exists(directory_ + "/none.db"));
}

}  // namespace
}  // namespace msd::store

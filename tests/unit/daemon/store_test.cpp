// SPDX-License-Identifier: MIT
#include "daemon/store/store.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/store/digest.hpp"
#include "daemon/store/schema.hpp"
#include "libms/base/fd.hpp"
#include "tests/unit/daemon/store_fixture.hpp"

namespace msd::store {
namespace {

std::int64_t count(const std::string& path, const char* sql) {
    auto database = Database::open(path, Database::Access::read);
    return database ? database->integer(sql).value_or(-1) : -1;
}

TEST(Digest, IsBlake2bOfEightBytes) {
    EXPECT_EQ(digest(""), 0xb4b2797457a0a6e4u);
    EXPECT_EQ(digest("abc"), 0x5995d533d814bbd8u);
    EXPECT_EQ(digest(std::string(128, 'a')), 0xda187e9cfe4366f0u);
    EXPECT_EQ(digest(std::string(129, 'a')), 0x99a2c5b05b5362e4u);
}

TEST_F(StoreTest, GivesBackWhatWasCommitted) {
    Job job = ended_job(7, spec_named("run"), JobState::failed, 10, 20);
    job.exit = {3, 0};
    job.allocation = {{"n1", {0, 1}, Megabytes{100}, {{"gpu", "a100", 1, {0}}}}};
    job.dependencies = {{Dependency::Type::after_ok, JobId{3}}};
    {
        auto store = opened();
        EXPECT_EQ(load(*store).next_job_id, 1u);
        save(*store, {.jobs = {shared(pending_job(6, spec_named("wait"))), shared(job)}}, true);
        ASSERT_TRUE(store->set_boot_id("b00t"));
    }
    auto store = opened();
    const Saved saved = load(*store);
    ASSERT_EQ(saved.jobs.size(), 2u);
    EXPECT_EQ(saved.jobs[0]->spec->name, "wait");
    Job& expected = job;
    expected.spec = saved.jobs[1]->spec;  // compared by address in ==
    EXPECT_EQ(expected.spec->name, "run");
    EXPECT_EQ(*saved.jobs[1], expected);
    EXPECT_EQ(saved.next_job_id, 8u);
    EXPECT_EQ(saved.boot_id, "b00t");
}

TEST_F(StoreTest, SyncsWhatWasOnlyOrdered) {
    const auto store = opened();
    EXPECT_TRUE(store->sync()) << "nothing yet";
    store::Batch batch;
    batch.texts.push_back({7, "text"});
    save(*store, batch);
    const auto synced = store->sync();
    EXPECT_TRUE(synced) << (synced ? "" : synced.error().message);
}

TEST_F(StoreTest, TheLastStateOfAJobWins) {
    auto store = opened();
    const auto spec = spec_named("run");
    save(*store, {.jobs = {shared(pending_job(1, spec))}});
    save(*store, {.jobs = {shared(ended_job(1, spec, JobState::failed, 2, 3)),
                           shared(ended_job(1, spec, JobState::completed, 2, 3))}});
    const Saved saved = load(*store);
    ASSERT_EQ(saved.jobs.size(), 1u);
    EXPECT_EQ(saved.jobs[0]->state, JobState::completed);
}

TEST_F(StoreTest, EqualSpecsAreOneRowAndOneObjectAfterARestart) {
    {
        auto store = opened();
        const auto spec = spec_named("same");
        Batch batch;
        for (std::uint32_t id = 1; id <= 50; ++id) batch.jobs.push_back(shared(pending_job(id, spec)));
        batch.jobs.push_back(shared(pending_job(51, spec_named("same"))));
        batch.jobs.push_back(shared(pending_job(52, spec_named("other"))));
        save(*store, batch);
    }
    EXPECT_EQ(count(path(), "SELECT count(*) FROM spec"), 2);
    auto store = opened();
    const Saved saved = load(*store);
    ASSERT_EQ(saved.jobs.size(), 52u);
    EXPECT_EQ(saved.jobs[0]->spec, saved.jobs[50]->spec);
    EXPECT_NE(saved.jobs[0]->spec, saved.jobs[51]->spec);
}

TEST_F(StoreTest, ForgottenJobsStayForAccountingAndTheirIdsAreNotGivenAgain) {
    {
        auto store = opened();
        save(*store, {.jobs = {shared(ended_job(41, spec_named("a"), JobState::completed, 1, 2))}});
        save(*store, {.forgotten = {JobId{41}}});
    }
    auto store = opened();
    const Saved saved = load(*store);
    EXPECT_TRUE(saved.jobs.empty());
    EXPECT_EQ(saved.next_job_id, 42u);
    EXPECT_EQ(accounting()->query({}, at(100))->size(), 1u);
}

TEST_F(StoreTest, ARequeuedJobIsLoadedOnceAndItsEndedRunKept) {
    auto store = opened();
    const auto spec = spec_named("again");
    Job first = ended_job(5, spec, JobState::pending, 1, 2);
    save(*store, {.jobs = {shared(first)}});
    first.state = JobState::node_fail;
    Job second = pending_job(5, spec);
    second.restarts = 1;
    save(*store, {.jobs = {shared(second)}, .ended_incarnations = {shared(first)}, .steps = {{batch_step(5, 1), 0}}});
    const Saved saved = load(*store);
    ASSERT_EQ(saved.jobs.size(), 1u);
    EXPECT_EQ(saved.jobs[0]->restarts, 1u);

    // A run that is not kept (it never started) leaves no second current row behind.
    second.restarts = 2;
    save(*store, {.jobs = {shared(second)}});
    EXPECT_EQ(load(*store).jobs.size(), 1u);
    EXPECT_EQ(count(path(), "SELECT count(*) FROM job"), 2);
}

TEST_F(StoreTest, ATextIsStoredOncePerContent) {
    auto store = opened();
    const std::string script = std::string("#!/bin/sh\n") + '\0' + "end";
    const std::uint64_t key = text_key(script);
    EXPECT_NE(key, 0u);
    save(*store, {.texts = {{key, script}}});
    save(*store, {.texts = {{key, script}, {text_key(""), ""}}});
    EXPECT_EQ(*store->text(key), script);
    EXPECT_EQ(*store->text(text_key("")), "");
    EXPECT_EQ(count(path(), "SELECT count(*) FROM text"), 2);
    EXPECT_EQ(store->text(12345).error().code, Errc::job_script_missing);
}

TEST_F(StoreTest, TheFileIsItsOwnersAlone) {
    const mode_t before = umask(0);
    auto store = opened();
    umask(before);
    save(*store, {.texts = {{1, "x"}}});
    for (const char* suffix : {"", "-wal", "-shm"}) {
        struct stat status {};
        ASSERT_EQ(stat((path() + suffix).c_str(), &status), 0) << suffix;
        EXPECT_EQ(status.st_mode & 0777u, 0600u) << suffix;
    }
}

TEST_F(StoreTest, AFileOfTheFirstVersionIsMigratedWithItsJobs) {
    save(*opened(), {.jobs = {shared(pending_job(6, spec_named("old")))}}, true);
    execute(path(), "DROP TABLE said; DROP TABLE crontab; DROP TABLE book; DROP TABLE book_change; DROP TABLE usage; DROP TABLE event; DROP TABLE reservation_run;"
                    "PRAGMA user_version = 1");
    EXPECT_FALSE(open_accounting(path())) << "readers wait for the writer to migrate";
    NodeStatus drained;
    drained.node = "n1";
    drained.flags = node_drain;
    drained.reason = "fans";
    {
        auto store = opened();
        const Saved saved = load(*store);
        ASSERT_EQ(saved.jobs.size(), 1u);
        EXPECT_EQ(saved.jobs[0]->spec->name, "old");
        EXPECT_TRUE(saved.nodes.empty());
        save(*store, {.nodes = {NodeStatus{"n1", true}, drained}}, true);
    }
    EXPECT_EQ(count(path(), "PRAGMA user_version"), schema_version());
    EXPECT_EQ(load(*opened()).nodes, std::vector<NodeStatus>{drained});
}

/// Every later version had the tables of the ones before it: what they hold is there afterwards.
TEST_F(StoreTest, AFileOfTheVersionBeforeIsMigratedWithWhatWasSaidOfNodesWithCrontabsAndTheBook) {
    auto book = std::make_shared<AccountBook>(new_book());
    book->accounts.push_back({"physics", "of matter", "science", {}});
    NodeStatus drained;
    drained.node = "n1";
    drained.flags = node_drain;
    save(*opened(), {.jobs = {shared(pending_job(6, spec_named("old")))},
                     .nodes = {drained},
                     .crontabs = {{1001, "@daily a\n", 0, 0}},
                     .book = book,
                     .transactions = {{at(10), "Add Accounts", "root", "physics", ""}}}, true);
    execute(path(), "DROP TABLE usage; DROP TABLE event; DROP TABLE reservation_run; PRAGMA user_version = 4");
    const Saved saved = load(*opened());
    ASSERT_EQ(saved.jobs.size(), 1u);
    EXPECT_EQ(saved.nodes, std::vector<NodeStatus>{drained});
    ASSERT_TRUE(saved.book);
    EXPECT_TRUE(saved.book->find_account("physics"));
    EXPECT_EQ(accounting()->crontab(1001).value(), "@daily a\n");
    EXPECT_EQ(accounting()->transactions({}, at(20))->size(), 1u);
    EXPECT_TRUE(accounting()->events({}, at(20))->empty());
    EXPECT_TRUE(accounting()->reservations({}, at(20))->empty());
}

TEST_F(StoreTest, ReservationsThatHaveBegunAreOnRecordWithWhatWasUsedInThem) {
    auto store = opened();
    Reservation works{.name = "works", .id = 3, .start = at(1000), .end = at(2000)};
    works.nodes = {{"n1", {0, 1, 2, 3}, true}};
    Batch batch{.reservations = {works}};
    batch.at = at(900);
    save(*store, batch);
    EXPECT_TRUE(accounting()->reservations({}, at(950))->empty()) << "it has not begun";
    works.active = true;
    Job inside = ended_job(8, spec_named("inside"), JobState::completed, 1100, 1200);
    inside.reservation = "works";
    inside.alloc_tres = "cpu=2,node=1";
    batch = {.jobs = {shared(inside)}, .reservations = {works}};
    batch.at = at(1000);
    save(*store, batch);
    batch = {.reservations = {{.name = "works"}}};
    batch.at = at(1500);
    save(*store, batch);
    const auto found = accounting()->reservations({at(0), {}}, at(1600)).value();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].id, 3u);
    EXPECT_EQ(found[0].end, at(1500)) << "it was taken away before its end";
    EXPECT_EQ(found[0].nodes, "n1");
    EXPECT_EQ(found[0].tres.at("cpu"), 4u);
    EXPECT_EQ(found[0].used.at("cpu"), 200u);
    EXPECT_TRUE(accounting()->reservations({at(1500), {}}, at(1600))->empty());
}

TEST_F(StoreTest, ACrontabIsKeptAsItWasGivenAndItsLinesBecomeComments) {
    auto store = opened();
    save(*store, {.crontabs = {{1001, "@daily a\n@hourly b\n", 0, 0}, {1002, "@daily c\n", 0, 0}}});
    EXPECT_EQ(accounting()->crontab(1001).value(), "@daily a\n@hourly b\n");
    save(*store, {.crontabs = {{1001, std::nullopt, 2, 2}}});
    EXPECT_EQ(accounting()->crontab(1001).value(), "@daily a\n#DISABLED: @hourly b\n");
    save(*store, {.crontabs = {{1001, "", 0, 0}}});
    EXPECT_EQ(accounting()->crontab(1001).value(), "");
    EXPECT_EQ(accounting()->crontab(1002).value(), "@daily c\n");
}

TEST_F(StoreTest, ANewerFileIsRefusedAndLeftAsItIs) {
    opened();
    execute(path(), "PRAGMA user_version = " + std::to_string(schema_version() + 1));
    const auto before = read_file(path());
    const auto refused = open_store(path());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::newer_database);
    for (const std::string& part : {path(), std::to_string(schema_version() + 1), std::to_string(schema_version())})
        EXPECT_NE(refused.error().message.find(part), std::string::npos) << refused.error().message;
    EXPECT_EQ(*read_file(path()), *before);
    EXPECT_EQ(open_accounting(path()).error().code, Errc::newer_database);
}

TEST_F(StoreTest, FilesOfOthersAreRefused) {
    execute(path(), "CREATE TABLE theirs (x)");
    const auto refused = open_store(path());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::store);
    EXPECT_EQ(count(path(), "SELECT count(*) FROM sqlite_schema"), 1);

    const std::string text = directory_ + "/text";
    Fd fd(::open(text.c_str(), O_WRONLY | O_CREAT, 0600));
    ASSERT_TRUE(write_all(fd.get(), std::string(5000, 'x')));
    EXPECT_EQ(open_store(text).error().code, Errc::store);
    EXPECT_EQ(open_store(directory_ + "/none/msd.db").error().code, Errc::system);
}

TEST_F(StoreTest, WhatWasNotCommittedIsGoneAfterAKill) {
    {
        auto store = opened();
        save(*store, {.jobs = {shared(pending_job(1, spec_named("kept")))}});
    }
    const pid_t child = fork();
    if (child == 0) {
        auto database = open_writer(path());
        const bool open = database && database->execute("BEGIN IMMEDIATE; DELETE FROM job");
        raise(open ? SIGKILL : SIGTERM);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
    auto store = opened();
    EXPECT_EQ(load(*store).jobs.size(), 1u);
    save(*store, {.jobs = {shared(pending_job(2, spec_named("more")))}});
}

/// Files can not grow beyond `bytes` while it lives: what a full disk looks like from here.
class NoRoom {
  public:
    explicit NoRoom(rlim_t bytes) {
        signal_ = ::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~NoRoom() {
        setrlimit(RLIMIT_FSIZE, &before_);
        ::signal(SIGXFSZ, signal_);
    }

  private:
    rlimit before_{};
    void (*signal_)(int) = nullptr;
};

TEST_F(StoreTest, AFullDiskRefusesTheCommitWholeAndLaterOnesWork) {
    auto store = opened();
    const auto spec = spec_named("big");
    Batch batch;
    batch.jobs = {shared(pending_job(1, spec))};
    batch.texts = {{text_key("big"), std::string(1 << 20, 'x')}};
    {
        const NoRoom full(300'000);
        for (int attempt = 0; attempt < 3; ++attempt) {
            const auto refused = store->commit(batch, true);
            ASSERT_FALSE(refused);
            EXPECT_EQ(refused.error().code, Errc::store);
            EXPECT_NE(refused.error().message.find(path()), std::string::npos) << refused.error().message;
        }
        EXPECT_TRUE(load(*store).jobs.empty());
        // There is room for a small one, and it brings its spec along although the failed batch had written it.
        save(*store, {.jobs = {shared(pending_job(2, spec))}}, true);
    }
    save(*store, batch, true);
    store = opened();
    EXPECT_EQ(load(*store).jobs.size(), 2u);
}

TEST_F(StoreTest, TheWalStaysShort) {
    auto store = opened();
    const std::string text(64 << 10, 'x');
    off_t largest = 0;
    for (std::uint64_t i = 1; i <= 600; ++i) {  // some 40 MB in all
        save(*store, {.texts = {{i, text}}});
        struct stat status {};
        ASSERT_EQ(stat((path() + "-wal").c_str(), &status), 0);
        largest = std::max(largest, status.st_size);
    }
    EXPECT_LT(largest, 16 << 20);
}

TEST_F(StoreTest, TheWalShrinksWhenALongReaderHasGone) {
    auto store = opened();
    const std::string text(64 << 10, 'x');
    save(*store, {.texts = {{1, text}}});
    const auto wal_size = [&] {
        struct stat status {};
        stat((path() + "-wal").c_str(), &status);
        return status.st_size;
    };
    {
        auto reader = open_reader(path());
        ASSERT_TRUE(reader);
        ASSERT_TRUE(reader->execute("BEGIN; SELECT * FROM text"));
        for (std::uint64_t i = 2; i <= 500; ++i) save(*store, {.texts = {{i, text}}});
        EXPECT_GT(wal_size(), 30 << 20);
    }
    for (std::uint64_t i = 501; i <= 700; ++i) save(*store, {.texts = {{i, text}}});
    EXPECT_LE(wal_size(), 16 << 20);
}

TEST_F(StoreTest, AReaderSeesWholeBatchesWhileTheWriterGoesOn) {
    auto store = opened();
    auto reader = accounting();
    const auto spec = spec_named("pair");
    for (std::uint32_t id = 1; id <= 200; id += 2) {
        save(*store, {.jobs = {shared(pending_job(id, spec)), shared(pending_job(id + 1, spec))}});
        EXPECT_EQ(reader->query({}, at(1000))->size(), id + 1);
    }
}

}  // namespace
}  // namespace msd::store

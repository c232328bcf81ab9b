// SPDX-License-Identifier: MIT
// A store in a directory of its own, and jobs to put into it.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

#include "daemon/store/store.hpp"

namespace msd::store {

inline Time at(std::int64_t seconds) { return from_epoch_seconds(1'700'000'000 + seconds); }

inline std::shared_ptr<const JobSpec> spec_named(const std::string& name) {
    JobSpec spec;
    spec.name = name;
    spec.account = "physics";
    spec.work_dir = "/home/alice";
    return std::make_shared<const JobSpec>(spec);
}

/// Submitted at(id), pending.
inline Job pending_job(std::uint32_t id, const std::shared_ptr<const JobSpec>& spec, UserId uid = 1001) {
    Job job;
    job.id = JobId{id};
    job.spec = spec;
    job.uid = uid;
    job.gid = uid;
    job.user = "alice";
    job.partition = "debug";
    job.submit = job.eligible = at(id);
    return job;
}

inline Job ended_job(std::uint32_t id, const std::shared_ptr<const JobSpec>& spec, JobState state, std::int64_t start,
                     std::int64_t end, UserId uid = 1001) {
    Job job = pending_job(id, spec, uid);
    job.state = state;
    job.start = at(start);
    job.end = at(end);
    return job;
}

inline JobPtr shared(Job job) { return std::make_shared<const Job>(std::move(job)); }

inline Step batch_step(std::uint32_t job, std::int64_t start) {
    Step step;
    step.job = JobId{job};
    step.name = "batch";
    step.start = at(start);
    return step;
}

/// Any SQL, as another program would.
inline void execute(const std::string& path, const std::string& sql) {
    auto database = Database::open(path, Database::Access::create);
    ASSERT_TRUE(database);
    const auto done = database->execute(sql.c_str());
    ASSERT_TRUE(done) << done.error().message;
}

class StoreTest : public ::testing::Test {
  protected:
    StoreTest() {
        char name[] = "/tmp/ms_store_XXXXXX";
        directory_ = mkdtemp(name);
    }
    ~StoreTest() override { std::filesystem::remove_all(directory_); }

    std::string path() const { return directory_ + "/msd.db"; }
    std::unique_ptr<Store> opened() const {
        auto store = open_store(path());
        EXPECT_TRUE(store) << (store ? "" : store.error().message);
        return store ? std::move(*store) : nullptr;
    }
    std::unique_ptr<Accounting> accounting() const {
        auto reader = open_accounting(path());
        EXPECT_TRUE(reader) << (reader ? "" : reader.error().message);
        return reader ? std::move(*reader) : nullptr;
    }
    static void save(Store& store, Batch batch, bool durable = false) {
        const auto done = store.commit(batch, durable);
        ASSERT_TRUE(done) << done.error().message;
    }
    static Saved load(Store& store) {
        auto saved = store.load();
        EXPECT_TRUE(saved) << (saved ? "" : saved.error().message);
        return saved ? std::move(*saved) : Saved{};
    }

    std::string directory_;
};

}  // namespace msd::store

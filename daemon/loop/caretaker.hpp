// SPDX-License-Identifier: MIT
// Looks after the database on a thread of its own: soon after the start, and a little after each full hour, usage is
// summed up and what is old enough goes. What sacctmgr archive asks for is done in between.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "daemon/log/log.hpp"
#include "daemon/loop/controller.hpp"
#include "daemon/store/housekeeping.hpp"
#include "daemon/store/retention.hpp"

namespace msd::loop {

/// What holds at the moment.
struct CareFacts {
    std::string cluster;
    Amounts total;  // what the cluster has of each resource
    store::Retention retention;
};

class Caretaker {
  public:
    Caretaker(store::Housekeeping database, log::Log& log, ReadClock now, std::function<CareFacts()> facts);
    /// What is under way is finished.
    ~Caretaker();
    Caretaker(const Caretaker&) = delete;
    Caretaker& operator=(const Caretaker&) = delete;

    /// Answers with an ArchiveReply. The caller has seen to it that it is allowed.
    void archive(ArchiveRequest request, Respond respond);

  private:
    void work();
    void look();
    Result<ArchiveReply> answer(const ArchiveRequest& request);

    store::Housekeeping database_;
    log::Log& log_;
    ReadClock now_;
    std::function<CareFacts()> facts_;
    std::string last_failure_;  // of the thread's own

    std::mutex mutex_;  // guards what follows
    std::condition_variable changed_;
    std::deque<std::pair<ArchiveRequest, Respond>> asked_;
    bool ending_ = false;
    std::thread thread_;  // the last member: it uses the others
};

}  // namespace msd::loop

// SPDX-License-Identifier: MIT
// What shepherds have told last of the usage of their running steps, and who waits for news of it. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "libms/base/units.hpp"
#include "stepd/protocol.hpp"

namespace boost::asio {
class io_context;
}

namespace msd::exec {

using StepName = std::pair<ms::JobId, std::int32_t>;
struct LiveUsage {
    ms::JobId job;
    stepd::UsageReport report;
};
using TakeUsage = std::function<void(std::vector<LiveUsage>)>;

class UsageBoard {
  public:
    explicit UsageBoard(boost::asio::io_context& io, std::chrono::milliseconds patience = std::chrono::seconds(1));
    ~UsageBoard();

    void put(ms::JobId job, stepd::UsageReport report);
    /// The job has ended: nobody need wait for it.
    void remove(ms::JobId job);
    /// Answered when each of them has told something from now on, or when patience is over: with the last that is known.
    void ask(std::vector<StepName> steps, TakeUsage done);

  private:
    struct Question;
    using Place = std::list<Question>::iterator;
    void answer(Place question);
    template <class IsHeard>
    void hear(IsHeard is_heard);

    boost::asio::io_context& io_;
    std::chrono::milliseconds patience_;
    std::map<StepName, stepd::UsageReport> latest_;
    std::list<Question> questions_;
};

}  // namespace msd::exec

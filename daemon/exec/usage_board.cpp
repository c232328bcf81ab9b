// SPDX-License-Identifier: MIT
#include "daemon/exec/usage_board.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace msd::exec {

struct UsageBoard::Question {
    std::vector<StepName> steps;
    std::set<StepName> awaited;
    TakeUsage done;
    boost::asio::steady_timer timer;
};

UsageBoard::UsageBoard(boost::asio::io_context& io, std::chrono::milliseconds patience) : io_(io), patience_(patience) {}
UsageBoard::~UsageBoard() = default;

void UsageBoard::put(ms::JobId job, stepd::UsageReport report) {
    const StepName name{job, report.step};
    latest_[name] = std::move(report);
    hear([&](const StepName& awaited) { return awaited == name; });
}

void UsageBoard::remove(ms::JobId job) {
    std::erase_if(latest_, [&](const auto& each) { return each.first.first == job; });
    hear([&](const StepName& awaited) { return awaited.first == job; });
}

template <class IsHeard>
void UsageBoard::hear(IsHeard is_heard) {
    for (auto question = questions_.begin(); question != questions_.end();) {
        const auto here = question++;
        if (std::erase_if(here->awaited, is_heard) != 0 && here->awaited.empty()) answer(here);
    }
}

void UsageBoard::ask(std::vector<StepName> steps, TakeUsage done) {
    std::set<StepName> awaited(steps.begin(), steps.end());
    questions_.push_back({std::move(steps), std::move(awaited), std::move(done), boost::asio::steady_timer(io_, patience_)});
    const auto question = std::prev(questions_.end());
    if (question->awaited.empty()) return answer(question);
    question->timer.async_wait([this, question](boost::system::error_code stopped) {
        if (!stopped) answer(question);
    });
}

void UsageBoard::answer(Place question) {
    std::vector<LiveUsage> known;
    for (const StepName& name : question->steps)
        if (const auto at = latest_.find(name); at != latest_.end()) known.push_back({name.first, at->second});
    const TakeUsage done = std::move(question->done);
    questions_.erase(question);
    done(std::move(known));
}

}  // namespace msd::exec

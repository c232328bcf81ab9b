// SPDX-License-Identifier: MIT
#include "daemon/loop/caretaker.hpp"

#include "daemon/store/purge.hpp"
#include "daemon/store/usage.hpp"
#include "libms/text/number.hpp"

namespace msd::loop {
namespace {

constexpr std::chrono::seconds first_look{60};
/// Behind the hour: what ends in its last moments is in the database by then, and rollup's grace is over.
constexpr std::chrono::seconds behind_the_hour{90};

Micros until_next_look(Time now) { return store::hour_of(now) + store::an_hour + behind_the_hour - now; }

}  // namespace

Caretaker::Caretaker(store::Housekeeping database, log::Log& log, ReadClock now, std::function<CareFacts()> facts)
    : database_(std::move(database)), log_(log), now_(now), facts_(std::move(facts)), thread_([this] { work(); }) {}

Caretaker::~Caretaker() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Caretaker::work() {
    std::unique_lock lock(mutex_);
    Micros pause = first_look;
    while (!changed_.wait_for(lock, pause, [this] { return ending_; })) {
        lock.unlock();
        look();
        pause = until_next_look(now_());
        lock.lock();
    }
}

void Caretaker::look() {
    const CareFacts facts = facts_();
    auto done = database_.sum_up_usage(facts.total, now_());
    if (done) {
        auto purged = database_.purge(facts.retention, facts.cluster, now_());
        if (!purged) done = Failure(purged.error());
        else if (!purged->nothing())
            log_.info("purged: " + store::counted(*purged) + (purged->archive.empty() ? "" : ", archived in " + purged->archive));
    }
    const std::string failure = done ? "" : done.error().message;
    if (!done && failure != last_failure_) log_.error("looking after the accounts: " + failure);
    last_failure_ = failure;
}

}  // namespace msd::loop

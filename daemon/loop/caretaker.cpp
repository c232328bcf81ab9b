// SPDX-License-Identifier: MIT
#include "daemon/loop/caretaker.hpp"

#include <algorithm>
#include <utility>

#include "daemon/store/purge.hpp"
#include "daemon/store/usage.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace msd::loop {
namespace {

constexpr std::chrono::seconds first_look{60};
/// Behind the hour: what ends in its last moments is in the database by then, and rollup's grace is over.
constexpr std::chrono::seconds behind_the_hour{90};

/// Letters that tell Jobs from the others, and PurgeJobAfter.
constexpr std::size_t least_of_word = 2, least_of_key = 7;

Micros until_next_look(Time now) { return store::hour_of(now) + store::an_hour + behind_the_hour - now; }

/// A key of sacctmgr archive dump changes what msd.conf says. Words may be cut short.
Result<void> apply(const AccountSetting& setting, store::Retention& retention) {
    const auto is_meant = [&](std::string_view name, std::size_t least) {
        return setting.key.size() >= least && starts_with_ignoring_case(name, setting.key);
    };
    for (const std::string_view word : {"Suspend", "PurgeSuspendAfter", "Script"})
        if (is_meant(word, word.starts_with("Purge") ? least_of_key : least_of_word))
            return fail(Errc::usage, " " + setting.key + ": there is nothing to archive of that here");
    for (const store::RecordRow& row : store::record_rows()) {
        if (is_meant(row.word, least_of_word)) {
            retention.is_archived(row.record) = true;
            return {};
        }
        if (!is_meant(row.purge_key, least_of_key)) continue;
        const auto age = store::parse_age(setting.value);
        if (!age)
            return fail(Errc::usage, " Bad " + std::string(row.purge_key) + ": '" + setting.value +
                                         "' is no number of hours, days or months, such as 12months");
        retention.age(row.record) = *age;
        return {};
    }
    return fail(Errc::usage, " Unknown condition: " + setting.key);
}

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

void Caretaker::archive(ArchiveRequest request, Respond respond) {
    {
        const std::lock_guard lock(mutex_);
        asked_.emplace_back(std::move(request), std::move(respond));
    }
    changed_.notify_all();
}

void Caretaker::work() {
    std::unique_lock lock(mutex_);
    Time next_look = now_() + first_look;
    while (!ending_) {
        const Micros pause = std::max(Micros{0}, Micros{next_look - now_()});
        changed_.wait_for(lock, pause, [this] { return ending_ || !asked_.empty(); });
        auto asked = std::exchange(asked_, {});
        const bool ending = ending_;
        lock.unlock();
        for (auto& [request, respond] : asked) {
            auto reply = answer(request);
            if (reply) respond(std::move(*reply));
            else respond(reply.error());
        }
        if (!ending && now_() >= next_look) {
            look();
            next_look = now_() + until_next_look(now_());
        }
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

Result<ArchiveReply> Caretaker::answer(const ArchiveRequest& request) {
    if (request.load) {
        auto loaded = database_.load_archive(request.path);
        if (!loaded) return Failure(loaded.error());
        return ArchiveReply{{"Loaded from " + request.path + ": " + store::counted(*loaded)}};
    }
    CareFacts facts = facts_();
    for (const AccountSetting& setting : request.keys) MS_TRY(apply(setting, facts.retention));
    if (!request.path.empty()) facts.retention.archive_dir = request.path;
    MS_TRY(database_.sum_up_usage(facts.total, now_()));
    auto purged = database_.purge(facts.retention, facts.cluster, now_());
    if (!purged) return Failure(purged.error());
    ArchiveReply reply{{"Purged: " + store::counted(*purged)}};
    if (!purged->archive.empty()) reply.lines.push_back("Archived in " + purged->archive);
    return reply;
}

}  // namespace msd::loop

// SPDX-License-Identifier: MIT
#include "cmds/shared/account_use.hpp"

#include <algorithm>

#include "libms/text/job.hpp"
#include "libms/text/number.hpp"
#include "libms/text/tres.hpp"

namespace ms::cmds {
namespace {

constexpr std::uint64_t seconds_a_minute = 60;

std::uint64_t weighed(std::uint64_t amount, std::uint64_t factor) {
    constexpr double whole = 1e6;  // factors are in millionths
    return static_cast<std::uint64_t>(static_cast<double>(amount) * static_cast<double>(factor) / whole);
}

std::uint64_t seconds_left(const Job& job, Time now) {
    if (!job.time_limit.is_finite()) return 0;
    const auto left = Seconds{std::chrono::minutes{job.time_limit.minutes}} - run_time(job, now);
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, left.count()));
}

}  // namespace

void AccountUse::add(const Job& job, Time now) {
    const std::uint64_t elements = job.array && !job.array.is_task ? job.array.waiting.count() : 1;
    submitted += elements;
    if (job.state == JobState::pending) {
        if (is_set(text::accrue_time(job, now))) accruing += elements;
        return;
    }
    ++running;
    for (const auto& [name, amount] : text::parse_tres(job.alloc_tres)) {
        tres[name] += amount;
        run_minutes[name] += amount * seconds_left(job, now) / seconds_a_minute;
    }
    for (const NodeAllocation& part : job.allocation) nodes.insert(part.node);
    tres["node"] = nodes.size();
}

void AccountUse::add(const AccountUsage& used, std::uint64_t usage_factor) {
    for (const auto& [name, amount] : used.seconds) seconds[name] += weighed(amount, usage_factor);
}

Amounts AccountUse::minutes() const {
    Amounts minutes = seconds;
    for (auto& [name, amount] : minutes) amount /= seconds_a_minute;
    return minutes;
}

std::uint64_t AccountUse::billed() const {
    const auto at = seconds.find("billing");
    return at == seconds.end() ? 0 : at->second;
}

template <class Add>
void AccountUses::charge(const Association* charged, const std::string& qos, Add add) {
    for (const Association* each = charged; each; each = book().parent_of(*each)) add(by_association_[each->id]);
    add(by_qos_[qos]);
}

AccountUses::AccountUses(AccountsReply site, std::vector<JobPtr> jobs, const std::vector<AccountUsage>& used)
    : site_(std::move(site)), jobs_(std::move(jobs)) {
    for (const Association& each : book().associations) by_association_[each.id];
    for (const Qos& each : book().qos) by_qos_[each.name];
    const auto charged = [&](const std::string& account, const std::string& user, const std::string& partition) {
        const Association* of_user = book().charged(account, user, partition);
        return of_user ? of_user : book().find(account);  // who is no more has used something all the same
    };
    for (const JobPtr& job : jobs_)
        charge(charged(job->spec->account, job->user, job->partition), job->spec->qos,
               [&](AccountUse& use) { use.add(*job, instant()); });
    for (const AccountUsage& row : used) {
        const Qos* qos = book().find_qos(row.qos);
        charge(charged(row.account, row.user, ""), row.qos,
               [&](AccountUse& use) { use.add(row, qos ? qos->usage_factor : Qos{}.usage_factor); });
    }
    std::map<std::uint32_t, double> billed;
    for (const auto& [id, use] : by_association_) billed[id] = static_cast<double>(use.billed());
    shares_ = fair_tree(book(), billed);
}

Result<AccountUses> AccountUses::ask(client::Client& client, const JobFilter& filter) {
    auto site = client::ask<AccountsReply>(client, AccountsQuery{});
    if (!site) return Failure(site.error());
    const auto usage = client::ask<UsageReply>(client, UsageQuery{});
    if (!usage) return Failure(usage.error());
    auto jobs = client::ask<JobsReply>(client, JobsQuery{filter});
    if (!jobs) return Failure(jobs.error());
    std::erase_if(jobs->jobs, [](const JobPtr& job) { return is_terminal(job->state); });
    return AccountUses(std::move(*site), std::move(jobs->jobs), usage->rows);
}

std::string AccountUses::every_tres(const Amounts& amounts) const {
    std::vector<std::string> words;
    for (const auto& [name, total] : site_.tres) {
        const auto at = amounts.find(name);
        words.push_back(name + "=" + std::to_string(at == amounts.end() ? 0 : at->second));
    }
    return text::join(words);
}

}  // namespace ms::cmds

// SPDX-License-Identifier: MIT
#include "daemon/core/accounts/account_limits.hpp"

#include <algorithm>
#include <optional>

#include "daemon/core/jobs/pending.hpp"
#include "daemon/core/site/partition_policy.hpp"
#include "libms/model/limit_reasons.hpp"

namespace msd::core {
namespace {

/// Whose limit it is, for which a reason is named.
enum class Family { assoc_group, assoc_job, assoc_node, assoc_minutes, assoc_used_minutes, assoc_run_minutes, qos_group, qos_job, qos_node,
                    qos_user, qos_account, qos_minutes, qos_used_minutes, qos_run_minutes, qos_min, user_run_minutes,
                    account_run_minutes };

struct ReasonRow {
    Family family;
    std::string_view tres;  // the beginning of a resource's name; "" = any other
    std::string_view reason;
};
constexpr ReasonRow reasons[] = {
    {Family::assoc_group, "cpu", "AssocGrpCpuLimit"},
    {Family::assoc_group, "mem", "AssocGrpMemLimit"},
    {Family::assoc_group, "node", "AssocGrpNodeLimit"},
    {Family::assoc_group, "gres/", "AssocGrpGRES"},
    {Family::assoc_group, "license/", "AssocGrpLicense"},
    {Family::assoc_group, "billing", "AssocGrpBilling"},
    {Family::assoc_group, "", "AssocGrpUnknown"},
    {Family::assoc_job, "cpu", "AssocMaxCpuPerJobLimit"},
    {Family::assoc_job, "mem", "AssocMaxMemPerJob"},
    {Family::assoc_job, "node", "AssocMaxNodePerJobLimit"},
    {Family::assoc_job, "gres/", "AssocMaxGRESPerJob"},
    {Family::assoc_job, "license/", "AssocMaxLicensePerJob"},
    {Family::assoc_job, "billing", "AssocMaxBillingPerJob"},
    {Family::assoc_job, "", "AssocMaxUnknownPerJob"},
    {Family::assoc_node, "cpu", "AssocMaxCpuPerNode"},
    {Family::assoc_node, "mem", "AssocMaxMemPerNode"},
    {Family::assoc_node, "gres/", "AssocMaxGRESPerNode"},
    {Family::assoc_node, "", "AssocMaxUnknownPerNode"},
    {Family::assoc_minutes, "cpu", "AssocMaxCpuMinutesPerJobLimit"},
    {Family::assoc_minutes, "mem", "AssocMaxMemMinutesPerJob"},
    {Family::assoc_minutes, "node", "AssocMaxNodeMinutesPerJob"},
    {Family::assoc_minutes, "gres/", "AssocMaxGRESMinutesPerJob"},
    {Family::assoc_minutes, "", "AssocMaxUnknownMinutesPerJob"},
    {Family::assoc_used_minutes, "cpu", "AssocGrpCPUMinutesLimit"},
    {Family::assoc_used_minutes, "mem", "AssocGrpMemMinutes"},
    {Family::assoc_used_minutes, "node", "AssocGrpNodeMinutes"},
    {Family::assoc_used_minutes, "gres/", "AssocGrpGRESMinutes"},
    {Family::assoc_used_minutes, "license/", "AssocGrpLicenseMinutes"},
    {Family::assoc_used_minutes, "billing", "AssocGrpBillingMinutes"},
    {Family::assoc_used_minutes, "", "AssocGrpUnknownMinutes"},
    {Family::assoc_run_minutes, "cpu", "AssocGrpCPURunMinutesLimit"},
    {Family::assoc_run_minutes, "mem", "AssocGrpMemRunMinutes"},
    {Family::assoc_run_minutes, "node", "AssocGrpNodeRunMinutes"},
    {Family::assoc_run_minutes, "gres/", "AssocGrpGRESRunMinutes"},
    {Family::assoc_run_minutes, "", "AssocGrpUnknownRunMinutes"},
    {Family::qos_group, "cpu", "QOSGrpCpuLimit"},
    {Family::qos_group, "mem", "QOSGrpMemLimit"},
    {Family::qos_group, "node", "QOSGrpNodeLimit"},
    {Family::qos_group, "gres/", "QOSGrpGRES"},
    {Family::qos_group, "license/", "QOSGrpLicense"},
    {Family::qos_group, "billing", "QOSGrpBilling"},
    {Family::qos_group, "", "QOSGrpUnknown"},
    {Family::qos_job, "cpu", "QOSMaxCpuPerJobLimit"},
    {Family::qos_job, "mem", "QOSMaxMemoryPerJob"},
    {Family::qos_job, "node", "QOSMaxNodePerJobLimit"},
    {Family::qos_job, "gres/", "QOSMaxGRESPerJob"},
    {Family::qos_job, "license/", "QOSMaxLicensePerJob"},
    {Family::qos_job, "billing", "QOSMaxBillingPerJob"},
    {Family::qos_job, "", "QOSMaxUnknownPerJob"},
    {Family::qos_node, "cpu", "QOSMaxCpuPerNode"},
    {Family::qos_node, "mem", "QOSMaxMemoryPerNode"},
    {Family::qos_node, "gres/", "QOSMaxGRESPerNode"},
    {Family::qos_node, "", "QOSMaxUnknownPerNode"},
    {Family::qos_user, "cpu", "QOSMaxCpuPerUserLimit"},
    {Family::qos_user, "mem", "QOSMaxMemoryPerUser"},
    {Family::qos_user, "node", "QOSMaxNodePerUserLimit"},
    {Family::qos_user, "gres/", "QOSMaxGRESPerUser"},
    {Family::qos_user, "license/", "QOSMaxLicensePerUser"},
    {Family::qos_user, "billing", "QOSMaxBillingPerUser"},
    {Family::qos_user, "", "QOSMaxUnknownPerUser"},
    {Family::qos_account, "cpu", "MaxCpuPerAccount"},
    {Family::qos_account, "mem", "MaxMemoryPerAccount"},
    {Family::qos_account, "node", "MaxNodePerAccount"},
    {Family::qos_account, "gres/", "MaxGRESPerAccount"},
    {Family::qos_account, "license/", "MaxLicensePerAccount"},
    {Family::qos_account, "billing", "MaxBillingPerAccount"},
    {Family::qos_account, "", "MaxUnknownPerAccount"},
    {Family::qos_minutes, "cpu", "QOSMaxCpuMinutesPerJobLimit"},
    {Family::qos_minutes, "mem", "QOSMaxMemoryMinutesPerJob"},
    {Family::qos_minutes, "node", "QOSMaxNodeMinutesPerJob"},
    {Family::qos_minutes, "gres/", "QOSMaxGRESMinutesPerJob"},
    {Family::qos_minutes, "", "QOSMaxUnknownMinutesPerJob"},
    {Family::qos_used_minutes, "cpu", "QOSGrpCPUMinutesLimit"},
    {Family::qos_used_minutes, "mem", "QOSGrpMemoryMinutes"},
    {Family::qos_used_minutes, "node", "QOSGrpNodeMinutes"},
    {Family::qos_used_minutes, "gres/", "QOSGrpGRESMinutes"},
    {Family::qos_used_minutes, "license/", "QOSGrpLicenseMinutes"},
    {Family::qos_used_minutes, "billing", "QOSGrpBillingMinutes"},
    {Family::qos_used_minutes, "", "QOSGrpUnknownMinutes"},
    {Family::qos_run_minutes, "cpu", "QOSGrpCPURunMinutesLimit"},
    {Family::qos_run_minutes, "mem", "QOSGrpMemoryRunMinutes"},
    {Family::qos_run_minutes, "node", "QOSGrpNodeRunMinutes"},
    {Family::qos_run_minutes, "gres/", "QOSGrpGRESRunMinutes"},
    {Family::qos_run_minutes, "", "QOSGrpUnknownRunMinutes"},
    {Family::user_run_minutes, "cpu", "MaxCpuRunMinsPerUser"},
    {Family::user_run_minutes, "mem", "MaxMemoryRunMinsPerUser"},
    {Family::user_run_minutes, "node", "MaxNodeRunMinsPerUser"},
    {Family::user_run_minutes, "gres/", "MaxGRESRunMinsPerUser"},
    {Family::user_run_minutes, "license/", "MaxLicenseRunMinsPerUser"},
    {Family::user_run_minutes, "billing", "MaxBillingRunMinsPerUser"},
    {Family::user_run_minutes, "", "MaxUnknownRunMinsPerUser"},
    {Family::account_run_minutes, "cpu", "MaxCpuRunMinsPerAccount"},
    {Family::account_run_minutes, "mem", "MaxMemoryRunMinsPerAccount"},
    {Family::account_run_minutes, "node", "MaxNodeRunMinsPerAccount"},
    {Family::account_run_minutes, "gres/", "MaxGRESRunMinsPerAccount"},
    {Family::account_run_minutes, "license/", "MaxLicenseRunMinsPerAccount"},
    {Family::account_run_minutes, "billing", "MaxBillingRunMinsPerAccount"},
    {Family::account_run_minutes, "", "MaxUnknownRunMinsPerAccount"},
    {Family::qos_min, "cpu", "QOSMinCpuNotSatisfied"},
    {Family::qos_min, "mem", "QOSMinMemory"},
    {Family::qos_min, "node", "QOSMinNode"},
    {Family::qos_min, "gres/", "QOSMinGRES"},
    {Family::qos_min, "license/", "QOSMinLicense"},
    {Family::qos_min, "billing", "QOSMinBilling"},
    {Family::qos_min, "", "QOSMinUnknown"},
};

constexpr std::uint64_t whole = 1'000'000;  // factors are in millionths

Reason named(std::string_view name) { return find_reason(name).value_or(Reason::none); }

Reason reason_for(Family family, std::string_view tres) {
    for (const ReasonRow& row : reasons)
        if (row.family == family && tres.starts_with(row.tres)) return named(row.reason);
    return Reason::none;
}

std::uint64_t amount_of(const text::TresMap& tres, const std::string& name) {
    const auto at = tres.find(name);
    return at == tres.end() ? 0 : at->second;
}

/// One job against the limits. What a check finds first is the answer.
class Judge {
  public:
    Judge(const Site& site, const GroupUses& uses, const Job& job, std::uint32_t partition)
        : site_(site), uses_(uses), job_(job), associations_(site.associations_of(job)),
          tres_(text::parse_tres(job.req_tres)) {
        for (const std::string& name : qos_names_of(site, job, partition))
            if (const Qos* qos = site.config().book->find_qos(name)) add_rule(*qos);
        const TimeLimit limit = limit_in(site, job, partition);
        minutes_ = limit.is_finite() ? static_cast<std::uint64_t>(limit.minutes) : 0;
        has_limit_ = limit.is_finite();
    }

    /// Too many jobs; `more` are to come.
    Reason submission(std::uint64_t more) {
        for (const auto& [qos, limits] : rules_) {
            if (over_number(*limits, Limit::grp_submit_jobs, submitted(qos_group(qos->name)), more)) return named("QOSGrpSubmitJobsLimit");
            if (over_number(*limits, Limit::max_submit_per_account, submitted(account_group(*qos)), more)) return named("MaxSubmitJobsPerAccount");
            if (over_number(*limits, Limit::max_submit_per_user, submitted(user_group(*qos)), more)) return named("QOSMaxSubmitJobPerUserLimit");
        }
        for (const Association* each : associations_)
            if (over_number(each->limits, Limit::grp_submit_jobs, submitted(association_group(each->id)), more))
                return named("AssocGrpSubmitJobsLimit");
        if (const auto most = inherited(Limit::max_submit_jobs); most && !qos_has(Limit::max_submit_per_user))
            if (submitted(association_group(associations_.front()->id)) + more > *most) return named("AssocMaxSubmitJobLimit");
        return Reason::none;
    }

    /// Sizes that no end of another job changes.
    Reason size() {
        for (const auto& [qos, limits] : rules_) {
            if (const Reason over = over_amounts(limits->amounts(Limit::max_tres), tres_, Family::qos_job); over != Reason::none) return over;
            if (const Reason over = over_amounts(limits->amounts(Limit::max_tres_per_node), per_node(), Family::qos_node); over != Reason::none) return over;
            if (const Reason under = under_amounts(limits->amounts(Limit::min_tres)); under != Reason::none) return under;
            if (over_wall(limits->number(Limit::max_wall))) return named("QOSMaxWallDurationPerJobLimit");
            if (const Reason over = over_amounts(limits->amounts(Limit::max_tres_mins), in_minutes(), Family::qos_minutes); over != Reason::none) return over;
        }
        if (associations_.empty()) return Reason::none;
        const auto association = [&](Limit limit) { return qos_has(limit) ? nullptr : site_.config().book->limit_of(*associations_.front(), limit); };
        if (const Reason over = over_use(association(Limit::max_tres), {}, tres_, Family::assoc_job, factor()); over != Reason::none) return over;
        if (const Reason over = over_use(association(Limit::max_tres_per_node), {}, per_node(), Family::assoc_node, factor()); over != Reason::none) return over;
        if (const Amounts* wall = association(Limit::max_wall); wall && over_wall(wall->begin()->second)) return named("AssocMaxWallDurationPerJobLimit");
        return over_use(association(Limit::max_tres_mins), {}, in_minutes(), Family::assoc_minutes, factor());
    }

    /// Larger than what a whole group may have.
    Reason alone() {
        for (const Rule& rule : rules_)
            if (const Reason over = over_amounts(rule.limits->amounts(Limit::grp_tres), tres_, Family::qos_group); over != Reason::none) return over;
        for (const Association* each : associations_)
            if (const Reason over = over_use(each->limits.amounts(Limit::grp_tres), {}, tres_, Family::assoc_group, factor()); over != Reason::none) return over;
        return Reason::none;
    }

    /// What others have taken.
    Reason use() {
        for (const Rule& rule : rules_)
            if (const Reason over = qos_use(rule); over != Reason::none) return over;
        for (const Association* each : associations_) {
            const GroupUse& use = group(association_group(each->id));
            if (over_number(each->limits, Limit::grp_jobs, use.running, 1) && !qos_has(Limit::grp_jobs)) return named("AssocGrpJobsLimit");
            if (const Reason over = over_group(each->limits.amounts(Limit::grp_tres), use, Family::assoc_group, factor()); over != Reason::none) return over;
            if (const Reason over = over_remaining(each->limits.amounts(Limit::grp_tres_run_mins), use, Family::assoc_run_minutes, factor()); over != Reason::none) return over;
            if (const Reason over = over_used(each->limits, association_group(each->id), Family::assoc_used_minutes, "AssocGrpWallLimit"); over != Reason::none) return over;
        }
        if (const auto most = inherited(Limit::max_jobs); most && !qos_has(Limit::max_jobs_per_user))
            if (group(association_group(associations_.front()->id)).running + 1 > *most) return named("AssocMaxJobsLimit");
        return Reason::none;
    }

    std::optional<NodeLimit> nodes(const std::vector<NodeAllocation>& allocation) const {
        std::optional<NodeLimit> found;
        const auto look = [&](const Amounts* limit, const GroupKey& key, Family family, std::uint64_t factor = whole) {
            if (found || !limit) return;
            const auto most = limit->find("node");
            if (most == limit->end()) return;
            const GroupUse& use = group(key);
            const std::uint64_t more = use.count_new_nodes(allocation.size(), allocation);
            if (more && amount_of(use.tres, "node") + more > weighed(most->second, factor)) found = {reason_for(family, "node"), key};
        };
        for (const auto& [qos, limits] : rules_) {
            look(limits->amounts(Limit::grp_tres), qos_group(qos->name), Family::qos_group);
            look(limits->amounts(Limit::max_tres_per_account), account_group(*qos), Family::qos_account);
            look(limits->amounts(Limit::max_tres_per_user), user_group(*qos), Family::qos_user);
        }
        for (const Association* each : associations_)
            look(each->limits.amounts(Limit::grp_tres), association_group(each->id), Family::assoc_group, factor());
        return found;
    }

    bool denies() const {
        return std::any_of(rules_.begin(), rules_.end(), [](const Rule& rule) { return rule.qos->has_flag("DenyOnLimit"); });
    }

  private:
    /// A QOS with what it says beside those asked before it.
    struct Rule {
        const Qos* qos;
        const Limits* limits;
    };

    void add_rule(const Qos& qos) {
        if (rules_.empty()) return rules_.push_back({&qos, &qos.limits});
        rest_ = qos.limits;
        for (const auto& [limit, said] : rules_.front().limits->values) {
            const auto at = rest_.values.find(limit);
            if (at == rest_.values.end()) continue;
            for (const auto& [tres, amount] : said) at->second.erase(tres);
            if (at->second.empty()) rest_.values.erase(at);
        }
        rules_.push_back({&qos, &rest_});
    }

    Reason qos_use(const Rule& rule) const {
        const Limits& limits = *rule.limits;
        const GroupUse& all = group(qos_group(rule.qos->name));
        if (over_number(limits, Limit::grp_jobs, all.running, 1)) return named("QOSGrpJobsLimit");
        if (const Reason over = over_group(limits.amounts(Limit::grp_tres), all, Family::qos_group); over != Reason::none) return over;
        if (const Reason over = over_remaining(limits.amounts(Limit::grp_tres_run_mins), all, Family::qos_run_minutes); over != Reason::none) return over;
        if (const Reason over = over_used(limits, qos_group(rule.qos->name), Family::qos_used_minutes, "QOSGrpWallLimit"); over != Reason::none) return over;
        const GroupUse& account = group(account_group(*rule.qos));
        if (over_number(limits, Limit::max_jobs_per_account, account.running, 1)) return named("MaxJobsPerAccount");
        if (const Reason over = over_group(limits.amounts(Limit::max_tres_per_account), account, Family::qos_account); over != Reason::none) return over;
        if (const Reason over = over_remaining(limits.amounts(Limit::max_tres_run_mins_per_account), account, Family::account_run_minutes); over != Reason::none) return over;
        const GroupUse& user = group(user_group(*rule.qos));
        if (over_number(limits, Limit::max_jobs_per_user, user.running, 1)) return named("QOSMaxJobsPerUserLimit");
        if (const Reason over = over_remaining(limits.amounts(Limit::max_tres_run_mins_per_user), user, Family::user_run_minutes); over != Reason::none) return over;
        return over_group(limits.amounts(Limit::max_tres_per_user), user, Family::qos_user);
    }

    GroupKey user_group(const Qos& qos) const { return qos_user_group(qos.name, job_.uid); }
    GroupKey account_group(const Qos& qos) const { return qos_account_group(qos.name, job_.spec->account); }
    const GroupUse& group(const GroupKey& key) const {
        static const GroupUse nothing;
        const GroupUse* use = uses_.now(key);
        return use ? *use : nothing;
    }
    std::uint64_t submitted(const GroupKey& key) const { return group(key).submitted; }

    bool qos_has(Limit limit) const {
        return std::any_of(rules_.begin(), rules_.end(), [&](const Rule& rule) { return rule.limits->amounts(limit); });
    }
    std::optional<std::uint64_t> inherited(Limit limit) const {
        const Amounts* amounts = associations_.empty() ? nullptr : site_.config().book->limit_of(*associations_.front(), limit);
        return amounts ? std::optional(amounts->begin()->second) : std::nullopt;
    }
    static bool over_number(const Limits& limits, Limit limit, std::uint64_t now, std::uint64_t more) {
        const auto most = limits.number(limit);
        return most && now + more > *most;
    }
    bool over_wall(std::optional<std::uint64_t> most) const {
        return most && (!has_limit_ || minutes_ > *most);
    }
    Reason over_amounts(const Amounts* limit, const text::TresMap& asked, Family family) const {
        return over_use(limit, {}, asked, family);
    }
    /// LimitFactor of the QOS, in millionths: what associations allow of resources is so many times as much.
    std::uint64_t factor() const {
        for (const Rule& rule : rules_)
            if (rule.qos->limit_factor >= 0) return static_cast<std::uint64_t>(rule.qos->limit_factor);
        return whole;
    }
    static Reason over_use(const Amounts* limit, const text::TresMap& used, const text::TresMap& asked, Family family,
                           std::uint64_t factor = whole) {
        if (!limit) return Reason::none;
        for (const auto& [name, most] : *limit) {
            const std::uint64_t wanted = amount_of(asked, name);
            const auto allowed = static_cast<std::uint64_t>(static_cast<double>(most) * static_cast<double>(factor) / whole);
            if (wanted && amount_of(used, name) + wanted > allowed) return reason_for(family, name);
        }
        return Reason::none;
    }
    Reason over_group(const Amounts* limit, const GroupUse& use, Family family, std::uint64_t factor = whole) const {
        if (!limit) return Reason::none;
        text::TresMap asked = tres_;
        if (const auto node = asked.find("node"); node != asked.end()) node->second = use.count_new_nodes(node->second, {});
        return over_use(limit, use.tres, asked, family, factor);
    }
    /// What the running jobs of a group may still use until their limits, and this one.
    Reason over_remaining(const Amounts* limit, const GroupUse& use, Family family, std::uint64_t factor = whole) const {
        if (!limit) return Reason::none;
        for (const auto& [name, most] : *limit) {
            const std::uint64_t wanted = amount_of(tres_, name) * minutes_ * 60;
            if (wanted && use.remaining.at(name, uses_.instant) + wanted > weighed(most, factor) * 60) return reason_for(family, name);
        }
        return Reason::none;
    }
    /// What a group has used so far. With AccountingStorageEnforce=safe the job has to be able to end within the limit, too.
    Reason over_used(const Limits& limits, const GroupKey& key, Family family, std::string_view wall) const {
        const GroupUse& use = group(key);
        const auto used = [&](const std::string& name) { return uses_.past.of(key, name) + use.used.at(name, uses_.instant); };
        if (const Amounts* amounts = limits.amounts(Limit::grp_tres_mins))
            for (const auto& [name, most] : *amounts) {
                const std::uint64_t asked = amount_of(tres_, name), so_far = used(name);
                const std::uint64_t to_come = use.remaining.at(name, uses_.instant) + asked * minutes_ * 60;
                const bool safe = site_.config().enforce.safe;
                if (asked && (safe ? so_far + to_come > most * 60 : so_far >= most * 60)) return reason_for(family, name);
            }
        const auto most = limits.number(Limit::grp_wall);
        return most && used(std::string(wall_time)) >= *most * 60 ? named(wall) : Reason::none;
    }
    Reason under_amounts(const Amounts* limit) const {
        if (!limit) return Reason::none;
        for (const auto& [name, least] : *limit)
            if (amount_of(tres_, name) < least) return reason_for(Family::qos_min, name);
        return Reason::none;
    }
    text::TresMap per_node() const {
        text::TresMap each = tres_;
        for (auto& [name, amount] : each) amount /= std::max(1u, job_.nodes);
        return each;
    }
    text::TresMap in_minutes() const {
        text::TresMap all = tres_;
        for (auto& [name, amount] : all) amount *= minutes_;
        return all;
    }

    const Site& site_;
    const GroupUses& uses_;
    const Job& job_;
    std::vector<Rule> rules_;  // at most two
    Limits rest_;
    std::vector<const Association*> associations_;
    text::TresMap tres_;
    std::uint64_t minutes_ = 0;  // of the limit it has in this partition
    bool has_limit_ = false;
};

}  // namespace

Result<void> check_submission(const Site& site, const GroupUses& uses, const Job& job) {
    const auto partitions = site.partitions_in(job.partition);
    if (!site.limits_in_force() || partitions.empty()) return {};
    Judge judge(site, uses, job, partitions.front());
    Reason reason = judge.submission(job.array ? job.array.waiting.count() : 1);
    if (reason == Reason::none && judge.denies()) reason = judge.size();
    if (reason == Reason::none && judge.denies()) reason = judge.alone();
    if (reason == Reason::none) return {};
    return fail(Errc::accounting_policy, std::string(reason_name(reason)) + "\n" + std::string(error_text(Errc::accounting_policy)));
}

std::optional<NodeLimit> over_node_limit(const Site& site, const GroupUses& uses, const Job& job, std::uint32_t partition,
                                         const std::vector<NodeAllocation>& allocation) {
    if (!site.limits_in_force()) return std::nullopt;
    return Judge(site, uses, job, partition).nodes(allocation);
}

Reason limit_reason(const Site& site, const GroupUses& uses, const Job& job, std::uint32_t partition) {
    if (!site.limits_in_force()) return Reason::none;
    Judge judge(site, uses, job, partition);
    const Reason size = judge.size();
    return size != Reason::none ? size : judge.use();
}

std::optional<std::uint32_t> unlimited_partition(const Site& site, const GroupUses& uses, const Job& job) {
    for (std::uint32_t partition : site.partitions_in(job.partition))
        if (partition_reason(site, partition, job) == Reason::none &&
            limit_reason(site, uses, job, partition) == Reason::none)
            return partition;
    return std::nullopt;
}

bool may_hold_back_others(const Site& site, const Job& job, std::uint32_t partition) {
    if (!site.limits_in_force()) return true;
    std::optional<std::uint64_t> least;
    for (const std::string& name : qos_names_of(site, job, partition))
        if (const Qos* qos = site.config().book->find_qos(name); qos && !least) least = qos->limits.number(Limit::min_priority);
    for (const Association* each : site.associations_of(job))
        if (!least) least = each->limits.number(Limit::min_priority);
    return !least || job.priority >= *least;
}

}  // namespace msd::core

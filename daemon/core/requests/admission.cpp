// SPDX-License-Identifier: MIT
#include "daemon/core/requests/admission.hpp"

#include <algorithm>
#include <set>

#include "daemon/core/jobs/pending.hpp"
#include "daemon/core/placement/features.hpp"
#include "daemon/core/placement/fit.hpp"
#include "daemon/core/placement/possible.hpp"
#include "daemon/core/requests/admit_kept.hpp"
#include "daemon/core/requests/folding.hpp"
#include "daemon/core/requests/why_never.hpp"
#include "daemon/core/site/partition_policy.hpp"
#include "daemon/core/site/reservations.hpp"
#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"
#include "libms/text/size.hpp"

namespace msd::core {
namespace {

using Warnings = std::vector<std::string>;

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

/// Refuse, or go on with `instead` after a warning.
Result<void> unknown(SitePolicy policy, Warnings& warnings, Failure refusal, const std::string& what,
                     const std::string& name, const std::string& instead) {
    if (policy == SitePolicy::strict) return refusal;
    warnings.push_back(what + " " + quoted(name) + " does not exist here: " + instead);
    return {};
}

std::string default_partition_name(const Site& site) {
    const auto index = site.default_partition();
    return index ? site.partition(*index).info.name : std::string();
}

/// Slurm names the one it does not know on a line of its own.
Failure refused_partition(const std::vector<std::string>& missing) {
    return fail(Errc::invalid_partition, "invalid partition specified: " + text::join(missing) + "\n" +
                                             std::string(error_text(Errc::invalid_partition)));
}

Result<void> admit_partition(const Site& site, const Caller& caller, SitePolicy policy, JobSpec& spec,
                             Warnings& warnings) {
    std::vector<std::string> known, missing;
    for (const auto& name : text::split_list(spec.partition))
        (site.find_partition(name) ? known : missing).push_back(name);
    if (!missing.empty())
        MS_TRY(unknown(policy, warnings, refused_partition(missing), "partition", text::join(missing),
                       "using " + quoted(known.empty() ? default_partition_name(site) : text::join(known))));
    spec.partition = known.empty() ? default_partition_name(site) : text::join(known);
    if (spec.partition.empty()) return fail(Errc::no_default_partition);
    std::vector<std::string> entered;
    for (std::uint32_t index : site.partitions_in(spec.partition)) {
        auto open = open_partition(site, site.partition(index).info);
        if (!open) return Failure(open.error());
        MS_TRY(may_enter(site, site.partition(*site.find_partition(*open)).info, caller, spec));
        if (!contains(entered, *open)) entered.push_back(std::move(*open));
    }
    spec.partition = text::join(entered);
    return {};
}

bool is_named_by_partition(const Site& site, const std::string& account) {
    for (const auto& partition : site.config().partitions) {
        const auto accounts = text::split_list(partition.info.allow_accounts);
        if (contains(accounts, account)) return true;
    }
    return false;
}

/// With associations enforced only an account of the user's is taken. Else accounts are labels: a lenient site knows
/// those of the book and those that a partition names, a strict one takes any, as Slurm does.
Result<void> admit_account(const Site& site, const Caller& caller, SitePolicy policy, JobSpec& spec, Warnings& warnings) {
    const AccountBook& book = *site.config().book;
    if (const Account* account = book.find_account(to_lower(spec.account))) spec.account = account->name;
    const bool known = spec.account.empty() || book.find_account(spec.account) || is_named_by_partition(site, spec.account);
    if (!known && policy == SitePolicy::lenient && !site.config().enforce.associations) {
        warnings.push_back("account " + quoted(spec.account) + " does not exist here: ignored");
        spec.account.clear();
    }
    if (spec.account.empty()) {
        const AccountUser* user = book.find_user(caller.user);
        spec.account = user && !user->default_account.empty() ? user->default_account : std::string(root_account);
    }
    if (site.config().enforce.associations && !book.charged(spec.account, caller.user, spec.partition))
        return fail(Errc::invalid_account);
    return {};
}

/// The QOS of who names none: the association's default, else normal, else the first one it may have.
std::string default_qos(const AccountBook& book, const Association* association) {
    if (!association) return std::string(normal_qos);
    if (const std::string name = book.default_qos_of(*association); !name.empty()) return name;
    const auto allowed = book.qos_of(*association);
    const bool has_normal = contains(allowed, normal_qos);
    return allowed.empty() || has_normal ? std::string(normal_qos) : allowed.front();
}

Result<void> admit_qos(const Site& site, const Caller& caller, SitePolicy policy, JobSpec& spec, Warnings& warnings) {
    const AccountBook& book = *site.config().book;
    const Association* association = book.charged(spec.account, caller.user, spec.partition);
    const std::string instead = default_qos(book, association);
    if (const Qos* qos = book.find_qos(to_lower(spec.qos))) spec.qos = qos->name;
    if (!spec.qos.empty() && !book.find_qos(spec.qos)) {
        MS_TRY(unknown(policy, warnings, fail(Errc::invalid_qos), "QOS", spec.qos, "using " + quoted(instead)));
        spec.qos.clear();
    }
    if (spec.qos.empty()) spec.qos = instead;
    if (!site.config().enforce.qos || caller.is_admin || !association) return {};
    const auto allowed = book.qos_of(*association);
    return contains(allowed, spec.qos) ? Result<void>{} : fail(Errc::invalid_qos);
}

Result<void> admit_reservation(const Site& site, const Caller& caller, SitePolicy policy, JobSpec& spec,
                               Warnings& warnings) {
    std::vector<std::string> known, missing;
    for (const auto& name : text::split_list(spec.reservation)) {
        const Reservation* reservation = find_reservation(site.config(), name);
        (reservation ? known : missing).push_back(name);
        if (reservation && !may_use(*reservation, caller.user, caller.groups, spec))
            return fail(Errc::reservation_access);
    }
    if (!missing.empty())
        MS_TRY(unknown(policy, warnings, fail(Errc::invalid_reservation), "reservation", text::join(missing), "ignored"));
    spec.reservation = text::join(known);
    return {};
}

bool satisfied_somewhere(const Site& site, const std::string& constraint) {
    const auto& nodes = site.config().nodes;
    return std::any_of(nodes.begin(), nodes.end(),
                       [&](const NodeConfig& node) { return features_satisfy(constraint, node.features); });
}

Result<void> admit_constraint(const Site& site, SitePolicy policy, JobSpec& spec, Warnings& warnings) {
    if (spec.constraint.empty()) return {};
    const auto names = feature_names(spec.constraint);
    if (!names) return tl::make_unexpected(names.error());
    std::vector<std::string> missing;
    for (const auto& name : *names)
        if (!site.knows_feature(name)) missing.push_back(name);
    if (missing.empty() || satisfied_somewhere(site, spec.constraint)) return {};
    MS_TRY(unknown(policy, warnings, fail(Errc::invalid_feature), "constraint", spec.constraint, "ignored"));
    spec.constraint.clear();
    return {};
}

Result<void> admit_licenses(const Site& site, SitePolicy policy, JobSpec& spec, Warnings& warnings) {
    if (spec.licenses.empty()) return {};
    if (const auto parsed = text::parse_licenses(spec.licenses); !parsed) return tl::make_unexpected(parsed.error());
    std::vector<std::string> kept, missing;
    for (const auto& license : licenses_of(spec)) {
        const auto total = site.config().licenses.find(license.name);
        if (total == site.config().licenses.end()) {
            missing.push_back(license.name);
            continue;
        }
        if (license.count > total->second)
            return fail(Errc::invalid_licenses, "Invalid license specification: " + std::to_string(license.count) +
                                                    " of " + license.name + " asked, " +
                                                    std::to_string(total->second) + " exist; ask for fewer with -L");
        kept.push_back(license.name + ":" + std::to_string(license.count));
    }
    if (missing.empty()) return {};
    MS_TRY(unknown(policy, warnings, fail(Errc::invalid_licenses), "license", text::join(missing), "ignored"));
    spec.licenses = text::join(kept);
    return {};
}

Result<void> admit_times(const Site& site, const JobSpec& spec, Time now) {
    const auto index = site.partitions_in(spec.partition).front();
    const TimeLimit limit = effective_limit(site.partition(index), spec.time_limit);
    if (spec.time_min.is_finite() && limit.is_finite() && spec.time_min.minutes > limit.minutes)
        return fail(Errc::invalid_time_min);
    if (!is_set(spec.deadline)) return {};
    const std::int64_t least = spec.time_min.is_finite() ? spec.time_min.minutes
                               : limit.is_finite()       ? limit.minutes
                                                         : 0;
    const Time start = std::max(now, spec.begin);
    if (spec.deadline <= now || start + std::chrono::minutes{least} > spec.deadline)
        return fail(Errc::invalid_time_limit);
    return {};
}

/// As the site has them in order, each once.
std::string in_site_order(const Site& site, const std::vector<std::string>& names) {
    std::set<std::uint32_t> nodes;
    for (const std::string& name : names) nodes.insert(*site.find_node(name));
    std::vector<std::string> sorted;
    for (const std::uint32_t node : nodes) sorted.push_back(site.node(node).name);
    return text::fold_hostlist(sorted);
}

Result<void> admit_hosts(const Site& site, SitePolicy policy, JobSpec& spec, Warnings& warnings) {
    const bool order_counts = starts_with_ignoring_case(spec.distribution, "arbitrary");
    for (std::string* list : {&spec.node_list, &spec.exclude}) {
        if (list->empty()) continue;
        const auto names = text::expand_hostlist(*list);
        if (!names) return fail(Errc::invalid_node_name);
        std::vector<std::string> known, missing;
        for (const auto& name : *names) (site.find_node(name) ? known : missing).push_back(name);
        if (!missing.empty()) {
            const std::string folded = text::fold_hostlist(missing);
            const Failure refusal = fail(Errc::invalid_node_name, std::string(error_text(Errc::invalid_node_name)) + ": " +
                                                                      folded + " does not exist here");
            MS_TRY(unknown(policy, warnings, refusal, "node", folded, "ignored"));
        }
        *list = order_counts ? text::fold_hostlist(known) : in_site_order(site, known);
    }
    return {};
}

/// More memory than MaxMemPerCPU is paid for with CPUs, as Slurm does.
void admit_memory(const Site& site, JobSpec& spec) {
    const auto index = site.partitions_in(spec.partition).front();
    const Megabytes most_per_cpu = memory_maximum(site, index).per_cpu;
    const bool per_cpu = spec.memory_kind == MemoryKind::per_cpu;
    if (spec.memory.value == 0 || (!per_cpu && spec.memory_kind != MemoryKind::per_node)) return;
    const std::uint64_t cpus_per_task = std::max(1u, spec.cpus_per_task);
    const std::uint64_t limit = most_per_cpu.value;
    if (limit == 0 || spec.memory.value <= limit) return;
    const std::uint64_t cpus = (spec.memory.value + limit - 1) / limit;  // of this much memory
    const std::uint64_t tasks = std::max({1u, spec.tasks_per_node, spec.tasks_per_node ? 0u : spec.tasks});
    const std::uint64_t each = per_cpu ? cpus_per_task * cpus : std::max(cpus_per_task, (cpus + tasks - 1) / tasks);
    spec.cpus_per_task = static_cast<std::uint32_t>(std::min<std::uint64_t>(each, 0xFFFFFFFF));
    if (per_cpu) spec.memory.value = (spec.memory.value + cpus - 1) / cpus;
}

/// What is counted in the devices of another resource: without those there is none of it.
bool is_part_of_gpus(const std::string& name) { return name == "gpu" || name == "shard" || name == "mps"; }

/// Resources of another name than this site has. GPUs are no matter of names: none of them is too few (admit_size).
Result<void> admit_gres(const Site& site, SitePolicy policy, JobSpec& spec, Warnings& warnings) {
    std::vector<std::string> missing;
    for (auto* requests : {&spec.gres, &spec.gpus, &spec.gpus_per_task, &spec.gpus_per_socket})
        std::erase_if(*requests, [&](const GresRequest& request) {
            const bool gone = !site.knows_gres(request.name) && !(policy == SitePolicy::lenient && is_part_of_gpus(request.name));
            if (gone && !contains(missing, request.name))
                missing.push_back(request.name);
            return gone;
        });
    if (missing.empty()) return {};
    const Failure refusal = fail(Errc::invalid_gres, std::string(error_text(Errc::invalid_gres)) + ": there is no " +
                                                         text::join(missing) + " here");
    return unknown(policy, warnings, refusal, "generic resource", text::join(missing), "ignored");
}

/// The driver's name of a model, or a part of it, stands for the type that the site gives it.
void admit_gres_models(const Site& site, JobSpec& spec) {
    for (auto* requests : {&spec.gres, &spec.gpus, &spec.gpus_per_task, &spec.gpus_per_socket, &spec.gpus_per_node})
        for (auto& request : *requests)
            if (!request.type.empty() && !site.knows_gres_type(request.name, request.type))
                if (auto type = site.type_of_model(request.name, request.type)) request.type = std::move(*type);
}

/// A type that no device here has, where the site is lenient: any will do.
void admit_gres_types(const Site& site, SitePolicy policy, JobSpec& spec, Warnings& warnings) {
    if (policy == SitePolicy::strict) return;
    std::vector<std::string> missing;
    for (auto* requests : {&spec.gres, &spec.gpus, &spec.gpus_per_task, &spec.gpus_per_socket})
        for (auto& request : *requests) {
            if (request.type.empty() || !site.knows_gres(request.name) ||
                site.knows_gres_type(request.name, request.type))
                continue;
            missing.push_back(request.name + ":" + request.type);
            request.type.clear();
        }
    if (!missing.empty())
        warnings.push_back("device type " + quoted(text::join(missing)) + " does not exist here: any will do");
}

}  // namespace

Result<void> admit_names(const Site& site, const Caller& caller, SitePolicy policy, JobSpec& spec,
                         Warnings& warnings) {
    MS_TRY(admit_kept(site, caller, policy, spec, warnings));
    MS_TRY(admit_account(site, caller, policy, spec, warnings));
    MS_TRY(admit_partition(site, caller, policy, spec, warnings));
    MS_TRY(admit_qos(site, caller, policy, spec, warnings));
    MS_TRY(admit_reservation(site, caller, policy, spec, warnings));
    MS_TRY(admit_constraint(site, policy, spec, warnings));
    return admit_licenses(site, policy, spec, warnings);
}

Result<void> admit_resources(const Site& site, SitePolicy policy, JobSpec& spec, Warnings& warnings) {
    MS_TRY(admit_hosts(site, policy, spec, warnings));
    MS_TRY(admit_gres(site, policy, spec, warnings));
    admit_gres_models(site, spec);
    admit_gres_types(site, policy, spec, warnings);
    return {};
}

Result<void> admit_rank(const Caller& caller, SitePolicy policy, JobSpec& spec, Warnings& warnings) {
    if (caller.is_admin) return {};
    if (spec.nice < 0) {
        if (policy == SitePolicy::strict) return fail(Errc::invalid_nice);
        warnings.push_back("Nice value must be non-negative, value ignored");
        spec.nice = 0;
    }
    if (spec.priority_set == Choice::yes && spec.priority != 0) {
        warnings.push_back("only an administrator may set --priority: ignored");
        spec.priority_set = Choice::unset;
        spec.priority = 0;
    }
    return {};
}

Result<void> admit_values(const Site& site, JobSpec& spec, Time now) {
    MS_TRY(admit_times(site, spec, now));
    if (spec.max_nodes && spec.max_nodes < spec.min_nodes) return fail(Errc::bad_node_count);
    admit_memory(site, spec);
    return {};
}

Result<void> check_reserved_size(const Site& site, const JobSpec& spec) {
    const auto names = text::split_list(spec.reservation);
    const auto holds = [&](const std::string& name) {
        const Reservation* in = find_reservation(site.config(), name);
        if (!in) return true;
        const auto kept = only_in(site, idle_nodes(site), *in);
        const auto partitions = site.partitions_in(spec.partition);
        return std::any_of(partitions.begin(), partitions.end(), [&](std::uint32_t partition) {
            return fit(site, kept, partition, spec, demand_of(site, spec, partition)).has_value();
        });
    };
    if (names.empty() || std::any_of(names.begin(), names.end(), holds)) return {};
    return fail(Errc::node_config_unavailable, std::string(error_text(Errc::node_config_unavailable)) +
                                                   ": it is more than reservation " + text::join(names) + " keeps");
}

Result<void> admit_size(const Site& site, SitePolicy policy, JobSpec& spec, Warnings& warnings) {
    if (could_run(site, spec.partition, spec)) return {};
    const std::uint32_t first = site.partitions_in(spec.partition).front();
    if (policy == SitePolicy::strict) return why_never(site, first, spec);
    auto ways = folded_ways(site, first, spec);
    for (Folded& way : ways) {
        if (!could_run(site, way.spec.partition, way.spec)) continue;
        spec = std::move(way.spec);
        warnings.insert(warnings.end(), way.warnings.begin(), way.warnings.end());
        return {};
    }
    return why_never(site, first, ways.back().spec);
}

}  // namespace msd::core

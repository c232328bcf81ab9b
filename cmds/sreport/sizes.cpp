// SPDX-License-Identifier: MIT
// Reports of the sizes of jobs: how much was used by jobs of so many CPUs.
#include <algorithm>
#include <functional>
#include <map>

#include "cmds/sreport/report.hpp"

namespace ms::cmds::sreport {
namespace {

constexpr std::uint32_t usual_grouping[] = {50, 250, 500, 1000};

/// "0-49 CPUs", …, ">= 1000 CPUs".
std::vector<std::string> headers(const std::vector<std::uint32_t>& steps) {
    std::vector<std::string> all;
    std::uint32_t from = 0;
    for (const std::uint32_t step : steps) {
        all.push_back(std::to_string(from) + "-" + std::to_string(step - 1) + " CPUs");
        from = step;
    }
    all.push_back(">= " + std::to_string(from) + " CPUs");
    return all;
}

Listing sizes(const Facts& facts, const std::string& title, const Column& group,
              const std::function<std::string(const UsageJob&)>& group_of) {
    std::vector<std::uint32_t> steps = facts.words.grouping;
    if (steps.empty()) steps.assign(std::begin(usual_grouping), std::end(usual_grouping));
    std::sort(steps.begin(), steps.end());
    std::erase(steps, 0u);
    std::map<std::string, std::vector<std::uint64_t>> sums;
    std::uint64_t all = 0;
    for (const UsageJob& job : facts.usage.jobs) {
        if (!facts.takes({job.account, job.user, "", {}})) continue;
        auto& row = sums[group_of(job)];
        row.resize(steps.size() + 1);
        const std::uint64_t amount = facts.words.count_jobs ? 1 : job.seconds * job.cpus;
        row[static_cast<std::size_t>(std::upper_bound(steps.begin(), steps.end(), job.cpus) - steps.begin())] += amount;
        all += amount;
    }
    constexpr std::string_view units[] = {"Seconds", "Minutes", "Hours", "Percentage of Total", "Seconds/Percentage of Total",
                                          "Minutes/Percentage of Total", "Hours/Percentage of Total"};
    Listing listing{title, true,
                    facts.words.count_jobs ? "Units are in number of jobs ran"
                                           : "Time reported in " + std::string(units[static_cast<int>(facts.settings.unit)]),
                    {{"Cluster", "Cluster", 9}, group}, "", {}};
    for (std::string& header : headers(steps))
        listing.columns.push_back({"Size" + std::to_string(listing.columns.size() - 1), std::move(header), 13});
    listing.columns.push_back({"Percent", "% of cluster", 12});
    for (const Column& column : listing.columns) listing.fields += (listing.fields.empty() ? "" : ",") + column.name;
    for (auto& [name, row] : sums) {
        std::vector<std::string> cells = {facts.usage.cluster, name};
        std::uint64_t sum = 0;
        for (const std::uint64_t amount : row) {
            sum += amount;
            cells.push_back(facts.words.count_jobs ? std::to_string(amount) : facts.show(amount, all));
        }
        char share[32];
        std::snprintf(share, sizeof share, "%.2f%%", all ? static_cast<double>(sum) / static_cast<double>(all) * 100 : 0.0);
        cells.emplace_back(share);
        listing.rows.push_back(std::move(cells));
    }
    return listing;
}

}  // namespace

/// Without FlatView the account given, or root, stands for all below it.
Listing sizes_by_account(const Facts& facts) {
    return sizes(facts, "Job Sizes", {"Account", "Account", 9}, [&](const UsageJob& job) { return facts.words.flat || !facts.words.accounts.empty() ? job.account : std::string(root_account); });
}

Listing sizes_by_account_and_wckey(const Facts& facts) {
    return sizes(facts, "Job Sizes", {"Account", "Account", 20, table::Side::left},
                 [](const UsageJob& job) { return job.account + ":" + job.wckey; });
}

Listing sizes_by_wckey(const Facts& facts) {
    return sizes(facts, "Job Sizes by Wckey", {"Wckey", "Wckey", 9}, [](const UsageJob& job) { return job.wckey; });
}

}  // namespace ms::cmds::sreport

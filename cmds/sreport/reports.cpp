// SPDX-License-Identifier: MIT
// Reports of who has used how much.
#include <algorithm>
#include <array>
#include <map>
#include <pwd.h>
#include <tuple>

#include "cmds/sreport/report.hpp"
#include "libms/text/date.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sreport {
namespace {

using table::Side;

std::uint64_t amount_of(const Amounts& amounts, const std::string& name) {
    const auto at = amounts.find(name);
    return at == amounts.end() ? 0 : at->second;
}

void add(Amounts& sum, const Amounts& more) {
    for (const auto& [name, amount] : more) sum[name] += amount;
}

/// What finger would say of somebody.
std::string proper_name(const std::string& user) {
    const passwd* entry = user.empty() ? nullptr : ::getpwnam(user.c_str());
    const std::string text = entry && entry->pw_gecos ? entry->pw_gecos : "";
    return text.substr(0, text.find(','));
}

/// Who has used how much, a line each.
struct Line {
    std::string account, user, qos;
    Amounts amounts;
    unsigned depth = 0;
    std::string wckey = {};
};

/// The largest that one user has used, or one account in one QOS: what is summed up over accounts sets no width.
std::uint64_t largest_of(const std::vector<Line>& lines, const std::vector<std::string>& tres) {
    std::uint64_t largest = 0;
    for (const Line& line : lines)
        for (const std::string& name : tres)
            if (!line.user.empty() || !line.qos.empty()) largest = std::max(largest, amount_of(line.amounts, name));
    return largest;
}

Listing listing_of(const Facts& facts, std::string title, std::string fields, const std::vector<Line>& lines) {
    const unsigned used = amount_width(facts, largest_of(lines, facts.tres));
    Listing listing{std::move(title), true, usage_line(facts),
                    {{"Cluster", "Cluster", 9},
                     {"Account", "Account", facts.words.tree ? 20u : 15u, facts.words.tree ? Side::left : Side::right},
                     {"Login", "Login", 9},
                     {"Proper", "Proper Name", 15},
                     {"QOS", "QOS", 12},
                     {"WCKey", "WCKey", 15},
                     {"TresName", "TRES Name", 14},
                     {"Used", "Used", used},
                     {"Energy", "Energy", amount_width(facts, largest_of(lines, {"energy"}))}},
                    std::move(fields), {}};
    const bool by_tres = !facts.settings.tres.empty();
    const bool by_wckey = listing.fields.find("WCKey") != std::string::npos;
    listing.fields += by_tres ? ",TresName,Used" : by_wckey ? ",Used" : ",Used,Energy";
    for (const Line& line : lines)
        for (const std::string& tres : facts.tres) {
            const std::uint64_t amount = amount_of(line.amounts, tres);
            if (amount == 0) continue;
            listing.rows.push_back({facts.usage.cluster, std::string(facts.words.tree ? line.depth : 0, ' ') + line.account, line.user,
                                    proper_name(line.user), line.qos, line.wckey, tres, facts.show(amount, facts.total(tres)),
                                    facts.show(amount_of(line.amounts, "energy"), facts.total("energy"))});
        }
    return listing;
}

bool used_more(const Facts& facts, const Line& a, const Line& b) {
    const auto x = amount_of(a.amounts, facts.tres.front()), y = amount_of(b.amounts, facts.tres.front());
    if (x != y && !facts.settings.by_name) return x > y;
    return std::tie(a.user, a.account) < std::tie(b.user, b.account);
}

/// Each user in each account.
std::vector<Line> user_lines(const Facts& facts) {
    std::map<std::pair<std::string, std::string>, Line> sums;
    for (const AccountUsage& row : facts.usage.rows) {
        if (!facts.takes(row)) continue;
        Line& line = sums[{row.user, row.account}];
        line.user = row.user;
        line.account = row.account;
        add(line.amounts, row.seconds);
    }
    std::vector<Line> lines;
    for (auto& [key, line] : sums) lines.push_back(std::move(line));
    std::sort(lines.begin(), lines.end(), [&](const Line& a, const Line& b) { return used_more(facts, a, b); });
    return lines;
}

/// The accounts from the root down, those above an account before it; accounts that are gone come last.
struct Branch {
    std::string account;
    unsigned depth;
};
std::vector<Branch> branches(const Facts& facts) {
    const AccountBook& book = *facts.site.book;
    std::vector<Branch> all;
    for (const Association& each : book.associations) {
        if (!each.user.empty()) continue;
        unsigned depth = 0;
        for (const Association* at = book.parent_of(each); at; at = book.parent_of(*at)) ++depth;
        all.push_back({each.account, depth});
    }
    for (const AccountUsage& row : facts.usage.rows)
        if (!book.find(row.account) && std::none_of(all.begin(), all.end(), [&](const Branch& each) { return each.account == row.account; }))
            all.push_back({row.account, 0});
    return all;
}

bool is_below(const AccountBook& book, const std::string& account, const std::string& ancestor) {
    if (account == ancestor) return true;
    for (const Association* at = book.find(account); at; at = book.parent_of(*at))
        if (at->account == ancestor) return true;
    return false;
}

}  // namespace

Listing utilization(const Facts& facts) {
    Listing listing{"Cluster Utilization", false, usage_line(facts),
                    {{"Cluster", "Cluster", 9}, {"TresName", "TRES Name", 14}, {"Allocated", "Allocated", 0}, {"Down", "Down", 0},
                     {"PlannedDown", "PLND Down", 0}, {"Idle", "Idle", 0}, {"Planned", "Planned", 0}, {"Reported", "Reported", 0}},
                    facts.settings.tres.empty() ? "Cluster,Allocated,Down,PlannedDown,Idle,Planned,Reported"
                                                : "Cluster,TresName,Allocated,Down,PlannedDown,Idle,Planned,Reported",
                    {}};
    constexpr std::size_t first_amount = 2;
    std::array<std::uint64_t, 6> largest{};
    Amounts used;
    for (const AccountUsage& row : facts.usage.rows) add(used, row.seconds);
    for (const std::string& tres : facts.tres) {
        const std::uint64_t total = facts.total(tres), allocated = std::min(total, amount_of(used, tres));
        const auto down = std::min(total - allocated, amount_of(facts.usage.down, tres));
        const auto planned_down = std::min(total - allocated - down, amount_of(facts.usage.planned_down, tres));
        const auto free = total - allocated - down - planned_down;
        const auto planned = std::min(free, amount_of(facts.usage.planned, tres));
        if (total == 0) continue;
        const std::array<std::uint64_t, 6> amounts{allocated, down, planned_down, free - planned, planned, total};
        std::vector<std::string> row{facts.usage.cluster, tres};
        for (std::size_t i = 0; i < amounts.size(); ++i) {
            row.push_back(facts.show(amounts[i], total));
            largest[i] = std::max(largest[i], amounts[i]);
        }
        listing.rows.push_back(std::move(row));
    }
    for (std::size_t i = 0; i < largest.size(); ++i) listing.columns[first_amount + i].width = amount_width(facts, largest[i]);
    return listing;
}

Listing reservation_utilization(const Facts& facts) {
    constexpr std::string_view of_cpus = "CPU";
    Listing listing{"Reservation Utilization", false, usage_line(facts),
                    {{"Cluster", "Cluster", 9}, {"Name", "Name", 9}, {"Start", "Start", 19}, {"End", "End", 19},
                     {"TresName", "TRES Name", 14}, {"Allocated", "Allocated", 20}, {"Idle", "Idle", 20}},
                    "Cluster,Name,Start,End,TresName,Allocated,Idle", {}};
    if (const auto at = listing.unit_line.find(of_cpus); at != std::string::npos) listing.unit_line.replace(at, of_cpus.size(), "TRES");
    for (const PastReservation& each : facts.reservations.reservations)
        for (const std::string& tres : facts.tres) {
            const auto seconds = static_cast<std::uint64_t>(epoch_seconds(each.end) - epoch_seconds(each.start));
            const std::uint64_t total = amount_of(each.tres, tres) * seconds;
            if (total == 0) continue;
            const std::uint64_t used = std::min(total, amount_of(each.used, tres));
            listing.rows.push_back({facts.reservations.cluster, each.name, date_text(each.start), date_text(each.end), tres,
                                    facts.show(used, total), facts.show(total - used, total)});
        }
    return listing;
}

Listing accounts_by_user(const Facts& facts) {
    const AccountBook& book = *facts.site.book;
    std::vector<Line> lines;
    const std::vector<Line> users = user_lines(facts);
    for (const Branch& branch : branches(facts)) {
        Line whole{branch.account, "", "", {}, branch.depth};
        for (const Line& each : users)
            if (is_below(book, each.account, branch.account)) add(whole.amounts, each.amounts);
        lines.push_back(std::move(whole));
        for (Line each : users) {
            if (each.account != branch.account) continue;
            each.depth = branch.depth + 1;
            lines.push_back(std::move(each));
        }
    }
    return listing_of(facts, "Cluster/Account/User Utilization", "Cluster,Account,Login,Proper", lines);
}

Listing accounts_by_qos(const Facts& facts) {
    std::map<std::pair<std::string, std::string>, Line> sums;
    for (const AccountUsage& row : facts.usage.rows) {
        if (!facts.takes(row)) continue;
        Line& line = sums[{row.account, row.qos}];
        line.account = row.account;
        line.qos = row.qos;
        add(line.amounts, row.seconds);
    }
    std::vector<Line> lines;
    for (auto& [key, line] : sums) lines.push_back(std::move(line));
    return listing_of(facts, "Cluster/Account/QOS Utilization", "Cluster,Account,QOS", lines);
}

Listing users_by_account(const Facts& facts) {
    return listing_of(facts, "Cluster/User/Account Utilization", "Cluster,Login,Proper,Account", user_lines(facts));
}

namespace {

/// CPU time of each user with each key, in the order of `before`.
template <class Before>
std::vector<Line> wckey_lines(const Facts& facts, Before before) {
    std::map<std::pair<std::string, std::string>, Line> sums;
    for (const UsageJob& job : facts.usage.jobs) {
        if (!facts.takes({job.account, job.user, "", {}})) continue;
        Line& line = sums[{job.user, job.wckey}];
        line.user = job.user;
        line.wckey = job.wckey;
        line.amounts["cpu"] += job.seconds * job.cpus;
    }
    std::vector<Line> lines;
    for (auto& [key, line] : sums) lines.push_back(std::move(line));
    std::stable_sort(lines.begin(), lines.end(), before);
    return lines;
}

}  // namespace

Listing users_by_wckey(const Facts& facts) {
    const auto lines = wckey_lines(facts, [&](const Line& a, const Line& b) { return used_more(facts, a, b); });
    return listing_of(facts, "Cluster/User/WCKey Utilization", "Cluster,Login,Proper,WCKey", lines);
}

Listing wckeys_by_user(const Facts& facts) {
    const auto lines = wckey_lines(facts, [&](const Line& a, const Line& b) {
        return a.wckey != b.wckey ? a.wckey < b.wckey : used_more(facts, a, b);
    });
    return listing_of(facts, "Cluster/WCKey/User Utilization", "Cluster,WCKey,Login,Proper", lines);
}

Listing top_users(const Facts& facts) {
    std::vector<Line> lines;
    for (Line& each : user_lines(facts)) {
        const auto same = std::find_if(lines.begin(), lines.end(), [&](const Line& line) { return facts.words.grouped && line.user == each.user; });
        if (same == lines.end()) {
            lines.push_back(std::move(each));
            continue;
        }
        same->account += "," + each.account;
        add(same->amounts, each.amounts);
    }
    std::sort(lines.begin(), lines.end(), [&](const Line& a, const Line& b) { return used_more(facts, a, b); });
    if (lines.size() > facts.words.top) lines.resize(facts.words.top);
    return listing_of(facts, "Top " + std::to_string(facts.words.top) + " Users", "Cluster,Login,Proper,Account", lines);
}

}  // namespace ms::cmds::sreport

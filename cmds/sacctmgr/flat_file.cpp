// SPDX-License-Identifier: MIT
#include "cmds/sacctmgr/flat_file.hpp"

#include <algorithm>

#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/limit.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sacctmgr {

const std::string_view flat_explanation =
    "# A cluster line comes first; what stands behind its name holds for all of it:\n"
    "# Cluster - 'cluster_name':MaxTRESPerJob=node=50\n"
    "# Then accounts, each below the parent that was named last (root is always there):\n"
    "# Parent - 'root'\n"
    "# Account - 'cs':MaxJobs=4:Fairshare=399:MaxWallDurationPerJob=40:Description='Computer Science':Organization='LC'\n"
    "# Options may be left out and come in any order. Accounts below another one follow its parent line:\n"
    "# Parent - 'cs'\n"
    "# Account - 'test':Fairshare=1:Description='Test Account':Organization='Test'\n"
    "# And so do the users of an account:\n"
    "# User - 'lipari':MaxTRESPerJob=node=2:MaxJobs=3:Fairshare=1\n";

namespace {

/// In Slurm's order.
constexpr Limit dumped_limits[] = {
    Limit::grp_tres_mins,     Limit::grp_tres_run_mins, Limit::grp_tres,        Limit::grp_jobs,
    Limit::grp_jobs_accrue,   Limit::grp_submit_jobs,   Limit::grp_wall,        Limit::max_tres_mins,
    Limit::max_tres,          Limit::max_tres_per_node, Limit::max_jobs,        Limit::max_jobs_accrue,
    Limit::max_submit_jobs,   Limit::max_wall,          Limit::min_priority,
};

std::string options_of(const Association& each) {
    std::string out = ":Fairshare=" + std::to_string(each.shares);
    for (const Limit limit : dumped_limits)
        if (const Amounts* amounts = each.limits.amounts(limit)) {
            const LimitRow& row = limit_row(limit);
            out += ":" + std::string(row.dump) + "=" + text::dump_limit(*amounts, row.kind);
        }
    if (each.priority) out += ":Priority=" + std::to_string(each.priority);
    if (!each.default_qos.empty()) out += ":DefaultQOS='" + each.default_qos + "'";
    if (!each.qos.empty()) out += ":QOS='" + text::join(each.qos) + "'";
    return out;
}

std::string user_line(const AccountBook& book, const Association& each) {
    const AccountUser* user = book.find_user(each.user);
    std::string line = "User - '" + each.user + "'";
    if (!each.partition.empty()) line += ":Partition='" + each.partition + "'";
    if (user && !user->default_account.empty()) line += ":DefaultAccount='" + user->default_account + "'";
    if (user && user->admin != AdminLevel::none) line += ":AdminLevel='" + std::string(admin_level_name(user->admin)) + "'";
    if (user)
        if (const Account* account = book.find_account(each.account);
            account && contains(account->coordinators, each.user))
            line += ":Coordinator='" + each.account + "'";
    return line + options_of(each);
}

std::string account_line(const AccountBook& book, const Association& each) {
    const Account* account = book.find_account(each.account);
    return "Account - '" + each.account + "':Description='" + (account ? account->description : "") + "':Organization='" +
           (account ? account->organization : "") + "'" + options_of(each);
}

void append_below(const AccountBook& book, const std::string& parent, std::vector<std::string>& lines) {
    std::vector<std::string> here, accounts;
    for (const Association& each : book.associations) {
        if (!each.user.empty() && each.account == parent) here.push_back(user_line(book, each));
        if (each.user.empty() && each.parent == parent) {
            here.push_back(account_line(book, each));
            accounts.push_back(each.account);
        }
    }
    if (here.empty()) return;
    lines.push_back("Parent - '" + parent + "'");
    lines.insert(lines.end(), here.begin(), here.end());
    for (const std::string& account : accounts) append_below(book, account, lines);
}

/// Parts between colons; quotes hold a part together and go.
std::vector<std::string> split_options(std::string_view text) {
    std::vector<std::string> parts(1);
    char quote = 0;
    for (const char c : text) {
        if (quote) {
            if (c == quote) quote = 0;
            else parts.back() += c;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == ':') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

struct KindName {
    std::string_view name;
    FlatLine::Kind kind;
};
constexpr KindName kinds[] = {
    {"Cluster", FlatLine::Kind::cluster},
    {"Parent", FlatLine::Kind::parent},
    {"Account", FlatLine::Kind::account},
    {"Project", FlatLine::Kind::account},
    {"User", FlatLine::Kind::user},
};

Result<FlatLine> parse_line(std::string_view text, std::size_t number) {
    const std::string where = "\n Problem with line(" + std::to_string(number) + ")";
    const std::size_t dash = text.find('-');
    const std::string_view word = text::trim(text.substr(0, dash));
    const auto* kind = std::find_if(std::begin(kinds), std::end(kinds), [&](const KindName& each) {
        return equal_ignoring_case(each.name, word);
    });
    if (dash == std::string_view::npos || kind == std::end(kinds))
        return fail(Errc::usage, " Misformatted line(" + std::to_string(number) + "): " + std::string(text));
    auto parts = split_options(text::trim(text.substr(dash + 1)));
    FlatLine line{kind->kind, parts.front(), {parts.begin() + 1, parts.end()}};
    if (line.name.empty()) return fail(Errc::usage, " No name given" + where);
    return line;
}

}  // namespace

std::vector<std::string> flat_lines(const AccountBook& book, const std::string& cluster) {
    std::vector<std::string> lines;
    const Association* root = book.find(root_account);
    lines.push_back("Cluster - '" + cluster + "'" + (root ? options_of(*root) : ""));
    append_below(book, std::string(root_account), lines);
    return lines;
}

Result<std::vector<FlatLine>> parse_flat(std::string_view text) {
    std::vector<FlatLine> lines;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view each = text::trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (each.empty() || each.front() == '#') continue;
        auto line = parse_line(each, number);
        if (!line) return Failure(line.error());
        lines.push_back(std::move(*line));
    }
    return lines;
}

}  // namespace ms::cmds::sacctmgr

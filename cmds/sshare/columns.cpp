// SPDX-License-Identifier: MIT
#include "cmds/sshare/columns.hpp"

#include <cmath>
#include <cstdio>

#include "libms/text/limit.hpp"

namespace ms::cmds::sshare {
namespace {

using table::Fit;
using table::Side;

std::string fraction(double value) {
    if (std::isinf(value)) return "inf";
    char text[32];
    std::snprintf(text, sizeof text, "%.6f", value);
    return text;
}

bool is_root(const Row& row) { return row.association.account == root_account && row.association.user.empty(); }

std::string account(const Row& row, const Context& context) {
    return (context.indented ? std::string(row.depth, ' ') : "") + row.association.account;
}
std::string shares(const Row& row, const Context&) {
    if (is_root(row)) return {};
    return row.association.shares == parent_shares ? "parent" : std::to_string(row.association.shares);
}
std::string factor(const Row& row, const Context&) { return row.association.user.empty() ? "" : fraction(row.share.factor); }
std::string level(const Row& row, const Context&) { return is_root(row) ? "" : fraction(row.share.level); }
std::string norm_usage(const Row& row, const Context&) { return is_root(row) ? "" : fraction(row.share.norm_usage); }
std::string minutes_limit(const Row& row, const Context&) {
    return text::show_limit(row.association.limits.amounts(Limit::grp_tres_mins), LimitKind::tres_minutes);
}

constexpr Column table[] = {
    {"Account", 0, "Account", account, "an account, indented below the one above it", Fit::cut, 20, Side::left},
    {"Cluster", 0, "Cluster", [](const Row&, const Context& c) { return c.uses.site().cluster; }, "the cluster", Fit::cut, 10, Side::right},
    {"EffectvUsage", 0, "EffectvUsage", [](const Row& r, const Context&) { return fraction(r.share.effective_usage); }, "what it used of what the account above used", Fit::cut, 13, Side::right},
    {"FairShare", 0, "FairShare", factor, "a user's place in the fair tree: 1 for the one whose turn it is first", Fit::cut, 10, Side::right},
    {"GrpTRESMins", 0, "GrpTRESMins", minutes_limit, "the limit of that name", Fit::cut, 30, Side::right},
    {"GrpTRESRaw", 0, "GrpTRESRaw", [](const Row& r, const Context& c) { return c.uses.every_tres(r.use.minutes()); }, "minutes of each TRES used, of all time", Fit::cut, 30, Side::right},
    {"ID", 0, "ID", [](const Row& r, const Context&) { return std::to_string(r.association.id); }, "the association's number", Fit::cut, 6, Side::right},
    {"LevelFS", 0, "LevelFS", level, "NormShares by EffectvUsage: above 1 has used less than its part", Fit::cut, 10, Side::right},
    {"NormShares", 0, "NormShares", [](const Row& r, const Context&) { return fraction(r.share.norm_shares); }, "its shares of its neighbours'", Fit::cut, 11, Side::right},
    {"NormUsage", 0, "NormUsage", norm_usage, "what it used of all usage", Fit::cut, 11, Side::right},
    {"Partition", 0, "Partition", [](const Row& r, const Context&) { return r.association.partition; }, "the partition it is for", Fit::cut, 12, Side::right},
    {"RawShares", 0, "RawShares", shares, "its shares", Fit::cut, 10, Side::right},
    {"RawUsage", 0, "RawUsage", [](const Row& r, const Context&) { return std::to_string(r.use.billed()); }, "seconds used by what was billed of them (a CPU, where nothing else is said), of all time", Fit::cut, 11, Side::right},
    {"TRESRunMins", 0, "TRESRunMins", [](const Row& r, const Context& c) { return c.uses.every_tres(r.use.run_minutes); }, "minutes of each TRES that running jobs may use until their limits", Fit::cut, 30, Side::right},
    {"User", 0, "User", [](const Row& r, const Context&) { return r.association.user; }, "a user of the account", Fit::cut, 10, Side::right},
};

}  // namespace

std::span<const Column> columns() { return table; }

}  // namespace ms::cmds::sshare

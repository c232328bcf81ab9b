// SPDX-License-Identifier: MIT
#include "cmds/sshare/columns.hpp"

#include <cstdio>

#include "libms/text/limit.hpp"

namespace ms::cmds::sshare {
namespace {

using table::Fit;
using table::Side;

std::string fraction(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6f", value);
    return text;
}

bool is_root(const Row& row) { return row.association->account == root_account && row.association->user.empty(); }

std::string account(const Row& row, const Context& context) {
    return (context.indented ? std::string(row.depth, ' ') : "") + row.association->account;
}
std::string shares(const Row& row, const Context&) {
    if (is_root(row)) return {};
    return row.association->shares == parent_shares ? "parent" : std::to_string(row.association->shares);
}
std::string minutes_limit(const Row& row, const Context&) {
    return text::show_limit(row.association->limits.amounts(Limit::grp_tres_mins), LimitKind::tres_minutes);
}
std::string not_computed(const Row&, const Context&) { return {}; }

constexpr Column table[] = {
    {"Account", 0, "Account", account, "an account, indented below the one above it", Fit::cut, 20, Side::left},
    {"Cluster", 0, "Cluster", [](const Row&, const Context& c) { return c.cluster; }, "the cluster", Fit::cut, 10, Side::right},
    {"EffectvUsage", 0, "EffectvUsage", [](const Row& r, const Context&) { return fraction(r.used_of_parent); }, "what it used of what the account above used", Fit::cut, 13, Side::right},
    {"FairShare", 0, "FairShare", not_computed, "empty: not computed in this version", Fit::cut, 10, Side::right},
    {"GrpTRESMins", 0, "GrpTRESMins", minutes_limit, "the limit of that name", Fit::cut, 30, Side::right},
    {"GrpTRESRaw", 0, "GrpTRESRaw", [](const Row& r, const Context&) { return r.used_minutes; }, "minutes of each TRES used, of all time", Fit::cut, 30, Side::right},
    {"ID", 0, "ID", [](const Row& r, const Context&) { return std::to_string(r.association->id); }, "the association's number", Fit::cut, 6, Side::right},
    {"LevelFS", 0, "LevelFS", not_computed, "empty: not computed in this version", Fit::cut, 10, Side::right},
    {"NormShares", 0, "NormShares", [](const Row& r, const Context&) { return fraction(r.norm_shares); }, "its shares of its neighbours'", Fit::cut, 11, Side::right},
    {"NormUsage", 0, "NormUsage", [](const Row& r, const Context&) { return is_root(r) ? std::string() : fraction(r.used_of_all); }, "what it used of all usage", Fit::cut, 11, Side::right},
    {"Partition", 0, "Partition", [](const Row& r, const Context&) { return r.association->partition; }, "the partition it is for", Fit::cut, 12, Side::right},
    {"RawShares", 0, "RawShares", shares, "its shares", Fit::cut, 10, Side::right},
    {"RawUsage", 0, "RawUsage", [](const Row& r, const Context&) { return std::to_string(r.used); }, "CPU-seconds used, of all time", Fit::cut, 11, Side::right},
    {"TRESRunMins", 0, "TRESRunMins", [](const Row& r, const Context&) { return r.run_minutes; }, "minutes of each TRES that running jobs may use until their limits", Fit::cut, 30, Side::right},
    {"User", 0, "User", [](const Row& r, const Context&) { return r.association->user; }, "a user of the account", Fit::cut, 10, Side::right},
};

}  // namespace

std::span<const Column> columns() { return table; }

}  // namespace ms::cmds::sshare

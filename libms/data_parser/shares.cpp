// SPDX-License-Identifier: MIT
// Slurm's SHARES_RESP: sshare --json.
#include <cmath>
#include <functional>

#include "libms/data_parser/field.hpp"
#include "libms/data_parser/limit_values.hpp"
#include "libms/data_parser/records.hpp"

namespace ms::data_parser {
namespace {

using R = const ShareRecord&;

bool is_user(R r) { return !r.association.user.empty(); }

/// A fraction that has no end where nothing was used.
Value fraction(double value) { return std::isinf(value) ? Number{false, true, 0.0} : real_number(value); }
Value plain_fraction(double value) { return std::isinf(value) ? Value(nullptr) : Value(value); }

Value shares(R r) { return number(r.association.shares); }
Value parent(R r) { return is_user(r) ? r.association.account : r.association.parent; }

/// [{"name", "value"}] of every resource of the cluster.
Value tres_values(R r, const std::function<Value(const std::string&)>& value_of) {
    std::vector<std::pair<std::string, Value>> values;
    for (const auto& [name, total] : r.site.tres) values.emplace_back(name, value_of(name));
    return Nested{[values = std::move(values)](Writer& out) {
        out.begin_list();
        for (const auto& [name, value] : values) {
            out.begin_object();
            out.key("name");
            out.text(name);
            out.key("value");
            value.write(out);
            out.end_object();
        }
        out.end_list();
    }};
}
std::uint64_t amount_of(const Amounts& amounts, const std::string& name) {
    const auto at = amounts.find(name);
    return at == amounts.end() ? 0 : at->second;
}
Value run_seconds(R r) {
    constexpr std::uint64_t seconds_a_minute = 60;
    return tres_values(r, [&](const std::string& name) { return number(amount_of(r.run_minutes, name) * seconds_a_minute); });
}
Value group_minutes(R r) {
    const Amounts* limit = r.association.limits.amounts(Limit::grp_tres_mins);
    return tres_values(r, [&](const std::string& name) { return limit && limit->count(name) ? number(limit->at(name)) : unlimited(); });
}
Value usage(R r) {
    return tres_values(r, [&](const std::string& name) { return Value(static_cast<double>(amount_of(r.seconds, name))); });
}

constexpr Field<ShareRecord> fields[] = {
    {"id", [](R r) -> Value { return r.association.id; }},
    {"cluster", [](R r) -> Value { return r.site.cluster; }},
    {"name", [](R r) -> Value { return is_user(r) ? r.association.user : r.association.account; }},
    {"parent", parent},
    {"partition", [](R r) -> Value { return r.association.partition; }},
    {"shares_normalized", [](R r) { return fraction(r.share.norm_shares); }},
    {"shares", shares},
    {"tres/run_seconds", run_seconds},
    {"tres/group_minutes", group_minutes},
    {"tres/usage", usage},
    {"effective_usage", [](R r) { return plain_fraction(r.share.effective_usage); }, 0, 41},
    {"effective_usage", [](R r) { return fraction(r.share.effective_usage); }, 42},
    {"usage_normalized", [](R r) { return fraction(r.share.norm_usage); }},
    {"usage", [](R r) -> Value { return r.billed; }},
    {"fairshare/factor", [](R r) { return plain_fraction(r.share.factor); }, 0, 41},
    {"fairshare/factor", [](R r) { return fraction(r.share.factor); }, 42},
    {"fairshare/level", [](R r) { return plain_fraction(r.share.level); }, 0, 41},
    {"fairshare/level", [](R r) { return fraction(r.share.level); }, 42},
    {"type", [](R r) -> Value { return Words{is_user(r) ? "USER" : "ASSOCIATION"}; }},
};

}  // namespace

void write_shares(Writer& out, const std::vector<ShareRecord>& records, std::uint64_t total) {
    out.begin_object();
    out.key("shares");
    out.begin_list();
    for (const ShareRecord& record : records) write_record(out, std::span<const Field<ShareRecord>>(fields), record);
    out.end_list();
    out.key("total_shares");
    out.integer(static_cast<std::int64_t>(total));
    out.end_object();
}

}  // namespace ms::data_parser

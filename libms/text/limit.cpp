// SPDX-License-Identifier: MIT
#include "libms/text/limit.hpp"

#include <algorithm>

#include "libms/base/letters.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/number.hpp"
#include "libms/text/tres.hpp"

namespace ms::text {
namespace {

constexpr std::string_view nothing = "-1";

bool is_meant(std::string_view name, std::size_t least, std::string_view text) {
    return text.size() >= least && starts_with_ignoring_case(name, text);
}

/// Slurm's own kinds; the others have a name behind a slash.
constexpr std::string_view plain_tres[] = {"cpu", "mem", "energy", "node", "billing", "vmem", "pages"};
constexpr std::string_view tres_types[] = {"gres/", "license/", "fs/", "bb/", "ic/"};

bool is_tres(std::string_view name) {
    if (std::find(std::begin(plain_tres), std::end(plain_tres), name) != std::end(plain_tres)) return true;
    return std::any_of(std::begin(tres_types), std::end(tres_types),
                       [&](std::string_view type) { return name.starts_with(type) && name.size() > type.size(); });
}

/// One item of a list: cpu=4, mem=8G, gres/gpu=-1. The resource's number, or nothing to take it away.
struct Item {
    std::string tres;
    std::optional<std::uint64_t> amount;
};
Result<Item> parse_item(std::string_view text) {
    const std::size_t equals = text.find('=');
    const std::string name = to_lower(text.substr(0, equals));
    if (!is_tres(name)) return fail(Errc::usage, "no TRES known by type " + name);
    if (equals == std::string_view::npos) return fail(Errc::usage, "no amount given for TRES " + name);
    const std::string_view value = text.substr(equals + 1);
    if (value == nothing) return Item{name, std::nullopt};
    const TresMap read = parse_tres(name + "=" + std::string(value));
    if (read.empty()) return fail(Errc::usage, "invalid value for TRES " + name + " (" + std::string(value) + ")");
    return Item{name, read.begin()->second};
}

Result<void> change_tres(Amounts& amounts, std::string_view value) {
    for (const std::string& text : split_list(value)) {
        auto item = parse_item(text);
        if (!item) return Failure(item.error());
        if (item->amount) amounts[item->tres] = *item->amount;
        else amounts.erase(item->tres);
    }
    return {};
}

Result<std::uint64_t> parse_number(const LimitRow& row, std::string_view value) {
    if (row.kind == LimitKind::minutes) {
        const auto limit = parse_time_limit(value);
        if (!limit || !limit->is_finite())
            return fail(Errc::usage, "Invalid time for " + std::string(row.header) + " (" + std::string(value) + ")");
        return static_cast<std::uint64_t>(limit->minutes);
    }
    const auto number = parse_unsigned(value);
    if (!number) return fail(Errc::usage, "Invalid value for " + std::string(row.header) + " (" + std::string(value) + ")");
    return *number;
}

}  // namespace

std::optional<LimitKey> find_limit(std::string_view name, std::uint8_t holder) {
    for (const LimitRow& row : limit_rows())
        if ((row.holders & holder) && equal_ignoring_case(row.name, name)) return LimitKey{row.limit, ""};
    for (const LimitAlias& alias : limit_aliases())
        if ((limit_row(alias.limit).holders & holder) && equal_ignoring_case(alias.name, name))
            return LimitKey{alias.limit, std::string(alias.tres)};
    for (const LimitRow& row : limit_rows())
        if ((row.holders & holder) && is_meant(row.name, row.least, name)) return LimitKey{row.limit, ""};
    for (const LimitAlias& alias : limit_aliases())
        if ((limit_row(alias.limit).holders & holder) && is_meant(alias.name, alias.least, name))
            return LimitKey{alias.limit, std::string(alias.tres)};
    return std::nullopt;
}

Result<void> change_limit(Limits& limits, const LimitKey& key, std::string_view value) {
    const LimitRow& row = limit_row(key.limit);
    Amounts amounts = limits.amounts(key.limit) ? *limits.amounts(key.limit) : Amounts{};
    if (!key.tres.empty()) {
        MS_TRY(change_tres(amounts, key.tres + "=" + std::string(value)));
    } else if (value == nothing || value.empty()) {
        amounts.clear();
    } else if (row.kind == LimitKind::tres || row.kind == LimitKind::tres_minutes) {
        MS_TRY(change_tres(amounts, value));
    } else {
        const auto number = parse_number(row, value);
        if (!number) return Failure(number.error());
        amounts[""] = *number;
    }
    if (amounts.empty()) limits.values.erase(key.limit);
    else limits.values[key.limit] = std::move(amounts);
    return {};
}

std::string show_limit(const Amounts* amounts, LimitKind kind) {
    if (!amounts || amounts->empty()) return {};
    if (kind == LimitKind::tres || kind == LimitKind::tres_minutes) return format_tres(*amounts);
    const std::uint64_t number = amounts->begin()->second;
    if (kind == LimitKind::minutes) return format_long(std::chrono::minutes{number});
    return std::to_string(number);
}

std::string dump_limit(const Amounts& amounts, LimitKind kind) {
    return kind == LimitKind::minutes ? std::to_string(amounts.begin()->second) : show_limit(&amounts, kind);
}

}  // namespace ms::text

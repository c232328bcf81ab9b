// SPDX-License-Identifier: MIT
#include "cmds/sacctmgr/specs.hpp"

#include <algorithm>

#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/limit.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sacctmgr {
namespace {

constexpr unsigned in_where = 1, in_set = 2, in_both = 3;
constexpr unsigned charged = account | user | cluster;  // whose associations have shares, QOS and limits

struct Key {
    std::string_view name;
    std::size_t least;
    unsigned entities;
    unsigned sections;
    std::string_view means = {};  // the full name it is sent by; empty = its own
    bool is_flag = false;
};

// Of keys that begin alike the first one is meant.
constexpr Key keys[] = {
    {"Names", 1, account | user | qos | cluster | coordinator | tres | reservation, in_both},
    {"Users", 1, user | coordinator, in_both, "Names"},
    {"Users", 1, association | event | transaction | runaway, in_where},
    {"AdminLevel", 2, user, in_both},
    {"Accounts", 2, account, in_both, "Names"},
    {"Accounts", 2, user | association | coordinator | transaction, in_both},
    {"Clusters", 1, ~0u, in_both},
    {"DefaultAccount", 8, user, in_both},
    {"DefaultQOS", 8, charged, in_set},
    {"DefaultQOS", 8, association, in_where},
    {"Descriptions", 3, account | qos, in_both, "Description"},
    {"Organizations", 1, account, in_both, "Organization"},
    {"Parents", 3, account | association, in_both, "Parent"},
    {"Partitions", 3, user | association, in_both},
    {"Fairshare", 1, charged, in_set},
    {"Shares", 1, charged, in_set, "Fairshare"},
    {"Priority", 3, charged | qos, in_set},
    {"QosLevel", 1, charged, in_set},
    {"QosLevel", 1, association | user, in_where},
    {"Flags", 2, qos, in_set},
    {"GraceTime", 3, qos, in_set},
    {"Preempt", 7, qos, in_set},
    {"PreemptMode", 8, qos, in_both},
    {"PreemptExemptTime", 8, qos, in_set},
    {"UsageFactor", 6, qos, in_set},
    {"UsageThreshold", 6, qos, in_set},
    {"LimitFactor", 6, qos, in_set},
    {"Id", 2, qos | association | tres | transaction | reservation, in_where},
    {"Type", 2, tres, in_where},
    {"Start", 1, event | transaction | reservation, in_where},
    {"End", 1, event | transaction | reservation, in_where},
    {"Nodes", 1, event | reservation, in_where},
    {"States", 4, event, in_where},
    {"Reason", 1, event, in_where},
    {"Action", 4, transaction, in_where},
    {"Actors", 4, transaction, in_where},
    {"Format", 1, ~0u, in_where},
    {"All_Clusters", 5, event, in_where, "", true},
    {"All_Time", 5, event, in_where, "", true},
    {"OnlyDefaults", 4, association, in_where, "", true},
    {"Tree", 4, association | account, in_where, "", true},
    {"WithAssociations", 5, account | user | transaction, in_where, "", true},
    {"WithCoordinators", 5, account | user, in_where, "", true},
    {"WithDeleted", 5, ~0u, in_where, "", true},
    {"WithRawQOSLevel", 5, account | user | association, in_where, "", true},
    {"WithSubAccounts", 5, association, in_where, "", true},
    {"WOPInfo", 4, account | user | association, in_where, "", true},
    {"WOPLimits", 4, account | user | association, in_where, "", true},
};

bool is_meant(const Key& key, std::string_view text, bool whole) {
    if (whole) return equal_ignoring_case(key.name, text);
    return text.size() >= key.least && starts_with_ignoring_case(key.name, text);
}

const Key* find_key(std::string_view text, Entity entity, unsigned section, bool is_flag) {
    for (const bool whole : {true, false})
        for (const Key& key : keys)
            if ((key.entities & entity) && (key.sections & section) && key.is_flag == is_flag && is_meant(key, text, whole))
                return &key;
    return nullptr;
}

std::uint8_t limit_holder(Entity entity) {
    if (entity == qos) return of_qos;
    return (entity & charged) ? static_cast<std::uint8_t>(of_association) : std::uint8_t{0};
}

/// Word = KEY OPERATOR VALUE.
struct Parts {
    std::string_view key;
    AccountSetting::How how = AccountSetting::How::set;
    std::string_view value;
};
Parts split(std::string_view word) {
    const std::size_t equals = word.find('=');
    Parts parts{word.substr(0, equals), AccountSetting::How::set, word.substr(equals + 1)};
    if (parts.key.ends_with('+')) parts.how = AccountSetting::How::add;
    if (parts.key.ends_with('-')) parts.how = AccountSetting::How::subtract;
    if (parts.how != AccountSetting::How::set) parts.key.remove_suffix(1);
    return parts;
}

std::string unknown(const std::string& word, Entity entity, bool in_conditions) {
    if (!in_conditions) return " Unknown option: " + word + "\n Use keyword 'where' to modify condition\n";
    return " Unknown condition: " + word + (entity == association ? "\n" : "\n Use keyword 'set' to modify value\n");
}

/// What is wrong with a value is told at once; words that are not known are told of together.
Result<void> take_setting(const std::string& word, Entity entity, bool in_conditions, Specs& specs, std::string& strangers) {
    const Parts parts = split(word);
    const Key* key = find_key(parts.key, entity, in_conditions ? in_where : in_set, false);
    if (key && key->name == "Format") {
        specs.format = parts.value;
        return {};
    }
    auto& into = in_conditions ? specs.where : specs.set;
    if (key) {
        into.push_back({std::string(key->means.empty() ? key->name : key->means), parts.how, std::string(parts.value)});
        return {};
    }
    const std::uint8_t holder = limit_holder(entity);
    const auto limit = in_conditions ? std::nullopt : text::find_limit(parts.key, holder);
    if (!limit) {
        strangers += unknown(word, entity, in_conditions);
        return {};
    }
    Limits tried;  // a value that is wrong is told before anything else is
    if (auto changed = text::change_limit(tried, *limit, parts.value); !changed) {
        const LimitRow& row = limit_row(limit->limit);
        if (row.kind != LimitKind::minutes) return changed;
        return fail(Errc::usage, " Bad " + std::string(row.header) + " time format: " + word);
    }
    // An older key for one resource is sent as that resource of the limit.
    const std::string value(parts.value);
    into.push_back({std::string(limit_row(limit->limit).name), parts.how, limit->tres.empty() ? value : limit->tres + "=" + value});
    return {};
}

}  // namespace

bool Specs::has(std::string_view flag) const { return contains(flags, flag); }

std::vector<std::string> Specs::names(std::string_view key) const {
    std::vector<std::string> found;
    for (const AccountSetting& each : where)
        if (each.key == key)
            for (std::string& name : text::split_list(each.value)) found.push_back(std::move(name));
    return found;
}

Result<Specs> parse_specs(const std::vector<std::string>& words, Entity entity, Begin begin) {
    Specs specs;
    bool in_conditions = begin == Begin::where;
    std::string strangers;
    for (const std::string& word : words) {
        if (equal_ignoring_case(word, "where") || equal_ignoring_case(word, "set")) {
            in_conditions = equal_ignoring_case(word, "where");
        } else if (word.find('=') != std::string::npos) {
            MS_TRY(take_setting(word, entity, in_conditions, specs, strangers));
        } else if (const Key* flag = find_key(word, entity, in_where, true)) {
            specs.flags.emplace_back(flag->name);
        } else if (in_conditions || begin == Begin::set) {
            const bool by_id = entity == association;
            if (by_id && !text::parse_unsigned(text::split_list(word).empty() ? "" : text::split_list(word)[0]))
                return fail(Errc::usage, "Invalid value for AssocId (" + word + ")");
            (in_conditions ? specs.where : specs.set).push_back({by_id ? "Id" : "Names", AccountSetting::How::set, word});
        }  // a name alone behind "set" sets nothing, as in Slurm
    }
    if (!strangers.empty()) return fail(Errc::usage, strangers.substr(0, strangers.size() - 1));
    return specs;
}

}  // namespace ms::cmds::sacctmgr

// SPDX-License-Identifier: MIT
#include "daemon/core/accounts/book_settings.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/limit.hpp"
#include "libms/text/number.hpp"

namespace msd::core {
namespace {

constexpr std::string_view nothing = "-1";

template <class T>
struct Edit {
    std::string_view key;
    Result<void> (*put)(const AccountBook& book, T& record, const AccountSetting& setting);
};

Failure bad_value(const AccountSetting& setting) {
    return fail(Errc::usage, "Invalid value for " + setting.key + " (" + setting.value + ")");
}

template <class T, auto Member>
Result<void> put_text(const AccountBook&, T& record, const AccountSetting& setting) {
    record.*Member = setting.value;
    return {};
}

template <class T, auto Member>
Result<void> put_number(const AccountBook&, T& record, const AccountSetting& setting) {
    const auto number = setting.value == nothing ? 0 : text::parse_unsigned(setting.value);
    if (!number || *number > 0xFFFFFFFE) return bad_value(setting);
    record.*Member = static_cast<std::uint32_t>(*number);
    return {};
}

/// A fraction, kept in millionths; -1 takes it away.
template <auto Member>
Result<void> put_factor(const AccountBook&, Qos& qos, const AccountSetting& setting) {
    const bool reset = setting.value == nothing;
    char* end = nullptr;
    const double factor = std::strtod(setting.value.c_str(), &end);
    if (!reset && (setting.value.empty() || *end != '\0' || !(factor >= 0) || factor > 1e9)) return bad_value(setting);
    using Number = std::remove_reference_t<decltype(qos.*Member)>;
    qos.*Member = reset ? Qos{}.*Member : static_cast<Number>(std::llround(factor * 1e6));
    return {};
}

template <auto Member>
Result<void> put_duration(const AccountBook&, Qos& qos, const AccountSetting& setting) {
    if (setting.value == nothing) {
        qos.*Member = Qos{}.*Member;
        return {};
    }
    // A plain number is seconds here, and minutes in every other time.
    const auto number = text::parse_unsigned(setting.value);
    const auto duration = text::parse_duration(setting.value);
    if (!number && !duration) return bad_value(setting);
    qos.*Member = number ? Seconds{static_cast<std::int64_t>(std::min<std::uint64_t>(*number, 1u << 30))} : *duration;
    return {};
}

Result<void> check_qos(const AccountBook& book, const std::string& name) {
    if (book.find_qos(name)) return {};
    return fail(Errc::invalid_qos, unknown_qos_text(book, name));
}

bool is_relative(const std::vector<std::string>& names) {
    return !names.empty() && (names[0][0] == '+' || names[0][0] == '-');
}

/// += and -= on the list of an association that has none of its own are kept as they are: relative to its parent's.
void add_relative(std::vector<std::string>& list, char sign, const std::string& name) {
    if (!list.empty() && !is_relative(list)) {
        if (sign == '-') std::erase(list, name);
        else if (!contains(list, name)) list.push_back(name);
        std::sort(list.begin(), list.end());
        return;
    }
    std::erase(list, (sign == '+' ? "-" : "+") + name);
    if (!contains(list, sign + name)) list.push_back(sign + name);
}

Result<void> put_association_qos(const AccountBook& book, Association& association, const AccountSetting& setting) {
    std::vector<std::string> list = association.qos;
    const bool signed_words = !setting.value.empty() && (setting.value[0] == '+' || setting.value[0] == '-');
    if (setting.how == How::set && (!signed_words || setting.value == nothing)) list.clear();
    if (setting.how == How::set && setting.value == nothing) {
        association.qos.clear();
        return {};
    }
    for (std::string name : text::split_list(setting.value)) {
        char sign = setting.how == How::add ? '+' : setting.how == How::subtract ? '-' : '=';
        if (sign == '=' && (name[0] == '+' || name[0] == '-')) {
            sign = name[0];
            name.erase(0, 1);
        }
        MS_TRY(check_qos(book, name));
        if (sign != '=') add_relative(list, sign, name);
        else if (!contains(list, name)) list.push_back(name);
    }
    if (!is_relative(list)) std::sort(list.begin(), list.end());
    association.qos = std::move(list);
    return {};
}

Result<void> put_default_qos(const AccountBook& book, Association& association, const AccountSetting& setting) {
    const bool reset = setting.value == nothing || setting.value.empty();
    if (!reset) MS_TRY(check_qos(book, setting.value));
    association.default_qos = reset ? "" : setting.value;
    return {};
}

Result<void> put_shares(const AccountBook&, Association& association, const AccountSetting& setting) {
    if (equal_ignoring_case(setting.value, "parent")) {
        association.shares = parent_shares;
        return {};
    }
    const auto number = setting.value == nothing ? 1 : text::parse_unsigned(setting.value);
    if (!number || *number > parent_shares) return bad_value(setting);
    association.shares = static_cast<std::uint32_t>(*number);
    return {};
}

Result<void> put_admin(const AccountBook&, AccountUser& user, const AccountSetting& setting) {
    for (const AdminLevel level : {AdminLevel::none, AdminLevel::operator_, AdminLevel::administrator})
        if (!setting.value.empty() && starts_with_ignoring_case(admin_level_name(level), setting.value)) {
            user.admin = level;
            return {};
        }
    return bad_value(setting);
}

constexpr std::string_view qos_flags[] = {
    "DenyOnLimit",         "EnforceUsageThreshold", "NoReserve", "PartitionMaxNodes", "PartitionMinNodes", "OverPartQOS",
    "PartitionTimeLimit",  "RequiresReservation",   "NoDecay",   "UsageFactorSafe",   "Relative",
};

Result<void> put_flags(const AccountBook&, Qos& qos, const AccountSetting& setting) {
    if (setting.how == How::set) qos.flags.clear();
    if (setting.value == nothing) return {};
    for (const std::string& word : text::split_list(setting.value)) {
        const auto* row = std::find_if(std::begin(qos_flags), std::end(qos_flags), [&](std::string_view flag) {
            return starts_with_ignoring_case(flag, word);
        });
        if (row == std::end(qos_flags))
            return fail(Errc::usage, " Unknown QOS flag used in:\n  '" + setting.value + "'\n Valid QOS flags are\n  '" +
                                         text::join({std::begin(qos_flags), std::end(qos_flags)}) + "'");
        std::erase(qos.flags, std::string(*row));
        if (setting.how != How::subtract) qos.flags.emplace_back(*row);
    }
    std::sort(qos.flags.begin(), qos.flags.end(), [](const std::string& a, const std::string& b) {
        return std::find(std::begin(qos_flags), std::end(qos_flags), a) < std::find(std::begin(qos_flags), std::end(qos_flags), b);
    });
    return {};
}

Result<void> put_preempt(const AccountBook& book, Qos& qos, const AccountSetting& setting) {
    std::vector<std::string> list = setting.how == How::set ? std::vector<std::string>{} : qos.preempt;
    if (setting.value != nothing)
        for (const std::string& name : text::split_list(setting.value)) {
            MS_TRY(check_qos(book, name));
            std::erase(list, name);
            if (setting.how != How::subtract) list.push_back(name);
        }
    qos.preempt = std::move(list);
    return {};
}

constexpr std::string_view preempt_modes[] = {"cluster", "cancel", "gang", "requeue", "suspend", "within", "off"};

Result<void> put_preempt_mode(const AccountBook&, Qos& qos, const AccountSetting& setting) {
    for (const std::string_view mode : preempt_modes)
        if (equal_ignoring_case(mode, setting.value)) {
            qos.preempt_mode = mode;
            return {};
        }
    return bad_value(setting);
}

constexpr Edit<Account> account_edits[] = {
    {"Description", put_text<Account, &Account::description>},
    {"Organization", put_text<Account, &Account::organization>},
};
constexpr Edit<AccountUser> user_edits[] = {
    {"AdminLevel", put_admin},
    {"DefaultAccount", put_text<AccountUser, &AccountUser::default_account>},
};
constexpr Edit<Association> association_edits[] = {
    {"DefaultQOS", put_default_qos},
    {"Fairshare", put_shares},
    {"Priority", put_number<Association, &Association::priority>},
    {"QosLevel", put_association_qos},
};
constexpr Edit<Qos> qos_edits[] = {
    {"Description", put_text<Qos, &Qos::description>},
    {"Flags", put_flags},
    {"GraceTime", put_duration<&Qos::grace_time>},
    {"LimitFactor", put_factor<&Qos::limit_factor>},
    {"Preempt", put_preempt},
    {"PreemptExemptTime", put_duration<&Qos::preempt_exempt_time>},
    {"PreemptMode", put_preempt_mode},
    {"Priority", put_number<Qos, &Qos::priority>},
    {"UsageFactor", put_factor<&Qos::usage_factor>},
    {"UsageThreshold", put_factor<&Qos::usage_threshold>},
};

template <class T, std::size_t N>
Result<bool> edit(const Edit<T> (&rows)[N], const AccountBook& book, T& record, const AccountSetting& setting) {
    for (const Edit<T>& row : rows) {
        if (row.key != setting.key) continue;
        MS_TRY(row.put(book, record, setting));
        return true;
    }
    return false;
}

Result<bool> edit_limit(Limits& limits, std::uint8_t holder, const AccountSetting& setting) {
    const auto key = text::find_limit(setting.key, holder);
    if (!key) return false;
    MS_TRY(text::change_limit(limits, *key, setting.value));
    return true;
}

}  // namespace

std::vector<std::string> values_of(const std::vector<AccountSetting>& settings, std::string_view key) {
    std::vector<std::string> values;
    for (const AccountSetting& setting : settings)
        if (setting.key == key)
            for (std::string& value : text::split_list(setting.value)) values.push_back(std::move(value));
    return values;
}

bool has_key(const std::vector<AccountSetting>& settings, std::string_view key) {
    return std::any_of(settings.begin(), settings.end(), [&](const AccountSetting& each) { return each.key == key; });
}

Result<bool> edit_account(Account& account, const AccountSetting& setting) {
    return edit(account_edits, AccountBook{}, account, setting);
}

Result<bool> edit_user(AccountUser& user, const AccountSetting& setting) {
    return edit(user_edits, AccountBook{}, user, setting);
}

Result<bool> edit_association(const AccountBook& book, Association& association, const AccountSetting& setting) {
    auto done = edit(association_edits, book, association, setting);
    return !done || *done ? done : edit_limit(association.limits, of_association, setting);
}

Result<void> check_default_qos(const AccountBook& book, const std::vector<AssociationName>& modified, const std::string& cluster) {
    std::string lines;
    const auto column = [](std::string text, std::size_t width) {
        text.resize(std::max(text.size(), width), ' ');
        return text;
    };
    for (const AssociationName& name : modified) {
        const Association* association = book.find(name.account, name.user, name.partition);
        const std::string qos = association ? book.default_qos_of(*association) : "";
        if (qos.empty() || contains(book.qos_of(*association), qos)) continue;
        lines += "\n  DefQOS = " + column(qos, 10) + " C = " + column(cluster, 10) + " A = " + column(name.account, 20) + " U = " + column(name.user, 9);
        if (!name.partition.empty()) lines += " P = " + name.partition;
    }
    if (lines.empty()) return {};
    return fail(Errc::usage, " These associations don't have access to their default qos.\n"
                             " Please give them access before they the default can be set to this." + lines);
}

Result<bool> edit_qos(const AccountBook& book, Qos& qos, const AccountSetting& setting) {
    auto done = edit(qos_edits, book, qos, setting);
    return !done || *done ? done : edit_limit(qos.limits, of_qos, setting);
}

}  // namespace msd::core

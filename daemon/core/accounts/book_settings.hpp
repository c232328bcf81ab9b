// SPDX-License-Identifier: MIT
// What sacctmgr's settings make of the records of the book. Keys are full names as the command sends them.
#pragma once

#include <string>
#include <vector>

#include "daemon/core/site/cluster.hpp"
#include "libms/model/messages.hpp"

namespace msd::core {

using How = AccountSetting::How;

/// Values of the settings with that key, comma lists split.
std::vector<std::string> values_of(const std::vector<AccountSetting>& settings, std::string_view key);
bool has_key(const std::vector<AccountSetting>& settings, std::string_view key);

/// Each true when the key is one of that record and the value has been put there. Errors name the value.
Result<bool> edit_account(Account& account, const AccountSetting& setting);
Result<bool> edit_user(AccountUser& user, const AccountSetting& setting);
Result<bool> edit_association(const AccountBook& book, Association& association, const AccountSetting& setting);
/// Each default QOS must be one that the association may use.
Result<void> check_default_qos(const AccountBook& book, const std::vector<AssociationName>& modified, const std::string& cluster);
Result<bool> edit_qos(const AccountBook& book, Qos& qos, const AccountSetting& setting);

}  // namespace msd::core

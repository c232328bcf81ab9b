// SPDX-License-Identifier: MIT
// sacctmgr show --json and --yaml: the records of a listing as a whole.
#pragma once

#include <string_view>
#include <vector>

#include "cmds/sacctmgr/call.hpp"
#include "cmds/sacctmgr/columns.hpp"

namespace ms::cmds::sacctmgr {

/// What a listing of rows is called there, and what is written of a row.
struct JsonList;
extern const JsonList accounts_list, users_list, associations_list, clusters_list, qos_list;

int dump_rows(const Call& call, const JsonList& list, const Specs& specs, const AccountsReply& site,
              const std::vector<Row>& rows);
/// What is wrong stands in the answer, where there is one, and on stderr. Returns 1.
int failed(const Call& call, const JsonList& list, const Error& error);

}  // namespace ms::cmds::sacctmgr

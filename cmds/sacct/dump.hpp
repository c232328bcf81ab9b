// SPDX-License-Identifier: MIT
// sacct --json and --yaml: jobs with their steps as whole records.
#pragma once

#include <functional>

#include "cmds/sacct/line.hpp"
#include "cmds/sacct/options.hpp"
#include "libms/data_parser/document.hpp"

namespace ms::cmds::sacct {

/// `script_of` a job is asked for where --batch-script is.
void dump_jobs(data_parser::Document& document, const Settings& settings, const AccountingReply& reply,
               const View& view, const std::function<std::string(const Job&)>& script_of);

}  // namespace ms::cmds::sacct

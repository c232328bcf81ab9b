// SPDX-License-Identifier: MIT
// sacct --json and --yaml: jobs with their steps as whole records.
#pragma once

#include "cmds/sacct/line.hpp"
#include "cmds/sacct/options.hpp"
#include "libms/data_parser/document.hpp"

namespace ms::cmds::sacct {

void dump_jobs(data_parser::Document& document, const Settings& settings, const AccountingReply& reply,
               const View& view);

}  // namespace ms::cmds::sacct

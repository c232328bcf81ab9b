// SPDX-License-Identifier: MIT
// sstat's fields in the order of Slurm's, which is also the order in which abbreviations are looked up.
#pragma once

#include <span>
#include <string_view>

#include "cmds/shared/usage_text.hpp"
#include "libms/model/messages.hpp"
#include "libms/table/column.hpp"

namespace ms::cmds::sstat {

using UsageColumn = table::Column<StepUsage, SizeStyle>;

std::span<const UsageColumn> columns();

inline constexpr std::string_view default_fields =
    "jobid,maxvmsize,maxvmsizenode,maxvmsizetask,avevmsize,maxrss,maxrssnode,maxrsstask,averss,maxpages,maxpagesnode,"
    "maxpagestask,avepages,mincpu,mincpunode,mincputask,avecpu,ntasks,avecpufreq,reqcpufreqmin,reqcpufreqmax,"
    "reqcpufreqgov,consumedenergy,maxdiskread,maxdiskreadnode,maxdiskreadtask,avediskread,maxdiskwrite,"
    "maxdiskwritenode,maxdiskwritetask,avediskwrite,tresusageinave,tresusageinmax,tresusageinmaxnode,"
    "tresusageinmaxtask,tresusageinmin,tresusageinminnode,tresusageinmintask,tresusageintot,tresusageoutave,"
    "tresusageoutmax,tresusageoutmaxnode,tresusageoutmaxtask,tresusageoutmin,tresusageoutminnode,tresusageoutmintask,"
    "tresusageouttot";
inline constexpr std::string_view process_fields = "jobid,nodelist,pids";

}  // namespace ms::cmds::sstat

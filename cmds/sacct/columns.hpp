// SPDX-License-Identifier: MIT
// sacct's fields in the order of Slurm's, which is also the order in which abbreviations are looked up.
#pragma once

#include <span>
#include <string_view>

#include "cmds/sacct/line.hpp"
#include "libms/table/column.hpp"

namespace ms::cmds::sacct {

using LineColumn = table::Column<Line, View>;

std::span<const LineColumn> columns();

inline constexpr std::string_view default_fields = "jobid,jobname,partition,account,alloccpus,state,exitcode";
inline constexpr std::string_view brief_fields = "jobid,state,exitcode";
inline constexpr std::string_view long_fields =
    "jobid,jobidraw,jobname,partition,maxvmsize,maxvmsizenode,maxvmsizetask,avevmsize,maxrss,maxrssnode,maxrsstask,"
    "averss,maxpages,maxpagesnode,maxpagestask,avepages,mincpu,mincpunode,mincputask,avecpu,ntasks,alloccpus,elapsed,"
    "state,exitcode,avecpufreq,reqcpufreqmin,reqcpufreqmax,reqcpufreqgov,reqmem,consumedenergy,maxdiskread,"
    "maxdiskreadnode,maxdiskreadtask,avediskread,maxdiskwrite,maxdiskwritenode,maxdiskwritetask,avediskwrite,reqtres,"
    "alloctres,tresusageinave,tresusageinmax,tresusageinmaxnode,tresusageinmaxtask,tresusageinmin,tresusageinminnode,"
    "tresusageinmintask,tresusageintot,tresusageoutmax,tresusageoutmaxnode,tresusageoutmaxtask,tresusageoutave,"
    "tresusageouttot";

}  // namespace ms::cmds::sacct

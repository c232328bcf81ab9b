// SPDX-License-Identifier: MIT
// Everything squeue can show of a job.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libms/model/messages.hpp"
#include "libms/table/column.hpp"

namespace ms::cmds::squeue {

/// A line: a job's record, or with -r one task of its waiting part, or with -P one of the partitions asked for.
struct JobRow {
    const Job* job = nullptr;
    std::optional<std::uint32_t> waiting_task = {};
    std::string_view partition = {};  // the job's own list unless -P
};

/// What all lines share.
struct View {
    Time now;
    std::string cluster;
    std::string date_style;  // SLURM_TIME_FORMAT
    std::size_t task_list_limit = 64;  // SLURM_BITSTR_LEN: longest list of waiting tasks; 0 = any
    bool raw_units = false;
    bool expand_patterns = false;
    const JobsReply* reply = nullptr;  // for its forecasts
    AccountBookPtr book = {};          // where the numbers of associations are shown
};

using JobColumn = table::Column<JobRow, View>;

// By subject; squeue's table is all of them in the order of their names.
std::vector<JobColumn> identity_columns();
std::vector<JobColumn> size_columns();
std::vector<JobColumn> time_columns();
std::vector<JobColumn> foreign_columns();
std::vector<JobColumn> job_columns();

// Values that sorting needs too.
Time shown_start(const Job& job, const View& view);  // a waiting job's begin time counts, or what is forecast
Time shown_end(const Job& job, const View& view);
std::string job_id_text(const JobRow& row, const View& view);
Seconds time_left(const Job& job, Time now);  // precondition: a finite limit
Megabytes minimum_memory(const Job& job);
/// The value of an option that is kept with the job though nothing acts on it.
std::optional<std::string> kept_option(const Job& job, std::string_view name);

}  // namespace ms::cmds::squeue

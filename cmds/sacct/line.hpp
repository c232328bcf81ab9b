// SPDX-License-Identifier: MIT
// One line of sacct: a job as a whole, or one of its steps, with the figures that several columns share.
#pragma once

#include <string>
#include <string_view>

#include "libms/model/messages.hpp"

namespace ms::cmds::sacct {

/// What all lines share.
struct View {
    Time now;
    std::string cluster;
    std::string date_style;        // SLURM_TIME_FORMAT
    char unit = 0;                 // --units; 0 = the one that fits
    bool raw_units = false;        // --noconvert
    bool expand_patterns = false;  // --expand-patterns
    bool clip = false;             // -T: times within the window only
    Time window_start;
    Time window_end;
    AccountBookPtr book = nullptr;  // where somebody asked for what only it knows
};

struct Line {
    const Job& job;
    const Step* step = nullptr;  // null: the job's own line
    bool has_run = false;
    Time start;                  // not set: it has not started
    Time end;                    // not set: it has not ended
    Seconds elapsed{0};
    Seconds suspended{0};
    CpuTime cpu_time;            // of a job: of its ended steps
};

bool has_run(const Job& job);
/// How it was scheduled, spelled as Slurm spells it.
std::string schedule_flags(const Job& job);

Line job_line(const AccountingJob& record, const View& view);
Line step_line(const AccountingJob& record, const Step& step, const View& view);

/// From when it could have started until it did (or until its end or now).
Seconds wait_time(const Line& line, Time now);

}  // namespace ms::cmds::sacct

// SPDX-License-Identifier: MIT
#include "cmds/sacct/dump.hpp"

#include "cmds/sacct/query.hpp"
#include "libms/data_parser/records.hpp"

namespace ms::cmds::sacct {
namespace {

data_parser::StepRecord step_record(const AccountingJob& record, const Step& step, const View& view,
                                    const data_parser::View& shared) {
    const Line line = step_line(record, step, view);
    return {record.job, step, shared, line.elapsed, line.suspended};
}

}  // namespace

void dump_jobs(data_parser::Document& document, const Settings& settings, const AccountingReply& reply,
               const View& view, const std::function<std::string(const Job&)>& script_of) {
    const data_parser::View shared{reply.now, reply.cluster, nullptr, nullptr, view.book.get()};
    document.set_cluster(reply.cluster);
    for (const AccountingJob& record : reply.jobs) {
        if (!also_wanted(settings, record.job, view)) continue;
        const Lines lines = lines_of(settings, record.job);
        const Line line = job_line(record, view);
        data_parser::AccountedJobRecord job{record.job, shared, line.elapsed, line.suspended,
                                            wait_time(line, view.now), line.cpu_time, {}};
        for (const Step& step : record.steps)
            if (lines.shows(step.id)) job.steps.push_back(step_record(record, step, view, shared));
        if (settings.script) job.script = script_of(record.job);
        document.add([&](data_parser::Writer& out) { write_accounted_job(out, job); });
    }
}

}  // namespace ms::cmds::sacct

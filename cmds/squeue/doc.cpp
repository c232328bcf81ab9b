// SPDX-License-Identifier: MIT
#include "cmds/squeue/columns.hpp"
#include "cmds/squeue/options.hpp"
#include "cmds/squeue/run.hpp"

namespace ms::cmds::squeue {

const CommandDoc& doc() {
    static const CommandDoc document{
        "squeue",
        "show the jobs that wait and run",
        "squeue [OPTIONS...]",
        options::rows_of(option_table()),
        [] {
            const auto columns = job_columns();
            return field_docs(std::span<const JobColumn>(columns));
        }(),
    };
    return document;
}

}  // namespace ms::cmds::squeue

// SPDX-License-Identifier: MIT
// Which job or step it is, how it stands and how it ended.
#include "cmds/sacct/cells.hpp"
#include "libms/model/names.hpp"
#include "libms/text/filename.hpp"
#include "libms/text/job.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::sacct::cell {
namespace {

std::string with_step(std::string id, const Step* step) {
    return step ? id + "." + text::format_step(step->id) : id;
}

std::string exit_text(const ExitStatus& exit) { return std::to_string(exit.code) + ":" + std::to_string(exit.signal); }

/// Who cancelled it is told where somebody did: on the job's line, on a step's only if the step alone was meant.
std::string cancelled(const Line& line) {
    const bool whole_job = (line.job.flags & job_cancel_requested) != 0;
    const bool by_somebody = line.step ? line.step->cancelled_by != 0 && !whole_job : whole_job;
    const UserId by = line.step ? line.step->cancelled_by : line.job.cancelled_by;
    return std::string(state_name(JobState::cancelled)) + (by_somebody ? " by " + std::to_string(by) : "");
}

std::string path_text(const Line& line, const View& view, std::string_view pattern) {
    const Job& job = line.job;
    const std::string& directory = job.spec->work_dir;
    if (!view.expand_patterns)
        return pattern.substr(0, 1) == "/" ? std::string(pattern) : directory + "/" + std::string(pattern);
    return text::expand_filename(pattern, text::filename_fields(job), directory);
}

}  // namespace

std::string job_id(const Line& line, const View&) { return with_step(text::shown_job_id(line.job), line.step); }
std::string raw_job_id(const Line& line, const View&) {
    return with_step(std::to_string(line.job.id.value), line.step);
}

std::string state(const Line& line, const View&) {
    const Job& job = line.job;
    if (line.step && line.step->state == JobState::running && job.state == JobState::suspended)
        return std::string(state_name(JobState::suspended));
    const bool of_earlier_size = (job.flags & job_resizing) != 0;
    if (of_earlier_size && (!line.step || line.step->state == JobState::running)) return "RESIZING";
    const JobState state = line.step ? line.step->state : job.state;
    if (state != JobState::cancelled) return std::string(state_name(state));
    // The end of a run that was put back into the queue is no cancellation of the job.
    if (!line.step && (job.flags & (job_requeued | job_requeue_hold))) return "REQUEUED";
    return cancelled(line);
}

std::string exit_code(const Line& line, const View&) { return exit_text(line.step ? line.step->exit : line.job.exit); }
std::string derived_exit_code(const Line& line, const View&) {
    return line.step ? "" : exit_text(line.job.derived_exit);
}

/// What it waited for last: an end is told by its state.
std::string reason(const Line& line, const View&) {
    return line.step ? "" : std::string(reason_name(line.job.waited_for));
}

std::string node_list(const Line& line, const View&) {
    if (line.step && !line.step->node_list.empty()) return line.step->node_list;
    const std::string nodes = text::shown_nodes(line.job);
    return nodes.empty() ? "None assigned" : nodes;
}

std::string qos(const Line& line, const View&) {
    if (line.step) return "";
    return line.job.spec->qos.empty() ? "normal" : line.job.spec->qos;
}

std::string flags(const Line& line, const View&) { return line.step ? "" : schedule_flags(line.job); }

std::string exclusive(const Line& line, const View&) {
    return line.step ? "" : std::string(exclusive_name(line.job.spec->exclusive));
}
std::string oversubscribe(const Line& line, const View& view) {
    if (line.step) return "";
    const JobSpec& spec = *line.job.spec;
    if (spec.exclusive == Exclusive::node) return "NO";
    if (spec.exclusive != Exclusive::no) return exclusive(line, view);
    return spec.oversubscribe ? "YES" : "OK";
}

std::string standard_output(const Line& line, const View& view) {
    if (line.step) return "";
    const std::string& asked = line.job.spec->std_out;
    return path_text(line, view, asked.empty() ? text::default_output_pattern(bool(line.job.array)) : asked);
}
std::string standard_error(const Line& line, const View& view) {
    if (line.step) return "";
    const std::string& asked = line.job.spec->std_err;
    return asked.empty() ? standard_output(line, view) : path_text(line, view, asked);
}
std::string standard_input(const Line& line, const View& view) {
    if (line.step) return "";
    const std::string& asked = line.job.spec->std_in;
    return asked.empty() ? "/dev/null" : path_text(line, view, asked);
}

}  // namespace ms::cmds::sacct::cell

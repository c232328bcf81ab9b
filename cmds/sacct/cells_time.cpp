// SPDX-License-Identifier: MIT
// Instants and durations.
#include "cmds/sacct/cells.hpp"
#include "libms/text/date.hpp"
#include "libms/text/duration.hpp"

namespace ms::cmds::sacct::cell {
namespace {

std::string date(Time time, const View& view, const char* unset = "Unknown") {
    return is_set(time) ? text::format_date(time, view.date_style, view.now) : unset;
}

}  // namespace

std::string submit(const Line& line, const View& view) { return date(line.step ? line.start : line.job.submit, view); }
std::string eligible(const Line& line, const View& view) {
    return date(line.step ? line.start : line.job.eligible, view);
}
std::string start(const Line& line, const View& view) {
    return date(line.start, view, is_set(line.end) ? "None" : "Unknown");
}
std::string end(const Line& line, const View& view) { return date(line.end, view); }

std::string elapsed(const Line& line, const View&) { return text::format_long(line.elapsed); }
std::string suspended(const Line& line, const View&) { return text::format_long(line.suspended); }

std::string time_limit(const Line& line, const View&) {
    return line.step ? "" : text::format_limit_long(line.job.time_limit);
}
std::string time_limit_minutes(const Line& line, const View& view) {
    if (!line.step && line.job.time_limit.is_finite()) return std::to_string(line.job.time_limit.minutes);
    return time_limit(line, view);
}

std::string cpu_time(const Line& line, const View&) { return text::format_long(line.elapsed * cpus_held(line)); }
std::string cpu_time_seconds(const Line& line, const View&) {
    return std::to_string(Seconds(line.elapsed * cpus_held(line)).count());
}

std::string planned(const Line& line, const View& view) {
    return line.step ? "" : text::format_long(wait_time(line, view.now));
}
std::string planned_cpu(const Line& line, const View& view) {
    return line.step ? "" : text::format_long(wait_time(line, view.now) * cpus_asked(line));
}
std::string planned_cpu_seconds(const Line& line, const View& view) {
    return line.step ? "" : std::to_string(Seconds(wait_time(line, view.now) * cpus_asked(line)).count());
}

std::string user_cpu(const Line& line, const View&) { return text::format_cpu_time(line.cpu_time.user); }
std::string system_cpu(const Line& line, const View&) { return text::format_cpu_time(line.cpu_time.system); }
std::string total_cpu(const Line& line, const View&) {
    return text::format_cpu_time(line.cpu_time.total());
}

}  // namespace ms::cmds::sacct::cell

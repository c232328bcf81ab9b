// SPDX-License-Identifier: MIT
#include "cmds/sdiag/run.hpp"
#include "cmds/shared/clusters.hpp"
#include "cmds/shared/opening.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "cmds/sdiag/options.hpp"
#include "libms/client/client.hpp"
#include "libms/data_parser/records.hpp"

namespace ms::cmds::sdiag {
namespace {

using Count = unsigned long long;

Count count(Micros time) { return static_cast<Count>(time.count()); }
Count mean(Micros total, std::uint64_t number) { return number ? count(total) / number : 0; }

/// Text as printf makes it, at the end of what there is.
template <class... T>
void put(std::string& out, const char* format, T... values) {
    char line[256];
    const int size = std::snprintf(line, sizeof line, format, values...);
    out.append(line, static_cast<std::size_t>(std::clamp(size, 0, static_cast<int>(sizeof line) - 1)));
}

/// Sun Nov 22 20:36:23 2026 (1795379783)
std::string instant(Time time) {
    const std::time_t seconds = epoch_seconds(time);
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    char text[64];
    const std::size_t size = std::strftime(text, sizeof text, "%a %b %d %H:%M:%S %Y", &parts);
    return std::string(text, size) + " (" + std::to_string(seconds) + ")";
}

void put_jobs(std::string& out, const Statistics& s) {
    const std::string line(55, '*');
    out += line + "\nsdiag output at " + instant(s.now) + "\nData since      " + instant(s.since) + "\n" + line + "\n";
    put(out, "Server thread count:  %u\n", s.threads);
    put(out, "Agent queue size:     %llu\n", Count{s.agents});
    out += "Agent count:          0\nAgent thread count:   0\nDBD Agent queue size: 0\n\n";
    put(out, "Jobs submitted: %llu\n", Count{s.jobs_submitted});
    put(out, "Jobs started:   %llu\n", Count{s.jobs_started});
    put(out, "Jobs completed: %llu\n", Count{s.jobs_completed});
    put(out, "Jobs canceled:  %llu\n", Count{s.jobs_cancelled});
    put(out, "Jobs failed:    %llu\n\n", Count{s.jobs_failed});
    out += "Job states ts:  " + instant(s.now) + "\n";
    put(out, "Jobs pending:   %llu\n", Count{s.jobs_pending});
    put(out, "Jobs running:   %llu\n\n", Count{s.jobs_running});
}

void put_schedule(std::string& out, const Statistics& s) {
    const CycleFigures& cycles = s.schedule;
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(s.now - s.since).count();
    out += "Main schedule statistics (microseconds):\n";
    put(out, "\tLast cycle:   %llu\n", count(cycles.last));
    put(out, "\tMax cycle:    %llu\n", count(cycles.longest));
    put(out, "\tTotal cycles: %llu\n", Count{cycles.count});
    if (cycles.count) {
        put(out, "\tMean cycle:   %llu\n", mean(cycles.total, cycles.count));
        put(out, "\tMean depth cycle:  %llu\n", Count{cycles.depth / cycles.count});
    }
    if (minutes > 0) put(out, "\tCycles per minute: %llu\n", Count{cycles.count / static_cast<std::uint64_t>(minutes)});
    put(out, "\tLast queue length: %llu\n\n", Count{cycles.queue});
}

void put_backfill(std::string& out, const Statistics& s) {
    const CycleFigures& cycles = s.backfill;
    out += "Backfilling stats";
    if (cycles.count == 0) out += " (no job is backfilled here: each starts in its turn)";
    put(out, "\n\tTotal backfilled jobs (since last slurm start): %llu\n", Count{s.backfilled});
    put(out, "\tTotal backfilled jobs (since last stats cycle start): %llu\n", Count{s.backfilled});
    out += "\tTotal backfilled heterogeneous job components: 0\n";
    put(out, "\tTotal cycles: %llu\n", Count{cycles.count});
    out += "\tLast cycle when: " + (is_set(cycles.last_at) ? instant(cycles.last_at) : std::string("N/A")) + "\n";
    put(out, "\tLast cycle: %llu\n\tMax cycle:  %llu\n", count(cycles.last), count(cycles.longest));
    put(out, "\tLast queue length: %llu\n\n", Count{cycles.queue});
}

void put_requests(std::string& out, std::vector<RequestCount> rows, Order order, const char* format) {
    const auto before = [order](const RequestCount& a, const RequestCount& b) {
        switch (order) {
            case Order::number: return a.number < b.number;
            case Order::total_time: return a.time > b.time;
            case Order::mean_time: return mean(a.time, a.count) > mean(b.time, b.count);
            case Order::count: break;
        }
        return a.count > b.count;
    };
    std::stable_sort(rows.begin(), rows.end(), before);
    for (const RequestCount& row : rows)
        put(out, format, row.name.c_str(), row.number, Count{row.count}, mean(row.time, row.count), count(row.time));
}

std::string text_of(const Statistics& s, Order order) {
    std::string out;
    put_jobs(out, s);
    put_schedule(out, s);
    put_backfill(out, s);
    put(out, "Transactions of the database\n\tTotal: %llu\n\tMean time: %llu\n\n", Count{s.commits},
        mean(s.commit_time, s.commits));
    out += "Remote Procedure Call statistics by message type\n";
    put_requests(out, s.by_kind, order, "\t%-40s(%5u) count:%-6llu ave_time:%-6llu total_time:%llu\n");
    out += "\nRemote Procedure Call statistics by user\n";
    put_requests(out, s.by_user, order, "\t%-16s(%8u) count:%-6llu ave_time:%-6llu total_time:%llu\n");
    out += "\nPending RPC statistics\n\tNo pending RPCs\n";
    return out;
}

/// Its complaints have no name before them, as Slurm's.
int refuse(const CommandContext& context, const char* what, const Error& error) {
    const std::string line = std::string(what) + ": " + error.message + "\n";
    std::fwrite(line.data(), 1, line.size(), context.err);
    return 255;
}

/// --json and --yaml.
int dump(const CommandContext& context, const data_parser::Style& style) {
    auto document = data_parser::Document::of_one(context, style, data_parser::Source::controller, "statistics");
    const auto figures = client::ask<Statistics>(*context.client, StatisticsQuery{});
    if (!figures) {
        document.error(figures.error(), "slurm_get_statistics");
        document.add([](data_parser::Writer& out) { write_statistics(out, {}); });
        return refuse(context, "slurm_get_statistics", figures.error());
    }
    document.add([&](data_parser::Writer& out) { write_statistics(out, *figures); });
    return 0;
}

}  // namespace

int run(const CommandContext& context) {
    const auto opened = Opening<Settings>{doc(), option_table(), ""}.open(context);
    if (!opened) return opened.error();
    const Settings& settings = opened->settings;
    if (!is_for_this_cluster(context, settings.clusters)) return 1;
    if (settings.reset) {
        const auto done = client::ask<Done>(*context.client, StatisticsQuery{true});
        if (!done) return refuse(context, "slurm_reset_statistics", done.error());
        context.print("Reset scheduling statistics\n");
        return 0;
    }
    if (const std::string text = dump_information(settings); !text.empty()) {
        context.print(text);
        return 0;
    }
    if (settings.dump) return dump(context, *settings.dump);
    const auto figures = client::ask<Statistics>(*context.client, StatisticsQuery{});
    if (!figures) return refuse(context, "slurm_get_statistics", figures.error());
    context.print(text_of(*figures, settings.order));
    return 0;
}

}  // namespace ms::cmds::sdiag

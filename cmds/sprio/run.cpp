// SPDX-License-Identifier: MIT
#include "cmds/sprio/run.hpp"

#include <algorithm>

#include "cmds/shared/clusters.hpp"
#include "cmds/shared/listing.hpp"
#include "cmds/shared/opening.hpp"
#include "cmds/sprio/columns.hpp"
#include "cmds/sprio/options.hpp"
#include "libms/base/contains.hpp"
#include "libms/client/client.hpp"
#include "libms/model/qos_priority.hpp"
#include "libms/table/table.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sprio {
namespace {

std::string format_of(const Settings& settings, std::uint32_t qos_weight) {
    if (settings.format) return *settings.format;
    if (settings.wide) return "%.15i %9r %.8u %.10Y %.10S %.10A %.10B %.10F %.10J %.10P %.10Q %.11N %.20T";
    if (settings.normalized) return std::string("%.15i %9r ") + (settings.by_user ? "%.8u " : "") + "%10y %10a" + (qos_weight ? " %10q" : "");
    return std::string("%.15i %9r ") + (settings.by_user ? "%.8u " : "") + "%.10Y %.10S %.10A" + (qos_weight ? " %.10Q" : "");
}

/// PriorityWeightQOS, which the daemon's configuration tells.
Result<std::uint32_t> weight_of(client::Client& client) {
    const auto config = client::ask<ConfigReply>(client, ConfigQuery{});
    if (!config) return Failure(config.error());
    for (const auto& [key, value] : config->values)
        if (key == "PriorityWeightQOS") return static_cast<std::uint32_t>(text::parse_unsigned(value).value_or(0));
    return 0u;
}

/// Those that wait for nothing but their turn.
bool is_in_turn(const Job& job, Time now) {
    return job.state == JobState::pending && job.priority != 0 && is_set(job.eligible) && job.eligible <= now;
}

/// Or the first letter, from the end, that no column has.
std::optional<char> sort_rows(std::vector<Row>& rows, const std::string& letters, const Context& context) {
    for (std::size_t at = letters.size(); at-- > 0;) {
        if (letters[at] == '-' || letters[at] == '+' || letters[at] == ',') continue;
        const std::size_t index = table::find_letter(columns(), letters[at]);
        if (index == columns().size()) return letters[at];
        const bool down = at > 0 && letters[at - 1] == '-';
        const auto value = [&](const Row& row) { return columns()[index].value(row, context); };
        std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
            const std::string left = value(down ? b : a), right = value(down ? a : b);
            const auto x = text::parse_unsigned(left), y = text::parse_unsigned(right);
            return x && y ? *x < *y : left < right;
        });
    }
    return std::nullopt;
}

int show(const CommandContext& context, const Settings& settings) {
    if (!is_for_this_cluster(context, settings.clusters)) return 1;
    for (const std::string& name : settings.unknown_users) context.error("Invalid user: " + name + "\n");
    const auto weight = weight_of(*context.client);
    const auto accounts = client::ask<AccountsReply>(*context.client, AccountsQuery{});
    const auto jobs = client::ask<JobsReply>(*context.client, JobsQuery{settings.filter});
    for (const Error* error : {weight ? nullptr : &weight.error(), accounts ? nullptr : &accounts.error(), jobs ? nullptr : &jobs.error()})
        if (error) {
            context.error(error->message);
            return 1;
        }
    auto layout = table::letter_layout(format_of(settings, *weight), columns());
    for (const std::string& name : layout.unknown) context.error("Invalid job format specification: " + name);
    std::erase_if(layout.slots, [](const table::Slot& slot) { return slot.column == table::Slot::text_only; });
    std::vector<Row> rows;
    if (settings.weights) rows.push_back({});
    else
        for (const JobPtr& job : jobs->jobs) {
            if (!is_in_turn(*job, jobs->now)) continue;
            const std::uint32_t by_qos = job->spec->priority_set == Choice::yes ? 0 : qos_priority(*accounts->book, job->spec->qos, *weight);
            const auto by_order = static_cast<std::int64_t>(job->priority) - by_qos + job->spec->nice;
            for (const std::string& partition : text::split_list(job->partition))
                if (settings.partitions.empty() || contains(settings.partitions, partition))
                    rows.push_back({job.get(), partition, static_cast<std::uint32_t>(by_order), by_qos});
        }
    if (rows.empty() && !settings.filter.jobs.empty()) {
        context.print("Unable to find jobs matching user/id(s) specified\n");
        return 0;
    }
    const Context shared{jobs->cluster, *weight};
    const auto unknown = sort_rows(rows, settings.sort, shared);
    if (unknown) {
        rows.clear();  // the header alone still comes out, as in Slurm
        context.error(std::string("Invalid sort specification: ") + *unknown);
    }
    table::Table<Column> listing(columns(), layout);
    std::string out;
    if (settings.header) listing.put_header(out);
    for (const Row& row : rows) listing.put_row(out, row, shared);
    context.print(out);
    return unknown ? 1 : 0;
}

}  // namespace

int run(const CommandContext& context) {
    auto opened = Opening<Settings>{doc(), option_table(), ""}.open(context);
    if (!opened) return opened.error();
    if (const auto taken = take_operands(opened->settings, std::move(opened->operands)); !taken) {
        context.error(taken.error().message);
        if (taken.error().code == Errc::usage) context.print(options::usage_text(doc().name, "", doc().rows));
        return 1;
    }
    if (opened->settings.help_letters) {
        context.print(letters_text(columns()));
        return 0;
    }
    return show(context, opened->settings);
}

}  // namespace ms::cmds::sprio

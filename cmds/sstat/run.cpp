// SPDX-License-Identifier: MIT
#include "cmds/sstat/run.hpp"

#include <algorithm>

#include "cmds/sstat/columns.hpp"
#include "cmds/sstat/options.hpp"
#include "libms/client/client.hpp"

namespace ms::cmds::sstat {
namespace {

std::string fields_text() {
    std::vector<std::string_view> names;
    for (const UsageColumn& column : columns()) names.push_back(column.name);
    return table::name_grid(names);
}

int answer(const CommandContext& context, Question question) {
    switch (question) {
        case Question::help: context.print(options::help_text(doc().usage, doc().rows)); break;
        case Question::usage: context.print(options::usage_text(doc().name, "-j job[.step]", doc().rows)); break;
        case Question::version: context.print(std::string(slurm_version) + "\n"); break;
        case Question::fields: context.print(fields_text()); break;
        case Question::none: break;
    }
    return 0;
}

/// Without -a and without a step's name: the first numbered one, or what else there is.
std::vector<StepUsage> wanted(const Settings& settings, const JobSelector& selector, std::vector<StepUsage> steps) {
    if (settings.all_steps || selector.has_step || steps.size() < 2) return steps;
    const auto numbered = std::find_if(steps.begin(), steps.end(), [](const StepUsage& each) { return each.step.id >= 0; });
    return {numbered == steps.end() ? steps.front() : *numbered};
}

/// Slurm goes on with the next one, and ends with 0.
void complain(const CommandContext& context, const JobSelector& selector, const JobUsage& usage) {
    if (usage.code == Errc::access_denied)
        context.error("problem getting step_layout for StepId=" + selector.text + ": Invalid user id");
    else if (usage.code != Errc::ok)
        context.error("couldn't get steps for job " + selector.text.substr(0, selector.text.find('.')));
    else if (selector.has_step)
        context.error("StepId=" + selector.text + " not found running.");
    else
        context.error("No steps running for job " + selector.text);
}

int show(const CommandContext& context, const Settings& settings, std::vector<table::Field> fields) {
    const table::FieldTable<UsageColumn> listing(columns(), std::move(fields), settings.style);
    std::string out;
    if (settings.header) listing.put_header(out);
    context.print(out);
    std::fflush(context.out);
    auto reply = client::ask<StepUsageReply>(*context.client, StepUsageQuery{settings.jobs});
    if (!reply) {
        context.error(reply.error().message);
        return 1;
    }
    const SizeStyle style{0, settings.raw_units};
    for (std::size_t at = 0; at < reply->jobs.size() && at < settings.jobs.size(); ++at) {
        JobUsage& job = reply->jobs[at];
        if (job.steps.empty()) complain(context, settings.jobs[at], job);
        out.clear();
        for (const StepUsage& step : wanted(settings, settings.jobs[at], std::move(job.steps)))
            listing.put_row(out, step, style);
        context.print(out);
    }
    return 0;
}

}  // namespace

int run(const CommandContext& context) {
    const auto rows = options::rows_of(option_table());
    const auto line = options::parse(rows, context.words, options::Order::permute);
    if (!line) return context.usage_error(line.error().message, 1);
    Settings settings;
    auto applied = options::apply(option_table(), line->given, settings);
    for (const std::string& word : line->operands)
        if (applied) applied = add_jobs(settings, word);
    if (!applied) {
        if (applied.error().code == Errc::usage) context.fatal(applied.error().message);
        else context.error(applied.error().message);
        return 1;
    }
    if (settings.question != Question::none) return answer(context, settings.question);
    if (settings.fields.empty()) settings.fields = settings.processes ? process_fields : default_fields;
    auto fields = table::parse_fields(settings.fields, columns());
    if (!fields) {
        context.error(fields.error().message);
        return 1;
    }
    if (settings.jobs.empty()) {
        context.error("You didn't give me any jobs to stat.");
        return 1;
    }
    return show(context, settings, std::move(*fields));
}

}  // namespace ms::cmds::sstat

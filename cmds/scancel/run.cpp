// SPDX-License-Identifier: MIT
#include "cmds/scancel/run.hpp"

#include <array>

#include "cmds/scancel/options.hpp"
#include "cmds/shared/clusters.hpp"
#include "libms/client/client.hpp"
#include "libms/model/states.hpp"
#include "libms/options/no_effect.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/job.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::scancel {
namespace {

/// Errors of the words: Slurm prints those of -s and -t (Errc::usage here) without its name before them.
int report(const CommandContext& context, const Error& error) {
    if (error.code == Errc::usage)
        std::fprintf(context.err, "%s\n", error.message.c_str());
    else
        context.error(error.message);
    return 1;
}

Result<void> add_operands(const std::vector<std::string>& operands, JobFilter& filter) {
    for (const std::string& operand : operands) {
        auto selectors = text::parse_selectors(operand);
        if (!selectors) return fail(Errc::invalid_job_id, "Invalid job id " + operand);
        filter.jobs.insert(filter.jobs.end(), selectors->begin(), selectors->end());
    }
    return {};
}

Result<Settings> read_settings(const std::vector<options::Given>& given, const std::vector<std::string>& operands) {
    Settings settings;
    MS_TRY(options::apply(option_table(), options::from_environment(doc().rows), settings));
    MS_TRY(options::apply(option_table(), given, settings));
    MS_TRY(add_operands(operands, settings.request.filter));
    return settings;
}

bool is_step(const std::string& id) { return id.find('.') != std::string::npos; }

void tell_failure(const CommandContext& context, const std::string& id, Errc code) {
    context.error("Kill job error on job " + std::string(is_step(id) ? "step id " : "id ") + id + ": " + std::string(error_text(code)));
}

/// -i. The question goes to standard output, the answer is a line of standard input; the end of input is a no.
bool confirmed(const CommandContext& context, const std::string& id, const Job& job) {
    context.print("Cancel job_id=" + id + " name=" + job.spec->name + " partition=" + job.partition + " [y/n]? ");
    std::fflush(context.out);
    std::array<char, 256> answer{};
    if (!std::fgets(answer.data(), answer.size(), context.in)) return false;
    return answer[0] == 'y' || answer[0] == 'Y';
}

/// A job in words that are a selector again: shown_job_id shortens the waiting part of a long array.
std::string selector_text(const Job& job) {
    const bool waiting_part = job.array && !job.array.is_task;
    return waiting_part ? std::to_string(job.array.master_id.value) + "_*" : text::shown_job_id(job);
}

/// What the user agrees to end: each id as it was given, or else each job that matches.
struct Choice {
    std::vector<JobSelector> jobs;
    bool missed = false;  // an id that is no job's
};
Result<Choice> choose(const CommandContext& context, const JobFilter& filter) {
    std::vector<JobFilter> questions(filter.jobs.empty() ? 1 : filter.jobs.size(), filter);
    for (std::size_t i = 0; i < filter.jobs.size(); ++i) questions[i].jobs = {filter.jobs[i]};
    Choice choice;
    for (const JobFilter& question : questions) {
        const auto found = client::ask<JobsReply>(*context.client, JobsQuery{question});
        if (!found) return Failure(found.error());
        if (!question.jobs.empty() && found->jobs.empty()) {
            tell_failure(context, question.jobs[0].text, Errc::invalid_job_id);
            choice.missed = true;
        }
        for (const JobPtr& job : found->jobs) {
            if (is_terminal(job->state)) continue;
            const bool by_id = !question.jobs.empty();
            const std::string id = by_id ? question.jobs[0].text : text::shown_job_id(*job);
            if (confirmed(context, id, *job)) {
                auto selector = by_id ? question.jobs[0] : text::parse_selector(selector_text(*job));
                if (!selector) return Failure(selector.error());
                choice.jobs.push_back(std::move(*selector));
            }
            if (by_id) break;  // an array is one question
        }
    }
    return choice;
}

void tell_attempt(const CommandContext& context, const Settings& settings, const std::string& id) {
    const std::string what = (is_step(id) ? "step " : "job ") + id;
    const int signal = settings.request.signal;
    context.info(settings.signalled ? "Signal " + std::to_string(signal) + " to " + what : "Terminating " + what);
}

/// The status an error leads to. Slurm 22.05 ended with the low byte of the code; of later releases 1 is known for
/// all but these two kinds.
int status_of(const JobResult& result) {
    const bool low_byte = result.code == Errc::access_denied || is_step(result.text);
    return low_byte ? static_cast<int>(result.code) & 0xFF : 1;
}

/// Tell the results; the first error gives the status. Without filter and signal, a job that is not there or has
/// ended is what was wanted: that is told with -v only and never a failure.
int tell_results(const CommandContext& context, const Settings& settings, const std::vector<JobResult>& results) {
    int status = 0;
    for (const JobResult& result : results) {
        if (settings.verbose > 0) tell_attempt(context, settings, result.text);
        if (result.code == Errc::ok) continue;
        const bool gone = result.code == Errc::invalid_job_id || result.code == Errc::job_already_done;
        const bool plain = !settings.filtered && !settings.signalled && !is_step(result.text);
        const bool told = !gone || settings.verbose > 0 || (!plain && !settings.quiet);
        if (told) tell_failure(context, result.text, result.code);
        if (!(gone && plain) && status == 0) status = status_of(result);
    }
    return status;
}

/// job_name=x partition=debug …, in Slurm's order.
std::string filter_text(const Settings& settings) {
    const JobFilter& filter = settings.request.filter;
    std::string text;
    const auto add = [&](std::string_view label, const std::string& value) { text += std::string(label) + "=" + value + " "; };
    const auto add_list = [&](std::string_view label, const std::vector<std::string>& names) {
        if (!names.empty()) add(label, names.front());
    };
    add_list("account", filter.accounts);
    add_list("job_name", filter.names);
    if (!filter.nodes.empty()) add("nodelist", text::fold_hostlist(filter.nodes));
    add_list("partition", filter.partitions);
    add_list("qos", filter.qos);
    add_list("reservation", filter.reservations);
    for (const StateRow& row : state_rows())
        if (filter.states & 1u << static_cast<unsigned>(row.state)) add("state", std::string(row.name));
    if (!settings.user.empty()) add("user_name", settings.user);
    add_list("wckey", filter.wckeys);
    return text;
}

int cancel(const CommandContext& context, Settings settings) {
    if (settings.interactive) {
        auto choice = choose(context, settings.request.filter);
        if (!choice) return report(context, choice.error());
        if (choice->jobs.empty()) return choice->missed ? 1 : 0;
        settings.request.filter.jobs = std::move(choice->jobs);
    }
    const auto reply = client::ask<JobResults>(*context.client, settings.request);
    if (!reply) return report(context, reply.error());
    if (reply->results.empty() && settings.verbose > 0 && settings.filtered)
        context.error("No active jobs match ALL job filters, including: " + filter_text(settings));
    return tell_results(context, settings, reply->results);
}

}  // namespace

int run(const CommandContext& context) {
    const auto line = options::parse(doc().rows, context.words, options::Order::permute);
    if (!line) return context.usage_error(line.error().message, 1);
    const auto settings = read_settings(line->given, line->operands);
    if (!settings) return report(context, settings.error());
    if (settings->help) context.print(options::help_text(doc().usage, doc().rows));
    else if (settings->usage) context.print(options::usage_text(doc().name, "[job_id...]", doc().rows));
    else if (settings->version) context.print(std::string(slurm_version) + "\n");
    if (settings->help || settings->usage || settings->version) return 0;
    options::tell_no_effect_if_verbose(context, doc().rows, line->given);
    if (!is_for_this_cluster(context, settings->clusters)) return 1;
    if (!settings->filtered && settings->request.filter.jobs.empty()) {
        context.error("No job identification provided");
        return 1;
    }
    return cancel(context, *settings);
}

}  // namespace ms::cmds::scancel

// SPDX-License-Identifier: MIT
#include "cmds/scrontab/run.hpp"

#include <unistd.h>

#include <array>

#include "cmds/scrontab/edit.hpp"
#include "cmds/scrontab/entries.hpp"
#include "cmds/scrontab/options.hpp"
#include "cmds/shared/opening.hpp"
#include "libms/base/fd.hpp"
#include "libms/client/client.hpp"

namespace ms::cmds::scrontab {
namespace {

constexpr std::size_t size_limit = 4u << 20;  // bytes, as of a batch script
constexpr const char* template_text =
    "# Recurring jobs, one a line: minute hour day month weekday command\n"
    "# \"#SCRON --option\" lines above an entry hold its options of sbatch.\n";

using Wanted = CrontabRequest::Action;

int failed(const CommandContext& context, const Error& error) {
    context.error(error.message);
    return 1;
}

Result<CrontabReply> ask(const CommandContext& context, const Owner& owner, Wanted action, std::string text = {},
                         std::vector<CrontabJob> jobs = {}) {
    return client::ask<CrontabReply>(*context.client, CrontabRequest{owner.uid, action, std::move(text), std::move(jobs)});
}

Result<void> install(const CommandContext& context, const Settings& settings, const Owner& owner, const std::string& text) {
    auto jobs = jobs_of(context, text, owner);
    if (!jobs) return Failure(jobs.error());
    std::vector<std::uint32_t> lines;
    for (const CrontabJob& job : *jobs) lines.push_back(job.line);
    const auto reply = ask(context, owner, text.empty() ? Wanted::remove : Wanted::replace, text, std::move(*jobs));
    if (!reply) return Failure(reply.error());
    for (const std::string& warning : reply->warnings) context.warning(warning);
    if (settings.verbose > 0)
        for (std::size_t i = 0; i < reply->jobs.size() && i < lines.size(); ++i)
            context.info("line " + std::to_string(lines[i]) + ": job " + std::to_string(reply->jobs[i].value));
    return {};
}

Result<std::string> text_of(const std::string& operand) {
    if (operand == "-") return read_to_end(STDIN_FILENO, size_limit);
    return read_file(operand, size_limit);
}

int list(const CommandContext& context, const CrontabReply& now) {
    context.print(now.text);
    return 0;
}

int remove(const CommandContext& context, const Owner& owner) {
    const auto reply = ask(context, owner, Wanted::remove);
    return reply ? 0 : failed(context, reply.error());
}

/// Whether somebody is there who wants to try again; the end of input is a no.
bool tries_again(const CommandContext& context) {
    context.print("Do you want to edit it again? (y/n) ");
    std::fflush(context.out);
    std::array<char, 256> answer{};
    return std::fgets(answer.data(), answer.size(), context.in) && (answer[0] == 'y' || answer[0] == 'Y');
}

int edit(const CommandContext& context, const Settings& settings, const Owner& owner, const CrontabReply& now) {
    const std::string before = now.exists ? now.text : template_text;
    const auto file = EditedFile::create(before);
    if (!file) return failed(context, file.error());
    for (;;) {
        const auto after = file->edit();
        if (!after) return failed(context, after.error());
        if (*after == before) {
            context.info("no changes made to the crontab");
            return 0;
        }
        const auto installed = install(context, settings, owner, *after);
        if (installed) return 0;
        context.error(installed.error().message);
        if (!tries_again(context)) return 1;
    }
}

int no_crontab(const CommandContext& context, const Owner& owner) {
    context.info("no crontab for " + owner.name);
    return 1;
}

}  // namespace

int run(const CommandContext& context) {
    const Opening<Settings> opening{doc(), option_table(), "file|- | -e|-l|-r"};
    const auto opened = opening.open(context);
    if (!opened) return opened.error();
    const auto& [settings, operands, given] = *opened;
    const bool installs = settings.action == Action::install;
    if (operands.size() != (installs ? 1 : 0))
        return context.usage_error(installs ? "a file, or one of -e, -l and -r, is needed" : "-e, -l and -r take no file", 1);
    const Owner owner = settings.owner.value_or(myself());
    if (installs) {
        const auto text = text_of(operands[0]);
        if (!text) return failed(context, text.error());
        const auto done = install(context, settings, owner, *text);
        return done ? 0 : failed(context, done.error());
    }
    const auto now = ask(context, owner, Wanted::read);
    if (!now) return failed(context, now.error());
    if (settings.action == Action::edit) return edit(context, settings, owner, *now);
    if (!now->exists) return no_crontab(context, owner);
    return settings.action == Action::list ? list(context, *now) : remove(context, owner);
}

}  // namespace ms::cmds::scrontab

// SPDX-License-Identifier: MIT
#include "cmds/sacct/run.hpp"

#include <algorithm>
#include <unistd.h>
#include <utility>

#include "cmds/sacct/columns.hpp"
#include "cmds/sacct/dump.hpp"
#include "cmds/sacct/query.hpp"
#include "cmds/shared/date_style.hpp"
#include "cmds/shared/setters.hpp"
#include "cmds/shared/terminal.hpp"
#include "libms/base/give_way.hpp"
#include "libms/base/letters.hpp"
#include "libms/client/client.hpp"
#include "libms/text/job.hpp"

namespace ms::cmds::sacct {
namespace {

constexpr std::size_t flush_at = 1 << 16;
constexpr std::uint32_t page_size = 4096;  // jobs a request

/// Slurm's sacct has three voices: bad words of the command line are fatal, a bad time comes without a prefix.
int refuse(const CommandContext& context, const Error& error) {
    if (error.code == Errc::invalid_time) {
        const std::string line = error.message + "\n";
        std::fwrite(line.data(), 1, line.size(), context.err);
    } else if (error.code == Errc::usage) {
        context.fatal(context.tell_all_but_last_line(error.message));
    } else {
        context.error(error.message);
    }
    return 1;
}

std::string_view usage() { return "Usage: sacct [options]\n\tUse --help for help\n"; }

Result<Settings> read_settings(const std::vector<const options::Row*>& rows, const options::CommandLine& line) {
    Settings from_environment, settings;
    MS_TRY(options::apply(option_table(), options::from_environment(rows), from_environment));
    MS_TRY(options::apply(option_table(), line.given, settings));
    // Formats of one command line add up; the environment's only stands in for a missing one.
    if (settings.wide && !settings.fields.empty()) return fail(Errc::usage, std::string(format_or_long));
    const auto add = [&](std::string_view more) {
        settings.fields += (settings.fields.empty() ? "" : ",") + std::string(more);
    };
    if (settings.brief) add(brief_fields);
    if (settings.wide) add(long_fields);
    if (settings.fields.empty()) settings.fields = std::move(from_environment.fields);
    if (settings.fields.empty()) settings.fields = default_fields;
    return settings;
}

std::string fields_text() {
    std::vector<std::string_view> names;
    for (const LineColumn& column : columns()) names.push_back(column.name);
    return table::name_grid(names);
}

std::string states_text() {
    std::string text;
    for (const StateRow& row : state_rows()) text += std::string(row.name) + "\n";
    for (const StateFlagRow& row : state_flag_rows()) text += std::string(row.name) + "\n";
    return text;
}

std::string reasons_text() {
    std::string text;
    for (std::uint16_t number = 0; number < 256; ++number) {
        const std::string_view name = reason_name(static_cast<Reason>(number));
        if (number == 0 || name != reason_name(Reason::none)) text += std::string(name) + "\n";
    }
    return text;
}

int answer(const CommandContext& context, Question question) {
    switch (question) {
        case Question::help: context.print(options::help_text(doc().usage, doc().rows)); break;
        case Question::usage: context.print(usage()); break;
        case Question::version: context.print(std::string(slurm_version) + "\n"); break;
        case Question::fields: context.print(fields_text()); break;
        case Question::states: context.print(states_text()); break;
        case Question::reasons: context.print(reasons_text()); break;
        case Question::completion: std::fputs("Slurm job completion is disabled\n", context.err); return 1;
        case Question::none: break;
    }
    return 0;
}

/// Most listings are faster without what the book knows.
bool needs_book(const Settings& settings, const std::vector<table::Field>& fields) {
    const auto names_it = [](const table::Field& field) { return columns()[field.column].name == "AssocID"; };
    return settings.dump || !settings.associations.empty() || std::any_of(fields.begin(), fields.end(), names_it);
}

Result<AccountBookPtr> book_for(const CommandContext& context, const Settings& settings, const std::vector<table::Field>& fields) {
    if (!needs_book(settings, fields)) return AccountBookPtr{};
    auto site = client::ask<AccountsReply>(*context.client, AccountsQuery{});
    if (!site) return Failure(site.error());
    return site->book;
}

/// -q: a quality of service that does not exist is told, and not taken for one without jobs.
Result<void> check_qos(const CommandContext& context, const Settings& settings) {
    if (settings.qos.empty()) return {};
    const auto site = client::ask<AccountsReply>(*context.client, AccountsQuery{});
    if (!site) return Failure(site.error());
    for (const std::string& name : settings.qos) {
        if (site->book->find_qos(to_lower(name))) continue;
        context.error(unknown_qos_text(*site->book, name));
        return fail(Errc::usage, "problem processing qos list");
    }
    return {};
}

View make_view(const Settings& settings, const AccountingQuery& query, const AccountingReply& reply, AccountBookPtr book) {
    View view;
    view.now = reply.now;
    view.cluster = reply.cluster;
    view.date_style = date_style();
    view.unit = settings.unit;
    view.raw_units = settings.raw_units;
    view.expand_patterns = settings.expand_patterns;
    view.clip = settings.truncate;
    view.window_start = query.window_start;
    view.window_end = query.window_end;
    view.book = std::move(book);
    return view;
}

/// --array: the waiting part of an array task by task.
std::vector<AccountingJob> each_task(const AccountingJob& record) {
    std::vector<AccountingJob> tasks;
    for (const std::uint32_t index : record.job.array.waiting.indices()) {
        tasks.push_back(record);
        ArrayPart& array = tasks.back().job.array;
        array.is_task = true;
        array.task_id = index;
        array.waiting = {};
    }
    return tasks;
}

/// The lines of one record.
class Listing {
  public:
    Listing(const Settings& settings, std::vector<table::Field> fields, const View& view)
        : settings_(settings), view_(view), table_(columns(), std::move(fields), settings.style) {}

    void put_header(std::string& out) const { table_.put_header(out); }
    void put(std::string& out, const AccountingJob& record) const {
        if (!also_wanted(settings_, record.job, view_)) return;
        if (!settings_.each_task || record.job.array.waiting.empty()) return put_lines(out, record);
        for (const AccountingJob& task : each_task(record)) put_lines(out, task);
    }

  private:
    void put_lines(std::string& out, const AccountingJob& record) const {
        const Lines lines = lines_of(settings_, record.job);
        if (lines.job) table_.put_row(out, job_line(record, view_), view_);
        for (const Step& step : record.steps)
            if (lines.shows(step.id)) table_.put_row(out, step_line(record, step, view_), view_);
    }

    const Settings& settings_;
    const View& view_;
    table::FieldTable<LineColumn> table_;
};

/// Page by page: what is on record may be more than memory has room for.
template <class Use>
Result<void> for_each_page(const CommandContext& context, AccountingQuery query, Use use) {
    query.page_size = page_size;
    do {
        const auto reply = client::ask<AccountingReply>(*context.client, query);
        if (!reply) return Failure(reply.error());
        if (query.page_start == 0 && reply->next_page != 0) give_way();  // as msd does where it reads the others
        use(*reply);
        query.page_start = reply->next_page;
    } while (query.page_start != 0);
    return {};
}

int print_listing(const CommandContext& context, const Settings& settings, const std::vector<table::Field>& fields,
                  const AccountingQuery& query) {
    std::string out;
    bool first = true;
    const auto book = book_for(context, settings, fields);
    if (!book) return refuse(context, book.error());
    const auto asked = for_each_page(context, query, [&](const AccountingReply& reply) {
        const View view = make_view(settings, query, reply, *book);
        const Listing listing(settings, fields, view);
        if (std::exchange(first, false) && settings.header) listing.put_header(out);
        for (const AccountingJob& record : reply.jobs) {
            listing.put(out, record);
            if (out.size() < flush_at) continue;
            context.print(out);
            out.clear();
        }
    });
    context.print(out);
    return asked ? 0 : refuse(context, asked.error());
}

bool asks_for_texts_of_all(const Settings& settings) {
    return (settings.script || settings.environment) && settings.jobs.empty();
}
Error names_no_jobs(const Settings& settings) {
    return {Errc::usage, std::string("When requesting job ") + (settings.script ? "scripts" : "environment") +
                             " you must also request specific jobs with the '-j' option."};
}

/// -B or --env-vars: one text a job, under a title.
int print_texts(const CommandContext& context, const Settings& settings, const AccountingReply& reply) {
    for (const AccountingJob& record : reply.jobs) {
        auto text = client::ask<JobTextReply>(*context.client, JobTextQuery{record.job.id, settings.environment});
        if (!text && text.error().code != Errc::job_script_missing) return refuse(context, text.error());
        std::string body = text ? std::move(text->text) : std::string();
        std::replace(body.begin(), body.end(), '\0', '\n');  // the entries of an environment
        if (body.empty()) body = "NONE\n";
        const std::string id = text::shown_job_id(record.job);
        context.print((settings.environment ? "Environment used for " + id + " (must be batch to display)"
                                            : "Batch Script for " + id) +
                      "\n" + std::string(80, '-') + "\n" + body + "\n");
    }
    return 0;
}

/// --json and --yaml. What is wrong stands in the answer's `errors`, too.
int dump(const CommandContext& context, const Settings& settings) {
    data_parser::Document document(context, *settings.dump, data_parser::Source::accounting, "jobs");
    const auto failed = [&](const Error& error) {
        document.error(error, "slurmdb_jobs_get");
        return refuse(context, error);
    };
    if (asks_for_texts_of_all(settings)) return failed(names_no_jobs(settings));
    const auto query = make_query(settings, getuid(), context.now);
    if (!query) return failed(query.error());
    const auto script_of = [&](const Job& job) {
        auto text = client::ask<JobTextReply>(*context.client, JobTextQuery{job.id, false});
        return text ? std::move(text->text) : std::string();
    };
    const auto book = book_for(context, settings, {});
    if (!book) return failed(book.error());
    const auto asked = for_each_page(context, *query, [&](const AccountingReply& reply) {
        dump_jobs(document, settings, reply, make_view(settings, *query, reply, *book), script_of);
    });
    return asked ? 0 : failed(asked.error());
}

int show(const CommandContext& context, Settings settings, const std::vector<table::Field>& fields) {
    settings.style.tints = wants_colours(context.out);
    const bool texts = settings.script || settings.environment;
    if (asks_for_texts_of_all(settings)) return refuse(context, names_no_jobs(settings));
    if (const auto checked = check_qos(context, settings); !checked) return refuse(context, checked.error());
    const auto query = make_query(settings, getuid(), context.now);
    if (!query) return refuse(context, query.error());
    if (!texts) return print_listing(context, settings, fields, *query);
    const auto reply = client::ask<AccountingReply>(*context.client, *query);
    if (!reply) return refuse(context, reply.error());
    return print_texts(context, settings, *reply);
}

}  // namespace

int run(const CommandContext& context) {
    const auto rows = options::rows_of(option_table());
    const auto line = options::parse(rows, context.words, options::Order::permute);
    if (!line) {
        context.info(line.error().message);
        return 1;
    }
    if (!line->operands.empty()) {
        context.error("Unknown arguments:");
        for (const std::string& word : line->operands) context.error(" " + word);
        return 1;
    }
    const auto settings = read_settings(rows, *line);
    if (!settings) return refuse(context, settings.error());
    if (settings->question != Question::none) return answer(context, settings->question);

    if (const std::string text = dump_information(*settings); !text.empty()) {
        context.print(text);
        return 0;
    }
    if (settings->dump) return dump(context, *settings);

    auto fields = table::parse_fields(settings->fields, columns(), table::ZeroWidth::hidden);
    if (!fields) {
        context.error(fields.error().message);
        return 1;
    }
    return show(context, *settings, *fields);
}

}  // namespace ms::cmds::sacct

// SPDX-License-Identifier: MIT
// -S: the value of each key is taken once a row, then whole rows are compared.
#include <algorithm>
#include <limits>
#include <numeric>

#include "cmds/squeue/query.hpp"
#include "libms/text/job.hpp"

namespace ms::cmds::squeue {
namespace {

constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();

std::int64_t known_or_last(Time time) { return is_set(time) ? time.time_since_epoch().count() : last; }

/// By the number people see first, then by task; the waiting part of an array comes after its tasks.
std::int64_t by_id(const JobRow& row, const View&) {
    const Job& job = *row.job;
    if (!job.array) return std::int64_t{job.id.value} << 32;
    std::int64_t task = 0xFFFFFFFF;
    if (job.array.is_task) task = job.array.task_id;
    if (row.waiting_task) task = *row.waiting_task;
    return (std::int64_t{job.array.master_id.value} << 32) + task;
}

struct NumberKey {
    char letter;
    std::int64_t (*value)(const JobRow&, const View&);
};
/// Every other letter sorts by the column's text; states too: CA, CD, CG, F, PD, R.
constexpr NumberKey number_keys[] = {
    {'A', [](const JobRow& r, const View&) { return std::int64_t{r.job->id.value}; }},
    {'C', [](const JobRow& r, const View&) { return std::int64_t{r.job->cpus}; }},
    {'D', [](const JobRow& r, const View&) { return std::int64_t{r.job->nodes}; }},
    {'F', by_id},
    {'G', [](const JobRow& r, const View&) { return std::int64_t{r.job->gid}; }},
    {'K', [](const JobRow& r, const View& v) { return by_id(r, v) & 0xFFFFFFFF; }},
    {'L', [](const JobRow& r, const View& v) {
         return r.job->time_limit.is_finite() ? std::int64_t{time_left(*r.job, v.now).count()} : last;
     }},
    {'M', [](const JobRow& r, const View& v) { return std::int64_t{run_time(*r.job, v.now).count()}; }},
    {'Q', [](const JobRow& r, const View&) { return std::int64_t{text::shown_priority(*r.job)}; }},
    {'S', [](const JobRow& r, const View& v) { return known_or_last(shown_start(*r.job, v)); }},
    {'U', [](const JobRow& r, const View&) { return std::int64_t{r.job->uid}; }},
    {'V', [](const JobRow& r, const View&) { return known_or_last(r.job->submit); }},
    {'c', [](const JobRow& r, const View&) { return std::int64_t{r.job->cpus_per_node_min}; }},
    {'d', [](const JobRow& r, const View&) { return static_cast<std::int64_t>(r.job->spec->tmp_disk.value); }},
    {'e', [](const JobRow& r, const View& v) {
         const Time end = shown_end(*r.job, v);
         return is_set(end) ? end.time_since_epoch().count() : std::int64_t{0};  // unknown ones come first, unlike starts
     }},
    {'i', by_id},
    {'l', [](const JobRow& r, const View&) {
         return r.job->time_limit.is_unlimited() ? last : std::int64_t{r.job->time_limit.minutes};
     }},
    {'m', [](const JobRow& r, const View&) { return static_cast<std::int64_t>(minimum_memory(*r.job).value); }},
    {'p', [](const JobRow& r, const View&) { return std::int64_t{text::shown_priority(*r.job)}; }},
    {'y', [](const JobRow& r, const View&) { return std::int64_t{r.job->spec->nice}; }},
};

/// Jobs on nodes come before those that wait for some.
std::string by_nodes(const JobRow& row, const View&) {
    const std::string nodes = text::shown_nodes(*row.job);
    return nodes.empty() ? "~" : nodes;
}

struct Key {
    std::int64_t (*number)(const JobRow&, const View&) = nullptr;
    std::string (*text)(const JobRow&, const View&) = nullptr;
    bool descending = false;
};

/// Key of a letter; neither function is set when there is no such column.
Key key_of(char letter, const std::vector<JobColumn>& columns) {
    for (const NumberKey& each : number_keys)
        if (each.letter == letter) return {each.value, nullptr, false};
    if (letter == 'N') return {nullptr, by_nodes, false};
    const std::size_t index = table::find_letter(std::span<const JobColumn>(columns), letter);
    return {nullptr, index < columns.size() ? columns[index].value : nullptr, false};
}

Result<std::vector<Key>> parse_keys(std::string_view text) {
    const auto columns = job_columns();
    std::vector<Key> keys;
    bool descending = false;
    for (const char c : text) {
        if (c == ',' || c == '+' || c == '-') {
            descending = c == '-';
            continue;
        }
        Key key = key_of(c, columns);
        if (!key.number && !key.text) return fail(Errc::usage, std::string("Invalid sort specification: ") + c);
        key.descending = std::exchange(descending, false);
        keys.push_back(key);
    }
    return keys;
}

/// The values of one key for all rows.
struct Values {
    std::vector<std::int64_t> numbers;
    std::vector<std::string> texts;
    bool descending = false;

    int compare(std::size_t a, std::size_t b) const {
        int order = 0;
        if (!numbers.empty()) order = numbers[a] < numbers[b] ? -1 : numbers[a] > numbers[b];
        else order = texts[a].compare(texts[b]);
        return descending ? -order : order;
    }
};

Values values_of(const Key& key, const std::vector<JobRow>& rows, const View& view) {
    Values values;
    values.descending = key.descending;
    for (const JobRow& row : rows) {
        if (key.number) values.numbers.push_back(key.number(row, view));
        else values.texts.push_back(key.text(row, view));
    }
    return values;
}

}  // namespace

Result<void> sort_rows(std::vector<JobRow>& rows, std::string_view text, const View& view) {
    const auto keys = parse_keys(text);
    if (!keys) return Failure(keys.error());
    std::vector<Values> values;
    for (const Key& key : *keys) values.push_back(values_of(key, rows, view));
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        for (const Values& each : values)
            if (const int result = each.compare(a, b)) return result < 0;
        return false;
    });
    std::vector<JobRow> sorted;
    sorted.reserve(rows.size());
    for (const std::size_t index : order) sorted.push_back(rows[index]);
    rows = std::move(sorted);
    return {};
}

}  // namespace ms::cmds::squeue

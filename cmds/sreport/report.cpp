// SPDX-License-Identifier: MIT
#include "cmds/sreport/report.hpp"

#include <algorithm>
#include <cmath>

#include "cmds/shared/date_style.hpp"
#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/date.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sreport {
namespace {

constexpr std::int64_t hour = 3600;

Time hour_of(Time time, bool up) {
    const std::int64_t seconds = epoch_seconds(time) + (up ? hour - 1 : 0);
    return from_epoch_seconds(seconds / hour * hour);
}

/// One word: a key with its value, or a flag.
struct Word {
    std::string_view name;
    std::size_t least;
    Result<void> (*take)(Words& words, const std::string& value, Time now);
};

Result<void> take_time(Time& into, const std::string& value, Time now) {
    const auto time = text::parse_date(value, now, text::Toward::past);
    if (!time) return Failure(time.error());
    into = *time;
    return {};
}
Result<void> take_names(std::vector<std::string>& into, const std::string& value) {
    into = text::split_list(value);
    return {};
}

constexpr Word word_table[] = {
    {"Accounts", 2, [](Words& w, const std::string& v, Time) { return take_names(w.accounts, v); }},
    {"Clusters", 1, [](Words&, const std::string&, Time) -> Result<void> { return {}; }},
    {"End", 1, [](Words& w, const std::string& v, Time now) { return take_time(w.end, v, now); }},
    {"Format", 1, [](Words& w, const std::string& v, Time) -> Result<void> { w.format = v; return {}; }},
    {"Grouping", 5, [](Words& w, const std::string& v, Time) -> Result<void> {
         for (const std::string& each : text::split_list(v)) {
             const auto number = text::parse_unsigned(each);
             if (!number || *number > 0xFFFFFFFF) return fail(Errc::usage, " Bad grouping: " + v);
             w.grouping.push_back(static_cast<std::uint32_t>(*number));
         }
         return {};
     }},
    {"QOS", 1, [](Words& w, const std::string& v, Time) { return take_names(w.qos, v); }},
    {"Start", 1, [](Words& w, const std::string& v, Time now) { return take_time(w.start, v, now); }},
    {"TopCount", 2, [](Words& w, const std::string& v, Time) -> Result<void> {
         const auto number = text::parse_unsigned(v);
         if (!number || *number == 0 || *number > 100000) return fail(Errc::usage, " Bad number of users: " + v);
         w.top = static_cast<std::uint32_t>(*number);
         return {};
     }},
    {"Users", 1, [](Words& w, const std::string& v, Time) { return take_names(w.users, v); }},
};

struct Flag {
    std::string_view name;
    std::size_t least;
    bool Words::*member;
};
constexpr Flag flag_table[] = {
    {"FlatView", 2, &Words::flat},
    {"Group", 1, &Words::grouped},
    {"PrintJobCount", 2, &Words::count_jobs},
    {"Tree", 1, &Words::tree},
};

template <class T, std::size_t N>
const T* find(const T (&rows)[N], std::string_view text) {
    for (const T& row : rows)
        if (text.size() >= row.least && starts_with_ignoring_case(row.name, text)) return &row;
    return nullptr;
}

std::string rounded(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.0f", value);
    return text;
}
std::string percent(double part, double whole) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f%%", whole > 0 ? part / whole * 100 : 0.0);
    return text;
}

bool is_among(const std::vector<std::string>& names, const std::string& name) {
    return names.empty() || contains(names, name);
}

}  // namespace

Result<Words> read_words(const std::vector<std::string>& words, Time now) {
    Words read;
    std::string strangers;  // told of together
    const auto unknown = [](const std::string& word) {
        return " Unknown condition: " + word + "\nUse keyword set to modify value\n";
    };
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos) {
            const Flag* flag = find(flag_table, word);
            if (flag) read.*(flag->member) = true;
            else strangers += unknown(word);
            continue;
        }
        const Word* key = find(word_table, std::string_view(word).substr(0, equals));
        if (!key) strangers += unknown(word);
        else MS_TRY(key->take(read, word.substr(equals + 1), now));
    }
    if (!strangers.empty()) return fail(Errc::usage, strangers.substr(0, strangers.size() - 1));
    const auto midnight = text::parse_date("today", now, text::Toward::past).value_or(now);
    if (!is_set(read.start)) read.start = is_set(read.end) ? midnight : midnight - std::chrono::hours{24};
    if (!is_set(read.end)) read.end = std::max(midnight, hour_of(read.start, false) + std::chrono::hours{1});
    read.start = hour_of(read.start, false);
    read.end = std::min(hour_of(read.end, true), hour_of(now, true));
    read.end = std::max(read.end, read.start + std::chrono::hours{1});
    return read;
}

std::uint64_t Facts::total(const std::string& name) const {
    const auto at = usage.total.find(name);
    return at == usage.total.end() ? 0 : at->second;
}

std::string Facts::show(std::uint64_t amount, std::uint64_t all) const {
    const auto value = static_cast<double>(amount);
    const std::string share = percent(value, static_cast<double>(all));
    switch (settings.unit) {
        case Unit::seconds: return std::to_string(amount);
        case Unit::minutes: return rounded(value / 60);
        case Unit::hours: return rounded(value / 3600);
        case Unit::percent: return share;
        case Unit::seconds_percent: return std::to_string(amount) + "(" + share + ")";
        case Unit::minutes_percent: return rounded(value / 60) + "(" + share + ")";
        case Unit::hours_percent: return rounded(value / 3600) + "(" + share + ")";
    }
    return {};
}

bool Facts::takes(const AccountUsage& row) const {
    return is_among(words.accounts, row.account) && is_among(words.users, row.user) && is_among(words.qos, row.qos);
}

std::string date_text(Time time) { return text::format_date(time, date_style()); }

std::string usage_line(const Facts& facts) {
    constexpr std::string_view names[] = {"Seconds", "Minutes", "Hours", "Percentage of Total",
                                          "Seconds/Percentage of Total", "Minutes/Percentage of Total", "Hours/Percentage of Total"};
    const std::string name(names[static_cast<int>(facts.settings.unit)]);
    if (facts.settings.unit == Unit::percent) return "Usage reported in " + name;
    return std::string("Usage reported in ") + (facts.settings.tres.empty() ? "CPU " : "TRES ") + name;
}

unsigned amount_width(const Facts& facts, std::uint64_t largest) {
    const std::size_t digits = std::max<std::size_t>(8, std::to_string(largest).size());
    return static_cast<unsigned>(digits) + (facts.settings.unit >= Unit::seconds_percent ? 9 : 0);
}

/// The column of that name, else the first one that begins with it: Planned is not PlannedDown.
std::vector<Column>::const_iterator find_column(const std::vector<Column>& columns, std::string_view name) {
    const auto exact = std::find_if(columns.begin(), columns.end(),
                                    [&](const Column& each) { return equal_ignoring_case(each.name, name); });
    if (exact != columns.end()) return exact;
    return std::find_if(columns.begin(), columns.end(),
                        [&](const Column& each) { return starts_with_ignoring_case(each.name, name); });
}

int print(const CommandContext& context, const Facts& facts, const Listing& listing) {
    struct Shown {
        std::size_t column;
        unsigned width;
        table::Side side;
    };
    std::vector<Shown> shown;
    const std::string& format = facts.words.format.empty() ? listing.fields : facts.words.format;
    for (const table::FieldText& field : table::split_fields(format)) {
        const auto at = find_column(listing.columns, field.name);
        if (at == listing.columns.end()) {
            std::fprintf(context.err, " Unknown field '%s'\n", std::string(field.name).c_str());
            return 1;
        }
        shown.push_back({static_cast<std::size_t>(at - listing.columns.begin()), field.width ? field.width : at->width,
                         field.width ? field.side : at->side});
    }
    const table::Delimited style = facts.settings.delimited;
    std::string out;
    const auto put_line = [&](const auto& text, bool marked) {
        for (std::size_t i = 0; i < shown.size(); ++i) {
            const std::string value = text(shown[i]);
            if (style == table::Delimited::no) {
                if (marked) table::put_marked_cell(out, value, shown[i].width, shown[i].side, table::Fit::cut);
                else table::put_cell(out, value, shown[i].width, shown[i].side, table::Fit::cut);
                out += ' ';
            } else {
                out += value;
                if (style == table::Delimited::trailing || i + 1 < shown.size()) out += '|';
            }
        }
        out += '\n';
    };
    if (facts.settings.header) {
        const std::string rule(80, '-');
        out += rule + "\n" + listing.title + " " + date_text(facts.words.start) + " - " + date_text(facts.words.end - Seconds{1});
        if (listing.tells_seconds) out += " (" + std::to_string(facts.seconds()) + " secs)";
        out += "\n" + listing.unit_line + "\n" + rule + "\n";
        put_line([&](const Shown& each) { return listing.columns[each.column].header; }, false);
        if (style == table::Delimited::no) put_line([](const Shown& each) { return std::string(each.width, '-'); }, false);
    }
    for (const auto& row : listing.rows) put_line([&](const Shown& each) { return row[each.column]; }, true);
    context.print(out);
    return 0;
}

}  // namespace ms::cmds::sreport

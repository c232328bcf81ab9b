// SPDX-License-Identifier: MIT
#include "libms/data_parser/value.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "libms/text/tres.hpp"

namespace ms::data_parser {
namespace {

void write_amount(Writer& out, const Number& number) {
    if (const auto* whole = std::get_if<std::int64_t>(&number.value)) out.integer(*whole);
    else out.real(std::get<double>(number.value));
}

void write_number(Writer& out, const Number& number) {
    if (out.style().is_plain() || out.style().complex) {
        if (number.set) write_amount(out, number);
        else if (number.infinite && !out.style().is_plain()) out.text("Infinity");
        else out.null();
        return;
    }
    out.begin_object();
    out.key("set");
    out.truth(number.set);
    out.key("infinite");
    out.truth(number.infinite);
    out.key("number");
    write_amount(out, number);
    out.end_object();
}

void write_words(Writer& out, const Words& words) {
    out.begin_list();
    for (const std::string& word : words) out.text(word);
    out.end_list();
}

/// KILL, SEGV: also of signals that no command sends by name.
std::string signal_word(std::uint32_t signal) {
    const char* name = signal ? sigabbrev_np(static_cast<int>(signal)) : "";
    return name ? name : std::to_string(signal);
}

void write_exit(Writer& out, const ExitStatus& exit) {
    const std::string_view status = exit.signal ? "SIGNALED" : exit.code ? "ERROR" : "SUCCESS";
    out.begin_object();
    out.key("status");
    if (out.style().is_plain()) out.text(status);
    else write_words(out, {std::string(status)});
    out.key("return_code");
    write_number(out, exit.signal ? no_number() : number(exit.code));
    if (exit.signal || !out.style().is_plain()) {
        out.key("signal");
        out.begin_object();
        out.key(out.style().is_plain() ? "signal_id" : "id");
        write_number(out, asked_number(exit.signal));
        out.key("name");
        out.text(signal_word(exit.signal));
        out.end_object();
    }
    out.end_object();
}

// Slurm's fixed numbers. Those of devices and licences are given out by its accounting, from 1001 on.
struct TresType {
    std::string_view type;
    int id;
};
constexpr TresType tres_types[] = {
    {"cpu", 1}, {"mem", 2}, {"energy", 3}, {"node", 4}, {"billing", 5}, {"fs", 6}, {"vmem", 7}, {"pages", 8},
};
constexpr int first_other_tres = 1001;

template <class Amount>
void write_tres(Writer& out, const std::string& key, const Amount& amount, int& next_other) {
    const std::size_t slash = key.find('/');
    const std::string type = key.substr(0, slash);
    const auto known = std::find_if(std::begin(tres_types), std::end(tres_types),
                                    [&](const TresType& each) { return each.type == type; });
    out.begin_object();
    out.key("type");
    out.text(type);
    out.key("name");
    if (slash == key.npos && out.style().is_plain()) out.null();
    else out.text(slash == key.npos ? "" : key.substr(slash + 1));
    out.key("id");
    out.integer(known == std::end(tres_types) ? next_other++ : known->id);
    out.key("count");
    if constexpr (std::is_same_v<Amount, Extreme>) {
        out.integer(static_cast<std::int64_t>(amount.count));
        out.key("task");
        out.integer(amount.task);
        out.key("node");
        out.text(amount.node);
    } else {
        out.integer(static_cast<std::int64_t>(amount));
    }
    out.end_object();
}

/// In the order of Slurm's numbers, then the others by name.
template <class Amount>
void write_amounts(Writer& out, const std::map<std::string, Amount>& amounts) {
    const auto type_of = [](const std::string& key) { return std::string_view(key).substr(0, key.find('/')); };
    int next_other = first_other_tres;
    out.begin_list();
    for (const TresType& each : tres_types)
        for (const auto& [key, amount] : amounts)
            if (type_of(key) == each.type) write_tres(out, key, amount, next_other);
    for (const auto& [key, amount] : amounts) {
        const std::string_view type = type_of(key);
        const bool written = std::any_of(std::begin(tres_types), std::end(tres_types),
                                         [type](const TresType& each) { return each.type == type; });
        if (!written) write_tres(out, key, amount, next_other);
    }
    out.end_list();
}

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace

void Value::write(Writer& out) const {
    std::visit(Overloaded{
                   [&](std::monostate) { out.null(); },
                   [&](const std::string& text) { out.text(text); },
                   [&](bool truth) { out.truth(truth); },
                   [&](std::int64_t whole) { out.integer(whole); },
                   [&](double real) { out.real(real); },
                   [&](const Number& number) { write_number(out, number); },
                   [&](const Words& words) { write_words(out, words); },
                   [&](const ExitStatus& exit) { write_exit(out, exit); },
                   [&](const Nested& nested) { nested.write(out); },
               },
               kind_);
}

Number limit_number(TimeLimit limit) {
    if (limit.is_unlimited()) return infinite();
    return limit.is_finite() ? number(static_cast<std::uint64_t>(limit.minutes)) : no_number();
}

Words state_words(JobState state, std::uint32_t flags) {
    Words words = {std::string(state_name(state))};
    for (const StateFlagRow& row : state_flag_rows())
        if (flags & row.flag) words.emplace_back(row.name);
    return words;
}

Nested tres_list(std::string_view text) { return tres_list(text::parse_tres(text)); }
Nested tres_list(text::TresMap amounts) {
    return {[amounts = std::move(amounts)](Writer& out) { write_amounts(out, amounts); }};
}
Nested tres_extremes(std::map<std::string, Extreme> amounts) {
    return {[amounts = std::move(amounts)](Writer& out) { write_amounts(out, amounts); }};
}

std::int64_t whole_seconds(Micros time) { return std::chrono::floor<Seconds>(time).count(); }
std::int64_t rest_microseconds(Micros time) { return (time - std::chrono::floor<Seconds>(time)).count(); }

}  // namespace ms::data_parser

// SPDX-License-Identifier: MIT
#include "libms/text/date.hpp"

#include <ctime>
#include <optional>
#include <tuple>

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::text {
namespace {

constexpr std::int64_t last_second = 253402300799;  // of the year 9999
constexpr int hour = 3600;

std::tm local(Time time) {
    const std::time_t seconds = epoch_seconds(time);
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    return parts;
}

struct Day {
    int year = 0;  // 0 = not given
    int month = 0;
    int day = 0;
};

Day day_of(const std::tm& parts) { return {parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday}; }

/// Seconds since the epoch of a local wall-clock time; days past the month's end carry over.
std::int64_t epoch_of(const Day& day, int second_of_day) {
    std::tm parts{};
    parts.tm_year = day.year - 1900;
    parts.tm_mon = day.month - 1;
    parts.tm_mday = day.day;
    parts.tm_hour = second_of_day / hour;
    parts.tm_min = second_of_day / 60 % 60;
    parts.tm_sec = second_of_day % 60;
    parts.tm_isdst = -1;
    return std::mktime(&parts);
}

struct DayWord {
    std::string_view name;
    int days_ahead;
};
constexpr DayWord day_words[] = {{"today", 0}, {"tomorrow", 1}};

struct TimeWord {
    std::string_view name;
    int second_of_day;
};
constexpr TimeWord time_words[] = {
    {"midnight", 0}, {"noon", 12 * hour}, {"elevenses", 11 * hour}, {"fika", 15 * hour}, {"teatime", 16 * hour},
};

struct Unit {
    std::string_view name;  // any prefix of it will do
    std::int64_t seconds;
};
constexpr Unit units[] = {
    {"seconds", 1}, {"minutes", 60}, {"hours", hour}, {"days", 24 * hour}, {"weeks", 7 * 24 * hour},
};

/// Reads one text from left to right, as Slurm does: parts of a date and of a time of day in any order, of which the last
/// of each kind counts, with blanks, T and - between them; `now` and `uts` stand alone.
class DateReader {
  public:
    DateReader(std::string_view text, Time now, Toward toward)
        : text_(text), now_(epoch_seconds(now)), today_(local(now)), toward_(toward) {}

    Result<Time> read() {
        const auto seconds = read_all();
        if (seconds && *seconds >= 0 && *seconds <= last_second) return from_epoch_seconds(*seconds);
        const std::string place = std::to_string(static_cast<long>(at_) - behind_);
        return fail(Errc::invalid_time, "Invalid time specification (pos=" + place + "): " + std::string(text_));
    }

  private:
    // Each reader leaves at_ behind what it took; on refusal at_ is the place that is not understood.
    std::optional<std::int64_t> read_all() {
        skip_blanks();
        if (at_ == text_.size()) return std::nullopt;
        if (next_is("now")) return read_now();
        if (next_is("uts")) return read_epoch();
        while (at_ < text_.size())
            if (!skip_separator() && !read_part()) return std::nullopt;
        return complete();
    }

    bool skip_separator() {
        const bool separates = std::string_view(" \t\nT-").find(text_[at_]) != std::string_view::npos;
        if (separates) ++at_;
        return separates;
    }

    bool read_part() {
        if (is_digit()) return next_is_time() ? read_time() : read_day();
        for (const auto& row : day_words) {
            if (!next_is(row.name)) continue;
            day_ = day_of(today_);
            day_->day += row.days_ahead;
            at_ += row.name.size();
            return true;
        }
        for (const auto& row : time_words) {
            if (!next_is(row.name)) continue;
            time_ = row.second_of_day;
            at_ += row.name.size();
            return true;
        }
        return false;
    }

    /// A number that was read is none of these: Slurm's place is two letters before its end.
    bool no_such_number() {
        behind_ = 2;
        return false;
    }

    /// HH:MM[:SS][am|pm]
    bool read_time() {
        const std::size_t start = at_;
        auto hours = number(1, 2);
        if (!hours || !take(':')) return false;
        const auto minutes = number(2, 2);
        if (!minutes) return false;
        if (*minutes > 59) return no_such_number();
        std::optional<int> seconds = 0;
        if (take(':')) seconds = number(2, 2);
        if (!seconds) return false;
        if (*seconds > 59) return no_such_number();
        if (!adjust_half(*hours)) return false;
        if (*hours > 23) {
            at_ = start;
            return false;
        }
        time_ = *hours * hour + *minutes * 60 + *seconds;
        return true;
    }

    /// am and pm, attached or behind a blank, turn 0..12 into 0..23.
    bool adjust_half(int& hours) {
        const std::size_t before = at_;
        skip_blanks();
        const bool am = next_is("am"), pm = next_is("pm");
        const std::size_t half = at_;
        at_ = before;
        if (!am && !pm) return true;
        if (hours > 12) return false;
        at_ = half + 2;
        hours = hours % 12 + (pm ? 12 : 0);
        return true;
    }

    /// YYYY-MM-DD, MMDD[YY], MM/DD[/YY[YY]], MM.DD[.YY[YY]].
    bool read_day() {
        Day day;
        if (next_is_whole_date()) {
            day.year = *number(4, 4);
            ++at_;
            if (!read_month(day) || !take('-') || !read_day_of_month(day)) return false;
        } else {
            if (!read_month(day)) return false;
            const char separator = at_ < text_.size() && (text_[at_] == '/' || text_[at_] == '.') ? text_[at_++] : '\0';
            if (!read_day_of_month(day)) return false;
            if (separator ? take(separator) : is_digit()) {
                const std::size_t digits = separator && next_is_long_year() ? 4 : 2;
                const auto year = number(digits, digits);
                if (!year) return false;
                day.year = *year + (digits == 2 ? 2000 : 0);
            }
        }
        if (day.year == 0) day.year = likely_year(day);
        if (day.year < 1970) return false;
        day_ = day;
        return true;
    }

    bool read_month(Day& day) {
        if (!take_number(day.month)) return false;
        return (day.month >= 1 && day.month <= 12) || no_such_number();
    }
    /// The 31st of a shorter month is a day of the next one.
    bool read_day_of_month(Day& day) {
        if (!take_number(day.day)) return false;
        return (day.day >= 1 && day.day <= 31) || no_such_number();
    }

    /// Of a day without its year: the next one that is not over, or looking back the last one that has begun.
    int likely_year(const Day& day) const {
        const Day today = day_of(today_);
        const auto asked = std::tuple(day.month, day.day), now = std::tuple(today.month, today.day);
        if (toward_ == Toward::future) return today.year + (asked < now ? 1 : 0);
        return today.year - (asked > now ? 1 : 0);
    }

    /// now[±N[unit]]
    std::optional<std::int64_t> read_now() {
        at_ += 3;
        skip_blanks();
        if (at_ == text_.size()) return now_;
        const std::int64_t sign = text_[at_] == '-' ? -1 : 1;
        if (!take('+') && !take('-')) return std::nullopt;
        skip_blanks();
        behind_ = 1;
        const std::size_t digits = digits_ahead();
        if (digits == 0 || digits > 10) return std::nullopt;  // ten digits of weeks fit 64 bits
        std::int64_t amount = static_cast<std::int64_t>(*parse_unsigned(text_.substr(at_, digits)));
        at_ += digits;
        const std::size_t number_end = at_;
        skip_blanks();
        if (at_ < text_.size()) {
            const auto seconds = take_unit();
            if (!seconds) {
                at_ = number_end;
                return std::nullopt;
            }
            amount *= *seconds;
        }
        behind_ = 0;
        skip_blanks();
        if (at_ != text_.size()) return std::nullopt;
        return now_ + sign * amount;
    }

    /// The whole word in front of whatever follows it, or a beginning of the word that ends there.
    std::optional<std::int64_t> take_unit() {
        for (const auto& unit : units) {
            const std::string_view one = unit.name.substr(0, unit.name.size() - 1);
            if (!next_is(one)) continue;
            at_ += next_is(unit.name) ? unit.name.size() : one.size();
            return unit.seconds;
        }
        const std::string letters = word();
        if (letters.empty()) return std::nullopt;
        for (const auto& unit : units) {
            if (!starts_with_ignoring_case(unit.name, letters)) continue;
            at_ += letters.size();
            return unit.seconds;
        }
        return std::nullopt;
    }

    /// uts<seconds>
    std::optional<std::int64_t> read_epoch() {
        at_ += 3;
        const auto seconds = parse_unsigned(rest());
        if (!seconds || *seconds > static_cast<std::uint64_t>(last_second)) return std::nullopt;
        return static_cast<std::int64_t>(*seconds);
    }

    std::int64_t complete() const {
        const Day day = day_.value_or(day_of(today_));
        const std::int64_t moment = epoch_of(day, time_.value_or(0));
        if (day_ || toward_ == Toward::past || moment >= now_) return moment;
        return epoch_of({day.year, day.month, day.day + 1}, time_.value_or(0));
    }

    std::string_view rest() const { return text_.substr(at_); }
    bool is_digit(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() && text_[at_ + ahead] >= '0' && text_[at_ + ahead] <= '9';
    }
    std::size_t digits_ahead() const {
        std::size_t count = 0;
        while (is_digit(count)) ++count;
        return count;
    }
    /// In any case, and whatever follows it.
    bool next_is(std::string_view name) const { return starts_with_ignoring_case(rest(), name); }
    bool next_is_time() const {
        const std::size_t behind = at_ + (is_digit(1) ? 2 : 1);
        return behind < text_.size() && text_[behind] == ':';
    }
    bool next_is_long_year() const {
        return digits_ahead() == 4 && (at_ + 4 == text_.size() || text_[at_ + 4] != ':');
    }
    bool next_is_whole_date() const {
        constexpr std::string_view form = "dddd-dd-dd";
        for (std::size_t i = 0; i < form.size(); ++i)
            if (form[i] == 'd' ? !is_digit(i) : at_ + i >= text_.size() || text_[at_ + i] != '-') return false;
        return true;
    }
    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
    }
    /// The letters ahead, in lower case; nothing is taken.
    std::string word() const {
        std::string letters;
        for (std::size_t at = at_; at < text_.size(); ++at) {
            const char c = static_cast<char>(text_[at] | 0x20);
            if (c < 'a' || c > 'z') break;
            letters += c;
        }
        return letters;
    }
    bool take(char c) {
        if (at_ == text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    /// A number of at least and at most so many digits; more may follow.
    std::optional<int> number(std::size_t least, std::size_t most) {
        int value = 0;
        std::size_t count = 0;
        for (; count < most && is_digit(); ++count) value = value * 10 + (text_[at_++] - '0');
        if (count < least) return std::nullopt;
        return value;
    }
    bool take_number(int& to) {
        const auto value = number(1, 2);
        to = value.value_or(0);
        return value.has_value();
    }

    std::string_view text_;
    long behind_ = 0;  // how far before at_ the place lies that a refusal names
    std::int64_t now_;  // whole seconds
    std::tm today_;
    Toward toward_;
    std::size_t at_ = 0;
    std::optional<Day> day_;
    std::optional<int> time_;  // second of the day
};

std::string print(const std::tm& parts, const char* pattern) {
    char buffer[256];
    return std::string(buffer, std::strftime(buffer, sizeof buffer, pattern, &parts));
}

/// Whole days between two local dates.
std::int64_t days_between(const std::tm& from, const std::tm& to) {
    const auto number = [](const std::tm& parts) {
        const std::chrono::sys_days day = std::chrono::year(parts.tm_year + 1900) / (parts.tm_mon + 1) / parts.tm_mday;
        return day.time_since_epoch().count();
    };
    return number(to) - number(from);
}

const char* relative_pattern(const std::tm& parts, const std::tm& today) {
    switch (days_between(today, parts)) {
        case 0: return "%H:%M:%S";
        case 1: return "Tomorr %H:%M";
        case -1: return "Ystday %H:%M";
        default: return parts.tm_year == today.tm_year ? "%-d %b %H:%M" : "%-d %b %Y";
    }
}

}  // namespace

Result<Time> parse_date(std::string_view text, Time now, Toward toward) { return DateReader(text, now, toward).read(); }

std::string format_date(Time time, std::string_view style, Time now) {
    if (!is_set(time)) return "Unknown";
    const std::tm parts = local(time);
    std::string shown;
    if (style == "relative")
        shown = print(parts, relative_pattern(parts, local(now)));
    else if (!style.empty() && style != "standard")
        shown = print(parts, std::string(style).c_str());
    // A text of the user's that gives nothing, or too much, is no reason to show no date.
    return shown.empty() ? print(parts, "%Y-%m-%dT%H:%M:%S") : shown;
}

Time days_later(Time time, int days) {
    std::tm parts = local(time);
    parts.tm_mday += days;
    parts.tm_isdst = -1;
    return from_epoch_seconds(::mktime(&parts)) + (time - from_epoch_seconds(epoch_seconds(time)));
}

bool is_weekend(Time time) {
    const int day = local(time).tm_wday;
    return day == 0 || day == 6;
}

std::string format_title_date(Time time) { return print(local(time), "%a %b %d %T %Y"); }

}  // namespace ms::text

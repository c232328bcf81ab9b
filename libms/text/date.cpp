// SPDX-License-Identifier: MIT
#include "libms/text/date.hpp"

#include <ctime>
#include <optional>
#include <tuple>

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

std::chrono::year_month_day calendar_date(const Day& day) {
    return {std::chrono::year(day.year), std::chrono::month(static_cast<unsigned>(day.month)),
            std::chrono::day(static_cast<unsigned>(day.day))};
}

bool exists(const Day& day) { return calendar_date(day).ok() && day.year >= 1970 && day.year <= 9999; }

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

/// Reads one text from left to right. A date and a time of day may come in either order; `now` and `uts` stand alone.
class DateReader {
  public:
    DateReader(std::string_view text, Time now, Toward toward)
        : text_(text), now_(epoch_seconds(now)), today_(local(now)), toward_(toward) {}

    Result<Time> read() {
        const auto seconds = read_all();
        if (seconds && *seconds >= 0 && *seconds <= last_second) return from_epoch_seconds(*seconds);
        return fail(Errc::invalid_time,
                    "Invalid time specification (pos=" + std::to_string(at_) + "): " + std::string(text_));
    }

  private:
    // Each reader leaves at_ behind what it took; on refusal at_ is the place that is not understood.
    std::optional<std::int64_t> read_all() {
        skip_blanks();
        if (word() == "now") return read_now();
        if (starts_with_ignoring_case(rest(), "uts")) return read_epoch();
        do {
            if (!read_part()) return std::nullopt;
            skip_blanks();
        } while (at_ < text_.size());
        return complete();
    }

    bool read_part() {
        if (is_digit()) return next_is_time() ? read_time() : read_day();
        const std::string name = word();
        for (const auto& row : day_words)
            if (name == row.name) return take_day_word(row);
        for (const auto& row : time_words)
            if (name == row.name) return take_time(row.second_of_day, name.size());
        return false;
    }

    bool take_day_word(const DayWord& row) {
        if (day_) return false;
        day_ = day_of(today_);
        day_->day += row.days_ahead;
        at_ += row.name.size();
        return true;
    }

    bool take_time(int second_of_day, std::size_t length) {
        if (time_) return false;
        time_ = second_of_day;
        at_ += length;
        return true;
    }

    /// HH:MM[:SS][am|pm]
    bool read_time() {
        const std::size_t start = at_;
        if (time_) return false;
        auto hours = number(1, 2);
        if (!hours || !take(':')) return false;
        const auto minutes = number(2, 2);
        if (!minutes || *minutes > 59) return false;
        std::optional<int> seconds = 0;
        if (take(':')) seconds = number(2, 2);
        if (!seconds || *seconds > 59) return false;
        if (!adjust_half(*hours) || *hours > 23) {
            at_ = start;
            return false;
        }
        time_ = *hours * hour + *minutes * 60 + *seconds;
        return true;
    }

    /// am and pm, attached or behind a blank, turn 1..12 into 0..23.
    bool adjust_half(int& hours) {
        const std::size_t before = at_;
        skip_blanks();
        const std::string half = word();
        if (half != "am" && half != "pm") {
            at_ = before;
            return true;
        }
        at_ += half.size();
        if (hours < 1 || hours > 12) return false;
        hours = hours % 12 + (half == "pm" ? 12 : 0);
        return true;
    }

    /// YYYY-MM-DD, MMDDYY, MM/DD[/YY[YY]], MM.DD.YY[YY]; a T or - may lead to the time.
    bool read_day() {
        const std::size_t start = at_;
        if (day_) return false;
        const auto day = read_day_fields();
        if (!day) return false;
        day_ = day;
        if (day->year == 0) complete_year();
        if (!exists(*day_)) {
            at_ = start;
            return false;
        }
        if (at_ + 1 < text_.size() && (text_[at_] == 'T' || text_[at_] == '-') && is_digit(1)) ++at_;
        return true;
    }

    std::optional<Day> read_day_fields() {
        Day day;
        const std::size_t digits = digits_ahead();
        if (digits == 6) {
            day.month = *number(2, 2);
            day.day = *number(2, 2);
            day.year = 2000 + *number(2, 2);
            return day;
        }
        if (digits == 4) {
            day.year = *number(4, 4);
            return take('-') && (take_number(day.month) && take('-') && take_number(day.day)) ? std::optional(day)
                                                                                              : std::nullopt;
        }
        if (!take_number(day.month)) return std::nullopt;
        const char separator = at_ < text_.size() ? text_[at_] : '\0';
        if ((separator != '/' && separator != '.') || !take(separator) || !take_number(day.day)) return std::nullopt;
        if (!take(separator)) return separator == '/' ? std::optional(day) : std::nullopt;
        const std::size_t year_digits = digits_ahead();
        if (year_digits != 2 && year_digits != 4) return std::nullopt;
        day.year = *number(year_digits, year_digits) + (year_digits == 2 ? 2000 : 0);
        return day;
    }

    /// A day without its year: this year's, or the next one that is not over.
    void complete_year() {
        const Day today = day_of(today_);
        const bool over = std::tuple(day_->month, day_->day) < std::tuple(today.month, today.day);
        day_->year = today.year + (over && toward_ == Toward::future ? 1 : 0);
    }

    /// now[±N[unit]]
    std::optional<std::int64_t> read_now() {
        at_ += 3;
        skip_blanks();
        if (at_ == text_.size()) return now_;
        const std::int64_t sign = text_[at_] == '-' ? -1 : 1;
        if (!take('+') && !take('-')) return std::nullopt;
        skip_blanks();
        const std::size_t digits = digits_ahead();
        if (digits == 0 || digits > 10) return std::nullopt;  // ten digits of weeks fit 64 bits
        std::int64_t amount = static_cast<std::int64_t>(*parse_unsigned(text_.substr(at_, digits)));
        at_ += digits;
        skip_blanks();
        if (const std::string unit = word(); !unit.empty()) {
            const auto seconds = unit_seconds(unit);
            if (!seconds) return std::nullopt;
            amount *= *seconds;
            at_ += unit.size();
        }
        skip_blanks();
        if (at_ != text_.size()) return std::nullopt;
        return now_ + sign * amount;
    }

    static std::optional<std::int64_t> unit_seconds(std::string_view prefix) {
        for (const auto& unit : units)
            if (starts_with_ignoring_case(unit.name, prefix)) return unit.seconds;
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
        return epoch_of({day.year, day.month, day.day + 1}, *time_);
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
    bool next_is_time() const {
        const std::size_t behind = at_ + digits_ahead();
        return behind < text_.size() && text_[behind] == ':';
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
        return std::chrono::sys_days(calendar_date(day_of(parts))).time_since_epoch().count();
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

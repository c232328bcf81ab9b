// SPDX-License-Identifier: MIT
#include "libms/text/cron.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "libms/text/crontab.hpp"
#include "libms/text/date.hpp"

namespace ms::text {
namespace {

/// The test's time zone, and the one before again at its end.
class Zone {
  public:
    explicit Zone(const char* name) {
        if (const char* before = ::getenv("TZ")) before_ = before;
        ::setenv("TZ", name, 1);
        ::tzset();
    }
    ~Zone() {
        if (before_.empty()) ::unsetenv("TZ");
        else ::setenv("TZ", before_.c_str(), 1);
        ::tzset();
    }

  private:
    std::string before_;
};

// Rules as text, so that no zone file is needed: the last Sundays of March (2:00) and October (3:00).
constexpr const char* central_europe = "CET-1CEST,M3.5.0,M10.5.0/3";

Time at(std::string_view local) { return *parse_date(local, from_epoch_seconds(1'700'000'000), Toward::past); }

std::string next(std::string_view cron, Time after) {
    const auto parsed = parse_cron_time(cron);
    if (!parsed) return parsed.error().message;
    const auto match = next_match(*parsed, after);
    return match ? format_date(*match) : "never";
}
std::string next(std::string_view cron, std::string_view after) { return next(cron, at(after)); }

TEST(Cron, FieldsListsRangesStepsNames) {
    const Zone zone("UTC");
    const struct {
        const char *cron, *after, *match;
    } rows[] = {
        {"* * * * *", "2026-08-20T15:04:05", "2026-08-20T15:05:00"},
        {"* * * * *", "2026-08-20T15:04:00", "2026-08-20T15:05:00"},
        {"*/15 * * * *", "2026-08-20T15:46:00", "2026-08-20T16:00:00"},
        {"5-10,20,50-59/3 * * * *", "2026-08-20T15:20:00", "2026-08-20T15:50:00"},
        {"0 0 * * *", "2026-12-31T00:00:00", "2027-01-01T00:00:00"},
        {"30 8 * * mon-fri", "2026-08-21T09:00:00", "2026-08-24T08:30:00"},
        {"30 8 * * 7", "2026-08-20T09:00:00", "2026-08-23T08:30:00"},
        {"30 8 * * 0", "2026-08-20T09:00:00", "2026-08-23T08:30:00"},
        {"0 12 1 JAN *", "2026-08-20T09:00:00", "2027-01-01T12:00:00"},
        {"0 0 29 2 *", "2026-01-01T00:00:00", "2028-02-29T00:00:00"},
        // One of the two is enough, unless a field begins with a star.
        {"0 0 13 * fri", "2026-08-20T00:00:00", "2026-08-21T00:00:00"},
        {"0 0 13 * *", "2026-08-20T00:00:00", "2026-09-13T00:00:00"},
        {"0 0 */2 * fri", "2026-08-22T00:00:00", "2026-09-11T00:00:00"},
        {"@hourly", "2026-08-20T15:00:00", "2026-08-20T16:00:00"},
        {"@daily", "2026-08-20T15:00:00", "2026-08-21T00:00:00"},
        {"@midnight", "2026-08-20T15:00:00", "2026-08-21T00:00:00"},
        {"@weekly", "2026-08-20T15:00:00", "2026-08-23T00:00:00"},
        {"@monthly", "2026-08-20T15:00:00", "2026-09-01T00:00:00"},
        {"@yearly", "2026-08-20T15:00:00", "2027-01-01T00:00:00"},
        {"@Annually", "2026-08-20T15:00:00", "2027-01-01T00:00:00"},
        {"@elevenses", "2026-08-20T15:00:00", "2026-08-21T11:00:00"},
        {"@fika", "2026-08-20T15:00:00", "2026-08-21T15:00:00"},
        {"@teatime", "2026-08-20T15:00:00", "2026-08-20T16:00:00"},
    };
    for (const auto& row : rows) EXPECT_EQ(next(row.cron, row.after), row.match) << row.cron;
}

TEST(Cron, RefusalsSayWhichField) {
    const struct {
        const char *cron, *message;
    } rows[] = {
        {"60 * * * *", "the minute '60' is not within 0-59"},
        {"* 24 * * *", "the hour '24' is not within 0-23"},
        {"* * 0 * *", "the day of month '0' is not within 1-31"},
        {"* * * foo *", "the month 'foo' is not within 1-12 and no name of three letters"},
        {"* * * * 8", "the day of week '8' is not within 0-7 and no name of three letters"},
        {"5-1 * * * *", "the minute '5-1' runs backwards"},
        {"*/0 * * * *", "the minute '*/0' has a step that leads nowhere"},
        {"5/2 * * * *", "the minute '5/2' has a step but is no range"},
        {"1,,2 * * * *", "the minute '' is not within 0-59"},
        {"* * * *", "the day of week is missing"},
        {"", "the minute is missing"},
        {"@reboot", "'@reboot' is no time that is known"},
        {"0 0 30 2 *", "this date never comes: 0 0 30 2 *"},
        {"* * * * * x", "'x' does not belong to a time"},
    };
    for (const auto& row : rows) EXPECT_EQ(next(row.cron, Time{}), row.message) << row.cron;
}

TEST(Cron, ASkippedTimeOfDayCountsAsMuchLater) {
    const Zone zone(central_europe);
    // 2026-03-29 02:00 CET is 03:00 CEST.
    EXPECT_EQ(next("30 2 * * *", "2026-03-28T12:00:00"), "2026-03-29T03:30:00");
    EXPECT_EQ(next("30 2 * * *", "2026-03-29T03:30:00"), "2026-03-30T02:30:00");
    EXPECT_EQ(next("0 * * * *", "2026-03-29T01:30:00"), "2026-03-29T03:00:00");
    EXPECT_EQ(next("*/20 * * * *", "2026-03-29T01:40:00"), "2026-03-29T03:00:00");
}

TEST(Cron, ATimeOfDayThatOccursTwiceCountsOnceUnlessEveryHourIsMeant) {
    const Zone zone(central_europe);
    const Time first = from_epoch_seconds(1'792'888'200);  // 2026-10-25 02:30 CEST, an hour before 02:30 CET
    ASSERT_EQ(format_date(first), "2026-10-25T02:30:00");
    const auto daily = parse_cron_time("30 2 * * *"), hourly = parse_cron_time("30 * * * *");
    EXPECT_EQ(next_match(*daily, first - Seconds{60}), first);
    EXPECT_EQ(format_date(*next_match(*daily, first)), "2026-10-26T02:30:00");
    EXPECT_EQ(next_match(*hourly, first - Seconds{60}), first);
    EXPECT_EQ(next_match(*hourly, first), first + Seconds{3600});
    EXPECT_EQ(next_match(*hourly, first + Seconds{3600}), first + Seconds{7200});
}

TEST(Crontab, OptionsAreForTheEntryThatFollows) {
    const auto entries = parse_crontab(
        "# a comment\n"
        "NAME = 'a b'\n"
        "#SCRON -t 5\n"
        "#SCRON --job-name=\"the job\"  # why\n"
        "*/5 * * * * /bin/true --flag 'x y'\n"
        "\n"
        "NAME=c\n"
        "@daily echo one \\\n"
        "  two\n"
        "#DISABLED: @hourly echo never\n");
    ASSERT_TRUE(entries) << entries.error().message;
    ASSERT_EQ(entries->size(), 2u);
    const auto& first = (*entries)[0];
    EXPECT_EQ(first.options, (std::vector<std::string>{"-t", "5", "--job-name=the job"}));
    EXPECT_EQ(first.variables, std::vector<std::string>{"NAME=a b"});
    EXPECT_EQ(first.time, "*/5 * * * *");
    EXPECT_EQ(first.command, "/bin/true --flag 'x y'");
    EXPECT_EQ(first.first_line, 3u);
    EXPECT_EQ(first.last_line, 5u);
    const auto& second = (*entries)[1];
    EXPECT_TRUE(second.options.empty());
    EXPECT_EQ(second.variables, std::vector<std::string>{"NAME=c"});
    EXPECT_EQ(second.time, "@daily");
    EXPECT_EQ(second.command, "echo one   two");
    EXPECT_EQ(second.first_line, 8u);
    EXPECT_EQ(second.last_line, 9u);
}

TEST(Crontab, ErrorsNameTheLine) {
    const struct {
        const char *text, *message;
    } rows[] = {
        {"# c\n61 * * * * true\n", "line 2: the minute '61' is not within 0-59"},
        {"@daily\n", "line 1: there is a time but no command"},
        {"@daily x\n#SCRON -t 5\n", "line 2: #SCRON options without an entry that they are for"},
        {"#SCRON -J 'x\n@daily x\n", "line 1: Unmatched `'` in [ 'x]"},
        {"echo hello\n", "line 1: the minute 'echo' is not within 0-59"},
    };
    for (const auto& row : rows) {
        const auto entries = parse_crontab(row.text);
        ASSERT_FALSE(entries) << row.text;
        EXPECT_EQ(entries.error().message, row.message);
    }
}

TEST(Crontab, DisabledLinesAreComments) {
    const std::string text = "#SCRON -t 5\n@daily a\n@hourly b\n";
    const std::string after = disable_lines(text, 1, 2);
    EXPECT_EQ(after, "#DISABLED: #SCRON -t 5\n#DISABLED: @daily a\n@hourly b\n");
    EXPECT_EQ(disable_lines(after, 1, 2), after);
    const auto entries = parse_crontab(after);
    ASSERT_TRUE(entries);
    ASSERT_EQ(entries->size(), 1u);
    EXPECT_EQ((*entries)[0].command, "b");
}

}  // namespace
}  // namespace ms::text

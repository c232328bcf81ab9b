// SPDX-License-Identifier: MIT
#include "libms/text/date.hpp"

#include <cstdlib>
#include <ctime>
#include <gtest/gtest.h>

namespace ms::text {
namespace {

class Date : public testing::Test {
  protected:
    void SetUp() override { zone("UTC"); }
    void TearDown() override { zone("UTC"); }
    static void zone(const char* name) {
        ::setenv("TZ", name, 1);
        ::tzset();
    }
    /// What a text means at 2026-08-20T15:04:05, a Thursday.
    static std::string read(std::string_view text, Toward toward = Toward::future) {
        const auto time = parse_date(text, from_epoch_seconds(now), toward);
        return time ? format_date(*time) : time.error().message;
    }
    static constexpr std::int64_t now = 1787238245;
};

TEST_F(Date, Forms) {
    const std::pair<std::string_view, std::string_view> table[] = {
        {"now", "2026-08-20T15:04:05"},
        {"now+1", "2026-08-20T15:04:06"},
        {"now+1hour", "2026-08-20T16:04:05"},
        {"now+0minutes", "2026-08-20T15:04:05"},
        {"now+2m", "2026-08-20T15:06:05"},
        {"now + 3 days", "2026-08-23T15:04:05"},
        {"now-1week", "2026-08-13T15:04:05"},
        {"NOW-1h", "2026-08-20T14:04:05"},
        {"now+90s", "2026-08-20T15:05:35"},
        {"16:00", "2026-08-20T16:00:00"},
        {"15:04:05", "2026-08-20T15:04:05"},
        {"15:04:04", "2026-08-21T15:04:04"},
        {"3:30", "2026-08-21T03:30:00"},
        {"3:30pm", "2026-08-20T15:30:00"},
        {"3:30 PM", "2026-08-20T15:30:00"},
        {"12:00am", "2026-08-21T00:00:00"},
        {"12:30pm", "2026-08-21T12:30:00"},
        {"11:59:59pm", "2026-08-20T23:59:59"},
        {"082126", "2026-08-21T00:00:00"},
        {"08/21", "2026-08-21T00:00:00"},
        {"8/1", "2027-08-01T00:00:00"},
        {"08/20", "2026-08-20T00:00:00"},
        {"08/21/27", "2027-08-21T00:00:00"},
        {"08/21/2027", "2027-08-21T00:00:00"},
        {"08.21.27", "2027-08-21T00:00:00"},
        {"08/21-10:30", "2026-08-21T10:30:00"},
        {"08/21 10:30", "2026-08-21T10:30:00"},
        {"08/21T10:30", "2026-08-21T10:30:00"},
        {"2026-08-21", "2026-08-21T00:00:00"},
        {"2026-08-21T10:30", "2026-08-21T10:30:00"},
        {"2024-05-10T02:00:00", "2024-05-10T02:00:00"},
        {"2040-01-01T00:00:00", "2040-01-01T00:00:00"},
        {"2028-02-29", "2028-02-29T00:00:00"},
        {"  2026-08-21  10:30 ", "2026-08-21T10:30:00"},
        {"10:30 08/21", "2026-08-21T10:30:00"},
        {"today", "2026-08-20T00:00:00"},
        {"tomorrow", "2026-08-21T00:00:00"},
        {"tomorrow 10:30", "2026-08-21T10:30:00"},
        {"noon tomorrow", "2026-08-21T12:00:00"},
        {"midnight", "2026-08-21T00:00:00"},
        {"noon", "2026-08-21T12:00:00"},
        {"elevenses", "2026-08-21T11:00:00"},
        {"fika", "2026-08-21T15:00:00"},
        {"teatime", "2026-08-20T16:00:00"},
        {"uts1787238245", "2026-08-20T15:04:05"},
        // of each kind the last one counts, whatever separates them
        {"1/2/26 12/31/99", "2099-12-31T00:00:00"},
        {"noonT10:30", "2026-08-21T10:30:00"},
        {"10:302026-08-21", "2026-08-21T10:30:00"},
        {"fika-", "2026-08-21T15:00:00"},
        // a day that the month does not have is one of the next; hour 0 has halves; MMDD, MM.DD
        {"2027-02-30", "2027-03-02T00:00:00"},
        {"0:30pm", "2026-08-21T12:30:00"},
        {"1031", "2026-10-31T00:00:00"},
        {"1031-10:30", "2026-10-31T10:30:00"},
        {"10.31", "2026-10-31T00:00:00"},
    };
    for (const auto& [text, expected] : table) EXPECT_EQ(read(text), expected) << text;
}

TEST_F(Date, ThePastIsThisDayAndThisYear) {
    EXPECT_EQ(read("15:30", Toward::past), "2026-08-20T15:30:00");
    EXPECT_EQ(read("10:00", Toward::past), "2026-08-20T10:00:00");
    EXPECT_EQ(read("midnight", Toward::past), "2026-08-20T00:00:00");
    EXPECT_EQ(read("08/01", Toward::past), "2026-08-01T00:00:00");
    EXPECT_EQ(read("12/31", Toward::past), "2025-12-31T00:00:00");
}

TEST_F(Date, RefusalsNameThePlace) {
    const std::pair<std::string_view, int> table[] = {
        {"", 0},          {"whenever", 0},      {"foo", 0},          {"nowhere", 3},      {"now+", 3},
        {"now+x", 3},     {"now+1fortnight", 4}, {"now+1hour+1", 9},  {"now 10:00", 4},    {"now+99999999999", 3},
        {"24:00", 0},     {"13:00pm", 5},       {"10:60", 3},        {"10:00:60", 6},     {"noon 25:00", 5},
        {"10:0", 4},      {"10", 2},            {"100:00", 1},       {"13/01", 0},        {"0/5", -1},
        {"1/0", 1},       {"2026-02-32", 8},    {"2026-13-01", 5},   {"2026-1", 0},       {"1969-12-31", 10},
        {"2026-1-2", 0},  {"08/21/2", 7},       {"08/21/", 6},       {"133126", 0},       {"2026-08-21T10", 13},
        {"2026-08-21Z", 10}, {"2026-08-21T10:30Z", 16}, {"noonx", 4}, {"Tomorrow", 1},    {"tomorrow 7pm", 10},
        {"20260821", 0},  {"082126110:60", 7},  {"uts", 3},           {"uts-1", 3},        {"uts99999999999999999999", 3},
        {"uts1x", 3},     {"+1", 0},            {"2026/08/21", 0},
    };
    for (const auto& [text, place] : table)
        EXPECT_EQ(read(text), "Invalid time specification (pos=" + std::to_string(place) + "): " + std::string(text));
    EXPECT_EQ(parse_date("x", from_epoch_seconds(now), Toward::past).error().code, Errc::invalid_time);
}

TEST_F(Date, HugeOffsetsStayInRange) {
    EXPECT_EQ(read("now+9999999999weeks").substr(0, 7), "Invalid");
    EXPECT_EQ(read("now-9999999999weeks").substr(0, 7), "Invalid");
    EXPECT_EQ(read("now+9999999999"), "2343-07-11T08:50:44");
}

TEST_F(Date, LocalZonesAndTheirSwitches) {
    zone("CET-1CEST,M3.5.0,M10.5.0/3");
    EXPECT_EQ(read("2026-01-15T12:00"), "2026-01-15T12:00:00");
    EXPECT_EQ(epoch_seconds(*parse_date("2026-01-15T12:00", {}, Toward::future)), 1768474800);
    EXPECT_EQ(epoch_seconds(*parse_date("2026-07-15T12:00", {}, Toward::future)), 1784109600);
    // The day of the switch back has 25 hours: tomorrow is still the next midnight.
    const Time eve = *parse_date("2026-10-25T00:30", {}, Toward::future);
    EXPECT_EQ(format_date(*parse_date("tomorrow", eve, Toward::future)), "2026-10-26T00:00:00");
    EXPECT_EQ(format_date(*parse_date("00:15", eve, Toward::future)), "2026-10-26T00:15:00");
}

TEST_F(Date, Styles) {
    const Time at = from_epoch_seconds(now);
    const auto relative = [&](std::string_view text) {
        return format_date(*parse_date(text, at, Toward::past), "relative", at);
    };
    EXPECT_EQ(format_date(Time{}), "Unknown");
    EXPECT_EQ(format_date(at), "2026-08-20T15:04:05");
    EXPECT_EQ(format_date(at, "standard"), "2026-08-20T15:04:05");
    EXPECT_EQ(format_date(at, "%H.%M"), "15.04");
    EXPECT_EQ(format_date(at, std::string(300, 'x')), "2026-08-20T15:04:05");
    EXPECT_EQ(relative("2026-08-20T15:04:05"), "15:04:05");
    EXPECT_EQ(relative("2026-08-21T15:04"), "Tomorr 15:04");
    EXPECT_EQ(relative("2026-08-19T15:04"), "Ystday 15:04");
    EXPECT_EQ(relative("2026-08-02T15:04"), "2 Aug 15:04");
    EXPECT_EQ(relative("2025-08-19T15:04"), "19 Aug 2025");
    EXPECT_EQ(format_title_date(at), "Thu Aug 20 15:04:05 2026");
}

TEST_F(Date, ReadsWhatItPrints) {
    for (std::int64_t seconds = 1; seconds < 4'000'000'000; seconds += 86'399'977) {
        const Time time = from_epoch_seconds(seconds);
        EXPECT_EQ(parse_date(format_date(time), time, Toward::past), time);
    }
}

}  // namespace
}  // namespace ms::text

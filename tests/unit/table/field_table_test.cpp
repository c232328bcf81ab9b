// SPDX-License-Identifier: MIT
#include "libms/table/field_table.hpp"

#include <gtest/gtest.h>

using namespace ms::table;

namespace {

struct Record {
    std::string id;
    std::string state;
    std::string elapsed;
};
struct Nothing {};
using RecordColumn = Column<Record, Nothing>;

constexpr RecordColumn columns[] = {
    {"JobID", 0, "JobID", [](const Record& r, const Nothing&) { return r.id; }, "id", Fit::cut, 12, Side::left},
    {"State", 0, "State", [](const Record& r, const Nothing&) { return r.state; }, "state", Fit::cut, 10, Side::right},
    {"Elapsed", 0, "Elapsed", [](const Record& r, const Nothing&) { return r.elapsed; }, "time", Fit::keep, 10,
     Side::right},
};
const std::span<const RecordColumn> all(columns);

std::string printed(std::string_view format, const FieldStyle& style, const Record& record) {
    const auto fields = parse_fields(format, all);
    if (!fields) return fields.error().message;
    FieldTable<RecordColumn> table(all, *fields, style);
    std::string out;
    table.put_header(out);
    table.put_row(out, record, {});
    return out;
}

const Record done{"40.batch", "COMPLETED", "00:00:03"};

TEST(FieldTable, TheFirstColumnThatBeginsSoIsMeant) {
    EXPECT_EQ(parse_fields("el,JOB,s", all), parse_fields("elapsed,jobid,state", all));
    EXPECT_EQ(parse_fields("jobids", all).error().message, "Invalid field requested: \"jobids\"");
    EXPECT_FALSE(parse_fields("%5", all));
    EXPECT_EQ(parse_fields("state%0", all), parse_fields("state", all));
    EXPECT_FALSE(parse_fields("state", all, ZeroWidth::hidden)->at(0).hidden);
    EXPECT_TRUE(parse_fields("state%0", all, ZeroWidth::hidden)->at(0).hidden);
}

TEST(FieldTable, EveryFieldIsFollowedByABlank) {
    EXPECT_EQ(printed("jobid,state", {}, done),
              "JobID             State \n"
              "------------ ---------- \n"
              "40.batch      COMPLETED \n");
}

TEST(FieldTable, AWidthWithAMinusJustifiesLeftAndWithoutRight) {
    EXPECT_EQ(printed("jobid%-10,state%5", {}, {"40", "COMPLETED", ""}),
              "JobID      State \n"
              "---------- ----- \n"
              "40         COMP+ \n");
    EXPECT_EQ(printed("JOBID%9", {}, done), "    JobID \n--------- \n 40.batch \n");
}

TEST(FieldTable, ALongValueEndsInAPlusAndALongHeaderJustEnds) {
    EXPECT_EQ(printed("state%3", {}, done), "Sta \n--- \nCO+ \n");
    EXPECT_EQ(printed("state", {}, {"1", "CANCELLED by 1000", ""}), "     State \n---------- \nCANCELLED+ \n");
    EXPECT_EQ(printed("state%1", {}, done), "S \n- \n+ \n");
}

TEST(FieldTable, ATimeIsNotCut) { EXPECT_EQ(printed("elapsed%4", {}, done), "Elap \n---- \n00:00:03 \n"); }

TEST(FieldTable, ZeroWidthIsTheColumnsOwn) {
    EXPECT_EQ(printed("jobid%0", {}, done), "JobID        \n------------ \n40.batch     \n");
}

TEST(FieldTable, DelimitedOutputIsNeitherPaddedNorCut) {
    const Record cancelled{"12", "CANCELLED by 1000", "00:00:00"};
    EXPECT_EQ(printed("jobid,state%4", {Delimited::between, "|"}, cancelled), "JobID|State\n12|CANCELLED by 1000\n");
    EXPECT_EQ(printed("jobid,state", {Delimited::trailing, "|"}, cancelled), "JobID|State|\n12|CANCELLED by 1000|\n");
    EXPECT_EQ(printed("jobid,state", {Delimited::between, ", "}, cancelled), "JobID, State\n12, CANCELLED by 1000\n");
}

TEST(FieldTable, NamesTheFieldItDoesNotKnow) {
    EXPECT_EQ(printed("jobid,foo%3", {}, done), "Invalid field requested: \"foo\"");
}

TEST(FieldTable, AllIsEveryColumn) {
    EXPECT_EQ(printed("ALL", {Delimited::between, "|"}, done), "JobID|State|Elapsed\n40.batch|COMPLETED|00:00:03\n");
}

}  // namespace

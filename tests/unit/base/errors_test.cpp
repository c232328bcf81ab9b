// SPDX-License-Identifier: MIT
#include "libms/base/errors.hpp"

#include <gtest/gtest.h>
#include <set>

#include "libms/base/result.hpp"

namespace ms {
namespace {

TEST(Errors, RowsAreCompleteAndDistinct) {
    std::set<Errc> codes;
    std::set<std::string_view> names;
    for (const auto& row : error_rows()) {
        EXPECT_TRUE(codes.insert(row.code).second) << row.name;
        EXPECT_TRUE(names.insert(row.name).second) << row.name;
        EXPECT_FALSE(row.text.empty()) << row.name;
        EXPECT_EQ(error_text(row.code), row.text);
        const int number = static_cast<int>(row.code);
        if (number >= 1800 && number < 3000) { EXPECT_EQ(row.name.find("MS_"), std::string_view::npos) << row.name; }
    }
}

TEST(Errors, TextsPeopleSearchFor) {
    EXPECT_EQ(error_text(Errc::connect_failure), "Unable to contact slurm controller (connect failure)");
    EXPECT_EQ(error_text(Errc::invalid_job_id), "Invalid job id specified");
    EXPECT_EQ(error_text(Errc::invalid_array), "Invalid job array specification");
    EXPECT_EQ(error_text(static_cast<Errc>(65000)), "Unspecified error");
}

Result<int> half(int number) {
    if (number % 2 != 0) return fail(Errc::usage, std::to_string(number) + " is odd");
    return number / 2;
}
Result<void> halves(int a, int b) {
    MS_TRY(half(a));
    MS_TRY(half(b));
    return {};
}

TEST(Result, FailuresCarryCodeAndMessage) {
    EXPECT_EQ(half(4), 2);
    EXPECT_EQ(half(3).error(), (Error{Errc::usage, "3 is odd"}));
    const Result<int> plain = fail(Errc::invalid_qos);
    EXPECT_EQ(plain.error(), (Error{Errc::invalid_qos, "Invalid qos specification"}));
}

TEST(Result, ContextStandsBeforeTheMessage) {
    const Result<int> told = context("reading msd.conf", half(3).error());
    EXPECT_EQ(told.error(), (Error{Errc::usage, "reading msd.conf: 3 is odd"}));
}

TEST(Result, TryReturnsTheFirstError) {
    EXPECT_TRUE(halves(2, 4));
    EXPECT_EQ(halves(5, 7).error().message, "5 is odd");
    EXPECT_EQ(halves(2, 7).error().message, "7 is odd");
}

}  // namespace
}  // namespace ms

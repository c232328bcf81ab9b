// SPDX-License-Identifier: MIT
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

#include <gtest/gtest.h>

namespace ms::text {
namespace {

TEST(Number, UnsignedTakesDigitsOnly) {
    EXPECT_EQ(parse_unsigned("0"), 0u);
    EXPECT_EQ(parse_unsigned("08"), 8u);
    EXPECT_EQ(parse_unsigned("18446744073709551615"), 18446744073709551615ull);
    for (const char* bad : {"", " 1", "1 ", "+1", "-1", "1.0", "1e3", "0x10", "4k", "4;", "18446744073709551616"})
        EXPECT_EQ(parse_unsigned(bad), std::nullopt) << bad;
}

TEST(Number, SignedTakesAMinus) {
    EXPECT_EQ(parse_signed("-10"), -10);
    EXPECT_EQ(parse_signed("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
    for (const char* bad : {"", "-", "--1", "+1", "1-", "9223372036854775808"})
        EXPECT_EQ(parse_signed(bad), std::nullopt) << bad;
}

TEST(Number, CountsTakeBinarySuffixes) {
    EXPECT_EQ(parse_count_suffixed("4"), 4u);
    EXPECT_EQ(parse_count_suffixed("2k"), 2048u);
    EXPECT_EQ(parse_count_suffixed("2K"), 2048u);
    EXPECT_EQ(parse_count_suffixed("1m"), 1048576u);
    EXPECT_EQ(parse_count_suffixed("4294967295"), 4294967295u);
    for (const char* bad : {"", "k", "2x", "1.0", "-1", "2kk", "4294967296", "4194304k", "4096m"})
        EXPECT_EQ(parse_count_suffixed(bad), std::nullopt) << bad;
}

TEST(Number, ListsDropEmptyWords) {
    using Words = std::vector<std::string>;
    EXPECT_EQ(split_list("a,b"), (Words{"a", "b"}));
    EXPECT_EQ(split_list(",a,,b,"), (Words{"a", "b"}));
    EXPECT_EQ(split_list(""), Words{});
    EXPECT_EQ(split_list(","), Words{});
    EXPECT_EQ(split_list("a|b", '|'), (Words{"a", "b"}));
    EXPECT_EQ(join({"a", "b", "c"}, ", "), "a, b, c");
    EXPECT_EQ(join({}), "");
}

TEST(Number, CaseAndBlanks) {
    EXPECT_TRUE(equal_ignoring_case("UnLimited", "unlimited"));
    EXPECT_FALSE(equal_ignoring_case("unlimited", "unlimite"));
    EXPECT_TRUE(starts_with_ignoring_case("SIGTERM", "sig"));
    EXPECT_FALSE(starts_with_ignoring_case("SI", "SIG"));
    EXPECT_EQ(trim(" \t a b \n"), "a b");
    EXPECT_EQ(trim(" \t"), "");
}

}  // namespace
}  // namespace ms::text

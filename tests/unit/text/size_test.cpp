// SPDX-License-Identifier: MIT
#include "libms/text/size.hpp"

#include <gtest/gtest.h>

namespace ms::text {
namespace {

TEST(Size, Megabytes) {
    const std::pair<std::string_view, std::uint64_t> table[] = {
        {"4000", 4000},      {"4G", 4096},      {"4g", 4096},     {"4GB", 4096},   {"4gb", 4096}, {"4Gb", 4096},
        {"4000M", 4000},     {"4000MB", 4000},  {"4Mb", 4},       {"1T", 1048576}, {"1TB", 1048576},
        {"2tb", 2097152},    {"500K", 1},       {"1024K", 1},     {"1025K", 2},    {"0", 0},      {"0G", 0},
        {"0K", 0},           {"08", 8},
        {"18446744073709551615", 18446744073709551615ull},
        {"18446744073709551615K", 18014398509481984ull},
        {"17592186044415T", 17592186044415ull << 20},
    };
    for (const auto& [text, value] : table) {
        const auto size = parse_megabytes(text);
        ASSERT_TRUE(size) << text;
        EXPECT_EQ(size->value, value) << text;
    }
    for (const char* text :
         {"", "G", "GB", "B", "4GiB", "1.5G", "MaxMemPerNode", "max", "4G,", "-1", "4P", "4B", "1500B", "10%", "4 G",
          " 4G", "+4G", "4BB", "4GBB", "$MEM", "18446744073709551616", "17592186044416T", "4\xA7"}) {
        const auto size = parse_megabytes(text);
        ASSERT_FALSE(size) << text;
        EXPECT_EQ(size.error().code, Errc::usage);
    }
}

TEST(Size, ExactForm) {
    struct Row {
        std::uint64_t value;
        char unit;
        std::string_view text;
    };
    const Row table[] = {
        {0, 'M', "0"},           {500, 'M', "500M"},      {1000, 'M', "1000M"},       {1500, 'M', "1500M"},
        {1024, 'M', "1G"},       {1536, 'M', "1.50G"},    {4096, 'M', "4G"},          {200, 'M', "200M"},
        {512, 'M', "512M"},      {2560, 'M', "2.50G"},    {1048576, 'M', "1T"},       {20000, 'M', "20000M"},
        {1234944, 'B', "1206K"}, {1249280, 'B', "1220K"}, {1234945, 'B', "1234945"},  {1572864, 'B', "1.50M"},
        {100000, 'M', "100000M"}, {18446744073709551615ull, 'M', "18446744073709551615M"},
        {1ull << 63, 'B', "8E"}, {1ull << 63, 'M', "8388608E"},
    };
    for (const auto& row : table) EXPECT_EQ(format_size(row.value, row.unit), row.text) << row.value << row.unit;
}

TEST(Size, FixedUnitAndRaw) {
    EXPECT_EQ(format_size_in(200, 'M', 'K'), "204800K");
    EXPECT_EQ(format_size_in(1249280, 'B', 'K'), "1220K");
    EXPECT_EQ(format_size_in(1000, 'M', 'G'), "0.98G");
    EXPECT_EQ(format_size_in(0, 'M', 'G'), "0");
    EXPECT_EQ(format_size_raw(4096, 'M'), "4096M");
    EXPECT_EQ(format_size_raw(1249280, 'B'), "1249280");
    EXPECT_EQ(format_size_raw(0, 'M'), "0");
}

TEST(Size, ReadsBackWholeNumbers) {
    for (std::uint64_t value : {1ull, 500ull, 1000ull, 1024ull, 4096ull, 20000ull, 1048576ull}) {
        EXPECT_EQ(parse_megabytes(format_size(value, 'M')), Megabytes{value});
        EXPECT_EQ(parse_megabytes(format_size_raw(value, 'M')), Megabytes{value});
    }
}

}  // namespace
}  // namespace ms::text

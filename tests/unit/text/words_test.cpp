// SPDX-License-Identifier: MIT
#include "libms/text/words.hpp"

#include <gtest/gtest.h>

namespace ms::text {
namespace {

using Words = std::vector<std::string>;

struct Split {
    std::string_view line;
    Words words;
};

TEST(Words, SplitLikeAShellWithoutExpansion) {
    const Split table[] = {
        {"", {}},
        {"   \t ", {}},
        {" -n 3 -c 2 --mem=1G", {"-n", "3", "-c", "2", "--mem=1G"}},
        {"\t--ntasks=3\t-c\t2", {"--ntasks=3", "-c", "2"}},
        {"     --ntasks=3     ", {"--ntasks=3"}},
        {"--ntasks=3", {"--ntasks=3"}},
        {"ES --ntasks=3", {"ES", "--ntasks=3"}},
        {" # note", {}},
        {" --time=10:00 # note", {"--time=10:00"}},
        {" --time=10:00#note", {"--time=10:00"}},
        {" --time=10:00 # don't \"worry", {"--time=10:00"}},
        {" --time=10:00 // note", {"--time=10:00", "//", "note"}},
        {" --job-name=a\\#b", {"--job-name=a#b"}},
        {" --job-name='a#b'", {"--job-name=a#b"}},
        {" --job-name=\"my job\"", {"--job-name=my job"}},
        {" --job-name='my job'", {"--job-name=my job"}},
        {" --job-name=a\"b c\"d", {"--job-name=ab cd"}},
        {" --job-name=\"\"", {"--job-name="}},
        {" \"--job-name=a b\"", {"--job-name=a b"}},
        {" \"-n 4\"", {"-n 4"}},
        {" \"\" x", {"", "x"}},
        {" --job-name=a\\ b", {"--job-name=a", "b"}},
        {" -n 3 \\", {"-n", "3"}},
        {" --comment=\"it's\"", {"--comment=it's"}},
        {" --comment='a\\'b'", {"--comment=a'b"}},
        {" --comment=\"a\\\"b\"", {"--comment=a\"b"}},
        {" --output=$HOME/x.out", {"--output=$HOME/x.out"}},
        {" --job-name=\u201Dx y\u201D", {"--job-name=\u201Dx", "y\u201D"}},
        {" --ntasks=3\u00A0", {"--ntasks=3\u00A0"}},
    };
    for (const auto& row : table) {
        const auto words = split_words(row.line);
        ASSERT_TRUE(words) << row.line << ": " << words.error().message;
        EXPECT_EQ(*words, row.words) << row.line;
    }
}

TEST(Words, Refusals) {
    const std::pair<std::string_view, std::string_view> table[] = {
        {" --time=10:00 don't", "Unmatched `'` in [ don't]"},
        {" don't", "Unmatched `'` in [don't]"},
        {" -p constraint=\"snb|hsw", "Unmatched `\"` in [ constraint=\"snb|hsw]"},
        {" 'a\\'", "Unmatched `'` in ['a\\']"},
        {": --ntasks=3", "Unexpected `:` in [: --ntasks=3]"},
        {" :", "Unexpected `:` in [:]"},
        {" -n 1 : -n 2", "Unexpected `:` in [ : -n 2]"},
    };
    for (const auto& [line, message] : table) {
        const auto words = split_words(line);
        ASSERT_FALSE(words) << line;
        EXPECT_EQ(words.error(), (Error{Errc::generic, std::string(message)}));
    }
}

}  // namespace
}  // namespace ms::text

// SPDX-License-Identifier: MIT
#include "libms/text/script.hpp"

#include <gtest/gtest.h>

namespace ms::text {
namespace {

using namespace std::string_view_literals;

TEST(Script, RefusalsNameWhatIsWrong) {
    constexpr auto no_interpreter =
        "This does not look like a batch script.  The first\n"
        "line must start with #! followed by the path to an interpreter.\n"
        "For instance: #!/bin/sh"sv;
    constexpr auto dos =
        "Batch script contains DOS line breaks (\\r\\n)\n"
        "instead of expected UNIX line breaks (\\n)."sv;
    const std::pair<std::string_view, std::string_view> table[] = {
        {"", "Batch script is empty!"},
        {"\n", "Batch script contains only whitespace!"},
        {" \t\n\n", "Batch script contains only whitespace!"},
        {"\0\0\0"sv, "Batch script contains only whitespace!"},
        {"\n\necho x\n", no_interpreter},
        {"\n#!/bin/bash\n", no_interpreter},
        {"# c\n#!/bin/bash\n", no_interpreter},
        {" #!/bin/bash\n", no_interpreter},
        {"#SBATCH -n 3\n", no_interpreter},
        {"\xEF\xBB\xBF#!/bin/bash\n", no_interpreter},
        {"#!/bin/bash\n\0#SBATCH -n 3\n"sv,
         "The Slurm controller does not allow scripts that\ncontain a NULL character '\\0'."},
        {"#!/bin/bash\r\n#SBATCH -n 3\r\nexit 0\r\n", dos},
        {"#!/bin/bash\n#SBATCH -n 3\r\nexit 0\n", dos},
    };
    for (const auto& [script, message] : table) {
        const auto checked = check_script(script);
        ASSERT_FALSE(checked) << script;
        EXPECT_EQ(checked.error().message, message);
    }
}

TEST(Script, AcceptsWhatSlurmDoes) {
    for (const char* script : {"#!/bin/bash", "#! /bin/bash\n", "#!/usr/bin/env python3\n", "#!\n", "#!bin/bash\n",
                               "#!/bin/bash\r#SBATCH -n 3\n"})
        EXPECT_TRUE(check_script(script)) << script;
}

/// "LINE:word|word LINE:word…" for what the header says.
std::string summary(std::string_view script) {
    const auto header = parse_header(script, "p");
    if (!header) return header.error().message;
    std::string out;
    for (const auto& line : *header) {
        if (!out.empty()) out += ' ';
        out += std::to_string(line.line) + ':';
        for (std::size_t i = 0; i < line.words.size(); ++i) out += (i ? "|" : "") + line.words[i];
    }
    return out;
}

TEST(Script, HeaderLines) {
    const std::pair<std::string_view, std::string_view> table[] = {
        {"", ""},
        {"#!/bin/bash", ""},
        {"#!/bin/bash\n#SBATCH -n 3\n#SBATCH -c 2\nexit 0\n", "2:-n|3 3:-c|2"},
        {"#!/bin/bash\n#SBATCH -n 3", "2:-n|3"},
        {"#!/bin/bash\n#SBATCH -p\n#SBATCH batch\n", "2:-p 3:batch"},
        {"#!/bin/bash\n#SBATCH\n#SBATCH # note\n#SBATCH -n 3\n", "4:-n|3"},
        {"#!/bin/bash\n#SBATCH--ntasks=3\n", "2:--ntasks=3"},
        {"#!/bin/bash\n#SBATCHES --ntasks=3\n", "2:ES|--ntasks=3"},
        {"#!/bin/bash\n##SBATCH -n 3\n# SBATCH -n 3\n #SBATCH -n 3\n#sbatch -n 3\n#BATCH -n 3\n", ""},
        {"#!/bin/bash\n\n# text\n   \n   # more\n#SBATCH --ntasks=3\n", "6:--ntasks=3"},
        {"#!/bin/bash\necho hi\n#SBATCH --ntasks=3\n", ""},
        {"#!/bin/bash\n  echo hi\n#SBATCH --ntasks=3\n", ""},
        {"#!/bin/bash\n#SBATCH -n 3 \\\n#SBATCH -c 2\n", "2:-n|3 3:-c|2"},
        {"#!/bin/bash\r#SBATCH -n 3\n", ""},
        {"#!/bin/bash\n#SBATCH --time=10:00 don't\n", "p: line 2: Unmatched `'` in [ don't]"},
        {"#!/bin/bash\n\n#SBATCH: --ntasks=3\n", "p: line 3: Unexpected `:` in [: --ntasks=3]"},
        {"#!/bin/bash\n#SBATCH -n 1 : -n 2\n", "p: line 2: Unexpected `:` in [ : -n 2]"},
        {"#!/bin/bash\necho\n#SBATCH don't\n", ""},
    };
    for (const auto& [script, expected] : table) EXPECT_EQ(summary(script), expected) << script;
}

TEST(Script, OtherMagicWords) {
    const auto header = parse_header("#!/bin/sh\n#MAGIC -x\n#SBATCH -n 3\n", "p", "#MAGIC");
    ASSERT_TRUE(header);
    ASSERT_EQ(header->size(), 1u);
    EXPECT_EQ(header->front().words, std::vector<std::string>{"-x"});
}

}  // namespace
}  // namespace ms::text

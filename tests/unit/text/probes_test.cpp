// SPDX-License-Identifier: MIT
// What a real sbatch said to single-line scripts, held against the small languages: a fixture of header splitting, and
// the whole collection where it lies beside the checkout.
#include <algorithm>
#include <gtest/gtest.h>
#include <optional>

#include "libms/base/contains.hpp"
#include "libms/base/fd.hpp"
#include "libms/text/array.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/mail.hpp"
#include "libms/text/number.hpp"
#include "libms/text/script.hpp"
#include "libms/text/signal.hpp"
#include "libms/text/size.hpp"
#include "libms/text/tres.hpp"
#include "tests/support/paths.hpp"

namespace ms::text {
namespace {

using Columns = std::vector<std::string>;

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\' || at + 1 == text.size()) {
            out += text[at];
            continue;
        }
        const char c = text[++at];
        out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == '0' ? '\0' : c;
    }
    return out;
}

std::vector<Columns> read_tsv(const std::string& path) {
    std::vector<Columns> rows;
    const auto text = read_file(path);
    if (!text) return rows;
    for (std::string_view line : split_list(*text, '\n')) {
        rows.emplace_back();
        for (;;) {
            const std::size_t tab = line.find('\t');
            rows.back().emplace_back(line.substr(0, tab));
            if (tab == std::string_view::npos) break;
            line.remove_prefix(tab + 1);
        }
    }
    if (!rows.empty()) rows.erase(rows.begin());  // the title line
    return rows;
}

std::string summary(std::string_view script) {
    const auto header = parse_header(script, "p");
    if (!header) return header.error().message;
    std::string out;
    for (const auto& line : *header)
        out += (out.empty() ? "" : " ") + std::to_string(line.line) + ":" + join(line.words, "|");
    return out;
}

TEST(Probes, HeaderSplitting) {
    const auto rows = read_tsv(ms::test::source_path("tests/unit/text/data/header_probes.tsv"));
    ASSERT_GT(rows.size(), 40u);
    for (const auto& row : rows) {
        ASSERT_EQ(row.size(), 3u) << row[0];
        EXPECT_EQ(summary("#!/bin/bash\n" + unescaped(row[1])), row[2]) << row[0];
    }
}

/// A row of the collection: kind, script, verdict, message, options understood.
struct Probe {
    std::string kind, script, verdict, message;
    bool accepted() const { return verdict == "accepted"; }
    bool says(std::string_view text) const { return message.find(text) != std::string::npos; }
};

std::vector<Probe> all_probes() {
    std::vector<Probe> probes;
    for (const auto& row : read_tsv(ms::test::shared_path("corpus/parser_probes.tsv")))
        if (row.size() >= 4) probes.push_back({row[0], unescaped(row[1]), row[2], row[3]});
    return probes;
}

/// The value in a script of the one line "#SBATCH --OPTION=VALUE"; nothing for other scripts.
std::optional<std::string> only_value(const Probe& probe, std::string_view option) {
    const auto header = parse_header("#!/bin/bash\n" + probe.script, "p");
    if (!header || header->size() != 1 || header->front().words.size() != 1) return std::nullopt;
    const std::string prefix = "--" + std::string(option) + "=";
    const std::string& word = header->front().words.front();
    if (word.compare(0, prefix.size(), prefix) != 0) return std::nullopt;
    return word.substr(prefix.size());
}

class Collection : public testing::Test {
  protected:
    void SetUp() override {
        if (probes_.empty()) GTEST_SKIP() << "the collection of probes is not beside this checkout";
    }
    /// How many probes have that option alone; each is given to check(value, probe).
    template <class Check>
    int each(std::string_view option, Check check) {
        int count = 0;
        for (const auto& probe : probes_)
            if (const auto value = only_value(probe, option)) {
                check(*value, probe);
                ++count;
            }
        return count;
    }
    const std::vector<Probe> probes_ = all_probes();
};

TEST_F(Collection, FatalHeaders) {
    int fatal = 0;
    for (const auto& probe : probes_) {
        if (probe.kind == "first line") continue;
        const auto header = parse_header("#!/bin/bash\n" + probe.script, "p");
        const bool refused = probe.says("fatal: p: line");
        EXPECT_EQ(!header, refused) << probe.script;
        if (!header) { EXPECT_EQ("fatal: " + header.error().message, probe.message); }
        fatal += refused;
        constexpr std::string_view stray = "Invalid directive found in batch script: ";
        if (header && probe.says(stray)) {
            const std::string word = probe.message.substr(stray.size());
            bool found = false;
            for (const auto& line : *header)
                found = found || contains(line.words, word);
            EXPECT_TRUE(found) << probe.script;
        }
    }
    EXPECT_GE(fatal, 4);
}

TEST_F(Collection, FirstLines) {
    int count = 0;
    for (const auto& probe : probes_) {
        if (probe.kind != "first line") continue;
        ++count;
        const auto checked = check_script(probe.script);
        EXPECT_EQ(checked.has_value(), probe.accepted()) << probe.script;
        if (checked) continue;
        std::string message = checked.error().message;
        for (std::size_t at; (at = message.find('\n')) != std::string::npos;) message.replace(at, 1, " | ");
        EXPECT_EQ(message, probe.message);
    }
    EXPECT_GE(count, 20);
}

TEST_F(Collection, TimeMemoryMailAndSignalValues) {
    EXPECT_GE(each("time", [](const std::string& value, const Probe& probe) {
        EXPECT_EQ(parse_time_limit(value).has_value(), !probe.says("Invalid --time")) << value;
    }), 25);
    EXPECT_GE(each("mem", [](const std::string& value, const Probe& probe) {
        EXPECT_EQ(parse_megabytes(value).has_value(), !probe.says("Invalid --mem")) << value;
    }), 20);
    EXPECT_GE(each("mail-type", [](const std::string& value, const Probe& probe) {
        EXPECT_EQ(parse_mail_types(value).has_value(), !probe.says("Invalid --mail-type")) << value;
    }), 18);
    EXPECT_GE(each("signal", [](const std::string& value, const Probe& probe) {
        EXPECT_EQ(parse_warn_signal(value).has_value(), probe.accepted()) << value;
    }), 5);
}

TEST_F(Collection, ArrayAndGresValues) {
    EXPECT_GE(each("array", [](const std::string& value, const Probe& probe) {
        if (value.empty()) return;  // no array at all
        EXPECT_EQ(parse_array(value, 4'000'001).has_value(), !probe.says("Invalid job array")) << value;
    }), 20);
    // Of the refused ones some are refused for a name the site does not have, which is not ours to know.
    EXPECT_GE(each("gres", [](const std::string& value, const Probe& probe) {
        if (probe.accepted() || probe.says("node configuration")) { EXPECT_TRUE(parse_gres(value)) << value; }
    }), 20);
}

}  // namespace
}  // namespace ms::text

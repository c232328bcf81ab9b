// SPDX-License-Identifier: MIT
// The options of every command beside Slurm's: each one that Slurm has is known here under the same name and letter, takes
// a value or does not, and reads the same variables, or stands below with the reason.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "libms/base/contains.hpp"
#include "libms/options/no_effect.hpp"
#include "libms/text/number.hpp"
#include "tests/support/paths.hpp"
#include "tools/docgen/commands.hpp"

namespace ms::cmds {
namespace {

using options::Arg;
using options::Row;

/// A line of options.tsv: command, long name, letter, argument, form, variables, header, class, note.
struct Fact {
    std::string command, name, letter, argument, form, variables, header, kind, note;
};

/// The cells of a line; an empty one is one, too.
std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, '\t');) cells.push_back(cell);
    cells.resize(9);
    return cells;
}

std::vector<Fact> read_facts(std::istream& file) {
    std::vector<Fact> facts;
    for (std::string line; std::getline(file, line);) {
        const auto cells = cells_of(line);
        facts.push_back({cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7], cells[8]});
    }
    facts.erase(facts.begin());  // the titles
    return facts;
}

/// What differs on purpose. "*" stands for every command.
struct Deviation {
    std::string_view command, name, reason;
};
constexpr Deviation deviations[] = {
    {"*", "autocomplete", "asked for by Slurm's own completions alone; ours are made of the tables"},
    {"sbatch", "get-user-env", "took a value for long, which scripts still carry"},
    {"sbcast", "nodelist", "a value where it is left out means nothing"},
    {"sreport", "sort", "Slurm's own table and letter disagree"},
    {"sprio", "sib", "an unambiguous beginning of --sibling"},
};

bool expected(const Fact& fact) {
    const auto is_that = [&](const Deviation& each) {
        return (each.command == "*" || each.command == fact.command) && each.name == fact.name;
    };
    return std::any_of(std::begin(deviations), std::end(deviations), is_that);
}

/// Rows that tell of operands and variables, options of a later Slurm than the one that is followed, and its command.
bool is_no_option(const Fact& fact) {
    return fact.name.starts_with('(') || fact.command.starts_with('#') || fact.command == "swait" ||
           fact.note.find("26.") != fact.note.npos;
}

std::string_view word_for(Arg argument) {
    switch (argument) {
        case Arg::none: return "none";
        case Arg::required: return "required";
        case Arg::optional: return "optional";
    }
    return "";
}

std::string difference(const Row* row, const Fact& fact) {
    if (!row) return "is not known";
    const std::string letter = row->letter ? std::string(1, row->letter) : "";
    if (!fact.letter.empty() && letter != fact.letter) return "has the letter '" + letter + "', Slurm's '" + fact.letter + "'";
    if (word_for(row->arg) != fact.argument) return "takes a value: " + std::string(word_for(row->arg)) + ", Slurm's: " + fact.argument;
    const auto ours = text::split_list(row->environment), theirs = text::split_list(fact.variables);
    for (const std::string& name : theirs)
        if (!contains(ours, name)) return "does not read " + name;
    return {};
}

/// The row of a name, or of what it is another spelling of.
const Row* find(const CommandDoc& doc, std::string_view name) {
    for (const Row* row : doc.rows)
        if (row->name == name) return row->alias_of.empty() ? row : find(doc, row->alias_of);
    return nullptr;
}

class Surface : public testing::Test {
  protected:
    void SetUp() override {
        std::ifstream file(test::shared_path("surface/options.tsv"));
        if (!file) GTEST_SKIP() << "no ../shared/surface/options.tsv: the options of Slurm are not compared";
        facts = read_facts(file);
        for (CommandDoc& doc : docgen::command_docs()) commands.emplace(doc.name, std::move(doc));
    }

    std::vector<Fact> facts;
    std::map<std::string, CommandDoc, std::less<>> commands;
};

TEST_F(Surface, HasEveryOptionOfSlurm) {
    std::size_t compared = 0;
    for (const Fact& fact : facts) {
        if (is_no_option(fact)) continue;
        ++compared;
        const std::string differs = difference(find(commands.at(fact.command), fact.name), fact);
        EXPECT_EQ(!differs.empty(), expected(fact)) << fact.command << " --" << fact.name << " (" << fact.kind << ") " << differs;
    }
    EXPECT_GT(compared, 600u);
}

/// Another variable would change what a job asks for where the same script runs elsewhere.
TEST_F(Surface, ReadsNoOtherVariables) {
    std::map<std::string, std::set<std::string>, std::less<>> variables;
    for (const Fact& fact : facts)
        for (const std::string& name : text::split_list(fact.variables)) variables[fact.command].insert(name);
    variables["squeue"].insert("SQUEUE_ARRAY_UNIQUE");  // told of in Slurm's manual, not in the table
    for (const auto& [command, doc] : commands)
        for (const Row* row : doc.rows)
            for (const std::string& name : text::split_list(row->environment))
                EXPECT_TRUE(variables[command].count(name)) << command << " --" << row->name << " reads " << name;
}

/// What -v tells, of a command that keeps its options in a table of its own and of one that submits.
TEST(NoEffect, IsToldOfEachOptionThatWasGiven) {
    const Row rows[] = {{"fast", 0, Arg::none, "", "", "", "", options::Status::no_effect},
                        {"slow", 0, Arg::none},
                        {"verbose", 'v', Arg::none}};
    const std::vector<const Row*> pointers = {&rows[0], &rows[1], &rows[2]};
    const auto told = [&](std::vector<options::Given> given) {
        char* text = nullptr;
        std::size_t size = 0;
        CommandContext context;
        context.program = "sx";
        context.err = open_memstream(&text, &size);
        options::tell_no_effect_if_verbose(context, pointers, given);
        std::fclose(context.err);
        std::string out(text, size);
        std::free(text);
        return out;
    };
    EXPECT_EQ(told({{0}, {1}}), "");
    EXPECT_EQ(told({{0}, {1}, {2}}), "sx: --fast has no effect here\n");
}

}  // namespace
}  // namespace ms::cmds

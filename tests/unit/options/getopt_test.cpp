// SPDX-License-Identifier: MIT
// options::parse against the C library's own getopt_long over a table of command lines: same options in the same
// order, same operands, same complaint.
#include <getopt.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>

#include "libms/options/options.hpp"

namespace ms::options {
namespace {

constexpr Row table[] = {
    {"array", 'a', Arg::required},
    {"cpus-per-gpu", 0, Arg::required},
    {"cpus-per-task", 'c', Arg::required},
    {"cluster", 0, Arg::required, "", "", "", "", Status::works, true, "clusters"},
    {"clusters", 'M', Arg::required},
    {"exclude", 'x', Arg::required},
    {"exclusive", 0, Arg::optional},
    {"hold", 'H', Arg::none},
    {"no-kill", 'k', Arg::optional},
    {"no-requeue", 0, Arg::none},
    {"nodes", 'N', Arg::required},
    {"ntasks", 'n', Arg::required},
    {"ntasks-per-node", 0, Arg::required},
    {"overcommit", 'O', Arg::none},
    {"tasks-per-node", 0, Arg::required, "", "", "", "", Status::works, true, "ntasks-per-node"},
    {"verbose", 'v', Arg::none},
};

std::vector<const Row*> rows() {
    std::vector<const Row*> out;
    for (const Row& row : table) out.push_back(&row);
    return out;
}

/// What came out, as one text: "--nodes=2 --hold | operand operand" or "! message".
std::string shown(const Result<CommandLine>& line) {
    if (!line) return "! " + line.error().message;
    std::string out;
    for (const Given& each : line->given) {
        const Row& row = table[each.row];
        out += "--" + std::string(row.alias_of.empty() ? row.name : row.alias_of);
        if (each.has_value) out += "=" + each.value;
        out += " ";
    }
    out += "|";
    for (const std::string& operand : line->operands) out += " " + operand;
    return out;
}

/// The values getopt_long returns: the same for all spellings of one option, as Slurm's table has it.
std::vector<option> long_options(std::vector<std::string>& names) {
    std::vector<option> out;
    for (const Row& row : table) names.emplace_back(row.name);
    for (std::size_t i = 0; i < std::size(table); ++i) {
        std::size_t meaning = i;
        for (std::size_t k = 0; k < std::size(table); ++k)
            if (table[k].name == table[i].alias_of) meaning = k;
        out.push_back({names[i].c_str(), static_cast<int>(table[i].arg), nullptr, static_cast<int>(1000 + meaning)});
    }
    out.push_back({nullptr, 0, nullptr, 0});
    return out;
}

std::string letters_of(Order order) {
    std::string out = order == Order::stop_at_operand ? "+" : "";
    for (const Row& row : table)
        if (row.letter) out += row.letter + std::string(static_cast<std::size_t>(row.arg), ':');
    return out;
}

/// stderr of the C library's complaint, without "PROG: ".
class CapturedStderr {
  public:
    CapturedStderr() {
        std::fflush(stderr);
        saved_ = dup(2);
        file_ = std::tmpfile();
        dup2(fileno(file_), 2);
    }
    std::string end() {
        std::fflush(stderr);
        dup2(saved_, 2);
        close(saved_);
        std::rewind(file_);
        std::string text(4096, '\0');
        text.resize(std::fread(text.data(), 1, text.size(), file_));
        std::fclose(file_);
        const std::size_t colon = text.find(": ");
        return colon == std::string::npos ? text : text.substr(colon + 2, text.find_last_not_of('\n') - colon - 1);
    }

  private:
    int saved_;
    FILE* file_;
};

std::string real_getopt(const std::vector<std::string>& words, Order order) {
    std::vector<std::string> names;
    const std::vector<option> options = long_options(names);
    std::vector<std::string> storage{"prog"};
    storage.insert(storage.end(), words.begin(), words.end());
    std::vector<char*> argv;
    for (std::string& word : storage) argv.push_back(word.data());
    const int argc = static_cast<int>(argv.size());
    argv.push_back(nullptr);

    optind = 0;
    opterr = 1;
    std::string out;
    CapturedStderr captured;
    bool failed = false;
    for (int c; !failed && (c = getopt_long(argc, argv.data(), letters_of(order).c_str(), options.data(), nullptr)) != -1;) {
        if (c == '?') failed = true;
        const Row* found = nullptr;
        for (std::size_t i = 0; i < std::size(table); ++i)
            if (c == static_cast<int>(1000 + i) || (table[i].letter && c == table[i].letter)) found = &table[i];
        if (!found) continue;
        out += "--" + std::string(found->name);
        if (optarg) out += std::string("=") + optarg;
        out += " ";
    }
    const std::string complaint = captured.end();
    if (failed) return "! " + complaint;
    out += "|";
    for (int i = optind; i < argc; ++i) out += std::string(" ") + argv[i];
    return out;
}

const std::vector<std::vector<std::string>> lines = {
    {},
    {"-N2", "-n", "4", "script", "-c", "1"},
    {"-vvHO", "x"},
    {"-On4"},
    {"-vn"},
    {"-k"},
    {"-koff", "x"},
    {"-k", "off"},
    {"--exclusive", "user"},
    {"--exclusive=user"},
    {"--exclusive="},
    {"--exclus"},
    {"--excl"},
    {"--ntasks=4"},
    {"--ntasks", "4"},
    {"--ntasks", "--hold"},
    {"--ntasks="},
    {"--ntask=4"},
    {"--ntasks-per=4"},
    {"--tasks=2"},
    {"--clu=a"},
    {"--cluster", "a"},
    {"--c=2"},
    {"--cpus=2"},
    {"--cpus-per-t", "2"},
    {"--no"},
    {"--no=3"},
    {"--no-r=1"},
    {"--hold=1"},
    {"--ho"},
    {"--bogus"},
    {"--bogus=1", "x"},
    {"---ntasks=2"},
    {"--NTASKS=2"},
    {"-Y"},
    {"-vY"},
    {"-n"},
    {"--ntasks"},
    {"-n", "-1"},
    {"-n=4"},
    {"a", "-v", "b", "-n", "3", "c"},
    {"a", "--", "-v", "b"},
    {"-v", "--", "-n", "3"},
    {"-", "-v"},
    {"--", "--"},
    {"", "-v"},
    {"--=x"},
    {"-H", "--array", "1-3", "--array=5"},
};

TEST(Getopt, AgreesWithTheCLibrary) {
    for (const Order order : {Order::permute, Order::stop_at_operand}) {
        for (const auto& words : lines) {
            std::string typed;
            for (const auto& word : words) typed += " [" + word + "]";
            EXPECT_EQ(shown(parse(rows(), words, order)), real_getopt(words, order)) << typed;
        }
    }
}

TEST(Getopt, ComplaintsAreUsageErrors) {
    const auto line = parse(rows(), {"--bogus"}, Order::permute);
    ASSERT_FALSE(line);
    EXPECT_EQ(line.error(), (Error{Errc::usage, "unrecognized option '--bogus'"}));
}

}  // namespace
}  // namespace ms::options

// SPDX-License-Identifier: MIT
// getopt_long as a function of its words: same decisions, same messages as glibc 2.36, no process-wide state.
// tests/unit/options/getopt_test.cpp holds it against the real one.
#include "libms/options/options.hpp"

#include <cstdlib>
#include <optional>

namespace ms::options {
namespace {

std::string_view canonical(const Row& row) { return row.alias_of.empty() ? row.name : row.alias_of; }

/// One pass over the words; each step takes what belongs to one word.
class Parser {
  public:
    Parser(std::span<const Row* const> rows, const std::vector<std::string>& words) : rows_(rows), words_(words) {}

    Result<CommandLine> run(Order order) {
        while (next_ < words_.size()) {
            const std::string& word = words_[next_++];
            if (word == "--") return rest_are_operands();
            if (word.size() < 2 || word[0] != '-') {
                line_.operands.push_back(word);
                if (order == Order::stop_at_operand) return rest_are_operands();
            } else if (word[1] == '-') {
                MS_TRY(long_option(std::string_view(word).substr(2)));
            } else {
                MS_TRY(letters(std::string_view(word).substr(1)));
            }
        }
        return std::move(line_);
    }

  private:
    CommandLine rest_are_operands() {
        while (next_ < words_.size()) line_.operands.push_back(words_[next_++]);
        return std::move(line_);
    }

    Result<void> long_option(std::string_view text) {
        const std::size_t equals = text.find('=');
        auto row = find_long(text, text.substr(0, equals));
        if (!row) return Failure(row.error());
        const std::string shown = "option '--" + std::string(rows_[*row]->name) + "'";
        if (equals != std::string_view::npos) {
            if (rows_[*row]->arg == Arg::none) return fail(Errc::usage, shown + " doesn't allow an argument");
            return add(*row, std::string(text.substr(equals + 1)));
        }
        if (rows_[*row]->arg != Arg::required) return add(*row, std::nullopt);
        if (next_ == words_.size()) return fail(Errc::usage, shown + " requires an argument");
        return add(*row, words_[next_++]);
    }

    /// An exact name, else the only row (or several spellings of one) that begins with `name`.
    Result<std::size_t> find_long(std::string_view text, std::string_view name) const {
        std::vector<std::size_t> matches;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (rows_[i]->name == name) return i;
            if (!rows_[i]->name.starts_with(name)) continue;
            if (matches.empty() || canonical(*rows_[i]) != canonical(*rows_[matches.front()])) matches.push_back(i);
        }
        if (matches.size() == 1) return matches.front();
        if (matches.empty()) return fail(Errc::usage, "unrecognized option '--" + std::string(text) + "'");
        std::string message = "option '--" + std::string(text) + "' is ambiguous; possibilities:";
        for (const std::size_t i : matches) message += " '--" + std::string(rows_[i]->name) + "'";
        return fail(Errc::usage, message);
    }

    /// A cluster: flags until one that takes a value, whose value is the rest of the word or the next one.
    Result<void> letters(std::string_view cluster) {
        while (!cluster.empty()) {
            const char letter = cluster.front();
            cluster.remove_prefix(1);
            const auto row = find_letter(letter);
            if (!row) return fail(Errc::usage, std::string("invalid option -- '") + letter + "'");
            if (rows_[*row]->arg == Arg::none || (rows_[*row]->arg == Arg::optional && cluster.empty())) {
                MS_TRY(add(*row, std::nullopt));
                continue;
            }
            if (!cluster.empty()) return add(*row, std::string(cluster));
            if (next_ == words_.size())
                return fail(Errc::usage, std::string("option requires an argument -- '") + letter + "'");
            return add(*row, words_[next_++]);
        }
        return {};
    }

    std::optional<std::size_t> find_letter(char letter) const {
        for (std::size_t i = 0; i < rows_.size(); ++i)
            if (rows_[i]->letter == letter) return i;
        return std::nullopt;
    }

    Result<void> add(std::size_t row, std::optional<std::string> value) {
        const bool has_value = value.has_value();
        line_.given.push_back({row, has_value ? std::move(*value) : std::string(), has_value});
        return {};
    }

    std::span<const Row* const> rows_;
    const std::vector<std::string>& words_;
    std::size_t next_ = 0;
    CommandLine line_;
};

}  // namespace

Result<CommandLine> parse(std::span<const Row* const> rows, const std::vector<std::string>& words, Order order) {
    return Parser(rows, words).run(order);
}

Result<void> check_status(const Row& row) {
    if (row.status != Status::later) return {};
    return fail(Errc::not_here, "--" + std::string(row.name) + " is not available in this version of Mini-SLURM");
}

std::vector<Given> from_environment(std::span<const Row* const> rows) {
    std::vector<Given> given;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!rows[i]->alias_of.empty()) continue;
        std::string_view names = rows[i]->environment;
        while (!names.empty()) {
            const std::size_t comma = names.find(',');
            if (const char* value = std::getenv(std::string(names.substr(0, comma)).c_str())) {
                given.push_back({i, value, true});
                break;
            }
            names = comma == std::string_view::npos ? std::string_view{} : names.substr(comma + 1);
        }
    }
    return given;
}

}  // namespace ms::options

// SPDX-License-Identifier: MIT
#include "tools/docgen/completions.hpp"

#include "libms/model/states.hpp"
#include "libms/text/signal.hpp"


namespace docgen {
namespace {

using ms::options::Arg;
using ms::options::Row;
using ms::options::Status;

bool is_offered(const Row& row) { return row.alias_of.empty() && !row.help.empty() && row.status != Status::later; }

std::string letter_of(const Row& row) { return row.letter ? std::string("-") + row.letter : std::string(); }
std::string long_of(const Row& row) { return "--" + std::string(row.name); }

// 'text' with what would end the quotation written in the shell's way.
std::string quoted(std::string_view text, std::string_view quote) {
    std::string out = "'";
    for (char c : text) {
        if (c == '\'') out += quote;
        else out += c;
    }
    return out + "'";
}
std::string posix_quoted(std::string_view text) { return quoted(text, "'\\''"); }
std::string fish_quoted(std::string_view text) { return quoted(text, "\\'"); }

// Characters that _arguments gives a meaning.
std::string zsh_escaped(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == ':' || c == '[' || c == ']' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

void add_word(std::string& words, std::string_view word) {
    if (word.empty()) return;
    if (!words.empty()) words += ' ';
    words += word;
}

std::string field_names(const ms::CommandDoc& doc) {
    std::string names;
    for (const ms::FieldDoc& field : doc.fields) add_word(names, field.name);
    return names;
}

std::string state_names() {
    std::string names;
    for (const auto& row : ms::state_rows()) add_word(names, row.name);
    return names;
}

std::string signal_names() {
    std::string names;
    for (int number = 1; number <= 31; ++number) add_word(names, ms::text::signal_name(number));
    return names;
}

std::string operand_kind(const ms::CommandDoc& doc) {
    return doc.operand.empty() ? "none" : std::string(doc.operand);
}

std::string bash_entry(std::string_view array, const std::string& key, std::string_view value) {
    return std::string(array) + "[" + key + "]=" + posix_quoted(value) + "\n";
}

std::string zsh_spec(const Row& row, const ms::CommandDoc& doc) {
    const bool required = row.arg == Arg::required;
    std::string names = long_of(row) + (required ? "=" : row.arg == Arg::optional ? "=-" : "");
    std::string spec = row.letter ? "'(" + letter_of(row) + " " + long_of(row) + ")'{" + letter_of(row) +
                                        (required ? "+" : row.arg == Arg::optional ? "-" : "") + "," + names + "}"
                                  : posix_quoted(names);
    std::string rest = "[" + zsh_escaped(row.help) + "]";
    if (row.arg != Arg::none)
        rest += std::string(required ? ":" : "::") + zsh_escaped(row.value_name.empty() ? "value" : row.value_name) +
                ": __msd_values " + zsh_escaped(kind_of(row, doc));
    return spec + posix_quoted(rest);
}

}  // namespace

std::string kind_of(const Row& row, const ms::CommandDoc& doc) {
    if (row.complete.empty()) return "none";
    if (row.complete == "field") return field_names(doc);
    if (row.complete == "state") return state_names();
    if (row.complete == "signal") return signal_names();
    return std::string(row.complete);
}

std::string bash_tables(const std::vector<ms::CommandDoc>& docs) {
    std::string out;
    for (const ms::CommandDoc& doc : docs) {
        const std::string command(doc.name);
        std::string options;
        std::string values;
        for (const Row* row : doc.rows) {
            if (!is_offered(*row)) continue;
            if (row->letter) options += letter_of(*row) + " ";
            options += long_of(*row) + (row->arg == Arg::required ? "= " : " ");
            if (row->arg == Arg::none) continue;
            const std::string kind = kind_of(*row, doc);
            if (row->letter && row->arg == Arg::required)
                values += bash_entry("__msd_value", command + ":" + letter_of(*row), kind);
            values += bash_entry(row->arg == Arg::required ? "__msd_value" : "__msd_optional_value",
                                 command + ":" + long_of(*row), kind);
        }
        if (!options.empty()) options.pop_back();
        out += bash_entry("__msd_options", command, options) + bash_entry("__msd_operand", command, operand_kind(doc)) +
               values + "complete -F __msd_complete " + command + "\n\n";
    }
    return out;
}

std::string zsh_functions(const std::vector<ms::CommandDoc>& docs) {
    std::string out;
    for (const ms::CommandDoc& doc : docs) {
        out += "__msd_" + std::string(doc.name) + "() {\n    _arguments -s -S";
        for (const Row* row : doc.rows)
            if (is_offered(*row)) out += " \\\n        " + zsh_spec(*row, doc);
        out += " \\\n        " + posix_quoted("*:operand: __msd_values " + operand_kind(doc)) + "\n}\n\n";
    }
    return out;
}

std::string fish_lines(const ms::CommandDoc& doc) {
    const std::string command = "complete -c " + std::string(doc.name);
    std::string out = command + " -f -a " + fish_quoted("(__msd_values " + operand_kind(doc) + ")") + "\n";
    for (const Row* row : doc.rows) {
        if (!is_offered(*row)) continue;
        out += command;
        if (row->letter) out += std::string(" -s ") + row->letter;
        out += " -l " + std::string(row->name);
        if (row->arg != Arg::none) out += " -a " + fish_quoted("(__msd_values " + kind_of(*row, doc) + ")");
        if (row->arg == Arg::required) out += " -x";
        out += " -d " + fish_quoted(row->help) + "\n";
    }
    return out;
}

}  // namespace docgen

// SPDX-License-Identifier: MIT
#include "tools/docgen/completions.hpp"

#include "tools/docgen/kinds.hpp"

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

/// The kinds of a command's operands by what stands before them; behind nothing known, the command's own.
template <class Use>
void each_operand(const ms::CommandDoc& doc, Use use) {
    use(std::string(doc.name), kind_of(doc.operand, doc));
    for (const ms::OperandDoc& each : doc.operands) use(std::string(doc.name) + ":" + each.after, kind_of(each.kind, doc));
}

std::string bash_entry(std::string_view array, const std::string& key, std::string_view value) {
    const bool is_plain = key.find(' ') == key.npos;
    return std::string(array) + "[" + (is_plain ? key : "\"" + key + "\"") + "]=" + posix_quoted(value) + "\n";
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
                ": __msd_values " + zsh_escaped(kind_of(row.complete, doc));
    return spec + posix_quoted(rest);
}

}  // namespace

std::string bash_tables(const std::vector<ms::CommandDoc>& docs) {
    std::string out;
    for (const LiveKind& kind : live_kinds()) out += bash_entry("__msd_live", std::string(kind.name), kind.command);
    out += '\n';
    for (const ms::CommandDoc& doc : docs) {
        const std::string command(doc.name);
        std::string options;
        std::string values;
        for (const Row* row : doc.rows) {
            if (!is_offered(*row)) continue;
            if (row->letter) options += letter_of(*row) + " ";
            options += long_of(*row) + (row->arg == Arg::required ? "= " : " ");
            if (row->arg == Arg::none) continue;
            const std::string kind = kind_of(row->complete, doc);
            if (row->letter && row->arg == Arg::required) {
                values += bash_entry("__msd_value", command + ":" + letter_of(*row), kind);
                values.back() = ' ';  // both spellings on one line
            }
            values += bash_entry(row->arg == Arg::required ? "__msd_value" : "__msd_optional_value",
                                 command + ":" + long_of(*row), kind);
        }
        if (!options.empty()) options.pop_back();
        out += bash_entry("__msd_options", command, options);
        each_operand(doc, [&](const std::string& key, const std::string& kind) {
            out += bash_entry("__msd_operand", key, kind);
        });
        out += values + "complete -F __msd_complete " + command + "\n\n";
    }
    return out;
}

std::string zsh_functions(const std::vector<ms::CommandDoc>& docs) {
    std::string out = "typeset -gA __msd_live __msd_operand\n__msd_live=(\n";
    for (const LiveKind& kind : live_kinds())
        out += "    " + posix_quoted(kind.name) + " " + posix_quoted(kind.command) + "\n";
    out += ")\n__msd_operand=(\n";
    for (const ms::CommandDoc& doc : docs)
        each_operand(doc, [&](const std::string& key, const std::string& kind) {
            out += "    " + posix_quoted(key) + " " + posix_quoted(kind) + "\n";
        });
    out += ")\n\n";
    for (const ms::CommandDoc& doc : docs) {
        out += "__msd_" + std::string(doc.name) + "() {\n    _arguments -s -S";
        for (const Row* row : doc.rows)
            if (is_offered(*row)) out += " \\\n        " + zsh_spec(*row, doc);
        out += " \\\n        " + posix_quoted("*:operand: __msd_operands " + std::string(doc.name)) + "\n}\n\n";
    }
    return out;
}

std::string fish_lines(const ms::CommandDoc& doc) {
    const std::string command = "complete -c " + std::string(doc.name);
    std::string out = command + " -f -a " + fish_quoted("(__msd_operands " + std::string(doc.name) + ")") + "\n";
    for (const Row* row : doc.rows) {
        if (!is_offered(*row)) continue;
        out += command;
        if (row->letter) out += std::string(" -s ") + row->letter;
        out += " -l " + std::string(row->name);
        if (row->arg != Arg::none) out += " -a " + fish_quoted("(__msd_values " + kind_of(row->complete, doc) + ")");
        if (row->arg == Arg::required) out += " -x";
        out += " -d " + fish_quoted(row->help) + "\n";
    }
    return out;
}

namespace {

/// A function that takes a key and does what its line says; without one for the key it fails.
class FishSwitch {
  public:
    explicit FishSwitch(const std::string& name) : text_("function " + name + "\n    switch $argv[1]\n") {}
    void add(std::string_view key, const std::string& line) {
        text_ += "        case " + fish_quoted(key) + "\n            " + line + "\n";
    }
    std::string text() const { return text_ + "        case '*'\n            return 1\n    end\nend\n"; }

  private:
    std::string text_;
};

}  // namespace

std::string fish_live_function() {
    FishSwitch function("__msd_live");
    for (const LiveKind& kind : live_kinds()) function.add(kind.name, "__msd_ask " + std::string(kind.command));
    return function.text();
}

std::string fish_operand_function(const std::vector<ms::CommandDoc>& docs) {
    FishSwitch function("__msd_operand_kind");
    for (const ms::CommandDoc& doc : docs)
        each_operand(doc, [&](const std::string& key, const std::string& kind) {
            function.add(key, "printf '%s\\n' " + kind);
        });
    return function.text();
}

}  // namespace docgen

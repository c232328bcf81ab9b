// SPDX-License-Identifier: MIT
#include "tools/docgen/pieces.hpp"

#include <cctype>
#include <vector>

#include "libms/model/states.hpp"
#include "libms/text/number.hpp"
#include "tools/docgen/prose.hpp"

namespace docgen {
namespace {

using ms::options::Arg;
using ms::options::Row;
using ms::options::Status;

std::string definition(const std::string& term, std::string_view meaning) {
    return term + "\n:   " + std::string(meaning) + "\n\n";
}

bool is_shown(const Row& row) { return row.alias_of.empty() && !row.help.empty(); }

std::string option_term(const Row& row) {
    std::string term;
    const std::string value = "*" + plain(row.value_name.empty() ? "value" : row.value_name) + "*";
    if (row.letter) {
        term = literal(std::string("-") + row.letter);
        term += row.arg == Arg::required ? " " + value : row.arg == Arg::optional ? "[" + value + "]" : "";
        term += ", ";
    }
    term += literal("--" + std::string(row.name));
    return term + (row.arg == Arg::required ? "=" + value : row.arg == Arg::optional ? "[=" + value + "]" : "");
}

std::string sentence(std::string_view help) {
    std::string text = plain(help);
    if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    if (!text.ends_with('.')) text += '.';
    return text;
}

// Names that the tables still refuse, as one sentence.
std::string later_names(const ms::CommandDoc& doc) {
    std::string names;
    for (const Row* row : doc.rows)
        if (is_shown(*row) && row->status == Status::later)
            names += (names.empty() ? "" : ", ") + literal("--" + std::string(row->name));
    return names.empty() ? names : "Known, but not in this version, and refused: " + names + ".\n\n";
}

}  // namespace

std::string name_piece(const ms::CommandDoc& doc) {
    return plain(doc.name) + " \\- " + plain(doc.summary) + "\n\n";
}

std::string synopsis_piece(const ms::CommandDoc& doc) {
    std::string out;
    for (const std::string& line : ms::text::split_list(doc.usage, '\n')) out += "    " + line + "\n";
    return out + "\n";
}

std::string options_piece(const ms::CommandDoc& doc) {
    std::string out;
    for (const Row* row : doc.rows) {
        if (!is_shown(*row) || row->status == Status::later) continue;
        std::string meaning = sentence(row->help);
        if (row->status == Status::no_effect) meaning += " Checked and kept with the job; nothing here acts on it.";
        out += definition(option_term(*row), meaning);
    }
    return out + later_names(doc);
}

std::string fields_piece(const ms::CommandDoc& doc) {
    std::string out;
    for (const ms::FieldDoc& field : doc.fields) {
        std::string term = field.letter ? literal(std::string("%") + field.letter) : "";
        if (!field.name.empty()) term += (term.empty() ? "" : ", ") + literal(field.name);
        out += definition(term, field.meaning.empty() ? plain(field.header) : sentence(field.meaning));
    }
    return out;
}

std::string environment_piece(const ms::CommandDoc& doc) {
    std::string out;
    for (const Row* row : doc.rows) {
        if (row->environment.empty() || row->status == Status::later) continue;
        std::string term;
        for (const std::string& name : ms::text::split_list(row->environment))
            term += (term.empty() ? "" : ", ") + literal(name);
        out += definition(term, "Same as " + literal("--" + std::string(row->name)) + ".");
    }
    return out;
}

std::string states_piece() {
    std::string out;
    for (const auto& row : ms::state_rows())
        out += definition(literal(row.compact) + ", " + literal(row.name), sentence(row.meaning));
    for (const auto& row : ms::state_flag_rows())
        if (!row.name.empty())
            out += definition(literal(row.compact) + ", " + literal(row.name), sentence(row.meaning));
    return out;
}

}  // namespace docgen

// SPDX-License-Identifier: MIT
#include "tools/docgen/kinds.hpp"

#include <cctype>

#include "libms/model/node_states.hpp"
#include "libms/model/states.hpp"
#include "libms/text/signal.hpp"

namespace docgen {
namespace {

constexpr LiveKind live[] = {
    {"account", "squeue --noheader --states=all --format=%a"},
    {"feature", "sinfo --noheader --format=%f"},
    {"gres", "sinfo --noheader --format=%G"},
    {"job", "squeue --noheader --format=%i"},
    {"license", "scontrol --oneliner show licenses"},
    {"name", "squeue --noheader --format=%j"},
    {"node", "sinfo --noheader --Node --format=%N"},
    {"partition", "sinfo --noheader --format=%R"},
    {"qos", "squeue --noheader --states=all --format=%q"},
    {"reservation", "scontrol --oneliner show reservations"},
    {"step", "squeue --noheader --steps --format=%i"},
};

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

std::string letters(const ms::CommandDoc& doc, const std::string& before) {
    std::string words;
    for (const ms::FieldDoc& field : doc.fields)
        if (field.letter) add_word(words, before + field.letter);
    return words;
}
std::string format_letters(const ms::CommandDoc& doc) { return letters(doc, "%"); }
std::string sort_letters(const ms::CommandDoc& doc) { return letters(doc, ""); }

std::string state_names(const ms::CommandDoc&) {
    std::string names;
    for (const auto& row : ms::state_rows()) add_word(names, row.name);
    for (const auto& row : ms::state_flag_rows()) add_word(names, row.name);
    return names;
}

std::string node_state_names(const ms::CommandDoc&) {
    std::string names;
    for (const std::string_view name : ms::node_condition_names()) add_word(names, name);
    return names;
}

/// Those with a name; the others would be numbers.
std::string signal_names(const ms::CommandDoc&) {
    std::string names;
    for (int number = 1; number <= 31; ++number) {
        const std::string name = ms::text::signal_name(number);
        if (!std::isdigit(static_cast<unsigned char>(name.front()))) add_word(names, name);
    }
    return names;
}

struct WordKind {
    std::string_view name;
    std::string (*words)(const ms::CommandDoc& doc);
};
constexpr WordKind of_tables[] = {
    {"field", field_names}, {"letters", format_letters},        {"sort", sort_letters},
    {"state", state_names}, {"node-state", node_state_names}, {"signal", signal_names},
};

}  // namespace

std::span<const LiveKind> live_kinds() { return live; }

std::string kind_of(std::string_view complete, const ms::CommandDoc& doc) {
    if (complete.empty()) return "none";
    for (const WordKind& kind : of_tables)
        if (kind.name == complete) return kind.words(doc);
    return std::string(complete);
}

}  // namespace docgen

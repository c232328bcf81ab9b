// SPDX-License-Identifier: MIT
#include "libms/data_parser/style.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::data_parser {
namespace {

constexpr int known[] = {38, 40, 41, 42, 43, 44, 45, 46};
constexpr std::string_view prefix = "v0.0.";
constexpr std::string_view plugin = "data_parser/";

// Those without a member say how Slurm builds its description of the interface, which is no part of an answer.
struct Flag {
    std::string_view name;
    bool Style::*member;
};
constexpr Flag flags[] = {
    {"complex", &Style::complex}, {"fast", nullptr},           {"inline_enums", nullptr}, {"minimize_refs", nullptr},
    {"none", nullptr},            {"prefer_refs", nullptr},    {"spec_only", nullptr},
};

std::optional<int> find_version(std::string_view name) {
    if (name.substr(0, plugin.size()) == plugin) name.remove_prefix(plugin.size());
    if (name.substr(0, prefix.size()) != prefix) return std::nullopt;
    const auto number = text::parse_unsigned(name.substr(prefix.size()));
    const auto at = std::find_if(std::begin(known), std::end(known),
                                 [&](int each) { return number && static_cast<std::uint64_t>(each) == *number; });
    return at == std::end(known) ? std::nullopt : std::optional(*at);
}

bool environment_says_compact(Form form) {
    const char* value = std::getenv(form == Form::json ? "SLURM_JSON" : "SLURM_YAML");
    return value && equal_ignoring_case(value, "compact");
}

}  // namespace

std::span<const int> versions() { return known; }
std::string version_name(int version) { return std::string(prefix) + std::to_string(version); }

std::string versions_text() {
    std::string text = "Possible data_parser plugins:\n";
    for (const int version : known) text += std::string(plugin) + version_name(version) + "\n";
    return text;
}

Result<Style> parse_style(Form form, std::string_view value) {
    Style style;
    style.form = form;
    style.compact = environment_says_compact(form);
    if (value == "list") {
        style.list = true;
        return style;
    }
    const std::string name(value.substr(0, value.find('+')));
    if (!name.empty()) {
        const auto version = find_version(name);
        if (!version)
            return fail(Errc::usage, "Unable to find plugin: " + std::string(plugin) + name +
                                         "; --json=list shows those there are");
        style.version = *version;
    }
    if (value.size() == name.size()) return style;
    for (const std::string& word : text::split_list(value.substr(name.size() + 1), '+')) {
        const auto flag = std::find_if(std::begin(flags), std::end(flags), [&](const Flag& each) {
            return equal_ignoring_case(each.name, word);
        });
        if (flag == std::end(flags)) return fail(Errc::usage, "Unknown data_parser flag: +" + word);
        if (flag->member) style.*flag->member = true;
    }
    return style;
}

}  // namespace ms::data_parser

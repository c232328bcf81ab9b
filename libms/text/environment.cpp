// SPDX-License-Identifier: MIT
#include "libms/text/environment.hpp"

#include <algorithm>
#include <optional>

#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::text {
namespace {

std::string_view name_of(std::string_view entry) { return entry.substr(0, entry.find('=')); }

/// Items of the list; a comma in quotes does not separate, and the quotes go. Nothing when a quote stays open.
std::optional<std::vector<std::string>> split_quoted(std::string_view text) {
    std::vector<std::string> items(1);
    char quote = 0;
    for (const char c : text) {
        if (quote ? c == quote : (c == '\'' || c == '"'))
            quote = quote ? 0 : c;
        else if (!quote && c == ',')
            items.emplace_back();
        else
            items.back() += c;
    }
    if (quote) return std::nullopt;
    return items;
}

/// The variables asked for: NAME keeps, NAME=value sets.
struct Wanted {
    bool all = false;
    std::vector<std::string> kept;
    std::vector<std::string> set;
};

Wanted read_items(const std::vector<std::string>& items) {
    Wanted wanted;
    for (const auto& item : items) {
        if (item.find('=') != std::string::npos) {
            if (item.front() != '=') wanted.set.push_back(item);
        } else if (equal_ignoring_case(item, "ALL")) {
            wanted.all = true;
        } else if (!item.empty() && !equal_ignoring_case(item, "NONE") && !equal_ignoring_case(item, "NIL")) {
            wanted.kept.push_back(item);
        }
    }
    return wanted;
}

}  // namespace

Result<std::vector<std::string>> apply_export(std::string_view export_text,
                                              const std::vector<std::string>& environment) {
    if (export_text.empty()) return environment;
    const auto items = split_quoted(export_text);
    if (!items) return fail(Errc::usage, "Unmatched quote in --export=" + std::string(export_text));
    const Wanted wanted = read_items(*items);

    std::vector<std::string> result;
    for (const auto& entry : environment) {
        const std::string_view name = name_of(entry);
        if (wanted.all || name.substr(0, 6) == "SLURM_" ||
            contains(wanted.kept, name))
            result.push_back(entry);
    }
    for (const auto& entry : wanted.set) {
        const auto present = std::find_if(result.begin(), result.end(), [&entry](const std::string& other) {
            return name_of(other) == name_of(entry);
        });
        if (present != result.end())
            *present = entry;
        else
            result.push_back(entry);
    }
    return result;
}

std::vector<std::string> parse_environment_block(std::string_view block) {
    auto entries = split_list(block, '\0');
    std::erase_if(entries, [](const std::string& entry) {
        const std::size_t equals = entry.find('=');
        return equals == 0 || equals == std::string::npos;
    });
    return entries;
}

}  // namespace ms::text

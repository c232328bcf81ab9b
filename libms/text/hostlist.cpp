// SPDX-License-Identifier: MIT
#include "libms/text/hostlist.hpp"

#include <algorithm>
#include <cstdio>
#include <tuple>

#include "libms/text/number.hpp"

namespace ms::text {
namespace {

constexpr std::size_t max_names = 64 * 1024;
constexpr std::size_t max_digits = 18;  // numbers behind a prefix stay within 64 bits

using Names = std::vector<std::string>;

Failure bad_part(std::string_view part) { return fail(Errc::usage, "Invalid hostlist: " + std::string(part)); }

std::string padded(std::uint64_t number, std::size_t width) {
    std::string digits = std::to_string(number);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
}

/// The text between two brackets: 01-10,12.
Result<Names> expand_ranges(std::string_view ranges, std::string_view part) {
    Names numbers;
    const auto words = split_list(ranges);
    if (words.empty()) return bad_part(part);
    for (const std::string_view word : words) {
        const std::size_t dash = std::min(word.find('-'), word.size());
        const std::string_view low = word.substr(0, dash);
        const std::string_view high = dash < word.size() ? word.substr(dash + 1) : low;
        const auto first = parse_unsigned(low);
        const auto last = parse_unsigned(high);
        if (!first || !last || low.size() > max_digits || high.size() > max_digits || *last < *first)
            return bad_part(part);
        if (*last - *first >= max_names - numbers.size()) return bad_part(part);
        for (std::uint64_t number = *first; number <= *last; ++number) numbers.push_back(padded(number, low.size()));
    }
    return numbers;
}

/// One part without commas outside brackets; several brackets give every combination.
Result<Names> expand_part(std::string_view part) {
    Names names{""};
    for (std::string_view rest = part; !rest.empty();) {
        const std::size_t open = std::min(rest.find('['), rest.size());
        const std::string_view plain = rest.substr(0, open);
        if (plain.find(']') != std::string_view::npos) return bad_part(part);
        for (auto& name : names) name += plain;
        rest.remove_prefix(open);
        if (rest.empty()) break;

        const std::size_t close = rest.find(']');
        if (close == std::string_view::npos) return bad_part(part);
        const auto numbers = expand_ranges(rest.substr(1, close - 1), part);
        if (!numbers) return Failure(numbers.error());
        if (names.size() * numbers->size() > max_names) return bad_part(part);
        Names longer;
        longer.reserve(names.size() * numbers->size());
        for (const auto& name : names)
            for (const auto& number : *numbers) longer.push_back(name + number);
        names = std::move(longer);
        rest.remove_prefix(close + 1);
    }
    return names;
}

/// Parts are separated by commas and blanks outside brackets.
std::vector<std::string_view> split_parts(std::string_view text) {
    constexpr std::string_view separators = ", \t\r\n";
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    bool inside = false;
    for (std::size_t at = 0; at <= text.size(); ++at) {
        const bool ends = at == text.size() || (!inside && separators.find(text[at]) != std::string_view::npos);
        if (ends) {
            if (at > begin) parts.push_back(text.substr(begin, at - begin));
            begin = at + 1;
        } else if (text[at] == '[') {
            inside = true;
        } else if (text[at] == ']') {
            inside = false;
        }
    }
    return parts;
}

/// A name as prefix and trailing number.
struct Numbered {
    std::string_view prefix;
    std::string_view digits;  // empty = the name ends in no number
    std::uint64_t number = 0;
};

Numbered take_apart(std::string_view name) {
    std::size_t at = name.size();
    while (at > 0 && name.size() - at < max_digits && name[at - 1] >= '0' && name[at - 1] <= '9') --at;
    return {name.substr(0, at), name.substr(at), parse_unsigned(name.substr(at)).value_or(0)};
}

bool follows(const Numbered& next, const Numbered& first, std::uint64_t last) {
    return next.number == last + 1 && next.digits == padded(last + 1, first.digits.size());
}

}  // namespace

Result<std::vector<std::string>> expand_hostlist(std::string_view text) {
    Names all;
    for (const auto part : split_parts(text)) {
        auto names = expand_part(part);
        if (!names) return names;
        if (all.size() + names->size() > max_names) return bad_part(part);
        std::move(names->begin(), names->end(), std::back_inserter(all));
    }
    return all;
}

std::string fold_hostlist(const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < names.size();) {
        const Numbered head = take_apart(names[i]);
        std::string ranges;
        std::size_t members = 0;
        while (i < names.size()) {
            const Numbered first = take_apart(names[i]);
            if (members > 0 && (first.prefix != head.prefix || first.digits.empty())) break;
            std::uint64_t last = first.number;
            std::size_t run = 1;
            for (; i + run < names.size(); ++run, ++last) {
                const Numbered next = take_apart(names[i + run]);
                if (first.digits.empty() || next.prefix != head.prefix || !follows(next, first, last)) break;
            }
            if (members > 0) ranges += ',';
            ranges += first.digits;
            if (run > 1) ranges += '-' + padded(last, first.digits.size());
            members += run;
            i += run;
            if (head.digits.empty()) break;
        }
        if (!out.empty()) out += ',';
        out += head.prefix;
        out += members > 1 ? '[' + ranges + ']' : ranges;
    }
    return out;
}

std::string fold_hostlist_sorted(std::vector<std::string> names) {
    std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
        const Numbered x = take_apart(a), y = take_apart(b);
        return std::tuple(x.prefix, x.number, x.digits.size()) < std::tuple(y.prefix, y.number, y.digits.size());
    });
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return fold_hostlist(names);
}

std::string format_repeated(const std::vector<std::uint32_t>& counts) {
    std::string out;
    for (std::size_t i = 0; i < counts.size();) {
        std::size_t run = 1;
        while (i + run < counts.size() && counts[i + run] == counts[i]) ++run;
        if (!out.empty()) out += ',';
        out += std::to_string(counts[i]);
        if (run > 1) out += "(x" + std::to_string(run) + ")";
        i += run;
    }
    return out;
}

}  // namespace ms::text

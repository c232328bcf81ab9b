// SPDX-License-Identifier: MIT
#include "libms/text/number.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "libms/base/letters.hpp"

namespace ms::text {
namespace {

constexpr std::string_view blanks = " \t\n\r\v\f";

template <class T>
std::optional<T> parse_whole(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::optional<std::uint64_t> parse_unsigned(std::string_view text) { return parse_whole<std::uint64_t>(text); }

std::optional<std::int64_t> parse_signed(std::string_view text) { return parse_whole<std::int64_t>(text); }

std::optional<std::uint32_t> parse_count_suffixed(std::string_view text) {
    std::uint64_t factor = 1;
    if (!text.empty()) {
        const char suffix = to_lower(text.back());
        if (suffix == 'k') factor = 1024;
        if (suffix == 'm') factor = 1024 * 1024;
    }
    if (factor != 1) text.remove_suffix(1);
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    const auto count = parse_unsigned(text);
    if (!count || *count > most / factor) return std::nullopt;
    return static_cast<std::uint32_t>(*count * factor);
}

std::vector<std::string> split_list(std::string_view text, char separator) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t at = std::min(text.find(separator), text.size());
        if (at > 0) words.emplace_back(text.substr(0, at));
        text.remove_prefix(std::min(at + 1, text.size()));
    }
    return words;
}

std::string join(const std::vector<std::string>& words, std::string_view separator) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) out += separator;
        out += words[i];
    }
    return out;
}

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace ms::text

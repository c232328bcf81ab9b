// SPDX-License-Identifier: MIT
// Whole numbers as the command lines take them, and words split from lists.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ms::text {

/// Digits only, in range; nothing else (no sign, no blank, no suffix).
std::optional<std::uint64_t> parse_unsigned(std::string_view text);
std::optional<std::int64_t> parse_signed(std::string_view text);
/// Node counts: 4, 2k, 1m (1024-based).
std::optional<std::uint32_t> parse_count_suffixed(std::string_view text);

/// Split at `separator`; empty words are dropped.
std::vector<std::string> split_list(std::string_view text, char separator = ',');
std::string join(const std::vector<std::string>& words, std::string_view separator = ",");
std::string_view trim(std::string_view text);

}  // namespace ms::text

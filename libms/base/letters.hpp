// SPDX-License-Identifier: MIT
// Names that mean the same in any case. ASCII letters only, whatever the locale.
#pragma once

#include <string>
#include <string_view>

#include "libms/base/letters.hpp"

namespace ms {

constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
std::string to_lower(std::string_view text);

bool equal_ignoring_case(std::string_view a, std::string_view b);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);
/// An order for lists that people read.
bool less_ignoring_case(std::string_view a, std::string_view b);

}  // namespace ms

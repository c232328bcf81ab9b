// SPDX-License-Identifier: MIT
#include "libms/text/size.hpp"

#include <cmath>
#include <cstdio>
#include <limits>

#include "libms/text/number.hpp"

namespace ms::text {
namespace {

constexpr std::string_view units = "BKMGTPE";  // each 1024 times the one before; B is not printed

std::size_t unit_index(char unit) {
    const std::size_t at = units.find(unit);
    return at == std::string_view::npos ? 0 : at;
}

std::string with_unit(std::string number, std::size_t unit) {
    if (unit > 0) number += units[unit];
    return number;
}

/// Whole numbers without a point, others with two decimals.
std::string print(double value, std::size_t unit) {
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, value == std::floor(value) ? "%.0f" : "%.2f", value);
    return with_unit(buffer, unit);
}

}  // namespace

Result<Megabytes> parse_megabytes(std::string_view text) {
    std::string_view digits = text;
    char unit = 'M';
    if (!digits.empty() && (digits.back() == 'B' || digits.back() == 'b')) digits.remove_suffix(1);
    const bool had_b = digits.size() != text.size();
    if (!digits.empty() && (digits.back() < '0' || digits.back() > '9')) {
        unit = static_cast<char>(digits.back() & ~0x20);
        digits.remove_suffix(1);
    } else if (had_b) {
        unit = 'B';  // "4B": the B only follows another letter
    }

    const auto number = parse_unsigned(digits);
    const std::size_t at = std::string_view("KMGT").find(unit);
    if (!number || at == std::string_view::npos) return fail(Errc::usage, "Invalid size: " + std::string(text));
    if (unit == 'K') return Megabytes{*number / 1024 + (*number % 1024 != 0)};
    const unsigned shift = 10 * (static_cast<unsigned>(at) - 1);
    if (*number > std::numeric_limits<std::uint64_t>::max() >> shift)
        return fail(Errc::usage, "Invalid size: " + std::string(text));
    return Megabytes{*number << shift};
}

std::string format_size(std::uint64_t value, char unit) {
    if (value == 0) return "0";
    std::size_t at = unit_index(unit);
    if (value < 1024 || value % 512 != 0) return with_unit(std::to_string(value), at);
    double shown = static_cast<double>(value);
    while (shown >= 1024 && static_cast<std::uint64_t>(shown) % 512 == 0 && at + 1 < units.size()) {
        shown /= 1024;
        ++at;
    }
    return print(shown, at);
}

std::string format_size_in(std::uint64_t value, char unit, char wanted) {
    if (value == 0) return "0";
    const int steps = static_cast<int>(unit_index(wanted)) - static_cast<int>(unit_index(unit));
    return print(std::ldexp(static_cast<double>(value), -10 * steps), unit_index(wanted));
}

std::string format_size_raw(std::uint64_t value, char unit) {
    return value == 0 ? "0" : with_unit(std::to_string(value), unit_index(unit));
}

}  // namespace ms::text

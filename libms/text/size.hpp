// SPDX-License-Identifier: MIT
// Memory and other sizes with K M G T suffixes (1024), and Slurm's rules for printing them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "libms/base/result.hpp"
#include "libms/base/units.hpp"

namespace ms::text {

/// "4G", "4000", "60gb", "500K" (rounds up to MiB). Plain numbers are MiB. Refuses decimals, signs and empty text.
/// Error: Errc::usage; callers put their own message.
Result<Megabytes> parse_megabytes(std::string_view text);

/// Slurm's exact mode: divides while >= 1024 and a multiple of 512: 500M, 1.50G, 4G, 1000M; 0 → "0".
/// `unit` is the letter the value starts in ('M' for memory, 'B' printed as nothing for bytes → K…).
std::string format_size(std::uint64_t value, char unit);
/// --units=X: fixed unit; two decimals unless the number is whole.
std::string format_size_in(std::uint64_t value, char unit, char wanted);
/// --noconvert: the number and its base unit letter.
std::string format_size_raw(std::uint64_t value, char unit);

}  // namespace ms::text

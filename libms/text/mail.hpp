// SPDX-License-Identifier: MIT
// --mail-type: a comma list of events, any case, cumulative over repetitions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ms::text {

/// MailEvent bits (0 for NONE). Unknown words after a valid one are ignored as Slurm does; nothing valid: nullopt.
std::optional<std::uint32_t> parse_mail_types(std::string_view text);
/// scontrol's MailType=: BEGIN,END,FAIL…; "NONE".
std::string format_mail_types(std::uint32_t events);

}  // namespace ms::text

// SPDX-License-Identifier: MIT
// What --json and --yaml ask for: the form, the version of Slurm's data_parser whose keys are meant, and its flags.
//
//     --json   --json=v0.0.41   --json=v0.0.44+complex   --json=list
//
// A version is its last number, 44 for v0.0.44. All versions are written from one table of fields, where a row says
// since and until when its key exists.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "libms/base/result.hpp"

namespace ms::data_parser {

enum class Form : std::uint8_t { json, yaml };

inline constexpr int first_version = 38;   // of Slurm 22.05, where numbers and states are plain
inline constexpr int default_version = 44;  // of Slurm 25.11

struct Style {
    Form form = Form::json;
    int version = default_version;
    bool complex = false;  // +complex: a number, null or "Infinity" instead of {"set", "infinite", "number"}
    bool compact = false;  // SLURM_JSON=compact, SLURM_YAML=compact: no line ends and blanks between the values
    bool list = false;     // --json=list: the versions instead of an answer

    /// Numbers that may be missing are plain, a state is one word and not a list.
    bool is_plain() const { return version <= first_version; }
};

/// What completes the value.
inline constexpr std::string_view version_words =
    "list v0.0.38 v0.0.40 v0.0.41 v0.0.42 v0.0.43 v0.0.44 v0.0.45 v0.0.46";

/// The versions there are, in ascending order.
std::span<const int> versions();
/// v0.0.44
std::string version_name(int version);
/// What --json=list prints.
std::string versions_text();

/// The value of --json or --yaml ("" without one). Error: Errc::usage.
Result<Style> parse_style(Form form, std::string_view value);

}  // namespace ms::data_parser

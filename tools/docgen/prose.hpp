// SPDX-License-Identifier: MIT
// The small markup that man pages are written in, and its rendering as man(7).
//
//   # HEADING            a section, "## Heading" a part of one
//   text                 a paragraph, up to an empty line
//       text             indented by four: printed as it stands
//   term                 what a definition defines; ":   " begins the definition's first line
//   :   text
//   {options}            alone on a line: a piece made from the tables (pieces.hpp)
//
// Inside text: `literal` (bold), *placeholder* (italic), a backslash before ` * or \ takes their meaning away.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "libms/base/result.hpp"

namespace docgen {

/// `text` with the characters of the markup escaped: for words that come from tables.
std::string plain(std::string_view text);
/// `text` as a literal.
std::string literal(std::string_view text);

/// Replace every {piece} line by what `make` gives for its name. Error: whatever `make` refuses.
ms::Result<std::string> expand(std::string_view prose,
                               const std::function<ms::Result<std::string>(std::string_view)>& make);

struct Title {
    std::string name;     // "sbatch"
    std::string section;  // "1"
    std::string source;   // "Mini-SLURM 0.1.0"
};
/// The page as man(7) source.
std::string man_page(const Title& title, std::string_view prose);

}  // namespace docgen

// SPDX-License-Identifier: MIT
// The syntax of slurm.conf, without meaning: Key=Value pairs, several on a line; '#' begins a comment ("\#" is the
// character); a '\' at the end of a line continues it; values with blanks stand in double quotes; Include FILE.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libms/base/result.hpp"

namespace msd::config {

/// Where a line stands; of a continued line, its first part.
struct Place {
    std::string file;
    int line = 0;
    std::string text() const { return file + ":" + std::to_string(line); }
};

struct Pair {
    std::string key;  // as written; keys are compared without regard to case
    std::string value;
};
struct ConfLine {
    Place place;
    std::vector<Pair> pairs;  // never empty; {"Include", path} alone for an Include line
};

/// Error: Errc::generic, "FILE:LINE: expected Key=Value, found …".
ms::Result<std::vector<ConfLine>> parse_conf(std::string_view text, const std::string& file);

/// A file with everything it includes, in place. Relative names are looked for beside the including file.
ms::Result<std::vector<ConfLine>> read_conf(const std::string& path);

}  // namespace msd::config

// SPDX-License-Identifier: MIT
// The rules of the tree that a compiler does not check: which layer may include which, where the clock may be read,
// what a file begins with and how long it may be. Each rule looks at one file's text and names what it finds with its
// line, so that it can be tested on a few invented lines as well as run over the whole tree.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tidy {

struct Offence {
    std::string path;  // relative to the tree's root
    int line = 0;      // from 1
    std::string what;  // a sentence: the rule that was broken and what by
};

/// What every rule finds in one file. `path` is relative to the root: it decides which rules apply.
std::vector<Offence> check_file(const std::string& path, std::string_view text);

/// check_file over every source, script and document below `root`, without build folders and version control.
std::vector<Offence> check_tree(const std::filesystem::path& root);

/// "path:line: what", one a line.
std::string to_text(const std::vector<Offence>& offences);

}  // namespace tidy

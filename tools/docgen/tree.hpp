// SPDX-License-Identifier: MIT
// Which files are generated, and from what.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "libms/base/result.hpp"
#include "libms/options/command.hpp"

namespace docgen {

/// Path below the tree's root → text.
using Files = std::map<std::string, std::string>;

/// All generated files, made from the commands' tables and the hand-written parts below `root`.
ms::Result<Files> generate(const std::filesystem::path& root, const std::vector<ms::CommandDoc>& docs,
                           const std::string& version);

/// Those of `files` whose text on disk differs.
std::vector<std::string> stale(const std::filesystem::path& root, const Files& files);

ms::Result<void> write(const std::filesystem::path& root, const Files& files);

}  // namespace docgen

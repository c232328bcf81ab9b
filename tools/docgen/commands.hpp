// SPDX-License-Identifier: MIT
// The commands of this build. The definition is written by CMake from its list of command folders.
#pragma once

#include <vector>

#include "libms/options/command.hpp"

namespace docgen {

std::vector<ms::CommandDoc> command_docs();

}  // namespace docgen

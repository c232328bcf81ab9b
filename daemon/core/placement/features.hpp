// SPDX-License-Identifier: MIT
// --constraint: feature names joined by & (or ,) and |, with parentheses. & binds closer. A count (name*2) is read
// and ignored; brackets ([a|b]) group as parentheses do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libms/base/result.hpp"

namespace msd::core {

/// All names of the expression. Error: Errc::invalid_feature.
ms::Result<std::vector<std::string>> feature_names(std::string_view expression);
/// Whether a node with these features will do; an empty expression always does, a malformed one never.
bool features_satisfy(std::string_view expression, const std::vector<std::string>& features);

}  // namespace msd::core

// SPDX-License-Identifier: MIT
// --cpu-bind: [quiet|verbose,]kind[:list].
#pragma once

#include <string>
#include <string_view>

#include "libms/base/result.hpp"

namespace ms::cmds::srun {

/// The text in lower case, once its words and lists are known to be right.
Result<std::string> check_cpu_bind(std::string_view value);

}  // namespace ms::cmds::srun

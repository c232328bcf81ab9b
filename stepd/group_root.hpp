// SPDX-License-Identifier: MIT
// The directory below which jobs have their control groups: the zygote takes possession of it when it starts, since its
// forks, the shepherds, must be inside to put others there.
#pragma once

#include <string>

#include "stepd/protocol.hpp"

namespace stepd {

/// What msd gives the zygote as its argument: the group it has been started in, or a directory's path.
inline constexpr const char* own_group = "own";

/// Make ROOT/shepherds, move this process there, and hand the controllers on to what is made below ROOT. What does not
/// succeed is in the report, which then says less than there might have been, or nothing.
GroupReport take_root(const std::string& where);

}  // namespace stepd

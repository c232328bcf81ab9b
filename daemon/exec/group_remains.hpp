// SPDX-License-Identifier: MIT
// The control group of a job whose shepherd has died without ending it.
#pragma once

#include <string>

namespace msd::exec {

/// Kill what is inside, and remove the group with all below it once it is empty. True: nothing of it is there any more.
bool clear_group(const std::string& group);

}  // namespace msd::exec

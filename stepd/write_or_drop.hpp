// SPDX-License-Identifier: MIT
// Writing to what the job's owner has a hand on: a FIFO, a pipe or a terminal that nobody may be reading. A shepherd that
// waited there would hear no order any more, and its job could not be ended.
#pragma once

#include <chrono>
#include <string_view>

namespace stepd {

/// As much of it as is taken within `patience`, counted from when the other end last took something. The rest is dropped.
/// A regular file is waited for until the Deadline.
void write_or_drop(int fd, std::string_view text, std::chrono::milliseconds patience = {});

}  // namespace stepd

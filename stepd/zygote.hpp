// SPDX-License-Identifier: MIT
// The process that becomes the shepherds: started once by msd, small and warm, so that a job costs a fork of it.
#pragma once

#include <string>

namespace stepd {

/// Serve until msd closes its end of `socket` (SOCK_SEQPACKET; each message is one byte with one descriptor, a job's
/// stream). Shepherds live on. Returns the exit status.
/// `group`: where jobs have their control groups (stepd/group_root.hpp), which is taken possession of and reported first;
/// empty = they have none.
int zygote(int socket, const std::string& group);

}  // namespace stepd

// SPDX-License-Identifier: MIT
// The process that becomes the shepherds: started once by msd, small and warm, so that a job costs a fork of it.
#pragma once

namespace stepd {

/// Serve until msd closes its end of `socket` (SOCK_SEQPACKET; each message is one byte with one descriptor, a job's
/// stream). Shepherds live on. Returns the exit status.
int zygote(int socket);

}  // namespace stepd

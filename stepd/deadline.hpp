// SPDX-License-Identifier: MIT
// A shepherd opens files as the job's owner and waits for its children's execve. A file system that does not answer (a
// server that is gone, a FUSE program of the owner's) or a SIGSTOP to such a child would keep it from hearing anything, and
// the job from ending. What it waits for then ends at SIGKILL alone, so the deadline is the shepherd's: SIGALRM, which the
// zygote leaves unblocked, ends it, and msd sees that.
#pragma once

#include <unistd.h>

namespace stepd {

class Deadline {
  public:
    explicit Deadline(unsigned seconds = 60) { ::alarm(seconds); }
    ~Deadline() { ::alarm(0); }
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;
};

}  // namespace stepd

// SPDX-License-Identifier: MIT
// msstepd: the zygote, and after a fork a job's shepherd, or the shepherd of a step that no job has. msd starts the one,
// srun the other, with a socket on descriptor 3 whose type tells which.
#include <cstdio>
#include <sys/socket.h>

#include "stepd/lone_step.hpp"
#include "stepd/zygote.hpp"

int main(int argc, char** argv) {
    constexpr int from_starter = 3;
    int type = 0;
    socklen_t size = sizeof type;
    (void)::getsockopt(from_starter, SOL_SOCKET, SO_TYPE, &type, &size);
    if (type == SOCK_SEQPACKET) return stepd::zygote(from_starter, argc > 1 ? argv[1] : "");
    if (type == SOCK_STREAM) return stepd::lone_step(ms::Fd(from_starter));
    std::fputs("msstepd: started by msd, not by hand\n", stderr);
    return 1;
}

// SPDX-License-Identifier: MIT
// msstepd: the zygote, and after a fork a job's shepherd. msd starts it with a socket on descriptor 3.
#include <cstdio>
#include <sys/socket.h>

#include "stepd/zygote.hpp"

int main(int argc, char** argv) {
    constexpr int from_msd = 3;
    int type = 0;
    socklen_t size = sizeof type;
    if (::getsockopt(from_msd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_SEQPACKET) {
        std::fputs("msstepd: started by msd, not by hand\n", stderr);
        return 1;
    }
    return stepd::zygote(from_msd, argc > 1 ? argv[1] : "");
}

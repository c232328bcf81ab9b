// SPDX-License-Identifier: MIT
// msd: finds out what it is to be, and runs it. The wiring is daemon/daemon.cpp.
#include <cstdio>

#include "daemon/config/arguments.hpp"
#include "daemon/daemon.hpp"
#include "daemon/doctor/doctor.hpp"
#include "daemon/server/instance.hpp"
#include "libms/base/clock.hpp"

int main(int argc, char** argv) {
    auto arguments = msd::config::parse_arguments(argc, argv);
    if (!arguments) {
        std::fprintf(stderr, "msd: error: %s\n", arguments.error().message.c_str());
        return 1;
    }
    if (!arguments->text.empty()) {
        std::fputs(arguments->text.c_str(), stdout);
        return 0;
    }
    if (arguments->doctor) return msd::doctor::run(*arguments, ms::now());
    if (auto ran = msd::run(*arguments, ms::now); !ran) {
        msd::server::report_failure(arguments->ready_fd, ran.error().message);
        return 1;
    }
    return 0;
}

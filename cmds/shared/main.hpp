// SPDX-License-Identifier: MIT
// What every command's main() does: fill the context from the process, run, and tell a failed write by the status.
#pragma once

#include <csignal>
#include <cstring>

#include "libms/base/clock.hpp"
#include "libms/client/client.hpp"
#include "libms/options/command.hpp"

namespace ms::cmds {

/// The last part of argv[0].
inline std::string program_name(const char* path) {
    const char* slash = std::strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/// Run a command for this process. Its output is flushed here; what could not be written makes the status 1.
/// SIGPIPE is ignored, so that a reader that went away is such a write error and no death in the middle of a request.
inline int run_main(int (*run)(const CommandContext&), int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    const auto client = client::make_client();
    CommandContext context;
    context.program = argc > 0 ? program_name(argv[0]) : "";
    context.words.assign(argv + (argc > 0 ? 1 : 0), argv + argc);
    context.client = client.get();
    context.now = now();
    const int status = run(context);
    const bool written = std::fflush(stdout) == 0 && !std::ferror(stdout);
    return written || status != 0 ? status : 1;
}

}  // namespace ms::cmds

// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <string>
#include <unistd.h>

#include "libms/client/client.hpp"

namespace ms::client {
namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

}  // namespace

Result<UserPaths> user_paths() {
    UserPaths paths;
    std::string state = environment("XDG_STATE_HOME");
    if (state.empty() || state.front() != '/') {
        const std::string home = environment("HOME");
        if (home.empty() || home.front() != '/')
            return fail(Errc::generic, "HOME is not set: set HOME or XDG_STATE_HOME, where Mini-SLURM keeps its state");
        state = home + "/.local/state";
    }
    paths.state_dir = state + "/msd";
    const std::string runtime = environment("XDG_RUNTIME_DIR");
    const bool usable = !runtime.empty() && runtime.front() == '/' && ::access(runtime.c_str(), W_OK | X_OK) == 0;
    paths.socket = usable ? runtime + "/msd/msd.sock" : paths.state_dir + "/msd.sock";
    return paths;
}

}  // namespace ms::client

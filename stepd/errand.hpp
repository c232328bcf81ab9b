// SPDX-License-Identifier: MIT
// A program that the shepherd runs beside the job and waits for: the site's prologs and epilogs, a login shell that
// tells its environment. Meanwhile the shepherd does nothing else; what msd sends waits in the stream.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libms/base/result.hpp"
#include "stepd/identity.hpp"

namespace stepd {

struct Errand {
    std::string path;
    std::vector<std::string> argv;             // with argv[0]
    std::span<const std::string> environment;  // NAME=VALUE
    std::string work_dir = "/";
    Identity identity;
    std::uint32_t timeout_s = 0;               // 0 = none
    int std_err = -1;                          // a descriptor above 2; -1 = nowhere
    int group = -1;                            // as ProcessPlan's: a site's own program is in none of the job's
};

struct Outcome {
    int wait_status = 0;
    bool timed_out = false;  // it and its session were killed
    std::string output;      // of the program itself, as far as it had come when it ended; no more than a megabyte
    bool ok() const { return !timed_out && wait_status == 0; }
    std::string text() const;  // "exit status 3", "signal 9", "no end after 5 seconds"
    std::uint32_t limit_s = 0;
};

/// Error: it could not be started.
ms::Result<Outcome> run_errand(const Errand& errand);

}  // namespace stepd

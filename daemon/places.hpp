// SPDX-License-Identifier: MIT
// Where this daemon keeps things: by its mode and what its arguments say.
#pragma once

#include <string>

#include "daemon/config/arguments.hpp"

namespace msd {

struct Places {
    std::string socket;
    std::string state_dir;
    std::string spool;
    std::string log_file;    // empty: stderr
    std::string stepd;       // the program of shepherds
    unsigned socket_mode = 0600;
    unsigned socket_dir_mode = 0700;
    unsigned state_dir_mode = 0700;

    std::string database() const { return state_dir + "/msd.db"; }
    std::string socket_dir() const { return socket.substr(0, socket.rfind('/')); }
};

/// Error: a user without a home directory.
ms::Result<Places> places_for(const config::Arguments& arguments);

}  // namespace msd

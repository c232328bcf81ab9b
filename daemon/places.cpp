// SPDX-License-Identifier: MIT
#include "daemon/places.hpp"

#include "daemon/exec/zygote_process.hpp"
#include "libms/client/client.hpp"

namespace msd {

using namespace ms;

Result<Places> places_for(const config::Arguments& arguments) {
    Places places;
    if (arguments.system) {
        places = {client::system_socket, client::system_state_dir, "/var/spool/msd", "", "", 0666, 0755};
    } else {
        auto user = client::user_paths();
        if (!user) return Failure(user.error());
        places.socket = user->socket;
        places.state_dir = user->state_dir;
    }
    if (!arguments.socket.empty()) places.socket = arguments.socket;
    if (!arguments.state_dir.empty()) places.state_dir = arguments.state_dir;
    if (!arguments.system || !arguments.state_dir.empty()) {
        places.spool = places.state_dir + "/spool";
        if (arguments.system) places.state_dir_mode = 0711;  // a job's owner must reach its script below
    }
    if (!arguments.system) places.log_file = places.state_dir + "/msd.log";
    if (!arguments.log_file.empty()) places.log_file = arguments.log_file == "-" ? "" : arguments.log_file;
    places.stepd = exec::stepd_program();
    return places;
}

}  // namespace msd

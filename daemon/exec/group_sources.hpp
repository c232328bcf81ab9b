// SPDX-License-Identifier: MIT
// Where jobs may have their control groups: the places to try, best first (docs/adr/0013).
#pragma once

#include <string>
#include <vector>

namespace msd::exec {

/// One way to start the zygote so that it is inside a control group it may do with as it likes.
struct GroupSource {
    std::string name;                     // for messages: "a scope of systemd"
    std::vector<std::string> command;     // put before the zygote's own; empty = started directly
    std::vector<std::string> environment; // that the command needs
    std::string name_option;              // of the command, without the number that makes each start's name another one
    std::string group;                    // the zygote's argument (stepd/group_root.hpp)
};

/// What decides.
struct SourceFacts {
    bool system_mode = false;
    bool booted_with_systemd = false;     // /run/systemd/system is there
    bool user_manager = false;            // and answers this user: $XDG_RUNTIME_DIR/systemd/private
    bool outlives_login = false;          // it lingers, or this process is in it already
    std::string runtime_dir;              // $XDG_RUNTIME_DIR
    std::string unit;                     // how the scope's name begins
    std::string root;                     // CgroupRoot; empty = not given
};
SourceFacts source_facts(bool system_mode, std::string root);

std::vector<GroupSource> group_sources(const SourceFacts& facts);

}  // namespace msd::exec

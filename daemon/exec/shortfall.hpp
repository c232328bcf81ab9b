// SPDX-License-Identifier: MIT
// Why a limit can not be held by a control group here, and the one command or line that changes it.
#pragma once

#include <string>
#include <vector>

#include "daemon/exec/enforcement.hpp"

namespace msd::exec {

struct Shortfall {
    std::string why_not;
    std::string mend;
    friend bool operator==(const Shortfall&, const Shortfall&) = default;
};

/// There is no control group at all.
Shortfall no_group(const EnforcementFacts& facts);
/// There is one, without some of the controllers that are wanted: one answer for each, the same for those that are
/// missing for one reason, which it names together.
Shortfall no_controller(const EnforcementFacts& facts, const std::string& controller, const std::vector<std::string>& wanted);
/// The controller is nothing that any group could be given here.
bool is_out_of_reach(const EnforcementFacts& facts, const std::string& controller);
/// Only root may do it.
Shortfall needs_root(const EnforcementFacts& facts, const std::string& what);

}  // namespace msd::exec

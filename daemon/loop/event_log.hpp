// SPDX-License-Identifier: MIT
// What the log says of a batch: one line for each job that was submitted, began or ended in it.
#pragma once

#include <string>
#include <vector>

#include "libms/model/job.hpp"

namespace msd::loop {

using namespace ms;

/// `before` is the record as readers saw it last (null: new). Empty when nothing worth a line has changed.
std::string event_line(const Job* before, const Job& after);

}  // namespace msd::loop

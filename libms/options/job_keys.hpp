// SPDX-License-Identifier: MIT
// The keys of "scontrol update JobId=…": what each may be cut to, and how its value is read.
#pragma once

#include <span>
#include <string_view>

#include "libms/model/job_update.hpp"
#include "libms/base/result.hpp"

namespace ms::options {

struct JobUpdateText {
    Time now;  // what dates are relative to
    JobUpdate update;
    std::vector<Error> notes;  // what was wrong with values that are passed over, as Slurm does; told like refusals
    bool counts = false;       // something was said that counts as a change, and changes nothing
};

struct JobUpdateKey {
    std::string_view name;
    std::size_t least;         // letters it may be cut to
    bool takes_sign = false;   // += and -=
    /// Error: bad_value is told behind "scontrol: error: ", anything else as it is.
    Result<void> (*read)(JobUpdateText& to, std::string_view value) = nullptr;  // nullptr: kept from Slurm, refused
    std::string_view meaning = {};  // for the man page; empty = another name of the row before
};

std::span<const JobUpdateKey> job_update_keys();
const JobUpdateKey* find_job_update_key(std::string_view text);

}  // namespace ms::options

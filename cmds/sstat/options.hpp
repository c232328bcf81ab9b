// SPDX-License-Identifier: MIT
// What sstat is asked for.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libms/model/messages.hpp"
#include "libms/options/options.hpp"
#include "libms/table/field_table.hpp"

namespace ms::cmds::sstat {

enum class Question : std::uint8_t { none, help, usage, version, fields };

struct Settings {
    Question question = Question::none;
    std::vector<JobSelector> jobs;
    bool all_steps = false;
    std::string fields;  // empty = the default ones
    bool processes = false;
    bool header = true;
    bool raw_units = false;
    table::FieldStyle style;
};

std::span<const options::Option<Settings>> option_table();
/// Jobs of a -j list or an operand.
Result<void> add_jobs(Settings& settings, std::string_view value);

}  // namespace ms::cmds::sstat

// SPDX-License-Identifier: MIT
// sprio's option table and what it fills.
#pragma once

#include <optional>

#include "libms/model/messages.hpp"
#include "libms/options/options.hpp"

namespace ms::cmds::sprio {

struct Settings {
    std::vector<std::string> clusters;  // -M
    JobFilter filter;
    std::vector<std::string> unknown_users;  // told of; they have no jobs
    std::vector<std::string> partitions;
    std::optional<std::string> format;
    std::string sort;
    bool job_option = false;  // -j; without a value the first operand is the list
    bool header = true;
    bool by_user = false;  // -u: the user has a column
    bool wide = false;
    bool normalized = false;
    bool weights = false;
    bool help = false;
    bool help_letters = false;
    bool usage = false;
    bool version = false;
};

std::span<const options::Option<Settings>> option_table();
/// `-j 12`: an optional argument never is the next word, so the first operand stands for it. There are no others.
Result<void> take_operands(Settings& settings, std::vector<std::string> operands);

}  // namespace ms::cmds::sprio

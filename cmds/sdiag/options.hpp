// SPDX-License-Identifier: MIT
// What sdiag is asked for.
#pragma once

#include <span>

#include "cmds/shared/dump.hpp"
#include "libms/options/options.hpp"

namespace ms::cmds::sdiag {

enum class Order : std::uint8_t { count, number, total_time, mean_time };

struct Settings : DumpSettings {
    std::vector<std::string> clusters;  // -M
    bool reset = false;
    Order order = Order::count;
    bool help = false;
    bool usage = false;
    bool version = false;
};

std::span<const options::Option<Settings>> option_table();

}  // namespace ms::cmds::sdiag

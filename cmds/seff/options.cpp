// SPDX-License-Identifier: MIT
#include "cmds/seff/options.hpp"

namespace ms::cmds::seff {
namespace {

using options::Arg;
using options::Option;

template <bool Settings::*flag>
Result<void> set_flag(Settings& settings, std::string_view) {
    settings.*flag = true;
    return {};
}

constexpr Option<Settings> rows[] = {
    {{"debug", 'd', Arg::none, "", "the figures themselves first, in one line"}, set_flag<&Settings::raw>},
    {{"help", 'h', Arg::none, "", "show this help"}, set_flag<&Settings::help>},
    {{"version", 'v', Arg::none, "", "show the version"}, set_flag<&Settings::version>},
};

}  // namespace

std::span<const Option<Settings>> option_table() { return rows; }

}  // namespace ms::cmds::seff

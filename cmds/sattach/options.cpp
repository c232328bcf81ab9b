// SPDX-License-Identifier: MIT
#include "cmds/sattach/options.hpp"

namespace ms::cmds::sattach {
namespace {

using options::Arg;
using options::Status;

constexpr Arg none = Arg::none, required = Arg::required;
constexpr Status works = Status::works, no_effect = Status::no_effect, later = Status::later;

template <bool Settings::*Member>
Result<void> flag(Settings& s, std::string_view) {
    s.*Member = true;
    return {};
}

constexpr options::Option<Settings> table[] = {
    {{"error-filter", 0, required, "task", "standard error of this task alone", "", "", later}},
    {{"help", 'h', none, "", "show this text", "", "", works, false}, flag<&Settings::help>},
    {{"input-filter", 0, required, "task", "standard input for this task alone", "", "", later}},
    {{"label", 'l', none, "", "put the task's number before each line", "", "", later}},
    {{"layout", 0, none, "", "show which task is where, and attach to nothing"}, flag<&Settings::layout>},
    {{"output-filter", 0, required, "task", "standard output of this task alone", "", "", later}},
    {{"pty", 0, none, "", "attach to task 0's terminal", "", "", later}},
    {{"quiet", 'Q', none, "", "tell less", "", "", no_effect, false}},
    {{"usage", 'u', none, "", "show a short summary", "", "", works, false}, flag<&Settings::usage>},
    {{"verbose", 'v', none, "", "tell more", "", "", no_effect, false}},
    {{"version", 'V', none, "", "show the version", "", "", works, false}, flag<&Settings::version>},
};

}  // namespace

std::span<const options::Option<Settings>> option_table() { return table; }

}  // namespace ms::cmds::sattach
